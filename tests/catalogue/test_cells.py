"""Cells read as what they mean."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.cells import RowReader
from catalogue.findings import CatalogueErrors, Findings
from catalogue.tables import Row
from pricing.limits import AMOUNT_MAJOR_MAX
from pricing.money import format_scaled


def reader(text: str) -> RowReader:
    return RowReader("prices.csv", Row(2, {"cell": text}), Findings())


def test_a_column_that_is_not_there_is_empty() -> None:
    row = reader("x")
    assert row.text("other") == ""
    assert row.optional("other") is None
    assert row.yes_no("other", otherwise=True)
    assert row.amount("other", 2) is None
    assert row.moment("other") is None
    assert row.is_sound


@pytest.mark.parametrize(("text", "meant"), [("yes", True), ("NO", False), ("Yes", True)])
def test_yes_and_no_are_read_in_any_case(text: str, meant: bool) -> None:
    assert reader(text).yes_no("cell", otherwise=not meant) is meant


def test_parts_are_trimmed_and_empty_ones_left_out() -> None:
    assert reader(" a; b ;;a;").parts("cell") == {"a", "b"}


@given(st.integers(0, AMOUNT_MAJOR_MAX * 10**4))
def test_every_amount_is_read_exactly(value: int) -> None:
    assert reader(format_scaled(value, 4)).amount("cell", 4) == value


def test_the_largest_amount_is_read_and_no_larger() -> None:
    assert reader(str(AMOUNT_MAJOR_MAX)).amount("cell", 2) == AMOUNT_MAJOR_MAX * 100
    row = reader(f"{AMOUNT_MAJOR_MAX}.01")
    assert row.amount("cell", 2) is None
    assert not row.is_sound


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("2026-11-01T06:00:00Z", datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("2026-11-01T07:00+01:00", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ],
)
def test_days_and_instants_are_read(text: str, moment: date | datetime) -> None:
    assert reader(text).moment("cell") == moment


@pytest.mark.parametrize(
    ("text", "hint"), [("1 019,99 zł", "write 1019.99"), ("5,5", "write 5.5"), ("dwa", "19.99")]
)
def test_a_wrong_amount_is_told_with_what_to_write(text: str, hint: str) -> None:
    findings = Findings()
    assert RowReader("prices.csv", Row(2, {"cell": text}), findings).amount("cell", 2) is None
    with pytest.raises(CatalogueErrors, match=hint):
        findings.raise_if_any()


def test_a_choice_is_made_among_known_words_only() -> None:
    assert reader("kg").choice("cell", ("szt", "kg"), "unit") == "kg"
    row = reader("KG")
    assert row.choice("cell", ("szt", "kg"), "unit") is None
    assert not row.is_sound
