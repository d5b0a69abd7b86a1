"""A Redis that does not keep one promise is found out, whichever it is."""

import asyncio

import pytest

from ledger.redis import Finding, broken_promises
from tests.ledger.servers import PROMISES, Cluster, Pair, Server

WRONG = {
    "appendonly": "no",
    "appendfsync": "everysec",
    "no-appendfsync-on-rewrite": "yes",
    "maxmemory-policy": "allkeys-lru",
    "maxmemory": "0",
}


def found(url: str) -> list[tuple[str, str]]:
    return [(one.setting, one.found) for one in asked(url)]


def asked(url: str) -> tuple[Finding, ...]:
    return asyncio.run(broken_promises(url))


def port(finding: Finding) -> int:
    return int(finding.node.rpartition(":")[2])


def is_replicable(server: Server) -> None:
    if not server.has_waitaof:
        pytest.skip("this version has no WAITAOF: with replicas it never keeps its promises")


def test_a_server_as_it_should_be_has_no_findings(redis_node: Server):
    assert asked(redis_node.url) == ()


@pytest.mark.parametrize("setting", WRONG)
def test_each_wrong_setting_is_found_alone(redis_node: Server, setting: str):
    redis_node.ask("CONFIG", "SET", setting, WRONG[setting])
    try:
        (finding,) = asked(redis_node.url)
    finally:
        redis_node.ask("CONFIG", "SET", setting, PROMISES[setting])
    assert (finding.setting, finding.found) == (setting, WRONG[setting])
    assert port(finding) == redis_node.port
    assert finding.wanted.startswith("set it to ")
    assert not finding.is_passing
    assert asked(redis_node.url) == ()


@pytest.mark.parametrize("setting", WRONG)
def test_a_replica_is_asked_too(own_pair: Pair, setting: str):
    is_replicable(own_pair.primary)
    own_pair.replica.ask("CONFIG", "SET", setting, WRONG[setting])
    (finding,) = asked(own_pair.url)
    assert (finding.setting, finding.found) == (setting, WRONG[setting])
    assert port(finding) == own_pair.replica.port


@pytest.mark.parametrize("setting", ["min-replicas-to-write", "min-replicas-max-lag"])
def test_a_primary_must_not_write_alone(own_pair: Pair, setting: str):
    is_replicable(own_pair.primary)
    own_pair.primary.ask("CONFIG", "SET", setting, "0")
    assert found(own_pair.url) == [(setting, "0")]


def test_a_server_without_replicas_needs_no_number_of_them(redis_node: Server):
    assert (
        redis_node.ask("CONFIG", "GET", "min-replicas-to-write")[b"min-replicas-to-write"] == b"0"
    )
    assert asked(redis_node.url) == ()


def test_a_replica_that_is_away_is_a_finding_that_may_pass(own_pair: Pair):
    is_replicable(own_pair.primary)
    own_pair.replica.kill()
    (finding,) = asked(own_pair.url)
    assert (finding.setting, finding.found) == ("connected replicas", "0")
    assert finding.is_passing


def test_the_address_of_a_replica_is_no_address_of_a_ledger(own_pair: Pair):
    is_replicable(own_pair.primary)
    (finding,) = asked(f"{own_pair.replica.url}?replicas=1")
    assert finding.setting == "role"
    assert str(own_pair.primary.port) in finding.wanted


def test_without_waitaof_a_failover_may_lose_confirms(own_pair: Pair):
    if own_pair.primary.has_waitaof:
        pytest.skip("this version has it")
    assert {one.setting for one in asked(own_pair.url)} == {"version"}


def test_every_node_of_a_cluster_is_asked(redis_cluster: Cluster):
    is_replicable(redis_cluster.nodes[0])
    assert asked(redis_cluster.url) == ()
    primary = redis_cluster.primary_of("{a}")
    for node in (primary, redis_cluster.replica_of(primary)):
        node.ask("CONFIG", "SET", "appendfsync", "everysec")
        try:
            (finding,) = asked(redis_cluster.url)
        finally:
            node.ask("CONFIG", "SET", "appendfsync", "always")
        assert port(finding) == node.port


def test_a_lost_node_of_a_cluster_is_told(own_cluster: Cluster):
    is_replicable(own_cluster.nodes[0])
    lost = own_cluster.replica_of(own_cluster.primaries()[0])
    lost.kill()
    findings = asked(own_cluster.url)
    assert {one.setting for one in findings} == {"what it promises", "connected replicas"}
    assert all(one.is_passing for one in findings)


def test_who_does_not_answer_is_told(own_node: Server):
    own_node.kill()
    (finding,) = asked(own_node.url)
    assert finding.is_passing
    assert "start it" in finding.wanted


def test_who_answers_nothing_is_told_in_time(own_node: Server):
    own_node.pause()
    (finding,) = asked(own_node.url)
    assert finding.is_passing


def test_a_user_who_may_not_ask_is_told_what_to_allow(own_node: Server):
    own_node.ask("ACL", "SETUSER", "till", "on", ">secret", "~*", "+fcall", "+info", "+ping")
    url = own_node.url.replace("redis://", "redis://till:secret@")
    (finding,) = asked(url)
    assert "CONFIG GET" in finding.wanted
    assert "secret" not in finding.sentence


def test_a_wrong_password_is_told_without_repeating_it(own_node: Server):
    own_node.ask("ACL", "SETUSER", "till", "on", ">secret", "~*", "+@all")
    (finding,) = asked(own_node.url.replace("redis://", "redis://till:guessed@"))
    assert "password" in finding.wanted
    assert "guessed" not in finding.sentence


def test_what_is_no_address_is_refused():
    with pytest.raises(ValueError, match="no kind of Redis"):
        asked("http://127.0.0.1:6379")


def test_an_address_that_waits_for_no_replica_is_told(own_pair: Pair):
    is_replicable(own_pair.primary)
    assert found(own_pair.primary.url) == [("replicas", "0")]


def test_an_address_that_waits_for_no_disk_is_told(redis_node: Server):
    assert found(f"{redis_node.url}?aof=no") == [("aof", "no")]


def test_one_node_of_a_cluster_is_no_ledger(redis_cluster: Cluster):
    is_replicable(redis_cluster.nodes[0])
    assert "the address" in dict(found(redis_cluster.nodes[0].url))
