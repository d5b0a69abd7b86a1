"""The outbox: every change is told in order, to each receiver, and nothing goes before its time."""

import pytest

from ledger import (
    Advance,
    Advanced,
    Code,
    Dismiss,
    Inspect,
    Prune,
    Pruned,
    ReadEvents,
    Refusal,
    Reserved,
)
from ledger.limits import EVENTS_KEPT_MS, RECEIVERS_MAX, SWEEP_MAX
from ledger.orders import Coupon
from ledger.verbs import outbox
from tests.ledger.desk import BOOK, DAY_MS, MINUTE_MS, START_MS, TILL, TOTAL, Desk, plan

CODE = "{code/abcd} abcdef0123456789"


def read(desk: Desk, after: int = 0, most: int = 100) -> tuple:
    return desk.do(ReadEvents(after=after, most=most)).events


def told(desk: Desk, after: int = 0) -> list[tuple]:
    return [(one.event.name, one.event.subject, one.event.facts) for one in read(desk, after)]


def advance(desk: Desk, delivered: int = 0, receiver: str = "crm", **more):
    return desk.do(Advance(receiver=receiver, delivered=delivered, **more))


def test_events_are_read_in_order_a_page_at_a_time(desk: Desk):
    for order in "abc":
        desk.reserve(order, plan())
    page = desk.do(ReadEvents(most=2))
    assert [(one.seq, one.event.subject) for one in page.events] == [(1, "a"), (2, "b")]
    assert (page.last, page.waiting, page.parts) == (3, 3, 1)
    page = desk.do(ReadEvents(after=2, most=2))
    assert [(one.seq, one.event.subject) for one in page.events] == [(3, "c")]
    assert page.waiting == 1
    assert desk.do(ReadEvents(after=3)).events == ()
    assert desk.do(ReadEvents(part=1)).events == ()


def test_an_identifier_names_the_epoch_the_part_and_the_place(desk: Desk):
    desk.reserve("a", plan())
    (one,) = read(desk)
    assert one.id == f"{START_MS:x}-0-1"
    assert one.event.at_ms == START_MS


def test_a_refused_verb_tells_nothing(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1)}))
    assert desk.reserve("b", plan({TOTAL: (1, 1)})).code is Code.SHORT
    assert len(read(desk)) == 1


def test_a_sale_tells_what_it_used(desk: Desk):
    desk.give(100, "gift")
    of = plan(
        {TOTAL: (1, 5), CODE: (1, 1)},
        spend=30,
        earn=7,
        lines={"1": (2, 1000)},
        coupons=(Coupon("lato", CODE), Coupon("zima")),
    )
    desk.reserve("a", of)
    desk.confirm("a", delivered=True)
    mine = {"order": "a", "customer": "anna"}
    assert told(desk, 1) == [
        (
            "order.reserved", "a",
            {"customer": "anna", "revision": 1, "due_ms": START_MS + 15 * MINUTE_MS},
        ),
        ("order.confirmed", "a", {"customer": "anna", "revision": 1, "overrun": 0}),
        ("coupon.redeemed", "lato", mine | {"account": CODE}),
        ("coupon.redeemed", "zima", mine),
        ("points.spent", BOOK, mine | {"points": 30}),
        ("points.earned", BOOK, mine | {"points": 7}),
    ]  # fmt: skip
    desk.take("a", "r1", {"1": (1, 500)}, reverse=3, reinstate=15, restore=(CODE,))
    assert told(desk, 7) == [
        ("points.reinstated", BOOK, mine | {"points": 15}),
        ("points.reversed", BOOK, mine | {"points": 3, "missing": 0}),
        ("order.returned", "a", {"customer": "anna", "return_id": "r1", "refund_minor": 500}),
        ("coupon.restored", "lato", mine | {"account": CODE}),
    ]


def test_a_cancelled_sale_gives_its_coupons_back_and_a_cancelled_cart_has_none(desk: Desk):
    of = plan(coupons=(Coupon("lato"),))
    for order in "ab":
        desk.reserve(order, of)
    desk.confirm("a")
    desk.cancel("a")
    desk.cancel("b")
    assert [name for name, *_ in told(desk, 2)] == [
        "order.confirmed",
        "coupon.redeemed",
        "order.cancelled",
        "coupon.restored",
        "order.cancelled",
    ]


def test_what_people_write_by_hand_is_not_told(desk: Desk):
    desk.give(100, "gift")
    assert told(desk) == [("points.adjusted", BOOK, {"points": 100, "adjustment": "gift"})]


def test_each_receiver_has_a_place_of_its_own_that_never_goes_back(desk: Desk):
    for order in "abc":
        desk.reserve(order, plan())
    cursor = advance(desk, 2, reading=3).cursor
    assert (cursor.delivered, cursor.reading) == (2, 3)
    assert advance(desk, 1).cursor == cursor
    assert advance(desk, 99, "other").cursor.delivered == 3, "no further than there is"
    crm, other = desk.do(Inspect()).backlogs
    assert (crm.receiver, crm.waiting, crm.since_ms) == ("crm", 1, START_MS)
    assert (other.receiver, other.waiting, other.since_ms) == ("other", 0, None)
    assert desk.do(Dismiss(receiver="crm")) == Advanced(None)
    assert [one.receiver for one in desk.do(Inspect()).backlogs] == ["other"]


def test_there_are_only_so_many_receivers(desk: Desk):
    for number in range(RECEIVERS_MAX):
        assert isinstance(advance(desk, 0, f"r{number}"), Advanced)
    assert advance(desk, 0, "one more") == Refusal(Code.TOO_MANY_OPEN)
    assert isinstance(advance(desk, 0, "r0"), Advanced)


def test_events_go_when_all_have_them_and_their_time_is_over(desk: Desk):
    advance(desk, 0)
    for order in "abc":
        desk.reserve(order, plan(), ttl_ms=8 * DAY_MS)
    desk.wait(EVENTS_KEPT_MS)
    advance(desk, 2)
    assert desk.do(Prune()) == Pruned(0, more=False), "they are exactly as old as they may be"
    desk.wait(1)
    assert desk.do(Prune(most=1)) == Pruned(1, more=True)
    assert desk.do(Prune()) == Pruned(1, more=False)
    assert [one.seq for one in read(desk)] == [3], "the third was not delivered"
    advance(desk, 3)
    assert desk.do(Prune()) == Pruned(1, more=False)
    desk.reserve("d", plan())
    assert [one.seq for one in read(desk)] == [4], "a place is never given twice"
    assert desk.do(Inspect()).events == 1


def test_a_new_receiver_begins_with_the_oldest_that_is_kept(desk: Desk):
    desk.reserve("a", plan())
    desk.wait(EVENTS_KEPT_MS + 1)
    assert desk.do(Prune()) == Pruned(1, more=False), "nobody waits for it"
    desk.reserve("b", plan())
    assert advance(desk, 0).cursor.delivered == 1
    assert desk.do(Inspect()).backlogs[0].waiting == 1


def test_nothing_young_is_dropped_behind_something_old(desk: Desk):
    """A reservation that ended a month ago is told today, dated a month back."""
    desk.reserve("a", plan(), ttl_ms=MINUTE_MS)
    desk.wait(EVENTS_KEPT_MS + DAY_MS)
    desk.reserve("b", plan())
    desk.sweep()
    assert desk.do(Prune()) == Pruned(1, more=False)
    assert [one.event.name for one in read(desk)] == ["order.reserved", "order.expired"]


def test_a_full_outbox_takes_no_new_order_and_lets_the_others_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(outbox, "EVENTS_WAITING_MAX", 3)
    for order in "abc":
        desk.reserve(order, plan({TOTAL: (1, 9)}))
    assert isinstance(desk.reserve("d", plan()), Reserved), "nobody waits, so nothing is full"
    advance(desk, 1)
    assert desk.reserve("e", plan()) == Refusal(Code.BUSY)
    assert desk.reserve("a", plan({TOTAL: (2, 9)})).revision == 2
    assert desk.confirm("b").revision == 1
    assert desk.confirm("till", 1, force=True, sale=plan()).revision == 1
    advance(desk, 99)
    assert isinstance(desk.reserve("e", plan()), Reserved)


def test_the_inspector_sees_what_the_sweeper_has_not_done(desk: Desk):
    desk.reserve("a", plan(), ttl_ms=MINUTE_MS)
    desk.give(5, "g", until_ms=START_MS + MINUTE_MS)
    fine = desk.do(Inspect())
    assert (fine.overdue_orders, fine.overdue_books, fine.overdue_since_ms) == (0, 0, None)
    desk.wait(2 * MINUTE_MS)
    seen = desk.do(Inspect())
    assert (seen.overdue_orders, seen.overdue_books) == (1, 1)
    assert (seen.overdue_since_ms, seen.at_ms) == (START_MS + MINUTE_MS, START_MS + 2 * MINUTE_MS)
    desk.sweep()
    assert desk.do(Inspect()).overdue_orders == 0


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ReadEvents(after=-1), "events are read at once"),
        (lambda: ReadEvents(most=0), "events are read at once"),
        (lambda: Advance(receiver=""), "a receiver's name"),
        (lambda: Dismiss(receiver="a\nb"), "a receiver's name"),
        (lambda: Prune(most=SWEEP_MAX + 1), "are pruned"),
        (lambda: Prune(events_ms=-1), "are pruned"),
        (lambda: Coupon(""), "identifier of a series"),
        (lambda: Coupon("lato", "total"), "an account is named"),
    ],
)
def test_what_cannot_be_asked_is_refused_where_it_is_made(make, says: str):
    with pytest.raises(ValueError, match=says):
        make()


def test_the_owner_of_an_order_that_nobody_is_known_for_is_left_out(desk: Desk):
    desk.reserve("a", plan(), customer=None, client=TILL)
    assert "customer" not in told(desk)[0][2]
