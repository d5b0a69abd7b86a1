"""Literals as exact integers; no ambient decimal context takes part."""

from decimal import Decimal
from typing import Final

from grammar.literals import Measure, Money, Number, Percent
from pricing.money import MEASURE_DECIMALS, PRICE_DECIMALS, Currency

PERCENT_DECIMALS: Final = 2  # basis points
_SMALL_UNITS: Final = {"g": "kg", "ml": "l"}


def scaled(value: Decimal, decimals: int) -> int | None:
    """Return a number as an integer of ``10**-decimals``, or ``None`` where it is finer than that.

    ``scaled(Decimal("19.99"), 2) == 1999``.
    """
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), value  # a literal is neither infinite nor no number
    whole = int("".join(map(str, digits)) or "0")
    shift = exponent + decimals
    if shift >= 0:
        whole *= int(10**shift)
    else:
        whole, rest = divmod(whole, int(10**-shift))
        if rest:
            return None
    return -whole if sign else whole


def _exact(value: Decimal, decimals: int) -> int:
    number = scaled(value, decimals)
    assert number is not None, f"{value} was not checked"
    return number


def minor(money: Money, currency: Currency) -> int:
    """Return an amount in minor units; its decimals have been checked."""
    return _exact(money.amount, currency.exponent)


def price_e4(money: Money) -> int:
    """Return a price per piece, kg, l or m in 1/10 000 of the major unit; it has been checked."""
    return _exact(money.amount, PRICE_DECIMALS)


def basis_points(percent: Percent) -> int:
    """Return a percent in basis points; its decimals have been checked."""
    return _exact(percent.value, PERCENT_DECIMALS)


def count(number: Number) -> int:
    """Return a whole number; it has been checked to be one."""
    return _exact(number.value, 0)


def milli(measure: Measure) -> int | None:
    """Return a measure in thousandths of a kg, l or m, ``None`` where it is finer than that."""
    decimals = 0 if measure.unit in _SMALL_UNITS else MEASURE_DECIMALS
    return scaled(measure.amount, decimals)


def base_unit(measure: Measure) -> str:
    """Return the unit in which prices are written: ``kg`` for grams, ``l`` for millilitres."""
    return _SMALL_UNITS.get(measure.unit, measure.unit)
