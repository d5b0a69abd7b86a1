from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rounding import Rounding, divide

INTEGERS = st.integers(-(10**15), 10**15)
DIVISORS = st.integers(1, 10**9)


@given(INTEGERS, DIVISORS)
def test_half_even_is_the_rounding_of_fractions(numerator: int, denominator: int) -> None:
    assert divide(numerator, denominator, Rounding.HALF_EVEN) == round(
        Fraction(numerator, denominator)
    )


@given(INTEGERS, DIVISORS)
def test_half_up_is_at_most_half_away_and_ties_go_away_from_zero(n: int, d: int) -> None:
    result = divide(n, d, Rounding.HALF_UP)
    exact = Fraction(n, d)
    assert abs(result - exact) <= Fraction(1, 2)
    if abs(result - exact) == Fraction(1, 2):
        assert abs(result) > abs(exact)


@given(INTEGERS, DIVISORS)
def test_up_and_down_enclose_the_quotient(n: int, d: int) -> None:
    exact = abs(Fraction(n, d))
    assert abs(divide(n, d, Rounding.DOWN)) <= exact <= abs(divide(n, d, Rounding.UP))
    assert abs(divide(n, d, Rounding.UP)) - abs(divide(n, d, Rounding.DOWN)) in (0, 1)


@given(INTEGERS, DIVISORS, st.sampled_from(Rounding))
def test_a_return_rounds_as_its_sale_did(n: int, d: int, rounding: Rounding) -> None:
    assert divide(-n, d, rounding) == -divide(n, d, rounding)


@pytest.mark.parametrize(("price", "half"), [(1249, 625), (1137, 569), (1099, 550), (1699, 850)])
def test_a_real_till_halves_prices_half_up(price: int, half: int) -> None:
    assert divide(price * 5_000, 10_000, Rounding.HALF_UP) == half


def test_a_zero_divisor_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        divide(1, 0, Rounding.HALF_UP)
