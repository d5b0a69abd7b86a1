"""Carts that were never paid may go; no balance changes, and nothing can be used twice for it."""

from collections.abc import Iterator

import pytest

from ledger import Code, Inspect, Prune, Refusal
from ledger.audit import check
from ledger.limits import CARTS_KEPT_MS_MIN, SWEEP_MAX
from ledger.sqlite.writer import LocalStore
from tests.ledger.conftest import STORES
from tests.ledger.desk import BOOK, DAY_MS, MINUTE_MS, TOTAL, Clock, Desk, plan

KEEP_MS = 90 * DAY_MS


def prune(desk: Desk, *, most: int = SWEEP_MAX):
    return desk.do(Prune(carts_ms=KEEP_MS, most=most))


def balances(desk: Desk) -> tuple:
    """Everything that decides what may be used."""
    records = desk.records
    return (
        sorted(records.all_accounts()),
        sorted((book, lot.id, lot.balance, lot.held) for book, lot in records.all_lots()),
        sorted(records.all_debts()),
    )


@pytest.fixture(params=["memory", "sqlite"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A store that drops carts; on Redis they stay."""
    clock = Clock()
    found = Desk(STORES[request.param](request, clock), clock)
    yield found
    found.check()
    if isinstance(found.store, LocalStore):
        found.store.writer.close()


@pytest.fixture
def old(desk: Desk) -> Desk:
    """A desk with a paid, a cancelled, an expired, an undone and a returned order, long ago."""
    desk.give(100, "gift")
    for order in ("paid", "left", "late", "undone", "back"):
        desk.reserve(
            order, plan({TOTAL: (1, 50)}, spend=5, earn=2, lines={"1": (2, 1000)}), customer=None
        )
        if order in ("left", "late"):
            desk.reserve(order, plan({TOTAL: (2, 50)}, spend=7), customer=None)
    for order in ("paid", "undone", "back"):
        desk.confirm(order)
    desk.cancel("left")
    desk.cancel("undone")
    desk.take("back", "r1", {"1": (2, 1000)}, reverse=2, reinstate=5)
    desk.wait(DAY_MS)
    desk.sweep()
    desk.wait(KEEP_MS)
    return desk


def test_carts_go_and_everything_that_was_ever_paid_stays(old: Desk):
    before = balances(old)
    rows = check(old.records).rows
    pruned = prune(old)
    assert (pruned.carts, pruned.more) == (2, False)
    assert balances(old) == before
    report = old.check()
    assert report.orders == 3
    assert report.rows == rows - 16, "both held and let go twice, an account and a lot"
    for gone in ("left", "late"):
        assert old.confirm(gone, 2) == Refusal(Code.UNKNOWN_ORDER)
    assert old.confirm("paid").revision == 1
    assert prune(old).carts == 0


def test_what_is_not_old_enough_stays(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 5)}), ttl_ms=MINUTE_MS)
    desk.wait(MINUTE_MS)
    desk.sweep()
    desk.wait(KEEP_MS)
    assert prune(desk).carts == 0, "it is exactly as old as it may be"
    desk.wait(1)
    assert prune(desk).carts == 1


def test_a_cart_that_was_let_go_just_now_stays_however_long_it_was_due(desk: Desk):
    desk.reserve("a", plan({TOTAL: (1, 5)}), ttl_ms=MINUTE_MS)
    desk.wait(KEEP_MS + DAY_MS)
    assert prune(desk).carts == 0, "nobody has looked at it: it is reserved by its record"
    desk.sweep()
    assert prune(desk).carts == 1


def test_a_few_at_a_time_go_past_those_that_stay(old: Desk):
    carts, after = [], (0, "")
    while True:
        done = old.do(Prune(carts_ms=KEEP_MS, carts_after=after, most=1))
        carts.append(done.carts)
        after = done.carts_upto
        if not done.more:
            break
    assert carts[:3] == [1, 1, 0], "the undone order is passed over"
    assert sum(carts) == 2
    old.check()


def test_a_limit_holds_as_before(old: Desk):
    """What was used stays used: 50 less two paid, less one undone that was given back."""
    before = old.points(book=BOOK)
    prune(old)
    assert old.used() == 2
    assert old.reserve("x", plan({TOTAL: (49, 50)})).code is Code.SHORT
    assert old.reserve("x", plan({TOTAL: (48, 50)})).revision == 1
    assert old.points(book=BOOK) == before


def test_the_identifier_of_a_cart_that_is_gone_is_free_again(old: Desk):
    prune(old)
    again = old.reserve("left", plan({TOTAL: (1, 50)}, spend=7), customer=None)
    assert again.revision == 1
    assert old.confirm("left").revision == 1
    old.check()


def test_without_a_time_nothing_goes(old: Desk):
    assert old.do(Prune()).carts == 0
    assert check(old.records).orders == 5
    assert old.do(Inspect()).overdue_orders == 0


def test_they_are_kept_for_a_month_at_least():
    with pytest.raises(ValueError, match="carts are kept"):
        Prune(carts_ms=CARTS_KEPT_MS_MIN - 1)
