"""Every worked case comes out to the grosz, and obeys what must not change a price."""

from collections import Counter
from typing import Any

import pytest

from pricing.quote import Quote
from tests.worked.cases import Case, expected, found, grosze, read_cases

CASES = {case.id: case for case in read_cases()}
cases = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_names_are_unique():
    assert len(CASES) == len(list(read_cases()))


@cases
def test_a_case_comes_out_to_the_grosz(case: Case):
    quote = case.price(case.program())
    assert quote.optimal
    assert found(case, quote) == expected(case)


def _shares(quote: Quote) -> Counter[tuple[str, str]]:
    taken: Counter[tuple[str, str]] = Counter()
    for line in quote.lines:
        for discount in line.discounts:
            taken[line.sku, discount.promotion] += grosze(discount.amount)
    return taken


def _same(one: Quote, other: Quote) -> None:
    """Assert that two quotes differ at most in the layout of their lines."""
    assert one.totals == other.totals
    assert one.applied == other.applied
    assert one.vat == other.vat
    assert one.points == other.points
    assert one.rejected == other.rejected
    assert one.payments == other.payments
    assert _shares(one) == _shares(other)


@cases
def test_the_order_of_files_and_lines_changes_nothing(case: Case):
    whole = case.price(case.program())
    _same(whole, case.price(case.program(turned=True)))
    if whole.policy.allocation == "largest remainder":
        lines = case.document["lines"]
        for turned in (lines[::-1], lines[1:] + lines[:1]):
            _same(whole, case.price(case.program(), case.document | {"lines": turned}))


def _pieces(line: dict[str, Any]) -> list[dict[str, Any]]:
    count = line.get("quantity", 1)
    if count <= 1 or "entered" in line or line.get("kind") == "fee":
        return [line]
    return [line | {"id": f"{line['id']}/{piece}", "quantity": 1} for piece in range(count)]


@cases
def test_one_line_of_n_pieces_is_n_lines_of_one(case: Case):
    singles = [piece for line in case.document["lines"] for piece in _pieces(line)]
    apart = case.price(case.program(), case.document | {"lines": singles})
    _same(case.price(case.program()), apart)


@cases
def test_a_deposit_changes_only_what_is_paid(case: Case):
    if "payments" in case.document:
        pytest.skip("what each payment pays does change")
    bottle = {"id": "kaucja", "sku": "PET", "kind": "deposit", "quantity": 3, "price": "0.50"}
    whole = case.price(case.program())
    more = case.price(case.program(), case.document | {"lines": [bottle, *case.document["lines"]]})
    assert more.lines == whole.lines
    assert more.applied == whole.applied
    assert more.vat == whole.vat
    assert more.points == whole.points
    assert grosze(more.totals.payable) - grosze(whole.totals.payable) == 150


@cases
def test_a_refused_promotion_may_as_well_not_be_there(case: Case):
    whole = case.price(case.program())
    assert whole.explanation is not None
    for row in whole.explanation.promotions:
        if row.outcome == "refused" and f"promotion {row.promotion} " in case.spec["rules"]:
            without = case.price(case.program(without=row.promotion))
            assert without.lines == whole.lines, row.promotion
            assert without.totals == whole.totals
