"""What other tests rely on: servers that keep what they promised and lose the rest."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import redis

from tests.ledger.servers import ROOT, Cluster, Pair, Server, until


def test_a_killed_server_comes_again_with_what_it_had(own_node: Server):
    own_node.ask("SET", "kept", "1")
    port = own_node.port
    own_node.restart()
    assert own_node.ask("GET", "kept") == b"1"
    assert own_node.port == port


def test_a_shared_server_is_empty_for_each_test(redis_node: Server):
    assert redis_node.ask("DBSIZE") == 0
    redis_node.ask("SET", "left", "behind")


def test_a_shared_server_is_empty_for_the_next_test_too(redis_node: Server):
    assert redis_node.ask("DBSIZE") == 0
    redis_node.ask("SET", "left", "behind")


def test_a_replica_takes_over_with_all_that_it_had(own_pair: Pair):
    own_pair.primary.ask("SET", "kept", "1")
    own_pair.primary.wait_for_replicas()
    assert own_pair.promote().ask("GET", "kept") == b"1"


def test_a_paused_replica_takes_over_without_what_came_meanwhile(own_pair: Pair):
    own_pair.primary.ask("SET", "kept", "1")
    own_pair.primary.wait_for_replicas()
    own_pair.replica.pause()
    own_pair.primary.ask("SET", "kept", "2")
    assert own_pair.promote(forget=True).ask("GET", "kept") == b"1"


def test_a_cluster_goes_on_after_a_primary_is_lost(own_cluster: Cluster):
    primary = own_cluster.primary_of("{a}")
    primary.ask("SET", "{a}", "1")
    primary.wait_for_replicas()
    heir = own_cluster.fail_over(primary)
    assert heir.ask("GET", "{a}") == b"1"
    primary.start()
    own_cluster.wait_until_whole()
    assert own_cluster.replica_of(heir) is primary
    paused = own_cluster.replica_of(heir)
    paused.pause()
    heir.ask("SET", "{a}", "2")
    assert own_cluster.fail_over(heir, paused).ask("GET", "{a}") == b"1"


def test_a_shared_cluster_serves_every_slot(redis_cluster: Cluster):
    names = ["{a}", "{b}", "{c}", "{d}"]
    for name in names:
        redis_cluster.primary_of(name).ask("SET", name, name)
    assert [redis_cluster.primary_of(name).ask("GET", name).decode() for name in names] == names


def test_a_server_ends_with_its_test_however_that_ends(redis_binary: Path, tmp_path: Path):
    text = (
        "import sys, time; from pathlib import Path; from tests.ledger.servers import Server;"
        "print(Server(Path(sys.argv[1]), Path(sys.argv[2])).start().port, flush=True);"
        "time.sleep(60)"
    )
    command = [sys.executable, "-c", text, redis_binary, tmp_path / "node"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as test:
        port = int(test.stdout.readline())
        with redis.Redis(port=port) as client:
            assert client.ping()
            test.send_signal(signal.SIGKILL)
            until(lambda: _is_gone(client), "the server ends too")


def _is_gone(client: redis.Redis) -> bool:
    try:
        client.ping()
    except redis.ConnectionError:
        return True
    return False
