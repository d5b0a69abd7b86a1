"""The short way to read an ordinary line gives what the plain one gives."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.allocation import Allocation
from pricing.cart import CartLine, Entered
from pricing.goods import Embedded, Facts, ListPrice, Product
from pricing.intake_lines import LineReader
from pricing.item import Item
from pricing.limits import LINE_QUANTITY_MAX, TEXT_CHARS_MAX
from tests.builders import SHOP

if TYPE_CHECKING:
    from pricing.errors import CartError
    from pricing.shop import Shop

MILK = Product("milk", vat="C", category=("Nabiał",), minimum_price_minor=150)
PRODUCTS = {
    "milk": MILK,
    "5900000000001": MILK,  # the same article, scanned by its barcode
    "beer": Product("beer", vat="A", legal_class="alcohol"),
    "cigarettes": Product("cigarettes", vat="A", legal_class="tobacco"),
    "book": Product("book", vat="D", discountable=False),
    "card": Product("card"),
    "odd": Product("odd", vat="X"),
    "ham": Product("ham", vat="C", unit="kg", weighed=True),
    "unpriced": Product("unpriced", vat="A"),
    "sticker": Product("sticker", vat="C"),  # a scale's label on goods sold by the piece
    "label": Product("label", vat="C", unit="kg", weighed=True),
    "x" * (TEXT_CHARS_MAX + 1): Product("long", vat="A"),
}
PRICES = {
    sku: ListPrice(0 if sku == "card" else 39_900, reduced=sku.startswith("590"))
    for sku in PRODUCTS
    if sku != "unpriced"
}
LABELS = {"label": Embedded(label_minor=999), "sticker": Embedded(milli=250)}
FACTS = Facts(PRODUCTS, PRICES, has_catalogue=True, embedded=LABELS)

ORDINARY = st.builds(
    CartLine,
    id=st.sampled_from([*"abcdefghij", "", "i" * (TEXT_CHARS_MAX + 1)]),
    sku=st.sampled_from([*PRODUCTS, "milk", "milk", "nobody", ""]),
    quantity=st.sampled_from([1, 2, 3, LINE_QUANTITY_MAX, LINE_QUANTITY_MAX + 1, 0, -1]),
)
# One thing out of the ordinary each.
ODDITIES: list[dict[str, Any]] = [
    {"marks": ("short-date",)},
    {"marks": ("",)},
    {"price": "3.99"},
    {"price": "4,99"},
    {"label": "2.00"},
    {"kind": "fee"},
    {"kind": "deposit"},
    {"entered": Entered(price="1.00")},
    {"entered": Entered(discount="0.50")},
    {"entered": Entered()},
    {"measure": "0.250"},
    {"measure": "0.250", "quantity": None},
    {"measure": "0.250", "quantity": None, "label": "2.00"},
    {"quantity": None},
    {"vat": "X", "class_": "tobacco"},
]
LINES = st.one_of(
    ORDINARY,
    st.builds(msgspec.structs.replace, ORDINARY, id=st.sampled_from("abcdefghijklmnop")),
    st.builds(
        lambda line, oddity: msgspec.structs.replace(line, **oddity),
        ORDINARY,
        st.sampled_from(ODDITIES),
    ),
)


def read(shop: "Shop", lines: list[CartLine], *, plainly: bool) -> object:
    errors: list[CartError] = []
    reader = LineReader(shop, FACTS, lines, errors, date(2026, 11, 5))
    if plainly:
        reader.places = [reader.read_any(number, line) for number, line in enumerate(lines)]
    else:
        reader.read()
    scans = [
        None if place is None else (place[0].number, place[1].line, place[1].first, place[1].count)
        for place in reader.places
    ]
    found = [(error.code, error.pointer, error.message) for error in errors]
    apart = reader.units, reader.deposits_minor, reader.returns_minor
    return [told(item) for item in reader.finish()], scans, found, apart


# What a native class does not list of itself.
TRAITS = [
    "number", "product", "sku", "gtin", "categories", "brand", "tags", "attributes", "unit",
    "vat", "price_e4", "marks", "entry", "entries", "reduced", "uses", "labelled", "stated",
    "milli", "count", "gross", "net", "floor", "least", "finals", "scans", "lists", "floors",
    "nets", "lines",
]  # fmt: skip


def told(item: Item) -> dict[str, object]:
    return {name: getattr(item, name) for name in TRAITS}


@given(st.lists(LINES, max_size=8), st.sampled_from(Allocation), st.booleans())
def test_ordinary_lines_are_read_as_any_others(
    lines: list[CartLine], allocation: Allocation, floors: bool
):
    shop = replace(SHOP, allocation=allocation, floor_minimum_price=floors)
    assert read(shop, lines, plainly=False) == read(shop, lines, plainly=True)


@pytest.mark.parametrize("oddity", [{}, *ODDITIES], ids=str)
@pytest.mark.parametrize("sku", [*PRODUCTS, "nobody", ""], ids=lambda sku: sku[:13])
def test_one_odd_line_among_ordinary_ones_is_read_as_any_other(sku: str, oddity: dict[str, Any]):
    odd = msgspec.structs.replace(CartLine(id="odd", sku=sku, quantity=2), **oddity)
    lines = [CartLine("1", "milk", 1), CartLine("2", sku, 1), CartLine("3", sku, 3)]
    for place in range(len(lines) + 1):  # the first of a product is read another way than the rest
        mixed = [*lines[:place], odd, *lines[place:]]
        assert read(SHOP, mixed, plainly=False) == read(SHOP, mixed, plainly=True)
    twice = [odd, msgspec.structs.replace(odd, sku="beer")]
    assert read(SHOP, twice, plainly=False) == read(SHOP, twice, plainly=True)
