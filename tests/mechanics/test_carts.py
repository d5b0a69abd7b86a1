"""Mechanics that no test block can write: gift cards, deposits, returns, labels, experiments."""

import pytest

from catalogue.facts import facts_for
from catalogue.gtin import check_digit
from catalogue.records import PriceRecord
from catalogue.store import MemoryCatalogue
from pricing.cart import Cart, CartLine, Customer, Delivery, Payment
from pricing.engine import price
from pricing.errors import CartError
from pricing.goods import ListPrice, Product
from pricing.quote import QuoteLine
from pricing.wire import parse_instant
from tests.mechanics.carts import NOON, line, nets, priced, program, saved

TENTH = 'promotion tenth "10%" { give 10% off basket until 2026-12-31 }'
HUNDRED = """
promotion hundred "10 zł od 100 zł" {
  give 10.00 PLN off basket when basket total >= 100 PLN until 2026-12-31
}
"""


def test_a_gift_card_is_sold_at_its_price_and_outside_vat() -> None:
    card = line("CARD", "100.00", class_="gift-card", vat=None)
    quote = priced(TENTH + HUNDRED, card, line("TEA", "50.00"))
    assert nets(quote) == {"CARD": "100.00", "TEA": "45.00"}
    assert [(row.letter, row.gross) for row in quote.vat] == [("A", "45.00")]


def test_a_gift_card_pays_and_changes_no_price() -> None:
    payments = (Payment("gift-card", "30.00"), Payment("card"))
    quote = priced(TENTH, line("TEA", "50.00"), payments=payments)
    assert quote.totals == priced(TENTH, line("TEA", "50.00")).totals
    paid = [(one.method, one.amount) for one in quote.payments]
    assert paid == [("gift-card", "30.00"), ("card", "15.00")]


def test_a_fee_is_a_line_that_no_promotion_touches_or_counts() -> None:
    bag = line("BAG", "60.00", kind="fee")
    quote = priced(TENTH + HUNDRED, bag, line("TEA", "50.00"))
    assert nets(quote) == {"BAG": "60.00", "TEA": "45.00"}


def test_a_deposit_goes_out_and_comes_back() -> None:
    out = line("PET", "0.50", 6, kind="deposit", id="out", vat=None)
    back = line("PET", "0.50", -4, kind="deposit", id="back", vat=None)
    totals = priced(TENTH, line("WATER", "2.00", 6), out, back).totals
    assert (totals.goods, totals.deposits, totals.returns) == ("10.80", "1.00", "0.00")
    assert (totals.payable, totals.due) == ("11.80", "11.80")


@pytest.mark.parametrize("bought", ["99.99", "100.00"])
def test_what_is_given_back_neither_triggers_nor_undoes(bought: str) -> None:
    quote = priced(HUNDRED, line("COAT", bought), line("SHIRT", "80.00", -1))
    assert quote.totals.returns == "-80.00"
    assert saved(quote) == ({"hundred": "10.00"} if bought == "100.00" else {})


def test_an_exchange_feeds_no_promotion() -> None:
    rules = 'promotion pair "1+1" { give 2 for 1 on everything until 2026-12-31 }'
    quote = priced(rules, line("SHIRT", "80.00"), line("SHIRT", "80.00", -1, id="back"))
    assert (saved(quote), quote.totals.due) == ({}, "0.00")


def test_an_order_that_is_collected_keeps_its_moment() -> None:
    rules = 'promotion bike "-15%" { give 15% off everything from 2026-05-01 until 2026-05-05 }'
    bike = line("BIKE", "1000.00")
    ordered = priced(
        rules, bike, channel="web", at="2026-05-03T21:10:00+02:00",
        delivery=Delivery("click-and-collect", store="WAW-01"),
    )  # fmt: skip
    added = priced(rules, bike, at="2026-05-06T12:00:00+02:00")
    assert (ordered.totals.payable, added.totals.payable) == ("850.00", "1000.00")


def test_a_variant_is_the_same_in_every_channel() -> None:
    rules = """
    promotion ten "10%" { give 10% off basket until 2026-12-31 }
    promotion fifteen "15%" { give 15% off basket until 2026-12-31 }
    experiment depth on customer { a 50%: ten b 50%: fifteen }
    """

    def seen(ref: str | None) -> set[str]:
        customer = Customer(ref=ref) if ref else None
        quotes = [
            priced(rules, line("TEA", "100.00"), channel=channel, customer=customer, at=at)
            for channel in ("pos", "web", "app")
            for at in (NOON, "2026-11-30T08:00:00+01:00")
        ]
        return {name for quote in quotes for name in saved(quote)}

    variants = [seen(f"c-{number}") for number in range(40)]
    assert all(len(variant) == 1 for variant in variants)
    assert {name for variant in variants for name in variant} == {"ten", "fifteen"}
    assert seen(None) == {"ten"}


# --- a basket put aside ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suspended", "message"),
    [
        ("2026-05-04T12:00:01+02:00", "after the moment"),
        ("2026-05-04 11:50", "no moment"),
    ],
)
def test_a_basket_is_put_aside_before_it_is_priced(suspended: str, message: str) -> None:
    with pytest.raises(CartError, match=message) as refused:
        priced(TENTH, line("TEA", "5.00"), suspended_at=suspended)
    assert refused.value.pointer == "/suspended_at"


# --- labels ---------------------------------------------------------------------------------------

HAM = Product("1234", "Szynka", vat="C", unit="kg", weighed=True)
CATALOGUE = MemoryCatalogue([HAM], [PriceRecord("1234", ListPrice(350_000))])


def scan(digits: str, labels: str) -> QuoteLine:
    shop = program("", labels).shop
    cart = Cart("pos", NOON, "PLN", (CartLine("1", digits + check_digit(digits), quantity=1),))
    at = parse_instant(NOON)
    facts = facts_for(cart, CATALOGUE, at, shop.timezone, labels=shop.labels)
    return price(cart, program("", labels), facts, at).lines[0]


@pytest.mark.parametrize(
    ("labels", "digits", "measure", "gross"),
    [
        ('labels "21PPPPXVVVVVC"', "21" "1234" "7" "00875", "0.250", "8.75"),
        ('labels "27PPPPWWWWWWC"', "27" "1234" "001236", "1.236", "43.26"),
        ('labels "2PPPPXVVVVVC"', "2" "1234" "9" "00700", "0.200", "7.00"),
        ('labels "20PPPPVVVVVVC", "2PPPP0VVVVVVC"', "2" "1234" "0" "000700", "0.200", "7.00"),
    ],
)  # fmt: skip
def test_a_shop_says_what_its_scales_print(labels, digits, measure, gross) -> None:
    row = scan(digits, labels)
    assert (row.sku, row.measure, row.gross) == ("1234", measure, gross)


def test_a_shop_with_labels_of_its_own_reads_no_others() -> None:
    with pytest.raises(CartError) as refused:
        scan("290123400875", 'labels "21PPPPXVVVVVC"')
    assert refused.value.code == "unknown-sku"
