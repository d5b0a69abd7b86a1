"""Conformance: units come back, in any number of parts, never more than there was."""

import pytest

from ledger import Code, OnShort, Plan, Refusal, Terms
from ledger.sale import Paid, Sale, SoldLine
from tests.ledger.desk import BOOK, DAY_MS, TOTAL, Desk, plan

LINES = {"1": (3, 1997), "2": (1, 760)}


def _bought(desk: Desk, *, spend: int = 0, earn: int = 15, until_ms: int | None = None) -> None:
    if spend:
        desk.give(spend // 2, "early", until_ms=until_ms or desk.clock.now_ms + 10 * DAY_MS)
        desk.give(spend, "late", until_ms=desk.clock.now_ms + 20 * DAY_MS)
    desk.reserve("a", plan({TOTAL: (1, 1)}, spend=spend, earn=earn, lines=LINES))
    now = desk.clock.now_ms
    desk.confirm("a", delivered=True, terms=Terms(now + DAY_MS, now + 99 * DAY_MS))


def test_partial_returns_add_up_and_go_no_further(desk: Desk):
    _bought(desk)
    for number, refund in enumerate((666, 665, 666)):
        done = desk.take("a", f"r{number}", {"1": (1, refund)})
        assert done.receipt.refunds[0].refund_minor == refund
    assert desk.take("a", "r4", {"1": (1, 0)}) == Refusal(Code.QUANTITY, revision=1)
    assert desk.take("a", "r5", {"2": (2, 0)}) == Refusal(Code.QUANTITY, revision=1)
    assert desk.take("a", "r6", {"x": (1, 0)}) == Refusal(Code.QUANTITY, revision=1)
    assert desk.take("a", "r7", {"2": (1, 761)}) == Refusal(Code.TOO_MUCH, revision=1)
    assert len(desk.found("a").receipts) == 3


def test_a_return_said_twice_is_done_once(desk: Desk):
    _bought(desk)
    first = desk.take("a", "r", {"2": (1, 760)}, reverse=8)
    desk.wait(DAY_MS)
    assert desk.take("a", "r", {"2": (1, 760)}, reverse=8) == first
    assert desk.take("a", "r", {"2": (1, 700)}) == Refusal(Code.ALREADY_RETURNED)
    assert desk.points().available == 7, "R07 of the worked cases"


def test_amounts_worked_out_before_another_return_are_worked_out_again(desk: Desk):
    _bought(desk)
    seen = desk.found("a").attempt
    desk.take("a", "r", {"1": (1, 666)}, seen=seen)
    assert desk.take("a", "s", {"1": (1, 666)}, seen=seen) == Refusal(Code.ORDER_BUSY, revision=1)


@pytest.mark.parametrize(
    ("on_short", "owed", "short", "deducted"),
    [
        (OnShort.DEBT, 5, 0, 0),
        (OnShort.WRITE_OFF, 0, 5, 0),
        (OnShort.REFUND_LESS, 0, 5, 5),
    ],
)
def test_points_that_were_spent_already(
    desk: Desk, on_short: OnShort, owed: int, short: int, deducted: int
):
    """R08 of the worked cases: balance 3, reversal 8."""
    _bought(desk)
    desk.wait(DAY_MS)
    desk.reserve("b", plan(spend=12))
    desk.confirm("b")
    done = desk.take(
        "a", "r", {"2": (1, 760)}, reverse=8, on_short=on_short, payments=(760,)
    ).receipt
    assert (done.reversed, done.owed, done.short) == (8, owed, short)
    assert (done.deducted, done.payments) == (deducted, (760 - deducted,))
    assert (desk.points().available, desk.points().debt) == (0, owed)


def test_points_that_the_refund_cannot_bear_are_owed(desk: Desk):
    _bought(desk)
    desk.wait(DAY_MS)
    desk.reserve("b", plan(spend=15))
    desk.confirm("b")
    more = {"reverse": 8, "on_short": OnShort.REFUND_LESS, "payments": (3,)}
    done = desk.take("a", "r", {"2": (1, 3)}, **more).receipt
    assert (done.owed, done.short, done.deducted, done.payments) == (5, 3, 3, (0,))
    assert desk.points().debt == 5


def test_pending_points_are_taken_back_first(desk: Desk):
    desk.give(100, "g")
    _bought(desk)
    desk.take("a", "r", {"2": (1, 760)}, reverse=8)
    assert (desk.points().available, desk.points().pending) == (100, 7)


def test_spent_points_go_back_to_the_lot_used_up_last(desk: Desk):
    _bought(desk, spend=100, earn=0)
    assert desk.points().available == 50
    desk.take("a", "r", {"1": (1, 0)}, reinstate=60)
    lots = {lot.id[-4:]: lot.balance for lot in desk.records.book(BOOK).lots}
    assert lots == {"arly": 10, "late": 100}
    assert desk.take("a", "s", {"1": (1, 0)}, reinstate=41).code is Code.TOO_MUCH
    desk.take("a", "t", {"1": (1, 0)}, reinstate=40)
    assert desk.points().available == 150


def test_points_given_back_after_their_day_follow_the_programme(desk: Desk):
    _bought(desk, spend=100, earn=0)
    desk.wait(30 * DAY_MS)
    desk.take("a", "r", {"1": (1, 0)}, reinstate=10)
    assert desk.points().available == 0, "the original date"
    until_ms = desk.clock.now_ms + 7 * DAY_MS
    desk.take("a", "s", {"1": (1, 0)}, reinstate=10, reinstate_until_ms=until_ms)
    assert desk.points().available == 10
    desk.wait(7 * DAY_MS)
    assert desk.points().available == 0


def test_a_use_is_given_back_once_and_only_where_it_was_used(desk: Desk):
    _bought(desk)
    other = "{series/zima} total"
    assert desk.take("a", "r", {"1": (1, 0)}, restore=(other,)).code is Code.TOO_MUCH
    desk.take("a", "s", {"1": (1, 0)}, restore=(TOTAL,))
    assert desk.used() == 0
    assert desk.take("a", "t", {"1": (1, 0)}, restore=(TOTAL,)).code is Code.TOO_MUCH
    assert desk.take("a", "u", {"1": (1, 0)}, reverse=16).code is Code.TOO_MUCH


def test_only_what_was_sold_comes_back(desk: Desk):
    desk.reserve("a", plan(lines=LINES))
    assert desk.take("a", "r", {"1": (1, 1)}) == Refusal(Code.NOT_CONFIRMED, revision=1)
    desk.cancel("a")
    assert desk.take("a", "r", {"1": (1, 1)}) == Refusal(Code.ORDER_CANCELLED, revision=1)


def test_an_order_with_a_return_is_not_cancelled(desk: Desk):
    desk.reserve("a", plan(lines=LINES))
    desk.confirm("a")
    desk.take("a", "r", {"1": (1, 1)})
    assert desk.cancel("a") == Refusal(Code.ORDER_DELIVERED, revision=1)


def test_delivery_and_payments_give_back_no_more_than_they_brought(desk: Desk):
    lines = (SoldLine("1", "goods", 2, False, 1000, "A"),)
    sale = Sale("PLN", lines, 500, (Paid("gift-card", 700), Paid("card", 800)))
    desk.reserve("a", Plan(b"quote", sale=sale))
    desk.confirm("a")
    too_much = Refusal(Code.TOO_MUCH, revision=1)
    assert desk.take("a", "r", {"1": (1, 500)}, payments=(0, 801)) == too_much
    assert desk.take("a", "s", {"1": (1, 500)}, payments=(500,)) == too_much
    assert desk.take("a", "t", {"1": (1, 500)}, delivery=501) == too_much
    desk.take("a", "u", {"1": (1, 500)}, payments=(0, 500))
    assert desk.take("a", "v", {"1": (1, 500)}, payments=(0, 301)) == too_much
    done = desk.take("a", "w", {"1": (1, 500)}, payments=(700, 300), delivery=500).receipt
    assert (done.delivery, done.payments) == (500, (700, 300))
    back = desk.found("a").returned
    assert (back.refunded, back.delivery, back.payments) == ({"1": 1000}, 500, (700, 800))
