"""Literals, each with its own type: money never meets a bare number by accident."""

from datetime import date, time
from decimal import Decimal
from typing import Literal

from grammar.node import Node, node


@node
class Name(Node):
    """An identifier or a plain word: ``coffee-3-for-2``, ``pos``, ``gold``, ``tue``."""

    text: str


@node
class Text(Node):
    """A text in quotes, without them: ``"KAWA 3 ZA 2"``."""

    value: str


@node
class Number(Node):
    """A bare number: ``3``, ``10 000``, ``1.5``."""

    value: Decimal


@node
class Percent(Node):
    """``20%`` has the value 20."""

    value: Decimal


@node
class Money(Node):
    """``19.99 PLN``; the currency is three capital letters, not yet checked to exist."""

    amount: Decimal
    currency: str


@node
class Measure(Node):
    """A weight, volume or length: ``1.5 kg``."""

    amount: Decimal
    unit: Literal["kg", "g", "l", "ml", "m"]


@node
class Multiplier(Node):
    """``3x``, ``1.5x``."""

    value: Decimal


@node
class Ordinal(Node):
    """``2nd``, ``3rd``."""

    value: int


@node
class Date(Node):
    """``2026-11-30``; a day that exists."""

    value: date


@node
class Time(Node):
    """``08:30``; ``24:00`` is midnight at the end of a day and has ``value`` 00:00."""

    value: time


@node
class TimeRange(Node):
    """``07:00-11:00``; past midnight where the end is not after the start."""

    start: Time
    end: Time


@node
class Duration(Node):
    """``30 days``, ``12 months``; the unit is always singular here."""

    count: Number
    unit: Literal["day", "week", "month", "year"]


Literals = Number | Percent | Money | Measure | Text
Comparison = Literal[">=", "<=", ">", "<", "="]
Per = Literal["each", "kg", "l", "m"]
