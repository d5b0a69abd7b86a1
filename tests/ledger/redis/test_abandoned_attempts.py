"""What a dead worker left half done in a cluster is over after a while, asked for or not."""

import asyncio
import time

import pytest

from ledger import Code, Confirm, Confirmed, Read, Refusal, Reserve, Reserved, Sweep
from ledger.redis import groups, sweeping
from ledger.redis.groups import ATTEMPT_SECONDS
from ledger.redis.store import RedisStore
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.redis.conftest import Site
from tests.ledger.servers import Cluster

LIMIT = 1


@pytest.fixture
def whole(site: Site) -> Site:
    if not isinstance(site.server, Cluster):
        pytest.skip("one node does a step at once")
    return site


def reserve(order: str) -> Reserve:
    return Reserve(client=TILL, order=order, plan=plan({TOTAL: (1, LIMIT)}), ttl_ms=600_000)


async def die_while_holding(store: RedisStore, order: str) -> None:
    """Begin an attempt, hold what it wants, and be gone before it is decided."""
    holding = store._steps.groups
    hold = holding._hold

    async def die(*args):
        assert await hold(*args)
        raise asyncio.CancelledError

    holding._hold = die
    with pytest.raises(asyncio.CancelledError):
        await store.perform(reserve(order))


async def used(store: RedisStore) -> int:
    facts = await store.read(Read(client=TILL, accounts=(TOTAL,)))
    return facts.accounts[0].used


def test_an_attempt_is_over_so_long_after_it_began_not_after_it_was_seen(whole: Site):
    async def work() -> float:
        await die_while_holding(whole.store(), "left")
        await asyncio.sleep(ATTEMPT_SECONDS)
        began = time.monotonic()
        store = whole.store()
        assert isinstance(await store.reserve(reserve("left")), Reserved)
        assert isinstance(
            await store.confirm(Confirm(client=TILL, order="left", revision=1)), Confirmed
        )
        assert await used(store) == LIMIT
        return time.monotonic() - began

    assert whole.run(work) < ATTEMPT_SECONDS / 2


def test_another_order_that_wants_what_it_holds_need_not_wait_either(whole: Site):
    async def work() -> None:
        await die_while_holding(whole.store(), "left")
        short = await whole.store().reserve(reserve("early"))
        assert isinstance(short, Refusal)
        assert short.code is Code.SHORT
        await asyncio.sleep(ATTEMPT_SECONDS)
        assert isinstance(await whole.store().reserve(reserve("late")), Reserved)

    whole.run(work)


def test_the_sweeper_ends_an_attempt_that_is_in_nobodys_way(whole: Site, monkeypatch):
    async def work() -> None:
        await die_while_holding(whole.store(), "left")
        store = whole.store()
        await asyncio.sleep(0.5)
        await store.sweep(Sweep())
        assert await used(store) == LIMIT, "it is young: its worker may only be slow"
        for module in (groups, sweeping):
            monkeypatch.setattr(module, "ABANDONED_SECONDS", 0.4)
        await store.sweep(Sweep())
        assert await used(store) == 0
        for node in whole.server.primaries():
            for key in node.ask("KEYS", "*unsettled"):
                assert node.ask("ZCARD", key) == 0

    whole.run(work)
