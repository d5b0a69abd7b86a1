"""Many workers fight for the last of something: never one too many, and none is lost."""

import asyncio

import pytest

from ledger import Adjust, Code, Confirm, Confirmed, Plan, Read, Refusal, Reserve, Reserved
from ledger.audit import check
from ledger.redis.everything import read_everything
from ledger.redis.store import RedisStore
from tests.ledger.desk import BOOK, TILL, plan
from tests.ledger.redis.conftest import Site

WORKERS = 4
COUPON = "{series/lato} total"
BUDGET = "{series/lato} budget"
CODE = "{code/abcd} abcd0123456789ef"


async def _buy(store: RedisStore, order: str, of: Plan, customer: str | None) -> bool:
    held = await store.reserve(
        Reserve(client=TILL, order=order, plan=of, ttl_ms=600_000, customer=customer)
    )
    if not isinstance(held, Reserved):
        assert held.code is Code.SHORT, held
        return False
    paid = await store.confirm(Confirm(client=TILL, order=order, revision=1))
    assert isinstance(paid, Confirmed), paid
    return True


@pytest.mark.parametrize(
    ("uses", "clients", "winners"),
    [
        ({COUPON: (1, 50)}, 100, 50),
        ({CODE: (1, 1), COUPON: (1, None)}, 40, 1),
        ({BUDGET: (300, 1000)}, 40, 3),
    ],
    ids=["coupon", "code", "budget"],
)
def test_never_one_too_many(site: Site, uses: dict, clients: int, winners: int):
    async def fight() -> list[bool]:
        stores = [site.store("?patience_ms=30000") for _ in range(WORKERS)]
        buying = [
            _buy(stores[one % WORKERS], f"order{one}", plan(uses), f"customer{one}")
            for one in range(clients)
        ]
        won = await asyncio.gather(*buying)
        await asyncio.gather(*(store.settle() for store in stores))
        everything = await read_everything(stores[0].nodes, "grosz")
        assert check(everything).findings == ()
        for account, (amount, _) in uses.items():
            found = everything.account(account)
            assert (found.pending, found.posted) == (0, winners * amount)
        return won

    assert sum(site.run(fight)) == winners


def test_the_last_points_of_a_customer_are_spent_once(site: Site):
    async def fight() -> list[bool]:
        stores = [site.store("?patience_ms=30000") for _ in range(WORKERS)]
        gift = Adjust(client=TILL, id="gift", reason="opening", book=BOOK, points=100)
        assert not isinstance(await stores[0].adjust(gift), Refusal)
        await stores[0].settle()
        buying = [
            _buy(stores[one % WORKERS], f"order{one}", plan(spend=30), f"customer{one}")
            for one in range(12)
        ]
        won = await asyncio.gather(*buying)
        await asyncio.gather(*(store.settle() for store in stores))
        everything = await read_everything(stores[0].nodes, "grosz")
        assert check(everything).findings == ()
        facts = await stores[1].read(Read(client=TILL, books=(BOOK,)))
        assert facts.books[0].available == 10
        return won

    assert sum(site.run(fight)) == 3


def test_one_order_put_by_many_at_once_has_every_revision_once(site: Site):
    async def fight() -> set[int]:
        stores = [site.store("?patience_ms=30000") for _ in range(WORKERS)]
        asked = Reserve(client=TILL, order="a", plan=plan({COUPON: (1, 1)}), ttl_ms=600_000)
        held = await asyncio.gather(*(stores[one % WORKERS].reserve(asked) for one in range(12)))
        await asyncio.gather(*(store.settle() for store in stores))
        everything = await read_everything(stores[0].nodes, "grosz")
        assert check(everything).findings == ()
        assert everything.account(COUPON).pending == 1
        return {one.revision for one in held}

    assert site.run(fight) == set(range(1, 13))


def test_an_unlimited_coupon_touches_nothing_that_others_touch(site: Site):
    async def buy() -> None:
        store = site.store()
        assert await _buy(store, "first", plan(), None)
        assert await _buy(store, "second", plan(), "anna")
        await store.settle()
        everything = await read_everything(store.nodes, "grosz")
        tags = {key.partition("{")[2].partition("}")[0] for key in everything.keys}
        own = {store.names.bucket("first"), store.names.bucket("second"), "customer/anna"}
        assert tags <= own

    site.run(buy)
