"""A server that answers and takes no changes is found out, whatever the reason."""

import asyncio

import pytest

from ledger.redis.store import open_store
from tests.ledger.servers import Cluster, Pair, Server


def _raise(error: Exception) -> None:
    raise error


def why(url: str) -> str | None:
    async def ask() -> str | None:
        store = open_store(url, _raise)
        try:
            return await store.why_no_changes()
        finally:
            store.close()

    return asyncio.run(ask())


def test_a_server_as_it_should_be_takes_changes(redis_node: Server):
    assert why(redis_node.url) is None
    assert len(redis_node.ask("KEYS", "*")) == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("CONFIG", "SET", "min-replicas-to-write", "1"), "NOREPLICAS"),
        (("CONFIG", "SET", "maxmemory", "1mb"), "OOM"),
        (("REPLICAOF", "127.0.0.1", "1"), "READONLY"),
    ],
)
def test_one_that_refuses_changes_says_why(own_node: Server, command, reason: str):
    assert why(own_node.url) is None
    own_node.ask(*command)
    assert reason in (why(own_node.url) or "")


def test_a_replica_that_is_away_lets_nothing_be_promised(own_pair: Pair):
    if not own_pair.primary.has_waitaof:
        pytest.skip("this version cannot tell what a replica has")
    assert why(own_pair.url) is None
    own_pair.replica.pause()
    assert "a replica is away" in (why(own_pair.url) or "")


def test_one_node_of_a_cluster_that_takes_no_changes_is_enough(redis_cluster: Cluster):
    assert why(redis_cluster.url) is None
    full = redis_cluster.primaries()[1]
    full.ask("CONFIG", "SET", "maxmemory", "1mb")
    try:
        assert "OOM" in (why(redis_cluster.url) or "")
    finally:
        full.ask("CONFIG", "SET", "maxmemory", "1gb")
    assert why(redis_cluster.url) is None


def test_who_does_not_answer_takes_none(own_node: Server):
    own_node.kill()
    assert why(own_node.url)
