"""A store gives the answer that belongs to the question, from any thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from typing_extensions import override

from ledger import (
    Cancel,
    Cancelled,
    Confirm,
    Confirmed,
    MemoryStore,
    Reserve,
    Reserved,
    Store,
    Sweep,
    Swept,
)
from ledger.audit import check
from tests.ledger.desk import TILL, TOTAL, Clock, plan


class Confused(Store):
    @override
    async def perform(self, verb, key=None):
        return Cancelled("a", 1)


def test_an_answer_to_another_question_is_our_mistake_and_is_raised():
    asked = Confirm(client=TILL, order="a", revision=1)
    with pytest.raises(TypeError, match="answered Cancelled where Confirmed belongs"):
        asyncio.run(Confused().confirm(asked))
    assert asyncio.run(Confused().cancel(Cancel(client=TILL, order="a"))) == Cancelled("a", 1)


def test_the_model_is_safe_in_several_threads():
    store = MemoryStore(Clock())

    def one(number: int) -> bool:
        order = f"o{number}"
        of = plan({TOTAL: (1, 50)})
        held = asyncio.run(store.reserve(Reserve(client=TILL, order=order, plan=of, ttl_ms=60_000)))
        paid = isinstance(held, Reserved) and asyncio.run(
            store.confirm(Confirm(client=TILL, order=order, revision=1))
        )
        return isinstance(paid, Confirmed)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(200))) == 50
    assert check(store.records).findings == ()


def test_a_sweep_says_what_it_wrote_and_whether_there_is_more():
    clock = Clock()
    store = MemoryStore(clock)
    for number in range(5):
        asked = Reserve(client=TILL, order=f"o{number}", plan=plan(), ttl_ms=1000)
        asyncio.run(store.reserve(asked))
    assert asyncio.run(store.sweep(Sweep())) == Swept(0, 0, 0, more=False)
    clock.now_ms += 1000
    assert asyncio.run(store.sweep(Sweep(most=3))) == Swept(3, 0, 0, more=True)
    assert asyncio.run(store.sweep(Sweep(most=3))) == Swept(2, 0, 0, more=False)
