"""GTINs in every length are one number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.gtin import check_digit, normalise_gtin

BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("5901234123457", "05901234123457"),
        ("0036000291452", "00036000291452"),
        ("15901234123454", "15901234123454"),
    ],
)
def test_every_length_reads_as_fourteen_digits(written: str, canonical: str) -> None:
    assert normalise_gtin(written) == canonical


@pytest.mark.parametrize(
    "text",
    ["", "590123412345", "5901234123456", "59012341234570", "590123412345X", " 5901234123457"],
)
def test_what_is_no_gtin_has_no_canonical_form(text: str) -> None:
    assert normalise_gtin(text) is None


@given(BODIES)
def test_exactly_one_check_digit_completes_a_body(body: str) -> None:
    good = [digit for digit in "0123456789" if normalise_gtin(body + digit) is not None]
    assert good == [check_digit(body)]


@given(BODIES, st.data())
def test_one_wrong_digit_is_always_noticed(body: str, data: st.DataObject) -> None:
    number = body + check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789".replace(number[place], "")))
    assert normalise_gtin(number[:place] + other + number[place + 1 :]) is None


@given(BODIES)
def test_padding_changes_nothing(body: str) -> None:
    number = body + check_digit(body)
    canonical = normalise_gtin(number)
    assert canonical == number.rjust(14, "0")
    assert normalise_gtin(number.rjust(14, "0")) == canonical
