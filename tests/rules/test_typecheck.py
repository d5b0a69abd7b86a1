"""Types of literals: what may stand where; the fixtures show how a mistake is told."""

import pytest

from grammar.source import Source
from rules.compiler import compile_sources
from tests.rules.programs import codes
from tests.rules.strategies import SHOP

SETS = 'set coffee = category "Kawa"\n'


def found(clauses):
    give = "" if "give " in clauses else "give 5% off basket"
    text = (
        f'{SETS}promotion p "P" {{ until 2026-11-30 {give} {clauses} when quantity of coffee > 0 }}'
    )
    return codes(text)


@pytest.mark.parametrize(
    "clauses",
    [
        "when total of coffee >= 10 PLN",
        "when weight of coffee >= 250 g",
        "when customer order number >= 2",
        "give coffee for 1.2345 PLN per l",
        "give 12.5% off coffee",
        "give 100% off coffee",
        "give coffee at 4.00 PLN, from 250 g at 3.9999 PLN per kg",
        "give 3 for 2 on coffee limit 50 000 times per basket",
        "priority 1000000",
    ],
)
def test_what_fits(clauses):
    assert found(clauses) == []


@pytest.mark.parametrize(
    ("clauses", "code"),
    [
        ("when total of coffee >= 10%", "PR301"),
        ("when basket total >= 2 kg", "PR301"),
        ("when customer order number = 5 PLN", "PR301"),
        ("when quantity of coffee >= 10 EUR", "PR301"),
        ("when basket total >= 10 EUR", "PR302"),
        ("give 101% off coffee", "PR303"),
        ("give 5% off coffee from 1.5", "PR304"),
        ("priority 1.5", "PR304"),
        ("give coffee for 1.23456 PLN each", "PR305"),
        ("when basket total >= 1.001 PLN", "PR305"),
        ("when weight of coffee >= 0.5 g", "PR305"),
        ("give 50001 for 2 on coffee", "PR306"),
        ("when weight of coffee >= 100000 kg", "PR306"),
        ("give coffee from 2 at 2.00 PLN, from 1 kg at 1.00 PLN per kg", "PR307"),
    ],
)
def test_what_does_not_fit_is_told_once(clauses, code):
    assert found(clauses) == [code]


def test_attributes_compare_with_what_has_an_order():
    good = 'set s = moc >= 18%\nset t = masa <= 1.5 kg\nset u = cena > 2 and kolor = "x"\n'
    text = good + 'promotion p "P" { until 2026-11-30 give bundle 1 s + 1 t + 1 u for 1.00 PLN }'
    assert codes(text) == []
    assert codes('set s = kolor >= "x"\npromotion p "P" { give 5% off s }') == ["PR309"]
    assert codes('set s = sku > 5\npromotion p "P" { give 5% off s }') == ["PR309"]


def test_without_a_known_currency_amounts_are_let_pass():
    euro = Source("p.promo", 'promotion p "P" { until 2026-11-30 give 5.00 EUR off basket }')
    assert [one.code for one in compile_sources([euro]).diagnostics] == ["PR601"]
    unknown = Source("shop.promo", SHOP.text.replace("currency    PLN", "currency    PLZ"))
    assert [one.code for one in compile_sources([unknown, euro]).diagnostics] == ["PR433"]
