"""Amounts as people read them."""

import pytest

from cli.amounts import polish_number, shown_amount, shown_count, shown_weight


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("0", "0"),
        ("0.00", "0,00"),
        ("-19.99", "-19,99"),
        ("999.99", "999,99"),
        ("1000.00", "1 000,00"),
        ("-1234567.8900", "-1 234 567,8900"),
        ("200", "200"),
    ],
)
def test_polish_number(plain, shown):
    assert polish_number(plain) == shown


def test_amounts_carry_their_currency():
    assert shown_amount("1234.50", "PLN", "pl") == "1 234,50 zł"
    assert shown_amount("1234.50", "EUR", "pl") == "1 234,50 EUR"
    assert shown_amount("1234.50", "PLN", "en") == "1234.50 PLN"


def test_counts_and_weights():
    assert [shown_count("1", "en"), shown_count("2", "en")] == ["1 piece", "2 pieces"]
    assert shown_count("2", "pl") == "2 szt."
    assert [shown_weight("0.500", "en"), shown_weight("0.500", "pl")] == ["0.500", "0,500"]
