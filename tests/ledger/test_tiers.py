"""Tiers follow from what was spent by day: windows, grace, and what is missing to the next."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.customers import Spending
from ledger.local_days import later, start_of
from ledger.tiers import Standing, TierPolicy, by_day, looked_back, tier
from pricing.earning import Span, TierStep

YEAR = Span(365, "day")
STEPS = (TierStep("silver", 200_000, YEAR), TierStep("gold", 500_000, YEAR))
ROLLING = TierPolicy(STEPS)
CALENDAR = TierPolicy(STEPS, calendar=True)
AT = date(2026, 6, 1)
DAY = timedelta(days=1)


def test_silver_with_what_is_missing_to_gold():
    """Y08 of the worked cases."""
    found = tier({AT - 300 * DAY: 100_000, AT - 5 * DAY: 149_900}, ROLLING, AT)
    assert (found.tier, found.spent, found.next_tier, found.missing) == (
        "silver", 249_900, "gold", 250_100,
    )  # fmt: skip


def test_a_tier_counts_from_the_day_it_is_reached():
    history = {AT - DAY: 199_999, AT: 1}
    assert tier(history, ROLLING, AT - DAY).tier is None
    assert tier(history, ROLLING, AT - DAY).missing == 1
    assert tier(history, ROLLING, AT).tier == "silver"


def test_a_rolling_window_has_exactly_its_days():
    bought = {AT: 200_000}
    last = AT + 364 * DAY
    assert tier(bought, ROLLING, AT).until == last
    assert tier(bought, ROLLING, last).tier == "silver"
    assert tier(bought, ROLLING, last + DAY) == Standing(None, None, 0, "silver", 200_000)


def test_a_tier_is_held_by_what_stays_in_the_window():
    history = {AT: 50_000, AT + 10 * DAY: 200_000, AT + 20 * DAY: 10_000}
    assert tier(history, ROLLING, AT + 20 * DAY).until == AT + 10 * DAY + 364 * DAY


def test_grace_holds_a_tier_after_its_window():
    policy = TierPolicy(STEPS, grace=30)
    bought = {AT: 200_000}
    last = AT + (364 + 30) * DAY
    assert tier(bought, policy, last).tier == "silver"
    assert tier(bought, policy, last).spent == 0, "what counts towards the next is what is there"
    assert tier(bought, policy, last + DAY).tier is None


def test_grace_does_not_add_windows_up():
    policy = TierPolicy(STEPS, grace=30)
    history = {AT: 150_000, AT + 370 * DAY: 150_000}
    assert tier(history, policy, AT + 370 * DAY).tier is None


def test_a_calendar_year_begins_anew_and_grace_carries_over():
    history = {date(2026, 3, 1): 250_000, date(2027, 1, 5): 10_000}
    assert tier(history, CALENDAR, date(2026, 12, 31)).tier == "silver"
    found = tier(history, CALENDAR, date(2027, 1, 5))
    assert (found.tier, found.spent, found.missing) == (None, 10_000, 190_000)
    graced = TierPolicy(STEPS, calendar=True, grace=365)
    found = tier(history, graced, date(2027, 1, 5))
    assert (found.tier, found.until, found.spent) == ("silver", date(2027, 12, 31), 10_000)
    assert tier(history, graced, date(2028, 1, 1)).tier is None


def test_a_day_of_a_leap_year_is_in_a_window_of_months_once():
    policy = TierPolicy((TierStep("silver", 100, Span(12, "month")),))
    bought = {date(2028, 2, 29): 100}
    assert tier(bought, policy, date(2029, 2, 27)).tier == "silver"
    assert tier(bought, policy, date(2029, 2, 28)).tier is None
    assert tier(bought, policy, date(2028, 2, 29)).until == date(2029, 2, 27)


def test_the_highest_tier_has_no_next_one():
    found = tier({AT: 900_000}, ROLLING, AT)
    assert (found.tier, found.next_tier, found.missing) == ("gold", None, 0)


def test_no_tiers_and_no_history():
    assert tier({AT: 1}, TierPolicy(), AT) == Standing()
    assert tier({}, ROLLING, AT) == Standing(None, None, 0, "silver", 200_000)


def test_a_tier_for_nothing_is_held_for_ever():
    policy = TierPolicy((TierStep("member", 0, YEAR), *STEPS))
    found = tier({}, policy, AT)
    assert (found.tier, found.until, found.next_tier) == ("member", date.max, "silver")


def test_days_are_those_of_the_shop():
    """At 23:30 in Warsaw it is still that day, in winter and in summer time."""
    late = start_of(AT + DAY, "Europe/Warsaw") - 1_800_000
    assert by_day([Spending(late, 5), Spending(late + 1_800_000, 7)], "Europe/Warsaw") == {
        AT: 5,
        AT + DAY: 7,
    }


days = st.integers(0, 900).map(lambda number: date(2025, 1, 1) + number * DAY)
histories = st.dictionaries(days, st.integers(0, 300_000), max_size=12)
spans = st.sampled_from([Span(30, "day"), YEAR, Span(12, "month"), Span(1, "year")])
policies = st.builds(
    lambda span, calendar, grace: TierPolicy(
        (TierStep("silver", 200_000, span), TierStep("gold", 500_000, span)), calendar, grace
    ),
    spans, st.booleans(), st.sampled_from([0, 1, 40]),
)  # fmt: skip


def _sum(history, policy: TierPolicy, step: TierStep, day: date) -> int:
    def counts(one: date) -> bool:
        if policy.calendar:
            return one.year == day.year
        return later(one, step.window) > day

    return sum(minor for one, minor in history.items() if one <= day and counts(one))


def _held(history, policy: TierPolicy, step: TierStep, at: date) -> bool:
    """Say it as it is defined: reached on a day, and held from there to the end and its grace."""
    for number in range(1_300):
        day = at - number * DAY
        if _sum(history, policy, step, day) >= step.from_minor:
            end = date(day.year, 12, 31) if policy.calendar else day
            if end + policy.grace * DAY >= at:
                return True
    return False


@given(histories, policies, days)
def test_the_tier_is_what_the_definition_says(history, policy: TierPolicy, at: date):
    expected = [step.name for step in policy.steps if _held(history, policy, step, at)]
    found = tier(history, policy, at)
    assert found.tier == (expected[-1] if expected else None)


@given(histories, policies, days)
def test_a_tier_lasts_exactly_until_it_says(history, policy: TierPolicy, at: date):
    known = {day: minor for day, minor in history.items() if day <= at}
    found = tier(known, policy, at)
    if found.until is not None:
        assert tier(known, policy, found.until).tier == found.tier
        assert tier(known, policy, found.until + DAY).tier != found.tier


@given(histories, policies, days)
def test_what_is_older_than_is_looked_at_changes_nothing(history, policy: TierPolicy, at: date):
    first = looked_back(policy, at)
    recent = {day: minor for day, minor in history.items() if day >= first}
    assert tier(recent, policy, at) == tier(history, policy, at)


@given(histories, policies, days, st.integers(1, 1_000_000))
def test_spending_what_is_missing_reaches_the_next_tier(history, policy, at: date, more: int):
    known = {day: minor for day, minor in history.items() if day <= at}
    found = tier(known, policy, at)
    if found.next_tier is not None and found.missing:
        reached = {**known, at: known.get(at, 0) + found.missing}
        assert tier(reached, policy, at).tier == found.next_tier
        short = {**known, at: known.get(at, 0) + found.missing - 1}
        assert tier(short, policy, at).tier == found.tier
