"""Dates and clock times as written; what cannot be is replaced by what comes nearest."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import MAXYEAR, MINYEAR, date, time
from typing import Final

from grammar.diagnostics import Message
from grammar.literals import Date, Time
from grammar.messages.literals import DayFirstDate, ImpossibleDate, ImpossibleTime
from grammar.source import Span

_CANONICAL_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CANONICAL_TIME: Final = re.compile(r"\d{2}:\d{2}")
_HOUR_MAX: Final = 23
_MINUTE_MAX: Final = 59
_YEAR_DIGITS: Final = 4


def read_date(text: str, span: Span) -> tuple[Date, Message | None]:
    """Read a date in year-month-day or day-month-year order.

    Returns:
        The date, or the nearest one that exists, and what is wrong with it.
    """
    if _CANONICAL_DATE.fullmatch(text):
        with suppress(ValueError):  # a day that does not exist
            return Date(date.fromisoformat(text), span=span), None
    written = re.split(r"[-./]", text)
    parts = [int(part) for part in written]
    if len(written[0]) != _YEAR_DIGITS:
        parts.reverse()
    year, month, day = parts
    if not MINYEAR <= year <= MAXYEAR or not 1 <= month <= 12:
        return Date(date(2000, 1, 1), span=span), ImpossibleDate(span, written=text, last_day=None)
    last = date(year, month, monthrange(year, month)[1])
    if not 1 <= day <= last.day:
        message = ImpossibleDate(span, written=text, last_day=last.isoformat())
        return Date(last, span=span), message
    value = date(year, month, day)
    if not _CANONICAL_DATE.fullmatch(text):
        return Date(value, span=span), DayFirstDate(span, written=text, better=value.isoformat())
    return Date(value, span=span), None


def read_time(text: str, span: Span) -> tuple[Time, Message | None]:
    """Read a clock time from ``00:00`` to ``24:00``.

    Returns:
        The time, midnight where there is no such time, and what is wrong with it.
    """
    hour, minute, *seconds = (int(part) for part in text.split(":"))
    if (hour, minute) == (_HOUR_MAX + 1, 0) and not seconds:
        return Time(time(0, 0), span=span), None
    if hour > _HOUR_MAX or minute > _MINUTE_MAX:
        return Time(time(0, 0), span=span), ImpossibleTime(span, written=text, better=None)
    better = f"{hour:02}:{minute:02}"
    node = Time(time(hour, minute), span=span)
    if not _CANONICAL_TIME.fullmatch(text):
        return node, ImpossibleTime(span, written=text, better=better)
    return node, None
