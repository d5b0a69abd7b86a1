import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.money import EXPONENTS, currency, format_scaled, parse_scaled


@given(st.integers(1 - 10**12, 10**12 - 1), st.integers(0, 4))
def test_what_is_written_is_read_back(value: int, decimals: int) -> None:
    assert parse_scaled(format_scaled(value, decimals), decimals) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("19.99", 1999), ("0.01", 1), ("-0.05", -5), ("7", 700), ("7.5", 750), ("7.500", 750)],
)
def test_plain_decimals_are_read_exactly(text: str, value: int) -> None:
    assert parse_scaled(text, 2) == value


@pytest.mark.parametrize(
    "text",
    ["", "1,99", "1.999", "1e3", " 1", "1 000", "+1", ".5", "5.", "NaN", "٣.٠٠", "1.00 PLN", "--1"],
)
def test_anything_else_is_no_amount(text: str) -> None:
    assert parse_scaled(text, 2) is None


def test_a_price_has_four_decimals_whatever_the_currency() -> None:
    assert {code: currency(code).price_per_minor for code in ("PLN", "JPY", "KWD")} == {
        "PLN": 100,
        "JPY": 10_000,
        "KWD": 10,
    }
    assert all(len(code) == 3 and 0 <= exponent <= 3 for code, exponent in EXPONENTS.items())


def test_an_unknown_currency_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        currency("XXX")
