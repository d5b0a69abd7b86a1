"""Tiers: what a customer's spending comes to, by local day. A pure function and nothing stored.

A tier is reached on the day its sum is reached. It is held to the end of that window, and for the
days of grace after it. What came back is booked on the day of its sale, as if it had not been sold.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import accumulate

from ledger.customers import Spending
from ledger.local_days import day_of, earlier, later
from pricing.earning import Span, TierStep

_DAY = timedelta(days=1)


class TierWindow(Enum):
    """Which spending counts: the rolling window that each tier states, or the calendar year."""

    ROLLING = "rolling"
    CALENDAR_YEAR = "calendar year"


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """The ways into tiers.

    Attributes:
        steps: From the lowest sum to the highest.
        calendar: Windows are calendar years; otherwise they roll, each as long as its step says.
        grace: Days for which a tier is held after its window.
    """

    steps: tuple[TierStep, ...] = ()
    calendar: bool = False
    grace: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands.

    Attributes:
        tier: The highest tier held; ``None`` for none.
        until: The last day it is held if nothing more is bought; ``None`` without a tier.
        spent: What counts in today's window of the next tier, or of the highest one, minor units.
        next_tier: The next higher tier; ``None`` in the highest, and where there are none.
        missing: What is missing to it, minor units.
    """

    tier: str | None = None
    until: date | None = None
    spent: int = 0
    next_tier: str | None = None
    missing: int = 0


class _History:
    """What was spent, by day, so that the sum of any window is two look-ups."""

    def __init__(self, history: Mapping[date, int], at: date) -> None:
        self.days = sorted(day for day in history if day <= at)
        self.sums = [0, *accumulate(history[day] for day in self.days)]

    def first(self, day: date, step: TierStep, policy: TierPolicy) -> int:
        """Return the place of the first day of spending in the window that a day ends."""
        if policy.calendar:
            return bisect_left(self.days, date(day.year, 1, 1))
        # A day is in the window until it is so long ago; the rule that leaps of months obey too.
        return bisect_right(self.days, day, key=lambda one: later(one, step.window))

    def spent(self, day: date, step: TierStep, policy: TierPolicy) -> int:
        """Return what was spent in the window that a day ends."""
        return self.sums[bisect_right(self.days, day)] - self.sums[self.first(day, step, policy)]


def tier(history: Mapping[date, int], policy: TierPolicy, at: date) -> Standing:
    """Return where a customer stands on a day.

    Args:
        history: What was spent by local day, minor units; days after *at* are not looked at.
        policy: The programme's.
        at: The day.
    """
    found = _History(history, at)
    held: TierStep | None = None
    until: date | None = None
    for step in policy.steps:
        last = _held_until(found, step, policy)
        if last is not None and last >= at:
            held, until = step, last
    place = policy.steps.index(held) + 1 if held is not None else 0
    following = policy.steps[place] if place < len(policy.steps) else None
    measured = following or held
    if measured is None:
        return Standing()
    now = found.spent(at, measured, policy)
    return Standing(
        tier=held.name if held is not None else None,
        until=until,
        spent=now,
        next_tier=following.name if following is not None else None,
        missing=max(following.from_minor - now, 0) if following is not None else 0,
    )


def by_day(spending: Iterable[Spending], timezone: str) -> dict[date, int]:
    """Add spending up by local day."""
    found: dict[date, int] = {}
    for one in spending:
        day = day_of(one.at_ms, timezone)
        found[day] = found.get(day, 0) + one.minor
    return found


def looked_back(policy: TierPolicy, at: date) -> date:
    """Return a day before which nothing matters to where a customer stands on a day."""
    graced = earlier(at, Span(policy.grace, "day"))
    if policy.calendar:
        return date(graced.year, 1, 1)
    # Months have up to three days more or fewer, so that a day more may still be in a window.
    windows = (earlier(earlier(graced, step.window), Span(3, "day")) for step in policy.steps)
    return min(windows, default=at)


def _held_until(found: _History, step: TierStep, policy: TierPolicy) -> date | None:
    """Return the last day on which a step is held; ``None`` where it was never reached."""
    if step.from_minor <= 0:
        return date.max
    ends = []
    for place, day in enumerate(found.days):
        total = found.sums[place + 1]
        if total - found.sums[found.first(day, step, policy)] < step.from_minor:
            continue
        if policy.calendar:
            ends.append(date(day.year, 12, 31))
        else:
            # The sum is enough until this day of spending leaves the window.
            leaving = found.days[bisect_right(found.sums, total - step.from_minor) - 1]
            end = later(leaving, step.window)
            ends.append(end if end == date.max else end - _DAY)
    return later(max(ends), Span(policy.grace, "day")) if ends else None
