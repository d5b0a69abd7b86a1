"""Every mistake in a cart: a code, a pointer, a plain sentence; several at once."""

import msgspec
import pytest

from pricing.cart import Cart, Customer, Delivery, Entered, Payment
from pricing.errors import CartError, CartErrors, PricingError
from pricing.goods import Facts, ListPrice, Product
from pricing.intake_texts import _told, nothing_too_long
from pricing.limits import (
    CART_CODES_MAX,
    CART_LINES_MAX,
    CART_UNITS_MAX,
    CUSTOMER_FACTS_MAX,
    LINE_QUANTITY_MAX,
    MARKS_MAX,
    PAYMENTS_MAX,
    TEXT_CHARS_MAX,
)
from pricing.money import currency
from pricing.shop import Shop
from pricing.wire import decode_cart
from tests.builders import cart, line, quote

HEAD = b'{"channel":"pos","at":"x","currency":"PLN",'
CATALOGUE = Facts(
    products={"milk": Product("milk", vat="C"), "ham": Product("ham", unit="kg", weighed=True)},
    prices={"milk": ListPrice(39_900), "ham": ListPrice(349_900)},
    has_catalogue=True,
)


def mistakes(basket: Cart, facts: Facts | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PricingError) as caught:
        quote(basket, facts=facts or Facts())
    error = caught.value
    rows = error.errors if isinstance(error, CartErrors) else (error,)
    assert all(row.message and not row.message[0].isupper() for row in rows)
    assert all(not row.message.endswith(".") for row in rows)
    return [(row.code, row.pointer) for row in rows]


@pytest.mark.parametrize(
    ("basket", "expected"),
    [
        (cart(line("a", "1.00"), currency="EUR"), ("wrong-currency", "/currency")),
        (cart(line("a", "1.00"), channel="kiosk"), ("unknown-channel", "/channel")),
        (cart(line("a", "1.00"), line("b", "1.00", id="a")), ("duplicate-line", "/lines/1/id")),
        (cart(line("a", "1.00", 0)), ("absurd-quantity", "/lines/0/quantity")),
        (cart(line("a", "1.00", LINE_QUANTITY_MAX + 1)), ("absurd-quantity", "/lines/0/quantity")),
        (cart(line("a", "1.00", -LINE_QUANTITY_MAX - 1)), ("absurd-quantity", "/lines/0/quantity")),
        (cart(line("a", "1,00")), ("malformed", "/lines/0/price")),
        (cart(line("a", "-1.00")), ("malformed", "/lines/0/price")),
        (cart(line("a", "1.00001")), ("malformed", "/lines/0/price")),
        (cart(line("a", "999999999.00")), ("malformed", "/lines/0/price")),
        (cart(line("a", "1.00", measure="0")), ("absurd-quantity", "/lines/0/measure")),
        (cart(line("a", "1.00", measure="0.2505")), ("absurd-quantity", "/lines/0/measure")),
        (cart(line("a", "1.00", measure="1", label="x")), ("malformed", "/lines/0/label")),
        (cart(line("a", "1.00", label="1.00")), ("malformed", "/lines/0/label")),
        (cart(line("a", "1.00", vat="X")), ("unknown-vat", "/lines/0/vat")),
        (cart(line("", "1.00", id="1")), ("malformed", "/lines/0/sku")),
        (cart(line("a", "1.00", marks=("m",) * (MARKS_MAX + 1))), ("malformed", "/lines/0/marks")),
        (cart(line("a", "1.00"), points=-1), ("malformed", "/points")),
        (cart(codes=("x",) * (CART_CODES_MAX + 1)), ("too-many-codes", "/codes")),
        (cart(delivery=Delivery("courier", "free")), ("malformed", "/delivery/price")),
        (cart(payments=(Payment("card", "x"),)), ("malformed", "/payments/0/amount")),
        (cart(payments=(Payment("card"), Payment("cash"))), ("malformed", "/payments/1/amount")),
        (
            cart(payments=(Payment("card", "1.00"),) * (PAYMENTS_MAX + 1)),
            ("too-many-payments", "/payments"),
        ),
    ],
)
def test_each_mistake_has_its_place(basket: Cart, expected: tuple[str, str]) -> None:
    assert mistakes(basket) == [expected]


def test_a_line_without_a_price_needs_a_price_list() -> None:
    basket = cart(msgspec.structs.replace(line("a", "1.00"), price=None))
    assert mistakes(basket) == [("no-price", "/lines/0/price")]


@pytest.mark.parametrize(
    ("sku", "fields", "expected"),
    [
        ("bread", {}, ("unknown-sku", "/lines/0/sku")),
        ("milk", {"quantity": None, "measure": "0.5"}, ("quantity-expected", "/lines/0/measure")),
        ("ham", {}, ("measure-expected", "/lines/0/quantity")),
    ],
)
def test_the_catalogue_knows_what_is_sold_how(sku, fields, expected) -> None:
    row = msgspec.structs.replace(line(sku, "1.00"), price=None, vat=None, **fields)
    assert mistakes(cart(row), CATALOGUE) == [expected]


def test_all_mistakes_are_told_at_once_in_order() -> None:
    basket = cart(line("a", "1,00"), line("a", "1.00", 0, id="2"), channel="fax")
    assert mistakes(basket) == [
        ("unknown-channel", "/channel"),
        ("malformed", "/lines/0/price"),
        ("absurd-quantity", "/lines/1/quantity"),
    ]


def test_the_largest_cart_is_priced_and_one_line_more_is_refused() -> None:
    rows = [line("a", "1.00", id=str(i)) for i in range(CART_LINES_MAX + 1)]
    assert quote(cart(*rows[:-1])).totals.due == f"{CART_LINES_MAX}.00"
    assert mistakes(cart(*rows)) == [("too-many-lines", "/lines")]


def test_too_many_pieces_in_all_are_refused() -> None:
    rows = [line(f"s{i}", "1.00", LINE_QUANTITY_MAX) for i in range(6)]
    assert LINE_QUANTITY_MAX * 5 <= CART_UNITS_MAX < LINE_QUANTITY_MAX * 6
    assert quote(cart(*rows[:5])).totals.due == f"{LINE_QUANTITY_MAX * 5}.00"
    assert mistakes(cart(*rows)) == [("too-many-units", "/lines")]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (b"", "not-json", ""),
        (b"{", "not-json", ""),
        (b"\xff\xfe", "not-json", ""),
        (b"[" * 100_000, "malformed", ""),
        (b'{"channel": "pos"}', "missing-field", "/at"),
        (b'{"chanel": "pos"}', "unknown-field", "/chanel"),
        (
            HEAD + b'"lines":[{"id":"1","sku":"a","price":1.5}]}',
            "malformed",
            "/lines/0/price",
        ),
        (
            HEAD + b'"lines":[{"id":"1","sku":"a","quantity":1.5}]}',
            "malformed",
            "/lines/0/quantity",
        ),
    ],
)
def test_bytes_that_are_no_cart(body: bytes, code: str, pointer: str) -> None:
    with pytest.raises(CartError) as caught:
        decode_cart(body)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)


def test_a_float_amount_is_told_how_to_write_it() -> None:
    body = HEAD + b'"lines":[{"id":"1","sku":"a","price":1.5}]}'
    with pytest.raises(CartError) as caught:
        decode_cart(body)
    assert "decimal string" in caught.value.hint


def test_a_returned_piece_and_an_empty_bottle_are_apart_from_the_goods() -> None:
    priced = quote(
        cart(
            line("shirt", "89.99"),
            line("old", "63.99", -1, vat=None),
            line("pet", "0.50", 6, kind="deposit", vat=None),
            line("pet", "0.50", -2, kind="deposit", id="empty", vat=None),
        )
    )
    totals = priced.totals
    assert [row.id for row in priced.lines] == ["shirt"]
    assert (totals.deposits, totals.returns, totals.due) == ("2.00", "-63.99", "28.00")
    assert [(v.letter, v.gross) for v in priced.vat] == [("A", "89.99")]


LONG = "x" * (TEXT_CHARS_MAX + 1)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"id": LONG}, "/id"),
        ({"store": LONG}, "/store"),
        ({"codes": ("a", LONG)}, "/codes/1"),
        ({"customer": Customer(ref=LONG)}, "/customer/ref"),
        ({"customer": Customer(tier=LONG)}, "/customer/tier"),
        ({"customer": Customer(segments=("vip", LONG))}, "/customer/segments/1"),
        ({"customer": Customer(consents=(LONG,))}, "/customer/consents/0"),
        ({"customer": Customer(orders={"a/b" + LONG: 1})}, f"/customer/orders/a~1b{LONG}"),
        ({"customer": Customer(segments=("s",) * (CUSTOMER_FACTS_MAX + 1))}, "/customer/segments"),
        ({"delivery": Delivery(LONG)}, "/delivery/method"),
        ({"delivery": Delivery("pickup", store=LONG)}, "/delivery/store"),
        ({"payments": (Payment(LONG),)}, "/payments/0/method"),
    ],
)
def test_every_text_has_a_limit(fields, pointer):
    assert mistakes(cart(line("a", "1.00"), **fields)) == [("malformed", pointer)]


def test_marks_have_a_limit_and_are_not_empty():
    for mark in ("", LONG):
        basket = cart(line("a", "1.00", marks=("ok", mark)))
        assert mistakes(basket) == [("malformed", "/lines/0/marks/1")]


@pytest.mark.parametrize(
    ("price", "hint"),
    [
        ("19,99", 'write it as a decimal string, such as "19.99"'),
        ("1.99999", "give at most 4 decimals"),
        ("500000000", "an amount is at most 499999999"),
        ("-1", "an amount is never negative; what is given back has a negative quantity"),
    ],
)
def test_what_is_no_price_says_which_rule_it_breaks(price, hint):
    with pytest.raises(CartError) as caught:
        quote(cart(line("a", price)))
    assert caught.value.hint == hint


@pytest.mark.parametrize("entered", [Entered(), Entered(price="1.00", discount="1.00")])
@pytest.mark.parametrize("kind", ["goods", "deposit", "fee"])
def test_what_is_entered_is_one_of_the_two_on_every_line(entered, kind):
    basket = cart(line("a", "1.00", kind=kind, entered=entered))
    assert mistakes(basket) == [("malformed", "/lines/0/entered")]


def test_a_store_that_the_list_does_not_have_is_priced_with_a_warning():
    facts = Facts(unknown_stores=("/store",))
    priced = quote(cart(line("a", "1.00"), store="WAW-99"), facts=facts)
    assert [(one.code, one.pointer) for one in priced.warnings] == [("unknown-store", "/store")]
    assert quote(cart(line("a", "1.00"), store="WAW-01")).warnings == ()


def test_a_label_stands_whatever_price_times_weight_gives() -> None:
    priced = quote(cart(line("ham", "34.99", measure="0.250", label="8.80")))
    assert priced.lines[0].gross == "8.80"


def test_unit_prices_carry_four_decimals_and_a_line_is_rounded_once() -> None:
    priced = quote(cart(line("screw", "0.3333", 3)))
    assert (priced.lines[0].gross, priced.lines[0].price) == ("1.00", "0.3333")


def test_another_currency_has_its_own_decimals() -> None:
    shop = Shop("Shop", currency("JPY"), "Asia/Tokyo", "DE", ("pos",), floor_minor=0)
    priced = quote(cart(line("a", "120.5", 3), currency="JPY"), shop=shop)
    assert priced.totals.due == "362"


@pytest.mark.parametrize(
    ("field", "message", "hint"),
    [
        (b'"quantity":1.5', "expected `integer | null`, got `number`", "write a whole number"),
        (b'"quantity":"2"', "expected `integer | null`, got `string`", ""),
        (b'"price":19.99', "expected `string | null`, got `number`", "write it in quotation marks"),
        (b'"sku":5', "expected `string`, got `integer`", "write it in quotation marks"),
        (b'"marks":{}', "expected `array`, got `object`", ""),
    ],
)
def test_a_wrong_type_is_told_in_the_words_of_json(field, message, hint):
    with pytest.raises(CartError) as caught:
        decode_cart(HEAD + b'"lines":[{"id":"1",' + field + b"}]}")
    told = caught.value
    name = field.split(b'"')[1].decode()
    assert (told.code, told.pointer, told.message) == ("malformed", f"/lines/0/{name}", message)
    assert told.hint.startswith(hint)
    assert bool(told.hint) == bool(hint)


def test_weighed_goods_are_given_back_at_their_price_for_the_measure() -> None:
    ham = line("ham", "39.90", measure="-0.250", vat=None)
    totals = quote(cart(line("a", "20.00"), ham)).totals
    assert (totals.goods, totals.returns, totals.due) == ("20.00", "-9.98", "10.02")


LONG = "x" * (TEXT_CHARS_MAX + 1)
MANY = tuple(f"s{number}" for number in range(CUSTOMER_FACTS_MAX + 1))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": LONG},
        {"store": LONG},
        {"codes": ("a", LONG)},
        {"payments": (Payment("card"), Payment(LONG))},
        {"delivery": Delivery(LONG)},
        {"delivery": Delivery("courier", store=LONG)},
        {"customer": Customer()},
        {"customer": Customer(ref=LONG)},
        {"customer": Customer(tier=LONG)},
        {"customer": Customer(segments=("a", LONG))},
        {"customer": Customer(consents=(LONG,))},
        {"customer": Customer(orders={LONG: 1})},
        {"customer": Customer(segments=MANY)},
        {"customer": Customer(consents=MANY)},
        {"customer": Customer(orders=dict.fromkeys(MANY, 1))},
        {"customer": Customer(segments=MANY[1:], consents=MANY[1:])},
    ],
    ids=str,
)
def test_the_short_look_at_texts_finds_what_the_long_one_tells(fields):
    basket = msgspec.structs.replace(cart(line("a", "1.00")), **fields)
    assert nothing_too_long(basket) is not bool(_told(basket))
