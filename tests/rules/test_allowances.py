"""Limits over many baskets and budgets, by the counts that facts bring."""

import pytest

from pricing.cart import Customer
from pricing.engine import price
from pricing.goods import Facts
from pricing.wire import parse_instant
from tests.builders import cart, line
from tests.rules.programs import compiled

KNOWN = Customer(ref="c-1")


def outcome(clauses: str, used=None, *, count=4, customer=KNOWN):
    rules = f'set a = sku "A"\npromotion p "P" {{ until 2026-12-31\n{clauses} }}\n'
    basket = cart(line("A", "10.00", count), customer=customer)
    quote = price(
        basket, compiled(rules).program, Facts(used=used or {}), parse_instant(basket.at),
        explain=True,
    )  # fmt: skip
    assert quote.explanation is not None
    return quote.totals.discount, quote.explanation.promotions[0].reason


HALF = "give 50% off a\n"
PAIRS = "give 2 of a for 15.00 PLN\n"


@pytest.mark.parametrize(
    ("clauses", "used", "expected"),
    [
        (HALF + "limit 1 per customer per day", {}, ("20.00", None)),
        (HALF + "limit 1 per customer per day", {"p": 1}, ("0.00", "used-up")),
        (
            HALF + "limit 2 per customer per day",
            {"p baskets per customer per day": 1},
            ("20.00", None),
        ),
        (
            HALF + "limit 1 per customer per day",
            {"p baskets per customer per day": 1},
            ("0.00", "used-up"),
        ),
        (HALF + "limit 10 000 in total", {"p baskets in total": 9_999}, ("20.00", None)),
        (HALF + "limit 10 000 in total", {"p baskets in total": 10_000}, ("0.00", "used-up")),
        (HALF + "limit 10 units in total", {"p units in total": 7}, ("15.00", None)),
        (HALF + "limit 4 units per customer per week", {"p": 1}, ("15.00", None)),
        (PAIRS + "limit 5 times in total", {"p times in total": 4}, ("5.00", None)),
        (PAIRS + "limit 5 times in total", {"p times in total": 1}, ("10.00", None)),
    ],
)
def test_a_limit_cuts_a_promotion_down_to_what_is_left(clauses, used, expected) -> None:
    assert outcome(clauses, used) == expected


@pytest.mark.parametrize(
    ("limit", "reason"), [("1 per customer per day", "sign-in"), ("10 in total", None)]
)
def test_a_limit_per_customer_needs_one_who_is_known(limit, reason) -> None:
    assert outcome(f"{HALF}limit {limit}", customer=None)[1] == reason


@pytest.mark.parametrize(
    ("give", "budget", "gone", "expected"),
    [
        (HALF, "100 PLN", 0, ("20.00", None)),
        (HALF, "100 PLN", 9_000, ("10.00", None)),
        (HALF, "100 PLN, grant part", 9_999, ("0.01", None)),
        (HALF, "100 PLN", 10_000, ("0.00", "used-up")),
        (HALF, "100 PLN, grant all or nothing", 8_000, ("20.00", None)),
        (HALF, "100 PLN, grant all or nothing", 8_001, ("0.00", "used-up")),
        (PAIRS, "100 PLN", 9_300, ("7.00", None)),
        ("give 30% off basket\n", "100 PLN", 9_500, ("5.00", None)),
        ("give 30% off basket\n", "100 PLN, grant all or nothing", 9_500, ("0.00", "used-up")),
    ],
)
def test_the_last_customer_gets_what_is_left_of_a_budget(give, budget, gone, expected) -> None:
    assert outcome(f"{give}budget {budget}", {"p budget": gone}) == expected
