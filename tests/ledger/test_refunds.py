"""Requests that do not fit, delivery, codes, and what is priced again."""

import msgspec
import pytest

from ledger.points_shortfall import Shortfall, ShortfallPolicy, settle_shortfall
from ledger.refunds import CodeReturn, ReturnPolicy, ReturnTerms, refund
from ledger.repriced_returns import remaining_cart
from ledger.return_requests import ReturnError, ReturnLine, ReturnRequest
from ledger.returned import NOTHING_RETURNED
from ledger.sale import Paid, Sale, SoldLine
from ledger.selling import promises_of, sale_of
from pricing.cart import Cart, CartLine, Customer, Entered
from pricing.engine import price
from pricing.goods import Facts, ListPrice, Product
from pricing.wire import parse_instant
from tests.scenarios.cases import compiled

SHOP = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
"""
AT = "2026-05-04T12:00:00+02:00"
SALE = Sale(
    "PLN",
    (
        SoldLine("shirt", "goods", 2, measured=False, net=9_999, vat="A"),
        SoldLine("ham", "goods", 635, measured=True, net=1_900, vat="C"),
        SoldLine("bag", "fee", 1, measured=False, net=100, vat="A"),
    ),
    delivery=1_999,
    payments=(Paid("card", 13_998),),
    codes=("WE1",),
    issued=("next-visit",),
)
ALL = ReturnRequest((ReturnLine("shirt", 2), ReturnLine("ham", measure="0.635")))


@pytest.mark.parametrize(
    ("lines", "code", "pointer"),
    [
        ((), "nothing-returned", "/lines"),
        ((ReturnLine("hat", 1),), "unknown-line", "/lines/0/line"),
        ((ReturnLine("shirt", 1), ReturnLine("shirt", 1)), "line-twice", "/lines/1/line"),
        ((ReturnLine("shirt", 3),), "more-than-bought", "/lines/0/quantity"),
        ((ReturnLine("ham", measure="0.636"),), "more-than-bought", "/lines/0/measure"),
        ((ReturnLine("shirt", 0),), "bad-quantity", "/lines/0/quantity"),
        ((ReturnLine("shirt", -1),), "bad-quantity", "/lines/0/quantity"),
        ((ReturnLine("ham", measure="0.0001"),), "bad-measure", "/lines/0/measure"),
        ((ReturnLine("ham", measure="a lot"),), "bad-measure", "/lines/0/measure"),
        ((ReturnLine("ham", 1),), "measure-expected", "/lines/0"),
        ((ReturnLine("shirt", measure="1"),), "quantity-expected", "/lines/0"),
        ((ReturnLine("shirt", 1, "1"),), "quantity-expected", "/lines/0"),
        ((ReturnLine("shirt"),), "quantity-expected", "/lines/0"),
    ],
)
def test_a_return_that_does_not_fit_names_its_place(lines, code: str, pointer: str):
    with pytest.raises(ReturnError) as refused:
        refund(SALE, ReturnRequest(lines))
    assert [(one.code, one.pointer) for one in refused.value.mistakes] == [(code, pointer)]


def test_every_mistake_is_told_at_once():
    wrong = ReturnRequest((ReturnLine("hat", 1), ReturnLine("shirt", 9)))
    with pytest.raises(ReturnError) as refused:
        refund(SALE, wrong)
    told = [(one.message, one.hint) for one in refused.value.mistakes]
    assert told == [
        ("the order has no line `hat`", "its lines are shirt, ham, bag"),
        ("line `shirt`: 9 come back, 2 are left", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "goodwill_delivery", "standard", "delivery"),
    [
        ("statutory", False, None, 1_999),
        ("statutory", False, 1_299, 1_299),  # a dearer delivery was the customer's own wish
        ("statutory", False, 2_999, 1_999),  # never more than was paid
        ("goodwill", False, None, 0),
        ("goodwill", True, None, 1_999),
    ],
)
def test_the_delivery_comes_back_with_everything(kind, goodwill_delivery, standard, delivery):
    terms = ReturnTerms(ReturnPolicy(goodwill_delivery=goodwill_delivery), None, standard)
    some = ReturnRequest((ReturnLine("shirt", 2),), kind)
    first, returned = refund(SALE, some, terms=terms)
    assert (first.delivery, first.is_complete) == (0, False)
    rest = ReturnRequest((ReturnLine("ham", measure="0.635"),), kind)
    second, returned = refund(SALE, rest, returned, terms)
    assert (second.delivery, second.is_complete) == (delivery, True)
    # The bag comes later and brings no delivery again.
    third, _ = refund(SALE, ReturnRequest((ReturnLine("bag", 1),)), returned, terms)
    assert (third.amount, third.delivery, third.restored, third.closed) == (100, 0, (), ())


@pytest.mark.parametrize(
    ("policy", "restored", "reissued"),
    [
        (CodeReturn.RESTORE, ("WE1",), ()),
        (CodeReturn.REISSUE, (), ("WE1",)),
        (CodeReturn.KEEP_USED, (), ()),
    ],
)
def test_codes_come_back_with_everything_and_by_policy(policy, restored, reissued):
    terms = ReturnTerms(ReturnPolicy(codes=policy))
    given, _ = refund(SALE, ALL, terms=terms)
    assert (given.restored, given.reissued, given.closed) == (restored, reissued, ("next-visit",))
    part, _ = refund(SALE, ReturnRequest((ReturnLine("shirt", 2),)), terms=terms)
    assert (part.restored, part.reissued, part.closed) == ((), (), ())


def test_what_goods_given_back_paid_for_is_owed_by_the_shop():
    paid_by_exchange = msgspec.structs.replace(SALE, payments=(Paid("card", 5_000),))
    given, returned = refund(paid_by_exchange, ALL)
    assert given.amount == 9_999 + 1_900 + 1_999
    assert [(one.method, one.amount) for one in given.payments] == [("card", 5_000)]
    assert given.unpaid == given.amount - 5_000
    more, _ = refund(paid_by_exchange, ReturnRequest((ReturnLine("bag", 1),)), returned)
    assert (more.payments, more.unpaid) == ((), 100)


def test_points_come_back_as_points_and_earned_ones_are_taken_back():
    rules = "points club {\n  earn 1 per 1.00 PLN of everything\n  redeem 100 for 1.00 PLN\n}"
    program = compiled(SHOP, rules, "club.promo")
    lines = tuple(
        CartLine(id=name, sku=name, quantity=2, price=amount, vat="A")
        for name, amount in (("a", "30.00"), ("b", "20.00"))
    )
    cart = Cart("pos", AT, "PLN", lines, customer=Customer("c-1", member=True), points=1_000)
    sale = sale_of(cart, price(cart, program, Facts(), parse_instant(AT)), promises_of(program))
    assert (sale.spent, sale.earned) == (1_000, 90)
    first, returned = refund(sale, ReturnRequest((ReturnLine("a", 1),)))
    assert (first.amount, first.points_reinstated, first.points_reversed) == (2_700, 300, 27)
    rest = ReturnRequest((ReturnLine("a", 1), ReturnLine("b", 2)))
    _, returned = refund(sale, rest, returned)
    assert (returned.reinstated, returned.reversed) == (1_000, 90)


def test_a_deposit_without_a_stated_price_is_read_from_the_price_list():
    program = compiled(SHOP, "", "none.promo")
    facts = Facts(
        products={"PET": Product("PET"), "WATER": Product("WATER", vat="A")},
        prices={"PET": ListPrice(5_000), "WATER": ListPrice(19_900)},
        has_catalogue=True,
    )
    lines = (
        CartLine(id="1", sku="WATER", quantity=6),
        CartLine(id="2", sku="PET", kind="deposit", quantity=6),
        CartLine(id="3", sku="PET", kind="deposit", quantity=-2),
    )
    cart = Cart("pos", AT, "PLN", lines)
    quote = price(cart, program, facts, parse_instant(AT))
    sale = sale_of(cart, quote, promises_of(program), facts=facts)
    assert [(line.id, line.kind, line.net) for line in sale.lines] == [
        ("1", "goods", 1_194),
        ("2", "deposit", 300),
    ]


def test_the_cart_of_what_stays_has_less_of_what_was_printed_and_entered():
    lines = (
        CartLine(id="a", sku="a", quantity=3, price="10.00", entered=Entered(discount="1.00")),
        CartLine(id="h", sku="h", measure="0.300", label="9.00"),
        CartLine(id="e", sku="e", quantity=1, price="5.00"),
        CartLine(id="back", sku="b", quantity=-1, price="3.00"),
    )
    sold = (
        SoldLine("a", "goods", 3, measured=False, net=2_900),
        SoldLine("h", "goods", 300, measured=True, net=900),
        SoldLine("e", "goods", 1, measured=False, net=500),
    )
    cart = Cart("pos", AT, "PLN", lines)
    sale = Sale("PLN", sold)
    kept = remaining_cart(sale, NOTHING_RETURNED.plus({"a": 1, "h": 100, "e": 1}), cart)
    assert [line.id for line in kept.lines] == ["a", "h", "back"]
    shirt, ham, _ = kept.lines
    assert (shirt.quantity, shirt.entered) == (2, Entered(discount="0.67"))
    assert (ham.measure, ham.label, ham.quantity) == ("0.200", "6.00", None)


@pytest.mark.parametrize(
    ("balance", "policy", "refund_minor", "found"),
    [
        (10, ShortfallPolicy.DEBT, 0, Shortfall(8)),
        (-4, ShortfallPolicy.DEBT, 0, Shortfall(0, owed=8)),
        (3, ShortfallPolicy.REFUND_LESS, 2, Shortfall(3, owed=3, refund_less=2)),
        (3, ShortfallPolicy.WRITE_OFF, 0, Shortfall(3, written_off=5)),
    ],
)
def test_points_that_are_gone(balance: int, policy, refund_minor: int, found: Shortfall):
    assert settle_shortfall(8, balance, policy, worth=1, refund=refund_minor) == found


def test_a_clause_decides_which_promotions_reprice():
    rules = """
promotion one "1" { give 1.00 PLN off basket
  returns reprice remaining }
promotion two "2" { give 2.00 PLN off basket
  returns prorate }
promotion zero "0" { give 3.00 PLN off basket }
"""
    program = compiled(SHOP, rules, "clauses.promo")
    assert promises_of(program).repricing == {"one"}


def test_only_unique_codes_are_given_back():
    rules = """
coupon letter { codes unique "LST-####-####-####" }
coupon autumn { code "JESIEN26" }
promotion one "1" { give 1.00 PLN off basket
  needs coupon letter
  stacks }
promotion two "2" { give 2.00 PLN off basket
  needs coupon autumn
  stacks }
"""
    program = compiled(SHOP, rules, "codes.promo")
    lines = (CartLine(id="a", sku="a", quantity=1, price="30.00", vat="A"),)
    cart = Cart("pos", AT, "PLN", lines, codes=("jesien 26", "lst-0000-1111-222o"))
    facts = Facts(codes={"1ST000011112220": "good"})
    quote = price(cart, program, facts, parse_instant(AT))
    assert len(quote.accepted) == 2
    sale = sale_of(cart, quote, promises_of(program))
    given, _ = refund(sale, ReturnRequest((ReturnLine("a", 1),)))
    assert given.restored == ("1ST000011112220",)
