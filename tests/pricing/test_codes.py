import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.codes import normalise


@pytest.mark.parametrize("typed", ["jesien 26", "JESIEŃ-26", "Jesień26", "JES1EN26", "jeslen 26"])
def test_what_a_customer_types_reads_the_same(typed: str) -> None:
    assert normalise(typed) == normalise("JESIEN26")


@given(st.text(max_size=30))
def test_reading_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_different_codes_stay_different() -> None:
    assert normalise("LATO20") != normalise("LATO21")
