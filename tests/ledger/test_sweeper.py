"""A store without an owner is swept through its verbs."""

import asyncio

import pytest

from ledger import Code, MemoryStore, Refusal, Reserve
from ledger.limits import EVENTS_KEPT_MS, SWEEP_MAX
from ledger.sweeper import SWEEP_SECONDS, Sweeper
from tests.ledger.desk import TILL, Clock, plan


def test_it_sweeps_until_nothing_is_left_and_says_so():
    clock, lines = Clock(), list[str]()
    store = MemoryStore(clock)
    sweeper = Sweeper(store, monotonic_ms=clock, log=lines.append)
    orders = SWEEP_MAX + 20

    async def test() -> None:
        for number in range(orders):
            asked = Reserve(client=TILL, order=f"o{number}", plan=plan(), ttl_ms=1_000)
            await store.reserve(asked)
        clock.now_ms += EVENTS_KEPT_MS + 10_000
        await sweeper.sweep()
        await sweeper.sweep()

    asyncio.run(test())
    # Each order was told twice: reserved, and expired a second later, both long ago.
    assert lines == [f"swept: {2 * orders} events dropped, {orders} orders ended"]


def test_a_store_that_refuses_is_asked_again_later():
    waits: list[float] = []
    lines: list[str] = []

    class Away(MemoryStore):
        async def perform(self, verb, key=None):
            return Refusal(Code.STORE_DOWN)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise asyncio.CancelledError

    sweeper = Sweeper(Away(Clock()), monotonic_ms=lambda: 0, log=lines.append, sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(sweeper.run())
    assert waits == [SWEEP_SECONDS] * 3
    assert lines == ["swept: 2 sweeps refused"]
