"""Amounts as people read them."""

import pytest

from pricing.reader_numbers import (
    polish_number,
    shown_amount,
    shown_count,
    shown_lack,
    shown_times,
    shown_weight,
)


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
    counts = [shown_count(count, "pl") for count in ("1", "2", "5", "12", "22", "1112")]
    assert counts == ["1 sztuka", "2 sztuki", "5 sztuk", "12 sztuk", "22 sztuki", "1 112 sztuk"]
    assert [shown_lack(count, "pl") for count in ("1", "2", "22")] == [
        "1 sztuki", "2 sztuk", "22 sztuk",
    ]  # fmt: skip
    assert [shown_times(count, "pl") for count in (1, 2, 5)] == ["1 raz", "2 razy", "5 razy"]
    assert [shown_times(count, "en") for count in (1, 2)] == ["once", "2 times"]
    assert shown_weight("0.500", "en", "kg") == "0.500 kg"
    assert shown_weight("0.500", "pl", "l") == "0,500 l"
    assert shown_weight("0.500", "pl") == "0,500 kg, l lub m"
