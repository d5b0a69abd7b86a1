"""Figures come from rows alone: they close, they add up, and they equal the balances."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger import keys
from ledger.customer_records import Moved
from ledger.customer_requests import Erase, Identify, Merge, ShowFigures
from ledger.figures import Figures, days_between, figures
from ledger.local_days import day_of, start_after, start_of
from ledger.transfers import Kind, Side
from tests.ledger.desk import DAY_MS, START_MS, TILL, Desk, plan

WARSAW = "Europe/Warsaw"
FIRST = day_of(START_MS, WARSAW)
ANNA, BOB = "a" * 20, "b" * 20


def _figures(desk: Desk, first: date, last: date) -> dict[tuple[date, str], Figures]:
    days = days_between(first, last)
    moments = (start_of(first, WARSAW), *(start_after(day, WARSAW) for day in days))
    before, *spans = desk.do(ShowFigures(client=TILL, moments_ms=moments)).spans
    found = figures(before, [(day, day, sums) for day, sums in zip(days, spans, strict=True)])
    return {(one.first, one.programme): one for one in found}


def _told(one: Figures) -> dict[str, int]:
    names = one.__struct_fields__[3:]
    return {name: getattr(one, name) for name in names if getattr(one, name)}


def test_every_way_of_points_is_a_figure_of_its_day(desk: Desk):
    for card, cid in (("a", ANNA), ("b", BOB)):
        desk.do(Identify(client=TILL, reference=card, fresh=cid))
    club = {cid: keys.points(cid, "club") for cid in (ANNA, BOB)}
    desk.give(100, "hundred", book=club[ANNA], until_ms=START_MS + 2 * DAY_MS)
    desk.give(-30, "owed", book=club[BOB], may_owe=True)
    order = plan(spend=60, earn=20, lines={"1": (2, 1000)}, book=club[ANNA])
    desk.reserve("o", order, customer=ANNA)
    desk.confirm("o", force=True)
    desk.wait(DAY_MS)
    desk.take("o", "r", {"1": (1, 500)}, reverse=10, reinstate=30)
    desk.do(Merge(client=TILL, id="m", reason="one", into=ANNA, gone=BOB))
    desk.wait(DAY_MS)
    desk.sweep()
    desk.wait(DAY_MS)
    desk.do(Erase(client=TILL, cid=ANNA))
    found = _figures(desk, FIRST - timedelta(days=1), FIRST + timedelta(days=3))
    assert [_told(one) for one in found.values()] == [
        {"issued": 20, "redeemed": 60, "adjusted": 70, "closing": 30, "owed": 30},
        {"opening": 30, "given_back": 30, "reversed": 10, "closing": 50},
        {"opening": 50, "expired": 40, "closing": 10},
        {"opening": 10, "forfeited": 10},
    ]


def test_programmes_stand_apart(desk: Desk):
    desk.give(10, "a", book=keys.points("anna", "club"))
    desk.give(20, "b", book=keys.points("anna", "zima"))
    found = _figures(desk, FIRST, FIRST)
    assert [(name, one.closing) for (_, name), one in found.items()] == [("club", 10), ("zima", 20)]


def test_a_day_ends_at_local_midnight(desk: Desk):
    desk.clock.now_ms = start_of(FIRST + timedelta(days=1), WARSAW) - 1
    desk.give(10, "late")
    desk.wait(1)
    desk.give(5, "early")
    found = _figures(desk, FIRST, FIRST + timedelta(days=1))
    assert [one.adjusted for one in found.values()] == [10, 5]


kinds = st.sampled_from(
    [
        (Side.LOT, Kind.EARN), (Side.LOT, Kind.SPEND), (Side.LOT, Kind.REINSTATE),
        (Side.LOT, Kind.REVERSE), (Side.LOT, Kind.EXPIRE), (Side.LOT, Kind.REPAY),
        (Side.LOT, Kind.FORFEIT), (Side.LOT, Kind.ADJUST), (Side.LOT, Kind.MOVED),
        (Side.LOT, Kind.JOINED), (Side.DEBT, Kind.OWE), (Side.DEBT, Kind.FORCED),
        (Side.DEBT, Kind.REPAY), (Side.DEBT, Kind.FORFEIT), (Side.DEBT, Kind.MOVED),
        (Side.DEBT, Kind.JOINED),
    ]
)  # fmt: skip
sums = st.lists(
    st.builds(
        lambda programme, by_hand, of, amount: Moved(programme, by_hand, *of, amount),
        st.sampled_from(["club", "zima"]), st.booleans(), kinds, st.integers(1, 99),
    ),
    max_size=5,
)  # fmt: skip
days = st.lists(sums, min_size=1, max_size=5)


@given(sums, days)
def test_opening_and_movements_give_the_closing_and_the_next_opening(before, moved):
    spans = [
        (FIRST + timedelta(days=n), FIRST + timedelta(days=n), one) for n, one in enumerate(moved)
    ]
    last: dict[str, int] = {}
    for one in figures(before, spans):
        assert one.closing == (
            one.opening + one.issued - one.redeemed + one.given_back - one.expired
            - one.reversed + one.adjusted - one.forfeited
        )  # fmt: skip
        assert one.opening == last.get(one.programme, one.opening)
        last[one.programme] = one.closing


@given(sums, days)
def test_a_span_is_the_sum_of_its_days(before, moved):
    whole = figures(before, [(FIRST, FIRST, [row for day in moved for row in day])])
    single = figures(before, [(FIRST, FIRST, day) for day in moved])
    for one in whole:
        parts = [part for part in single if part.programme == one.programme]
        for name in ("issued", "redeemed", "given_back", "expired", "reversed", "adjusted"):
            assert getattr(one, name) == sum(getattr(part, name) for part in parts)
        assert (one.closing, one.owed) == (parts[-1].closing, parts[-1].owed)
