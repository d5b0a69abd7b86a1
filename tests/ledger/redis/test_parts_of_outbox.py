"""An outbox in 64 parts: order holds within a part, and every receiver has a place in each."""

from ledger import Advance, Cancel, Dismiss, Inspect, Prune, ReadEvents, Refusal, Reserve
from ledger.redis.names import BUCKETS
from tests.ledger.desk import TILL, plan
from tests.ledger.redis.conftest import Site

ORDERS = tuple(f"order{number}" for number in range(20))


def test_every_event_is_in_one_part_and_an_orders_events_are_in_turn(site: Site):
    async def tell() -> None:
        store = site.store()
        for order in ORDERS:
            await store.reserve(Reserve(client=TILL, order=order, plan=plan(), ttl_ms=60_000))
            await store.cancel(Cancel(client=TILL, order=order))
        pages = [await store.read_events(ReadEvents(part=part)) for part in range(BUCKETS)]
        assert {page.parts for page in pages} == {BUCKETS}
        assert [one.part for page in pages for one in page.events] == [
            part for part, page in enumerate(pages) for _ in page.events
        ]
        told = [one for page in pages for one in page.events]
        assert len({one.id for one in told}) == len(told) == 2 * len(ORDERS)
        for page in pages:
            assert [one.seq for one in page.events] == list(range(1, len(page.events) + 1))
        for order in ORDERS:
            assert [one.event.name for one in told if one.event.subject == order] == [
                "order.reserved",
                "order.cancelled",
            ]
        beyond = await store.read_events(ReadEvents(part=BUCKETS))
        assert (beyond.events, beyond.parts) == ((), BUCKETS)

    site.run(tell)


def test_a_receiver_is_known_in_each_part_until_it_is_dismissed(site: Site):
    async def tell() -> None:
        store = site.store()
        asked = Reserve(client=TILL, order="a", plan=plan(), ttl_ms=60_000)
        assert not isinstance(await store.reserve(asked), Refusal)
        await store.settle()
        (part,) = [
            part
            for part in range(BUCKETS)
            if (await store.read_events(ReadEvents(part=part))).events
        ]
        await store.advance(Advance(receiver="crm", part=part))
        (backlog,) = (await store.inspect(Inspect())).backlogs
        assert (backlog.receiver, backlog.waiting) == ("crm", 1)
        pruned = await store.prune(Prune(events_ms=0))
        assert pruned.events == 0, "somebody waits for it"
        moved = await store.advance(Advance(receiver="crm", part=part, delivered=1))
        assert (moved.cursor.part, moved.cursor.delivered) == (part, 1)
        assert (await store.inspect(Inspect())).backlogs[0].waiting == 0
        await store.dismiss(Dismiss(receiver="crm"))
        assert (await store.inspect(Inspect())).backlogs == ()

    site.run(tell)
