"""Conformance: confirm, late confirm, force, cancel and delivery."""

from ledger import Cancelled, Code, Confirmed, Delivered, Key, Recall, Refusal, Terms, Why
from ledger.transfers import Kind
from tests.ledger.desk import BOOK, DAY_MS, MINUTE_MS, TILL, TOTAL, Desk, plan

ONE_OF_ONE = plan({TOTAL: (1, 1)})
OTHER = "{series/zima} total"


def test_a_confirm_said_twice_is_done_once_with_or_without_a_key(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    first = desk.confirm("a", key=Key("k", b"b"))
    desk.wait(MINUTE_MS)
    assert desk.confirm("a", key=Key("k", b"b")) == first
    assert desk.confirm("a") == first
    assert desk.used() == 1


def test_a_confirm_names_the_revision_that_was_paid(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    desk.reserve("a", plan({OTHER: (1, 1)}))
    assert desk.confirm("a", 1) == Refusal(Code.SUPERSEDED, revision=2)
    assert desk.confirm("a", 3) == Refusal(Code.SUPERSEDED, revision=2)
    assert isinstance(desk.confirm("a", 2), Confirmed)
    assert desk.confirm("a", 1) == Refusal(Code.SUPERSEDED, revision=2)


def test_a_late_confirm_holds_the_same_again_at_the_promised_price(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"promised"))
    desk.wait(DAY_MS)
    assert desk.confirm("a").quote == b"promised"
    assert desk.used() == 1


def test_a_late_confirm_says_what_is_gone_and_uses_nothing(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1), OTHER: (1, 1)}))
    desk.wait(DAY_MS)
    desk.reserve("b", ONE_OF_ONE)
    refused = desk.confirm("a", key=Key("k", b"b"))
    assert refused.code is Code.RESERVATION_EXPIRED
    assert [(one.account, one.why, one.orders) for one in refused.shortages] == [
        (TOTAL, Why.HELD, ("b",))
    ]
    assert desk.used(OTHER) == 0
    desk.cancel("b")
    assert desk.confirm("a", key=Key("k", b"b")) == refused, "the answer to a key stands"
    assert isinstance(desk.confirm("a", key=Key("k2", b"b")), Confirmed)


def test_a_forced_confirm_posts_all_the_same_and_lists_it(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1), OTHER: (1, 1)}))
    desk.wait(DAY_MS)
    desk.reserve("b", ONE_OF_ONE)
    done = desk.confirm("a", force=True)
    assert [one.account for one in done.overrun] == [TOTAL]
    assert desk.confirm("a", force=True) == done
    assert (desk.used(TOTAL), desk.used(OTHER)) == (2, 1)
    (forced,) = desk.check().forced
    assert (forced.order, forced.account, forced.kind, forced.amount) == (
        "a",
        TOTAL,
        Kind.FORCED,
        1,
    )
    assert [event.subject for event in desk.events if event.name == "limit.overrun"] == [TOTAL]
    assert isinstance(desk.confirm("b"), Confirmed), "the one who held it keeps it"


def test_force_changes_nothing_where_everything_fits(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    assert desk.confirm("a", force=True).overrun == ()
    assert desk.check().forced == ()


def test_a_till_that_was_cut_off_confirms_a_sale_that_was_never_put(desk: Desk):
    desk.reserve("b", ONE_OF_ONE)
    sale = plan({TOTAL: (1, 1)}, quote=b"receipt", earn=7)
    done = desk.confirm("sold", force=True, sale=sale, delivered=True)
    assert (done.quote, [one.account for one in done.overrun]) == (b"receipt", [TOTAL])
    assert desk.confirm("sold", force=True, sale=sale, delivered=True) == done
    assert desk.confirm("sold", force=True, sale=sale, client="x") == Refusal(Code.UNKNOWN_ORDER)
    assert desk.used() == 2
    assert desk.points().pending == 7


def test_a_sale_may_fall_on_an_order_that_was_put_before(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"put"))
    assert desk.confirm("a", force=True, sale=plan(quote=b"sold")).quote == b"put"


def test_points_that_are_gone_become_a_debt_when_forced(desk: Desk):
    desk.give(100, "g")
    desk.reserve("a", plan(spend=80))
    desk.wait(DAY_MS)
    desk.reserve("b", plan(spend=70))
    assert desk.confirm("a").shortages[0].left == 30
    assert desk.confirm("a", force=True).overrun[0].wanted == 80
    balance = desk.points()
    assert (balance.available, balance.held, balance.debt) == (0, 70, 50)
    desk.cancel("b")
    assert desk.points().available == 20, "let go, they pay the debt first"
    assert desk.points().debt == 0


def test_cancelling_lets_go_or_gives_all_back(desk: Desk):
    desk.give(50, "g")
    desk.reserve("a", plan({TOTAL: (1, 1)}, spend=30, earn=9))
    desk.confirm("a")
    assert (desk.points().available, desk.points().pending) == (20, 9)
    assert desk.cancel("a") == Cancelled("a", 1)
    assert desk.cancel("a") == Cancelled("a", 1)
    assert (desk.points().available, desk.points().pending, desk.used()) == (50, 0, 0)
    desk.reserve("b", plan({TOTAL: (1, 1)}, spend=50))
    desk.cancel("b")
    assert (desk.points().available, desk.used()) == (50, 0)


def test_a_cancelled_overrun_gives_back_what_it_took(desk: Desk):
    desk.give(10, "g")
    done = desk.confirm("s", force=True, sale=plan({TOTAL: (3, 1)}, spend=25))
    assert len(done.overrun) == 2
    assert (desk.points().debt, desk.used()) == (15, 3)
    desk.cancel("s")
    assert (desk.points().debt, desk.points().available, desk.used()) == (0, 10, 0)


def test_an_overrun_repaid_meanwhile_comes_back_as_points(desk: Desk):
    desk.confirm("s", force=True, sale=plan(spend=25))
    desk.give(40, "g")
    assert (desk.points().debt, desk.points().available) == (0, 15)
    desk.cancel("s")
    assert (desk.points().debt, desk.points().available) == (0, 40)


def test_what_is_final_stays_final(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    desk.cancel("a")
    assert desk.confirm("a") == Refusal(Code.ORDER_CANCELLED, revision=1)
    assert desk.confirm("a", force=True) == Refusal(Code.ORDER_CANCELLED, revision=1)
    assert desk.reserve("a", plan()) == Refusal(Code.ORDER_CANCELLED, revision=1)
    assert desk.deliver("a") == Refusal(Code.ORDER_CANCELLED, revision=1)
    desk.reserve("b", ONE_OF_ONE)
    assert desk.deliver("b") == Refusal(Code.NOT_CONFIRMED, revision=1)
    desk.confirm("b")
    assert desk.reserve("b", plan()) == Refusal(Code.ORDER_CONFIRMED, revision=1)


def test_an_expired_order_is_put_again_or_cancelled(desk: Desk):
    for order in "ab":
        desk.reserve(order, plan({TOTAL: (1, 2)}))
    desk.wait(DAY_MS)
    assert desk.reserve("a", plan({TOTAL: (1, 2)})).revision == 2
    assert desk.cancel("b") == Cancelled("b", 1)
    assert desk.used() == 1


def test_delivered_goods_are_not_cancelled_but_returned(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    desk.confirm("a")
    at_ms = desk.clock.now_ms
    assert desk.deliver("a") == Delivered("a", at_ms)
    desk.wait(DAY_MS)
    assert desk.deliver("a") == Delivered("a", at_ms), "the first delivery stands"
    assert desk.cancel("a") == Refusal(Code.ORDER_DELIVERED, revision=1)


def test_a_till_hands_over_with_the_confirm(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    desk.confirm("a", delivered=True)
    assert desk.found("a").delivered_at_ms == desk.clock.now_ms
    assert desk.cancel("a").code is Code.ORDER_DELIVERED


def test_points_wait_for_the_delivery_and_then_for_the_window(desk: Desk):
    desk.reserve("a", plan(earn=15))
    desk.confirm("a")
    desk.wait(100 * DAY_MS)
    assert (desk.points().available, desk.points().pending) == (0, 15)
    now = desk.clock.now_ms
    desk.deliver("a", terms=Terms(now + 14 * DAY_MS, now + 379 * DAY_MS))
    desk.wait(14 * DAY_MS - 1)
    assert (desk.points().available, desk.points().pending) == (0, 15)
    desk.wait(1)
    assert (desk.points().available, desk.points().pending) == (15, 0)
    desk.wait(365 * DAY_MS)
    assert desk.points().available == 0
    assert desk.records.book(BOOK).lots != (), "gone by the clock, before anybody wrote it down"
    desk.sweep()
    assert desk.records.book(BOOK).lots == ()


def test_another_customers_order_is_not_confirmed(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    assert desk.confirm("a", customer="bob") == Refusal(Code.UNKNOWN_ORDER)
    assert desk.confirm("a", customer="bob", force=True) == Refusal(Code.UNKNOWN_ORDER)
    assert isinstance(desk.confirm("a", customer="anna"), Confirmed)


def test_the_first_answer_to_a_key_is_found_without_asking_again(desk: Desk):
    key = Key("k", b"b")
    asked = Recall(client=TILL, order="a", verb="Reserve", key=key)
    assert desk.do(asked) == Refusal(Code.NOT_ANSWERED)
    first = desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"promised"), key)
    assert desk.do(asked) == first
    assert first.quote == b"promised"
    other = Recall(client=TILL, order="a", verb="Reserve", key=Key("k", b"other body"))
    assert desk.do(other) == Refusal(Code.KEY_REUSED)
    elsewhere = Recall(client="web", order="a", verb="Reserve", key=key)
    assert desk.do(elsewhere) == Refusal(Code.NOT_ANSWERED)
