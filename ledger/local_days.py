"""Days of the shop: when they begin, and which one it is so much later.

A day begins at its local midnight. Of a midnight that the clock shows twice the first is meant; one
that it skips is when the clock goes on.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ledger.limits import NEVER_MS
from pricing.earning import Span

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}
_MONTHS_IN_YEAR: Final = 12


def day_of(at_ms: int, timezone: str) -> date:
    """Return the local day of a moment."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(timezone)).date()


def start_of(day: date, timezone: str) -> int:
    """Return the moment at which a local day begins, milliseconds since 1970 in UTC."""
    midnight = datetime.combine(day, time(), ZoneInfo(timezone))
    return int(midnight.timestamp()) * 1000


def start_after(day: date, timezone: str) -> int:
    """Return the moment at which a local day is over; that of the last day there is never comes."""
    if day == date.max:
        return NEVER_MS
    return start_of(day + timedelta(days=1), timezone)


def later(day: date, span: Span) -> date:
    """Return the day so much later; a month after the 31st of January is the last of February.

    Beyond the year 9999 it is the last day there is.
    """
    try:
        if span.unit in _DAYS:
            return day + timedelta(days=span.count * _DAYS[span.unit])
        return _months_later(day, span.count * _MONTHS[span.unit])
    except (ValueError, OverflowError):
        return date.max


def earlier(day: date, span: Span) -> date:
    """Return the day so much before; before the year 1 it is the first day there is."""
    try:
        if span.unit in _DAYS:
            return day - timedelta(days=span.count * _DAYS[span.unit])
        return _months_later(day, -span.count * _MONTHS[span.unit])
    except (ValueError, OverflowError):
        return date.min


def _months_later(day: date, months: int) -> date:
    total = day.year * _MONTHS_IN_YEAR + day.month - 1 + months
    year, month = total // _MONTHS_IN_YEAR, total % _MONTHS_IN_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
