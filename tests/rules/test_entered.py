"""Reasons given with what a cashier entered, from the sentence to the quote."""

import pytest

from rules.scenario import run_tests
from tests.rules.programs import basket, codes, compiled, item

RULES = """
promotion match "Gwarancja ceny" {
  until 2026-12-31
  needs reason "PRICE_MATCH", "SHELF_LABEL"
  give entered price
}
promotion manual "Rabat kasjera" {
  until 2026-12-31
  needs reason "DAMAGED_PACK"
  give entered discount up to 15%
}
"""


@pytest.mark.parametrize(
    ("item", "expectation"),
    [
        ('entered price 5.49 PLN because "SHELF_LABEL"', "match saves 0.50 PLN"),
        ('entered price 5.49 PLN because "PRICE_MATCH"', "match saves 0.50 PLN"),
        ('entered price 5.49 PLN because "HUNCH"', "match refused because no-goods"),
        ("entered price 5.49 PLN", "match refused because no-goods"),
        ('entered discount 0.89 PLN because "DAMAGED_PACK"', "manual saves 0.89 PLN"),
        (
            'entered discount 0.90 PLN because "DAMAGED_PACK"',
            "manual refused because needs-approval",
        ),
        ('entered discount 0.89 PLN because "SHELF_LABEL"', "manual refused because no-goods"),
    ],
)
def test_only_lines_entered_for_the_reason(item: str, expectation: str) -> None:
    (outcome,) = run_tests(
        compiled(
            f'{RULES}\ntest "t" {{ at 2026-05-04\n cart 1 x "BREAD" at 5.99 PLN {item},'
            f' 1 x "MILK" at 3.99 PLN\n expect {expectation} }}\n'
        )
    )
    assert outcome.passed, outcome


def test_a_reason_restricts_any_reward() -> None:
    rules = (
        'promotion p "P" { until 2026-12-31 needs reason "DAMAGED_PACK" give 50% off everything }'
    )
    cart = (
        '1 x "A" at 10.00 PLN, 1 x "B" at 10.00 PLN entered price 9.00 PLN because "DAMAGED_PACK"'
    )
    test = f'test "t" {{ at 2026-05-04\n cart {cart}\n expect p saves 5.00 PLN }}'
    (outcome,) = run_tests(compiled(f"{rules}\n{test}"))
    assert outcome.passed, outcome


def test_carts_without_an_entry_never_ask_these_promotions() -> None:
    (outcome,) = run_tests(
        compiled(
            f'{RULES}\ntest "t" {{ at 2026-05-04\n cart 1 x "A" at 1.00 PLN\n'
            " expect total 1.00 PLN }"
        )
    )
    program = compiled(RULES).program
    assert outcome.passed
    assert program is not None
    assert list(program.candidates(basket(item()))) == []


def test_nothing_as_a_limit_is_refused() -> None:
    found = codes('promotion p "P" { until 2026-12-31 give entered discount up to 0% }')
    assert found == ["PR410"]
