"""Customers under many workers at once: one identifier, both balances once, no point twice."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Adjust, Code, Confirm, Confirmed, Refusal, Reserve, Reserved, keys
from ledger.customer_requests import Erase, Identify, Merge, Recognise, ShowPoints, ShowStatement
from ledger.sqlite import SharedStore, check_file
from tests.ledger.desk import TILL, plan
from tests.ledger.owning import OwnerProcess

ANNA, BOB = "a" * 20, "b" * 20
WORKERS = 8


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[OwnerProcess]:
    found = OwnerProcess(tmp_path)
    found.start()
    yield found
    found.stop()


def _stores(owner: OwnerProcess) -> list[SharedStore]:
    return [SharedStore(owner.folder, clock_ms) for _ in range(WORKERS)]


def test_whoever_comes_first_names_a_customer(owner: OwnerProcess):
    async def main() -> None:
        stores = _stores(owner)
        asked = [
            store.identify(Identify(client=TILL, reference="card", fresh=f"{number:020}"))
            for number in range(10)
            for store in stores
        ]
        found = {one.cid for one in await asyncio.gather(*asked)}
        assert len(found) == 1
        for store in stores:
            assert (await store.identify(Recognise(client=TILL, reference="card"))).cid in found
            store.close()

    asyncio.run(main())


async def _buy(store: SharedStore, number: int) -> str | None:
    """Try to spend ten points; tell the order where it worked."""
    card, order = ("anna", "bob")[number % 2], f"o{number}"
    held: Reserved | Refusal = Refusal(Code.CUSTOMER_GONE)
    while isinstance(held, Refusal):
        found = await store.identify(Recognise(client=TILL, reference=card))
        if isinstance(found, Refusal) or held.code is not Code.CUSTOMER_GONE:
            return None
        of = plan(spend=10, book=keys.points(found.cid, "club"))
        held = await store.reserve(
            Reserve(client=TILL, order=order, plan=of, ttl_ms=60_000, customer=found.cid)
        )
    await asyncio.sleep(0)
    paid = await store.confirm(Confirm(client=TILL, order=order, revision=1))
    return order if isinstance(paid, Confirmed) else None


async def _join(store: SharedStore, *, erased: bool) -> None:
    asked = Merge(client=TILL, id="m", reason="one person", into=ANNA, gone=BOB)
    await asyncio.gather(*(store.merge(asked) for _ in range(5)))
    if erased:
        await store.erase(Erase(client=TILL, cid=BOB))


async def _meet(store: SharedStore) -> None:
    for card, cid in (("anna", ANNA), ("bob", BOB)):
        await store.identify(Identify(client=TILL, reference=card, fresh=cid))
        book = keys.points(cid, "club")
        await store.adjust(Adjust(client=TILL, id=f"to {card}", reason="r", book=book, points=50))


@pytest.mark.parametrize("erased", [False, True])
def test_points_are_spent_once_while_customers_are_merged(owner: OwnerProcess, erased: bool):
    """Twenty carts fight for ten times ten points of two cards that become one meanwhile."""

    async def main() -> None:
        stores = _stores(owner)
        await _meet(stores[0])
        carts = [_buy(stores[number % WORKERS], number) for number in range(20)]
        joining = _join(stores[0], erased=erased)
        done = await asyncio.gather(*carts[:10], joining, *carts[10:])
        spent = sorted(order for order in done if order is not None)
        shown = await stores[1].show_points(ShowPoints(client=TILL, cid=BOB))
        (holding,) = shown.holdings
        assert holding.available + holding.held == (0 if erased else 100 - 10 * len(spent))
        assert erased or len(spent) == 10
        asked = ShowStatement(client=TILL, cid=ANNA, programme="club")
        statement = await stores[2].show_statement(asked)
        told = [one.order for one in statement.entries if one.kind == "spend"]
        assert sorted(told) == spent
        for store in stores:
            store.close()

    asyncio.run(main())
    assert check_file(owner.folder / "ledger.sqlite").findings == ()
