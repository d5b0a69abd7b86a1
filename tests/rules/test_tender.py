"""Which payments a promotion's percent holds for, read from its conditions."""

import pytest

from rules.scenario import run_tests
from tests.rules.programs import compiled, promotion


@pytest.mark.parametrize(
    ("when", "methods"),
    [
        ("when payment is blik", {"blik"}),
        ("when payment is blik or payment is card", {"blik", "card"}),
        ("when payment is blik and basket total >= 10 PLN", {"blik"}),
        ("when not payment is cash", set()),
        ("when basket total >= 10 PLN", set()),
    ],
)
def test_methods_come_from_the_conditions(when: str, methods: set[str]) -> None:
    assert promotion(when).tender == methods


def test_a_split_payment_in_a_test_block() -> None:
    text = (
        'promotion p "P" { until 2026-12-31 give 2% off basket when payment is blik }\n'
        'test "t" { at 2026-05-04\n cart 1 x "A" at 100.00 PLN\n'
        " payment gift-card 40.00 PLN\n payment blik\n expect p saves 1.20 PLN }"
    )
    (outcome,) = run_tests(compiled(text))
    assert outcome.passed, outcome
