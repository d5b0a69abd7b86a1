"""Labels of scales: what they say, and how a cart line that holds one is priced."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.barcodes import ScaleLabel, read_label
from catalogue.facts import facts_for
from catalogue.gtin import check_digit
from catalogue.records import PriceRecord
from catalogue.store import MemoryCatalogue
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.errors import CartError
from pricing.goods import ListPrice, Product
from pricing.rewards import FixedPrice, PercentOff
from tests.builders import AT, EVERYTHING, program, promotion

AT_NOON = datetime(2026, 5, 4, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
HAM = Product("12345", "Szynka", vat="C", unit="kg", weighed=True)
CATALOGUE = MemoryCatalogue([HAM], [PriceRecord("12345", ListPrice(350_000))])


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2912345008758", ScaleLabel("12345", price_minor=875)),  # Z01
        ("2412345012361", ScaleLabel("12345", grams=1236)),  # Z02
        ("5901234123450", None),  # Z07
        ("2912345008759", None),
        ("2812345008750", None),
        ("291234500875", None),
        ("29123450O8758", None),
    ],
)
def test_what_a_label_says(code: str, label: ScaleLabel | None) -> None:
    assert read_label(code) == label


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.integers(0, 12), st.integers(1, 9))
def test_every_label_is_read_back_and_one_wrong_digit_is_none(plu, value, place, step) -> None:
    body = f"29{plu:05}{value:05}"
    code = body + check_digit(body)
    assert read_label(code) == (ScaleLabel(f"{plu:05}", price_minor=value) if value else None)
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    assert read_label(wrong) is None


def test_a_retailer_may_have_patterns_of_its_own() -> None:
    body = "21" + "1234" + "00875" + "0"
    code = body + check_digit(body)
    assert read_label(code, ("21PPPPVVVVV0C",)) == ScaleLabel("1234", price_minor=875)


def sell(code: str, *promotions, **fields):
    fields.setdefault("quantity", 1)
    cart = Cart("pos", AT, "PLN", (CartLine("1", code, **fields),))
    facts = facts_for(cart, CATALOGUE, AT_NOON, "Europe/Warsaw")
    quote = price(cart, program(*promotions), facts, AT_NOON)
    return quote.lines[0]


def test_an_embedded_price_stands_and_tells_the_weight() -> None:
    line = sell("2912345008758")
    assert (line.sku, line.name, line.gross, line.net) == ("12345", "Szynka", "8.75", "8.75")
    assert (line.measure, line.quantity, line.price) == ("0.250", None, "35.00")


def test_an_embedded_weight_is_priced_by_the_list() -> None:
    line = sell("2412345012361")
    assert (line.measure, line.gross) == ("1.236", "43.26")


def test_promotions_scale_an_embedded_price() -> None:
    per_kg = promotion("p", "price", FixedPrice(EVERYTHING, 280_000, "kg"))
    assert sell("2912345008758", per_kg).net == "7.00"
    tenth = promotion("p", "line", PercentOff(EVERYTHING, 1_000))
    assert sell("2912345008758", tenth).net == "7.87"


def test_a_label_is_one_line_of_its_own() -> None:
    with pytest.raises(CartError) as refused:
        sell("2912345008758", quantity=2)
    assert refused.value.pointer == "/lines/0/quantity"


def test_a_label_of_goods_nobody_knows_is_an_unknown_sku() -> None:
    body = "299999900875"
    with pytest.raises(CartError) as refused:
        sell(body + check_digit(body))
    assert refused.value.code == "unknown-sku"
