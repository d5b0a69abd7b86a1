"""Literals as exact integers."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar.literals import Measure
from grammar.source import NOWHERE
from rules.amounts import base_unit, milli, scaled


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("19.99", 2, 1999),
        ("19.990", 2, 1999),
        ("19.995", 2, None),
        ("50000", 2, 5_000_000),
        ("0", 0, 0),
        ("-1.5", 1, -15),
        ("1E+3", 2, 100_000),
        ("1E-3", 2, None),
    ],
)
def test_scaled(value, decimals, expected):
    assert scaled(Decimal(value), decimals) == expected


@given(st.integers(-(10**40), 10**40), st.integers(0, 6))
def test_scaled_is_exact_in_any_decimal_context(number, decimals):
    with localcontext() as context:
        context.prec = 3
        value = Decimal((int(number < 0), tuple(map(int, str(abs(number)))), -decimals))
        assert scaled(value, decimals) == number


@pytest.mark.parametrize(
    ("amount", "unit", "expected", "base"),
    [
        ("1.5", "kg", 1500, "kg"),
        ("500", "g", 500, "kg"),
        ("0.5", "g", None, "kg"),
        ("250", "ml", 250, "l"),
        ("0.0005", "kg", None, "kg"),
        ("2", "m", 2000, "m"),
    ],
)
def test_measures_are_thousandths_of_their_base_unit(amount, unit, expected, base):
    measure = Measure(Decimal(amount), unit, span=NOWHERE)
    assert milli(measure) == expected
    assert base_unit(measure) == base
