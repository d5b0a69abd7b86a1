"""Leaflets of prices beside the rules."""

import pytest

from grammar.source import Source
from pricing.goods import Facts, Product
from rules.product_lists import read_price_list
from rules.scenario import run_tests
from tests.rules.programs import codes, compiled

PROMOTION = 'promotion p "Gazetka" { until 2026-12-31 give prices in "l.csv" }\n'
LEAFLET = Source("l.csv", "name,sku,price\nKawa,COFFEE,4.99\nSzynka,HAM,20.00\n,590123412345,1.5\n")


def run(clauses: str, facts: Facts | None = None):
    text = f'{PROMOTION}test "t" {{ at 2026-05-04\n{clauses} }}\n'
    answer = (lambda cart, at, used: facts) if facts else (lambda cart, at, used: Facts())
    (outcome,) = run_tests(compiled(text, LEAFLET), facts_for=answer)
    assert outcome.passed, outcome


def test_each_row_is_a_promotional_price() -> None:
    run(
        'cart 2 x "COFFEE" at 5.99 PLN, 0.500 kg of "HAM" at 30.00 PLN, 1 x "TEA" at 3.00 PLN\n'
        "expect p saves 7.00 PLN"
    )


def test_a_leaflet_never_raises_a_price() -> None:
    run('cart 1 x "COFFEE" at 4.49 PLN\n expect p refused because no-saving')


def test_a_gtin_in_the_leaflet_finds_the_product() -> None:
    product = Product(sku="WATER", gtin="00590123412345")
    run('cart 1 x "WATER" at 2.00 PLN\n expect p saves 0.50 PLN', Facts({"WATER": product}))


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("price\n1.00\n", 1, "there is no column `sku`"),
        ("sku\nA\n", 1, "there is no column `price`"),
        ("sku,price\nA,1.00\nB\n", 3, "`` is no price, such as 19.99"),
        ('sku,price\nA,"1,00"\n', 2, "`1,00` is no price, such as 19.99"),
        ("sku,price\nA,-1\n", 2, "`-1` is no price, such as 19.99"),
        ("sku,price\nA,1.00\nA,2.00\n", 3, "`A` has another price in a row above"),
    ],
)
def test_what_is_wrong_with_a_leaflet_is_told_with_its_row(text, row, problem) -> None:
    read = read_price_list(text)
    assert (read.row, read.problem) == (row, problem)
    assert "PR605" in codes(PROMOTION, Source("l.csv", text))


def test_a_leaflet_that_is_not_there() -> None:
    assert codes(PROMOTION) == ["PR214"]
