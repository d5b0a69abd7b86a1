"""Conformance: coupons, limits and budgets are held, used and given back."""

import pytest

from ledger import Code, Confirmed, Grant, Key, Read, Refusal, Reserved, Usage, Why
from ledger.limits import (
    CLOCK_SKEW_MS_MAX,
    CUSTOMER_ORDERS_OPEN_MAX,
    RESERVATION_MS_MAX,
)
from ledger.requests import Reserve
from tests.ledger.desk import MINUTE_MS, TILL, TOTAL, Desk, plan

ONE_OF_ONE = plan({TOTAL: (1, 1)})


def test_a_reservation_holds_and_a_confirm_uses(desk: Desk):
    assert desk.reserve("a", plan({TOTAL: (2, 5)}, quote=b"q")) == Reserved(
        "a", 1, desk.clock.now_ms + 15 * MINUTE_MS, b"q"
    )
    assert desk.used() == 2
    assert desk.confirm("a") == Confirmed("a", 1, desk.clock.now_ms, b"q")
    assert desk.used() == 2
    account = desk.records.account(TOTAL)
    assert (account.pending, account.posted) == (0, 2)


def test_what_another_order_holds_is_refused_and_may_come_back(desk: Desk):
    desk.reserve("a", ONE_OF_ONE, customer="bob")
    refused = desk.reserve("b", ONE_OF_ONE)
    assert refused.code is Code.SHORT
    (short,) = refused.shortages
    assert (short.account, short.wanted, short.left, short.why) == (TOTAL, 1, 0, Why.HELD)
    assert short.orders == (), "another customer's order is not named"
    desk.cancel("a")
    assert isinstance(desk.reserve("b", ONE_OF_ONE), Reserved)


def test_who_reads_is_told_of_the_other_open_orders_of_one_customer(desk: Desk):
    five = plan({TOTAL: (2, 9)})
    desk.reserve("mine", five, customer="anna")
    desk.reserve("abandoned", plan({TOTAL: (1, 9)}), customer="anna")
    desk.reserve("hers", five, customer="ewa")
    desk.reserve("paid", five, customer="anna")
    desk.confirm("paid")
    read = Read(client=TILL, order="mine", accounts=(TOTAL,), holders="anna")
    (usage,) = desk.do(read).accounts
    assert usage == Usage(5, holders=("abandoned",), theirs=1)
    (usage,) = desk.do(Read(client=TILL, accounts=(TOTAL,), holders="nobody")).accounts
    assert usage == Usage(7)
    desk.wait(16 * MINUTE_MS)
    (usage,) = desk.do(Read(client=TILL, accounts=(TOTAL,), holders="anna")).accounts
    assert usage == Usage(2), "what is over is free, and nobody has to cancel it"


def test_what_is_used_up_does_not_come_back(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    desk.confirm("a")
    (short,) = desk.reserve("b", ONE_OF_ONE).shortages
    assert (short.left, short.why) == (0, Why.EXHAUSTED)


def test_the_abandoned_cart_of_the_same_customer_is_named(desk: Desk):
    desk.reserve("cart", ONE_OF_ONE)
    (short,) = desk.reserve("till", ONE_OF_ONE).shortages
    assert short.orders == ("cart",)


def test_everything_that_is_missing_is_told_at_once_and_nothing_is_held(desk: Desk):
    desk.reserve("a", plan({"{series/x} total": (3, 3), "{series/x} budget": (700, 1000)}))
    refused = desk.reserve(
        "b",
        plan({"{series/x} total": (1, 3), "{series/x} budget": (500, 1000), TOTAL: (1, 9)}),
    )
    assert [(one.account, one.left) for one in refused.shortages] == [
        ("{series/x} total", 0),
        ("{series/x} budget", 300),
    ]
    assert desk.used(TOTAL) == 0
    assert desk.confirm("b") == Refusal(Code.UNKNOWN_ORDER)


def test_a_new_revision_swaps_its_holds_in_one_step(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    assert desk.used() == 1
    assert desk.used(order="a") == 0, "its own holds are free to the order"
    assert desk.reserve("a", ONE_OF_ONE).revision == 2
    other = "{series/zima} total"
    assert desk.reserve("a", plan({other: (1, 1)})).revision == 3
    assert (desk.used(TOTAL), desk.used(other)) == (0, 1)


def test_a_revision_that_is_refused_leaves_the_one_before(desk: Desk):
    desk.reserve("x", plan({TOTAL: (3, 5)}), customer="bob")
    desk.reserve("a", plan({TOTAL: (1, 5)}, quote=b"first"))
    refused = desk.reserve("a", plan({TOTAL: (3, 5)}))
    assert refused.code is Code.SHORT
    assert refused.revision == 1
    assert refused.shortages[0].left == 2
    assert desk.used() == 4
    assert desk.confirm("a").quote == b"first"


def test_the_same_cart_is_held_longer_under_the_same_revision(desk: Desk):
    same = plan({TOTAL: (1, 1)}, fingerprint=b"same")
    first = desk.reserve("a", same)
    desk.wait(MINUTE_MS)
    again = desk.reserve("a", plan({TOTAL: (1, 1)}, fingerprint=b"same", quote=b"later"))
    assert again == Reserved("a", 1, first.due_ms + MINUTE_MS, first.quote)
    shorter = desk.reserve("a", same, ttl_ms=1)
    assert shorter.due_ms == again.due_ms, "asking for less takes nothing away"


def test_a_hold_is_free_when_it_is_due_to_the_millisecond(desk: Desk):
    desk.reserve("a", ONE_OF_ONE, ttl_ms=1000)
    desk.wait(999)
    assert desk.reserve("b", ONE_OF_ONE).code is Code.SHORT
    desk.wait(1)
    assert desk.used() == 0, "free before anybody wrote it down"
    assert desk.state("a") == "expired"
    assert desk.reserve("b", ONE_OF_ONE).revision == 1
    assert [event.name for event in desk.events] == [
        "order.reserved",
        "order.expired",
        "order.reserved",
    ]


def test_two_limits_on_one_account_travel_with_their_debits(desk: Desk):
    desk.reserve("a", plan({TOTAL: (2, 2)}))
    assert desk.reserve("b", plan({TOTAL: (1, 2)})).code is Code.SHORT
    assert isinstance(desk.reserve("gold", plan({TOTAL: (1, 3)})), Reserved)
    assert isinstance(desk.reserve("c", plan({TOTAL: (9, None)})), Reserved), "counted, not limited"
    assert desk.used() == 12


def test_a_lowered_limit_refuses_without_going_below_zero(desk: Desk):
    desk.reserve("a", plan({TOTAL: (5, 9)}))
    (short,) = desk.reserve("b", plan({TOTAL: (1, 2)})).shortages
    assert (short.left, short.why) == (0, Why.HELD)


def test_a_grant_adds_to_every_limit_once(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    gift = Grant(client=TILL, id="g1", reason="sorry", account=TOTAL, amount=1)
    assert desk.do(gift) == desk.do(gift)
    assert desk.used() == 0
    assert isinstance(desk.reserve("b", ONE_OF_ONE), Reserved)
    assert desk.reserve("c", ONE_OF_ONE).code is Code.SHORT
    more = Grant(client=TILL, id="g1", reason="sorry", account=TOTAL, amount=2)
    assert desk.do(more) == Refusal(Code.KEY_REUSED)


def test_a_closed_account_gives_nothing_whatever_the_limit(desk: Desk):
    coupon = "{code/abcd} abcd0123456789ef"
    desk.reserve("a", plan({TOTAL: (1, 9)}, lines={"1": (1, 500)}))
    desk.confirm("a")
    desk.take("a", "r", {"1": (1, 500)}, close=(coupon, TOTAL))
    (usage,) = desk.do(Read(client=TILL, accounts=(coupon,))).accounts
    assert usage == Usage(0, closed=True)
    assert desk.reserve("b", plan({coupon: (1, None)})).shortages[0].why is Why.EXHAUSTED
    assert isinstance(desk.reserve("c", plan({TOTAL: (1, 9)})), Reserved), "in use: left open"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ttl_ms": RESERVATION_MS_MAX + 1}, Code.RESERVATION_TOO_LONG),
        ({"ttl_ms": 0}, Code.RESERVATION_TOO_LONG),
        ({"ttl_ms": -1}, Code.RESERVATION_TOO_LONG),
        ({"if_revision": 1}, Code.REVISION),
    ],
)
def test_a_bad_reservation_is_refused(desk: Desk, more: dict, code: Code):
    assert desk.reserve("a", ONE_OF_ONE, **more).code is code
    assert desk.used() == 0


def test_if_match_names_the_revision(desk: Desk):
    assert desk.reserve("a", ONE_OF_ONE, if_revision=0).revision == 1
    assert desk.reserve("a", ONE_OF_ONE, if_revision=1).revision == 2
    assert desk.reserve("a", ONE_OF_ONE, if_revision=1) == Refusal(Code.REVISION, revision=2)
    assert desk.reserve("a", ONE_OF_ONE, if_revision=0) == Refusal(Code.REVISION, revision=2)


def test_a_customer_has_so_many_open_orders_and_no_more(desk: Desk):
    for number in range(CUSTOMER_ORDERS_OPEN_MAX):
        desk.reserve(f"a{number}", plan(), ttl_ms=MINUTE_MS)
    assert desk.reserve("more", plan()).code is Code.TOO_MANY_OPEN
    assert isinstance(desk.reserve("a0", plan()), Reserved), "one that is open already may go on"
    assert isinstance(desk.reserve("other", plan(), customer="bob"), Reserved)
    desk.wait(MINUTE_MS)
    assert isinstance(desk.reserve("more", plan()), Reserved), "overdue ones do not count"


def test_another_client_is_told_nothing_of_an_order(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    for answer in (
        desk.reserve("a", ONE_OF_ONE, client="shop"),
        desk.confirm("a", client="shop"),
        desk.cancel("a", client="shop"),
        desk.confirm("unknown"),
        desk.cancel("unknown"),
        desk.deliver("unknown"),
    ):
        assert answer == Refusal(Code.UNKNOWN_ORDER)


def test_a_wrong_clock_is_refused_so_that_it_expires_nothing(desk: Desk):
    def at(sent_ms: int):
        return desk.do(
            Reserve(client=TILL, order="a", plan=ONE_OF_ONE, ttl_ms=MINUTE_MS, sent_ms=sent_ms)
        )

    now = desk.clock.now_ms
    assert at(now + CLOCK_SKEW_MS_MAX + 1) == Refusal(Code.CLOCK)
    assert at(now - CLOCK_SKEW_MS_MAX - 1) == Refusal(Code.CLOCK)
    assert isinstance(at(now + CLOCK_SKEW_MS_MAX), Reserved)


def test_the_time_of_the_store_never_runs_backwards(desk: Desk):
    desk.reserve("a", ONE_OF_ONE, ttl_ms=MINUTE_MS)
    desk.wait(MINUTE_MS)
    desk.sweep()
    assert desk.state("a") == "expired"
    desk.wait(-10 * MINUTE_MS)
    assert desk.state("a") == "expired", "a clock that steps back revives nothing"
    later = desk.reserve("b", ONE_OF_ONE, ttl_ms=MINUTE_MS)
    assert later.due_ms == desk.clock.now_ms + 11 * MINUTE_MS


def test_a_key_gives_the_first_answer_and_no_second_effect(desk: Desk):
    key = Key("k", b"body")
    first = desk.reserve("a", ONE_OF_ONE, key)
    assert desk.reserve("a", ONE_OF_ONE, key) == first
    assert desk.found("a").revision == 1
    assert desk.reserve("a", ONE_OF_ONE, Key("k", b"other")) == Refusal(Code.KEY_REUSED)
    assert desk.reserve("b", plan(), key).order == "b", "a key counts for one order"
    assert isinstance(desk.cancel("a", key), type(desk.cancel("a"))), "and for one verb"


def test_a_refusal_for_want_of_room_is_tried_again_under_its_key(desk: Desk):
    desk.reserve("a", ONE_OF_ONE)
    key = Key("k", b"body")
    assert desk.reserve("b", ONE_OF_ONE, key).code is Code.SHORT
    desk.cancel("a")
    assert isinstance(desk.reserve("b", ONE_OF_ONE, key), Reserved)


def test_the_answer_to_a_key_has_the_quote_it_was_given_with(desk: Desk):
    key = Key("k", b"body")
    first = desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"one"), key)
    desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"two"))
    again = desk.reserve("a", plan({TOTAL: (1, 1)}, quote=b"three"), key)
    assert (again, again.quote) == (first, b"one")
    assert desk.found("a").plan.quote == b"two"
    desk.wait(60 * MINUTE_MS)
    desk.reserve("b", ONE_OF_ONE)
    desk.cancel("b")
    assert desk.confirm("a", 2).quote == b"two", "also after it expired by another's hand"
