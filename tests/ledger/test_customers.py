"""Conformance: who a customer is, and when two are one or none."""

import pytest

from ledger import Code, Debit, Key, Points, Read, Refusal, Reserved, Terms, keys
from ledger.asking import Manual
from ledger.customer_outcomes import Erased, Identified, Merged
from ledger.customer_requests import (
    Erase,
    Identify,
    Merge,
    Recognise,
    ShowPoints,
    ShowSpending,
    ShowStatement,
)
from ledger.limits import MERGED_MAX
from ledger.transfers import Kind
from tests.ledger.desk import DAY_MS, MINUTE_MS, START_MS, TILL, Desk, plan

ANNA, BOB, CARO = (name * 20 for name in "abc")
CLUB = {cid: keys.points(cid, "club") for cid in (ANNA, BOB, CARO)}
ONCE = {cid: keys.per_customer(cid, "lato") for cid in (ANNA, BOB, CARO)}


def _meet(desk: Desk, reference: str, fresh: str) -> str:
    return desk.do(Identify(client=TILL, reference=reference, fresh=fresh)).cid


@pytest.fixture
def shop(desk: Desk) -> Desk:
    for reference, cid in (("card-anna", ANNA), ("card-bob", BOB), ("card-caro", CARO)):
        _meet(desk, reference, cid)
    return desk


def _who(desk: Desk, reference: str):
    return desk.do(Recognise(client=TILL, reference=reference))


def _merge(desk: Desk, into: str, gone: str, id: str = ""):
    asked = Merge(
        client=TILL, id=id or f"{gone} into {into}", reason="one person", into=into, gone=gone
    )
    return desk.do(asked)


def _give(desk: Desk, cid: str, points: int, id: str, **more):
    return desk.give(points, id, book=CLUB[cid], **more)


def _spend(desk: Desk, order: str, cid: str, points: int, **more):
    return desk.reserve(order, plan(spend=points, book=CLUB[cid]), customer=cid, **more)


def _use(desk: Desk, order: str, cid: str, **more):
    return desk.reserve(order, plan({ONCE[cid]: (1, 1)}), customer=cid, **more)


def _shown(desk: Desk, cid: str):
    (holding,) = desk.do(ShowPoints(client=TILL, cid=cid)).holdings
    return holding


def test_a_reference_is_one_customer_for_ever(desk: Desk):
    assert _who(desk, "card-1") == Refusal(Code.UNKNOWN_CUSTOMER)
    assert _meet(desk, "card-1", ANNA) == ANNA
    assert _meet(desk, "card-1", BOB) == ANNA
    assert _who(desk, "card-1") == Identified(ANNA)
    assert _meet(desk, "card-2", BOB) == BOB


def test_an_identifier_is_not_given_twice(desk: Desk):
    _meet(desk, "card-1", ANNA)
    assert desk.do(Identify(client=TILL, reference="card-2", fresh=ANNA)) == Refusal(
        Code.CUSTOMER_GONE
    )
    assert _who(desk, "card-2") == Refusal(Code.UNKNOWN_CUSTOMER)


@pytest.mark.parametrize("cid", ["short", "with space in the middle", "ąąąąąąąąąąąąąąąąąąąąąąąą"])
def test_an_identifier_is_long_and_plain(cid: str):
    with pytest.raises(ValueError, match="letters and digits"):
        Identify(client=TILL, reference="card-1", fresh=cid)


def test_a_merge_adds_points_uses_and_references_once(shop: Desk):
    _give(shop, ANNA, 30, "a")
    _give(shop, BOB, 50, "b", until_ms=START_MS + 9 * DAY_MS)
    _give(shop, BOB, 20, "late", from_ms=START_MS + DAY_MS)
    _use(shop, "x", BOB)
    shop.confirm("x")
    assert _merge(shop, ANNA, BOB) == Merged(f"{BOB} into {ANNA}", ANNA, 70)
    for again in ("", "by another name"):
        assert _merge(shop, ANNA, BOB, again).into == ANNA
    assert _who(shop, "card-bob") == _who(shop, "card-anna") == Identified(ANNA)
    for cid in (ANNA, BOB):
        seen = shop.points(book=CLUB[cid])
        assert (seen.available, seen.pending) == (80, 20), "whichever name is asked"
        assert shop.used(ONCE[cid]) == 1
    shop.wait(10 * DAY_MS)
    assert shop.points(book=CLUB[ANNA]).available == 50, "lots keep their dates"
    assert isinstance(_use(shop, "y", ANNA), Refusal), "used once already, as bob"


def test_a_customer_that_is_gone_cannot_order_any_more(shop: Desk):
    _merge(shop, ANNA, BOB)
    assert _use(shop, "x", BOB) == Refusal(Code.CUSTOMER_GONE)
    assert _spend(shop, "x", BOB, 1) == Refusal(Code.CUSTOMER_GONE)
    mixed = plan({ONCE[BOB]: (1, 1)})
    assert shop.reserve("x", mixed, customer=None) == Refusal(Code.CUSTOMER_GONE)
    assert isinstance(_use(shop, "x", ANNA), Reserved)


def test_merges_make_no_circle(shop: Desk):
    _give(shop, CARO, 5, "c")
    _merge(shop, BOB, CARO)
    _merge(shop, ANNA, BOB)
    assert _merge(shop, CARO, ANNA, "back").into == ANNA, "it is one customer already"
    assert {_who(shop, one).cid for one in ("card-anna", "card-bob", "card-caro")} == {ANNA}
    assert shop.points(book=CLUB[CARO]).available == 5
    shop.sweep()
    assert [lot.balance for lot in shop.records.book(CLUB[ANNA]).lots] == [5]


def test_a_merge_of_nobody_is_refused(shop: Desk):
    assert _merge(shop, ANNA, "nobody") == Refusal(Code.UNKNOWN_CUSTOMER)
    assert _merge(shop, "nobody", ANNA) == Refusal(Code.UNKNOWN_CUSTOMER)
    assert _merge(shop, ANNA, ANNA).into == ANNA


def test_a_merge_done_once_is_that_merge_for_ever(shop: Desk):
    _merge(shop, ANNA, BOB, "m-1")
    assert _merge(shop, ANNA, CARO, "m-1") == Refusal(Code.KEY_REUSED)
    assert _merge(shop, ANNA, ANNA, "m-1").id == "m-1", "both references mean one by now"


def test_what_an_open_order_holds_stays_and_follows_when_it_is_let_go(shop: Desk):
    _give(shop, BOB, 100, "b")
    _spend(shop, "open", BOB, 60)
    assert _merge(shop, ANNA, BOB).points == 40
    seen = shop.points(book=CLUB[ANNA])
    assert (seen.available, seen.held) == (40, 60)
    assert _shown(shop, ANNA).held == 60
    (short,) = _spend(shop, "other", ANNA, 41).shortages
    assert (short.left, short.why, short.orders) == (40, "held", ("open",))
    shop.cancel("open")
    assert shop.points(book=CLUB[ANNA]).available == 100
    assert isinstance(_spend(shop, "other", ANNA, 100), Reserved)


def test_an_open_order_of_the_one_that_went_is_confirmed_once(shop: Desk):
    _give(shop, BOB, 100, "b")
    order = plan({ONCE[BOB]: (1, 1)}, spend=60, earn=7, book=CLUB[BOB])
    shop.reserve("open", order, customer=BOB)
    _merge(shop, ANNA, BOB)
    assert isinstance(_use(shop, "second", ANNA), Refusal), "held under the other name"
    shop.confirm("open", customer=ANNA, terms=Terms(START_MS, START_MS + DAY_MS))
    seen = shop.points(book=CLUB[ANNA])
    assert (seen.available, seen.held, seen.debt) == (47, 0, 0)
    assert shop.used(ONCE[ANNA]) == 1
    assert isinstance(_use(shop, "second", ANNA), Refusal)


def test_a_confirm_for_a_stranger_finds_nothing_after_a_merge_too(shop: Desk):
    _use(shop, "open", BOB)
    _merge(shop, ANNA, BOB)
    assert shop.confirm("open", customer=CARO).code is Code.UNKNOWN_ORDER


def test_a_use_let_go_after_the_merge_is_free_again(shop: Desk):
    _use(shop, "open", BOB, ttl_ms=MINUTE_MS)
    _merge(shop, ANNA, BOB)
    assert shop.used(ONCE[ANNA]) == 1
    shop.wait(MINUTE_MS)
    assert shop.used(ONCE[ANNA]) == 0, "also before anybody writes it down"
    assert isinstance(_use(shop, "next", ANNA), Reserved)


def test_an_order_moves_over_with_its_next_revision(shop: Desk):
    _give(shop, BOB, 100, "b")
    order = plan({ONCE[BOB]: (1, 1)}, spend=100, book=CLUB[BOB])
    shop.reserve("open", order, customer=BOB)
    _merge(shop, ANNA, BOB)
    again = plan({ONCE[ANNA]: (1, 1)}, spend=100, book=CLUB[ANNA])
    asked = Read(client=TILL, order="open", books=(CLUB[ANNA],), accounts=(ONCE[ANNA],))
    facts = shop.do(asked)
    assert (facts.books[0].available, facts.accounts[0].used) == (100, 0), "its own are free"
    assert shop.reserve("open", again, customer=ANNA).revision == 2
    shop.confirm("open", 2)
    assert shop.points(book=CLUB[ANNA]).available == 0
    assert shop.used(ONCE[ANNA]) == 1
    shop.cancel("open")
    assert shop.points(book=CLUB[ANNA]).available == 100
    assert shop.used(ONCE[ANNA]) == 0


def test_a_late_confirm_holds_with_the_customer_that_stands(shop: Desk):
    _give(shop, BOB, 60, "b")
    order = plan({ONCE[BOB]: (1, 1)}, spend=60, book=CLUB[BOB])
    shop.reserve("open", order, customer=BOB, ttl_ms=MINUTE_MS)
    shop.wait(2 * MINUTE_MS)
    _merge(shop, ANNA, BOB)
    assert shop.confirm("open", customer=ANNA).order == "open"
    assert shop.points(book=CLUB[ANNA]).available == 0
    assert shop.used(ONCE[ANNA]) == 1
    assert shop.found("open").customer == ANNA


@pytest.mark.parametrize("spent_all", [False, True])
def test_a_return_of_an_order_from_before_gives_to_the_customer_that_stands(
    shop: Desk, spent_all: bool
):
    _give(shop, BOB, 60 if spent_all else 100, "b")
    order = plan({ONCE[BOB]: (1, 1)}, spend=60, earn=10, lines={"1": (1, 500)}, book=CLUB[BOB])
    shop.reserve("old", order, customer=BOB)
    shop.confirm("old", terms=Terms(START_MS, START_MS + DAY_MS))
    _merge(shop, ANNA, BOB)
    shop.take("old", "r", {"1": (1, 500)}, reverse=10, reinstate=60, restore=(ONCE[BOB],))
    assert shop.points(book=CLUB[ANNA]).available == (60 if spent_all else 100)
    assert shop.used(ONCE[ANNA]) == 0
    assert sum(lot.balance for lot in shop.records.book(CLUB[BOB]).lots) == 0


def test_points_of_an_order_delivered_after_the_merge_get_their_dates(shop: Desk):
    order = plan(earn=10, book=CLUB[BOB])
    shop.reserve("old", order, customer=BOB)
    shop.confirm("old")
    _merge(shop, ANNA, BOB)
    shop.deliver("old", terms=Terms(START_MS + DAY_MS, START_MS + 3 * DAY_MS))
    assert [(one.points, one.at_ms) for one in _shown(shop, ANNA).pending] == [
        (10, START_MS + DAY_MS)
    ]


def test_the_dates_that_count_go_on_to_the_next_one(shop: Desk):
    """A lot that was given longer after a merge keeps that through another one."""
    _give(shop, ANNA, 100, "a", until_ms=START_MS + DAY_MS)
    spent = plan(spend=40, lines={"1": (1, 500)}, book=CLUB[ANNA])
    shop.reserve("paid", spent, customer=ANNA)
    shop.confirm("paid")
    _spend(shop, "open", ANNA, 60, ttl_ms=5 * DAY_MS)
    _merge(shop, CARO, ANNA)
    shop.wait(2 * DAY_MS)
    later = shop.clock.now_ms + 30 * DAY_MS
    shop.take("paid", "r", {"1": (1, 500)}, reinstate=40, reinstate_until_ms=later)
    _merge(shop, BOB, CARO)
    shop.cancel("open")
    shown = _shown(shop, BOB)
    assert [(one.points, one.at_ms) for one in shown.expiring] == [(100, later)]


def test_points_let_go_unseen_have_lived_and_expired_in_their_time(shop: Desk):
    _give(shop, BOB, 60, "b", until_ms=START_MS + DAY_MS)
    _spend(shop, "open", BOB, 60, ttl_ms=MINUTE_MS)
    _give(shop, ANNA, -25, "debt", may_owe=True)
    _merge(shop, ANNA, BOB)
    shop.wait(9 * DAY_MS)
    assert shop.points(book=CLUB[ANNA]).debt == 0
    # A store of several groups ends the order first, and sees what that set free the next time.
    shop.sweep()
    shop.sweep()
    rows = [
        (row.kind, row.amount, row.at_ms - START_MS)
        for row in shop.records.all_rows()
        if row.account == CLUB[ANNA] and row.kind in (Kind.JOINED, Kind.REPAY, Kind.EXPIRE)
    ]
    assert rows == [
        (Kind.JOINED, 60, MINUTE_MS),
        (Kind.REPAY, 25, MINUTE_MS),
        (Kind.REPAY, 25, MINUTE_MS),
        (Kind.EXPIRE, 35, DAY_MS),
    ]


def test_a_debt_comes_along_and_is_paid(shop: Desk):
    _give(shop, BOB, -30, "minus", may_owe=True)
    _give(shop, ANNA, 50, "plus")
    assert _merge(shop, ANNA, BOB).points == -30
    seen = shop.points(book=CLUB[ANNA])
    assert (seen.available, seen.debt) == (20, 0)


def test_credits_granted_by_hand_come_along(shop: Desk):
    from ledger import Grant

    shop.do(Grant(client=TILL, id="g", reason="sorry", account=ONCE[BOB], amount=2))
    _merge(shop, ANNA, BOB)
    assert shop.used(ONCE[ANNA]) == -2
    shop.do(Grant(client=TILL, id="h", reason="sorry", account=ONCE[BOB], amount=1))
    assert shop.used(ONCE[ANNA]) == -3, "also what is granted to the old name later"


def test_a_family_has_a_limit(desk: Desk):
    _meet(desk, "anna", ANNA)
    for number in range(MERGED_MAX):
        cid = f"{number:020}"
        _meet(desk, cid, cid)
        assert _merge(desk, ANNA, cid).into == ANNA
    _meet(desk, "one more", BOB)
    assert _merge(desk, ANNA, BOB) == Refusal(Code.TOO_MANY_MERGED)


def test_both_histories_are_one_statement(shop: Desk):
    _give(shop, ANNA, 30, "a")
    _give(shop, BOB, 50, "b")
    _spend(shop, "o", BOB, 20)
    shop.confirm("o")
    _merge(shop, ANNA, BOB)
    shown = shop.do(ShowStatement(client=TILL, cid=BOB, programme="club"))
    assert shown.cid == ANNA
    assert [(one.kind, one.points, one.after) for one in shown.entries] == [
        (Kind.SPEND, -20, 60),
        (Kind.ADJUST, 50, 80),
        (Kind.ADJUST, 30, 30),
    ]
    assert [(one.order, one.adjustment, one.reason) for one in shown.entries[:2]] == [
        ("o", "", ""),
        ("", "b", "opening"),
    ]


def test_what_both_spent_counts_towards_the_tier(shop: Desk):
    for order, cid, minor in (("a", ANNA, 100), ("b", BOB, 250)):
        shop.reserve(order, plan(lines={"1": (2, minor)}), customer=cid)
        shop.confirm(order)
        shop.wait(DAY_MS)
    _merge(shop, ANNA, BOB)
    shop.take("b", "r", {"1": (1, 125)})

    def spent(since_ms: int) -> list[tuple[int, int]]:
        shown = shop.do(ShowSpending(client=TILL, cid=ANNA, since_ms=since_ms))
        return [(one.at_ms, one.minor) for one in shown.spending]

    assert spent(0) == [(START_MS, 100), (START_MS + DAY_MS, 125)]
    assert spent(START_MS + 1) == [(START_MS + DAY_MS, 125)]
    shop.cancel("a")
    assert spent(0)[0] == (START_MS, 0)


def test_erasing_ends_orders_forfeits_points_and_forgets_the_person(shop: Desk):
    _give(shop, ANNA, 100, "a")
    _spend(shop, "open", ANNA, 60)
    assert shop.do(Erase(client=TILL, cid=ANNA)) == Erased(ANNA, 1, 1, 100)
    assert shop.do(Erase(client=TILL, cid=ANNA)) == Erased(ANNA)
    assert shop.state("open") == "cancelled"
    assert _who(shop, "card-anna") == Refusal(Code.UNKNOWN_CUSTOMER)
    seen = shop.points(book=CLUB[ANNA])
    assert (seen.available, seen.pending, seen.held, seen.debt) == (0, 0, 0, 0)
    assert _use(shop, "x", ANNA) == Refusal(Code.CUSTOMER_GONE)
    assert _meet(shop, "card-anna", "d" * 20) == "d" * 20, "the same reference is someone new"
    assert shop.do(ShowPoints(client=TILL, cid="d" * 20)).holdings == ()
    assert [one.name for one in shop.events][-1] == "customer.erased"
    assert not any("card-anna" in repr(one) for one in (*shop.events, *shop.records.all_rows()))


def test_whoever_was_merged_is_erased_with_the_other(shop: Desk):
    _give(shop, BOB, 100, "b")
    _spend(shop, "open", BOB, 60)
    _merge(shop, ANNA, BOB)
    assert shop.do(Erase(client=TILL, cid=BOB)) == Erased(ANNA, 2, 1, 100)
    assert _who(shop, "card-bob") == _who(shop, "card-anna") == Refusal(Code.UNKNOWN_CUSTOMER)
    assert _merge(shop, CARO, ANNA) == Refusal(Code.UNKNOWN_CUSTOMER)


def test_what_comes_back_to_someone_erased_is_forfeited(shop: Desk):
    _give(shop, ANNA, 100, "a")
    order = plan(spend=60, earn=5, lines={"1": (1, 500)}, book=CLUB[ANNA])
    shop.reserve("old", order, customer=ANNA)
    shop.confirm("old")
    shop.do(Erase(client=TILL, cid=ANNA))
    shop.take("old", "r", {"1": (1, 500)}, reinstate=60)
    assert shop.points(book=CLUB[ANNA]).available == 0
    forfeited = [row.amount for row in shop.records.all_rows() if row.kind is Kind.FORFEIT]
    assert sorted(forfeited) == [5, 40, 60]


def test_a_debt_of_someone_erased_is_nobodys(shop: Desk):
    _give(shop, ANNA, -30, "minus", may_owe=True)
    assert shop.do(Erase(client=TILL, cid=ANNA)).points == -30
    assert shop.points(book=CLUB[ANNA]).debt == 0


def test_erasing_nobody_is_refused(desk: Desk):
    assert desk.do(Erase(client=TILL, cid="nobody")) == Refusal(Code.UNKNOWN_CUSTOMER)


def test_a_merge_answers_the_same_under_its_key(shop: Desk):
    _give(shop, BOB, 5, "b")
    asked = Merge(client=TILL, id="m", reason="one person", into=ANNA, gone=BOB)
    key = Key("k", b"")
    assert shop.do(asked, key) == shop.do(asked, key) == Merged("m", ANNA, 5)
    assert isinstance(asked, Manual)
    assert Debit(ONCE[ANNA], 1).account != Points(CLUB[ANNA], 1).book
