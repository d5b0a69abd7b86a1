"""A replica that is cut off takes over: who waited for it was never told what it does not have.

Without ``WAITAOF`` the same test loses confirms that were answered, as it must.
"""

import asyncio

import pytest

from ledger import Code, Confirm, Confirmed, Find, Found, Refusal, Reserve, Reserved
from ledger.redis.store import RedisStore, open_store
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.servers import Cluster, Pair

BEFORE, AFTER = 5, 5


def _raise(error: Exception) -> None:
    raise error


def _open(url: str, replicas: int) -> RedisStore:
    return open_store(f"{url}?replicas={replicas}&wait_ms=300&patience_ms=2000", _raise)


async def _put(store: RedisStore, names: list[str]) -> None:
    for name in names:
        held = await store.reserve(
            Reserve(client=TILL, order=name, plan=plan({TOTAL: (1, None)}), ttl_ms=600_000)
        )
        assert isinstance(held, Reserved), held


async def _confirmed(store: RedisStore, names: list[str]) -> set[str]:
    """Confirm orders; those whose confirm was answered."""
    told = set()
    for name in names:
        done = await store.confirm(Confirm(client=TILL, order=name, revision=1))
        if isinstance(done, Confirmed):
            told.add(name)
        else:
            assert done == Refusal(Code.OUTCOME_UNKNOWN)
    return told


async def _lost(store: RedisStore, told: set[str]) -> set[str]:
    lost = set()
    for name in sorted(told):
        found = await store.find(Find(client=TILL, order=name))
        if not (isinstance(found, Found) and found.state == "confirmed"):
            lost.add(name)
    return lost


def _names(kind: str, number: int) -> list[str]:
    return [f"{kind}-{one}" for one in range(number)]


async def _of_a_pair(pair: Pair, replicas: int) -> tuple[set[str], set[str]]:
    """Confirm with the replica there, then with it cut off, then let it take over."""
    store = _open(pair.primary.url, replicas)
    before, after = _names("before", BEFORE), _names("after", AFTER)
    await _put(store, before + after)
    told = await _confirmed(store, before)
    await asyncio.to_thread(pair.primary.wait_for_replicas)
    pair.replica.pause()
    told |= await _confirmed(store, after)
    store.close()
    heir = await asyncio.to_thread(lambda: pair.promote(forget=True))
    store = _open(heir.url, 0)
    lost = await _lost(store, told)
    store.close()
    await asyncio.sleep(0.01)
    return told, lost


async def _of_a_cluster(cluster: Cluster, replicas: int) -> tuple[set[str], set[str]]:
    """Do the same with the primary that has the bucket of an order."""
    store = _open(cluster.url, replicas)
    await _put(store, ["before", "after"])
    told = await _confirmed(store, ["before"])
    primary = cluster.primary_of(store.names.record("after"))
    heir = cluster.replica_of(primary)
    await asyncio.to_thread(primary.wait_for_replicas)
    heir.pause()
    told |= await _confirmed(store, ["after"])
    store.close()
    await asyncio.to_thread(cluster.fail_over, primary, heir)
    store = _open(cluster.url, 0)
    lost = await _lost(store, told)
    store.close()
    await asyncio.sleep(0.01)
    return told, lost


@pytest.mark.slow
def test_who_waits_for_the_replica_loses_nothing_when_it_takes_over(own_pair: Pair):
    if not own_pair.primary.has_waitaof:
        pytest.skip("this version has no WAITAOF")
    told, lost = asyncio.run(_of_a_pair(own_pair, replicas=1))
    assert told == set(_names("before", BEFORE)), "what it does not have was not promised"
    assert lost == set()


@pytest.mark.slow
def test_who_does_not_wait_loses_confirms_that_were_answered(own_pair: Pair):
    told, lost = asyncio.run(_of_a_pair(own_pair, replicas=0))
    assert len(told) == BEFORE + AFTER
    assert lost == set(_names("after", AFTER))


@pytest.mark.slow
def test_in_a_cluster_who_waits_loses_nothing(own_cluster: Cluster):
    if not own_cluster.nodes[0].has_waitaof:
        pytest.skip("this version has no WAITAOF")
    told, lost = asyncio.run(_of_a_cluster(own_cluster, replicas=1))
    assert (told, lost) == ({"before"}, set())


@pytest.mark.slow
def test_in_a_cluster_who_does_not_wait_loses_confirms(own_cluster: Cluster):
    told, lost = asyncio.run(_of_a_cluster(own_cluster, replicas=0))
    assert (told, lost) == ({"before", "after"}, {"after"})
