"""From when and until when earned points count: local midnights after the last day of a window."""

from datetime import date

from ledger.limits import NEVER_MS
from ledger.local_days import day_of, later, start_after
from ledger.orders import Terms
from pricing.earning import Programme


def earned_terms(
    programme: Programme | None, timezone: str, confirmed_ms: int, delivered_ms: int
) -> Terms:
    """Return the dates of points that an order earned.

    They wait through the window of returns, whose last day is so many days after the delivery, and
    end with the last day that is so long after they were earned. Points that would end while they
    still wait count for one day.

    Args:
        programme: Of the ruleset that sold it; without one points count at once, for ever.
        timezone: IANA name; the shop's.
        confirmed_ms: When the order was confirmed: the points were earned then.
        delivered_ms: When its goods were handed over.
    """
    if programme is None:
        return Terms(delivered_ms, NEVER_MS)
    available_ms = delivered_ms
    if programme.pending is not None:
        waits = later(day_of(delivered_ms, timezone), programme.pending)
        available_ms = min(start_after(waits, timezone), NEVER_MS - 1)
    if programme.expire is None:
        return Terms(available_ms, NEVER_MS)
    ends = later(day_of(confirmed_ms, timezone), programme.expire)
    least = start_after(day_of(available_ms, timezone), timezone)
    return Terms(available_ms, max(start_after(ends, timezone), least))


def given_back_until(timezone: str, now_ms: int, days: int | None) -> int | None:
    """Return until when points given back to a lot that has expired count.

    Args:
        timezone: IANA name; the shop's.
        now_ms: When they are given back.
        days: The programme gives back at least so many days; ``None`` leaves a lot its date.
    """
    if days is None:
        return None
    last = date.fromordinal(min(day_of(now_ms, timezone).toordinal() + days, date.max.toordinal()))
    return start_after(last, timezone)
