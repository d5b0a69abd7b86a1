"""Conformance: points are pending, spent, owed and expired by the clock alone."""

import pytest

from ledger import Adjusted, Code, Refusal, Reserved, Why
from ledger.transfers import Kind, Side
from tests.ledger.desk import BOOK, DAY_MS, MINUTE_MS, START_MS, Desk, plan

YEAR_MS = 365 * DAY_MS


def _lots(desk: Desk) -> dict[str, int]:
    return {lot.id.removeprefix("by hand\n"): lot.balance for lot in desk.records.book(BOOK).lots}


def test_lots_are_spent_by_the_earliest_expiry_and_expire_on_their_day(desk: Desk):
    """Y04 and Y05 of the worked cases."""
    desk.give(100, "a", until_ms=START_MS + 200 * DAY_MS)
    desk.give(50, "b", until_ms=START_MS + 100 * DAY_MS)
    desk.give(80, "c", until_ms=START_MS + 300 * DAY_MS)
    desk.reserve("order", plan(spend=120))
    desk.confirm("order")
    assert _lots(desk) == {"a": 30, "c": 80}
    assert [(one.lot[-1], one.points) for one in desk.found("order").slices] == [
        ("b", 50),
        ("a", 70),
    ]
    desk.wait(200 * DAY_MS + DAY_MS)
    assert desk.points().available == 80
    desk.sweep()
    (row,) = [row for row in desk.records.all_rows() if row.kind is Kind.EXPIRE]
    assert (row.amount, row.at_ms) == (30, START_MS + 200 * DAY_MS), "dated when it was due"


def test_pending_points_cannot_be_spent(desk: Desk):
    desk.give(10, "now")
    desk.give(90, "later", from_ms=START_MS + DAY_MS)
    (short,) = desk.reserve("a", plan(spend=11)).shortages
    assert (short.account, short.wanted, short.left, short.why) == (BOOK, 11, 10, Why.EXHAUSTED)
    desk.wait(DAY_MS)
    assert isinstance(desk.reserve("a", plan(spend=100)), Reserved)


def test_the_last_points_go_to_one(desk: Desk):
    desk.give(100, "g")
    assert isinstance(desk.reserve("app", plan(spend=60)), Reserved)
    (short,) = desk.reserve("till", plan(spend=60)).shortages
    assert (short.left, short.why, short.orders) == (40, Why.HELD, ("app",))
    assert desk.points(order="app").available == 100, "its own points are free to the order"
    assert desk.points().available == 40
    assert isinstance(desk.reserve("app", plan(spend=100)), Reserved)


def test_held_points_do_not_expire_under_their_order(desk: Desk):
    desk.give(100, "g", until_ms=START_MS + MINUTE_MS)
    desk.reserve("a", plan(spend=60))
    desk.wait(2 * MINUTE_MS)
    assert desk.points().available == 0
    assert desk.reserve("a", plan(spend=60)).revision == 2, "a new revision keeps them"
    assert desk.reserve("a", plan(spend=61)).code is Code.SHORT
    desk.confirm("a", 2)
    assert _lots(desk) == {}
    assert desk.points().debt == 0


def test_held_points_past_their_day_go_when_they_are_let_go(desk: Desk):
    desk.give(100, "g", until_ms=START_MS + MINUTE_MS)
    desk.reserve("a", plan(spend=60))
    desk.wait(2 * MINUTE_MS)
    desk.cancel("a")
    assert desk.points().available == 0
    assert sorted(row.amount for row in desk.records.all_rows() if row.kind is Kind.EXPIRE) == [
        40,
        60,
    ]


def test_an_expired_order_lets_its_points_go_as_of_when_it_was_due(desk: Desk):
    """Nobody looks for a year: the points came back in time, lived on, and expired."""
    desk.give(100, "g", until_ms=START_MS + DAY_MS)
    desk.reserve("a", plan(spend=60), ttl_ms=MINUTE_MS)
    desk.wait(YEAR_MS)
    desk.sweep()
    dated = [(row.kind, row.at_ms) for row in desk.records.all_rows() if row.side is Side.LOT]
    assert dated[-2:] == [
        (Kind.RELEASE, START_MS + MINUTE_MS),
        (Kind.EXPIRE, START_MS + DAY_MS),
    ]


def test_a_debt_is_paid_by_the_first_points_that_count(desk: Desk):
    assert desk.give(-30, "minus", may_owe=True) == Adjusted("minus", 30)
    desk.give(20, "later", from_ms=START_MS + 2 * DAY_MS)
    desk.give(25, "sooner", from_ms=START_MS + DAY_MS)
    assert (desk.points().debt, desk.points().pending) == (30, 45)
    desk.wait(DAY_MS)
    assert (desk.points().debt, desk.points().available, desk.points().pending) == (5, 0, 20)
    desk.wait(DAY_MS)
    assert (desk.points().debt, desk.points().available) == (0, 15)


def test_points_that_came_and_went_unseen_have_paid_the_debt(desk: Desk):
    desk.give(-30, "minus", may_owe=True)
    desk.give(50, "short", from_ms=START_MS + DAY_MS, until_ms=START_MS + 2 * DAY_MS)
    desk.wait(YEAR_MS)
    assert (desk.points().debt, desk.points().available) == (0, 0)
    desk.sweep()
    rows = [(row.side, row.kind, row.amount, row.at_ms) for row in desk.records.all_rows()]
    assert rows[-3:] == [
        (Side.LOT, Kind.REPAY, 30, START_MS + DAY_MS),
        (Side.DEBT, Kind.REPAY, 30, START_MS + DAY_MS),
        (Side.LOT, Kind.EXPIRE, 20, START_MS + 2 * DAY_MS),
    ]


def test_taking_points_away_by_hand_needs_them_or_leave_to_owe(desk: Desk):
    desk.give(10, "g")
    refused = desk.give(-11, "m")
    assert (refused.code, refused.shortages[0].left) == (Code.SHORT, 10)
    assert desk.points().available == 10
    assert desk.give(-10, "m") == Adjusted("m")
    assert desk.give(-10, "m") == Adjusted("m"), "done once for ever"
    assert desk.give(-9, "m") == Refusal(Code.KEY_REUSED)
    assert desk.points().available == 0


def test_points_are_confirmed_once_and_in_two_books_apart(desk: Desk):
    other = "{customer/anna} points/zima"
    desk.give(10, "g")
    desk.reserve("a", plan(earn=5))
    desk.reserve("b", plan(earn=6, book=other))
    for order in "aabb":
        desk.confirm(order)
    assert desk.points().pending == 5
    assert desk.points(book=other).pending == 6


@pytest.mark.parametrize("spend", [1, 99, 100])
def test_spending_less_in_a_new_revision_lets_the_rest_go(desk: Desk, spend: int):
    desk.give(100, "g")
    desk.reserve("a", plan(spend=100))
    desk.reserve("a", plan(spend=spend))
    assert desk.points().available == 100 - spend
    desk.reserve("a", plan())
    assert desk.points().available == 100
