"""The example shop is sound: goods, promotions, their tests, and one price in every channel."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import MemoryCatalogue, facts_for, load_catalogue
from catalogue.gtin import normalise_gtin
from grammar import scenario, syntax
from grammar.formatter import format_source
from grammar.parser import parse
from pricing.cart import Cart, CartLine, Customer
from pricing.engine import price
from pricing.goods import Facts
from pricing.program import PlainProgram, Program
from pricing.quote import Quote
from pricing.rewards import PointsOff
from pricing.wire import decode_cart, parse_instant
from rules.bundle import compile_folder, read_folder
from rules.compiler import CompileResult
from rules.scenario import run_tests

SHOP = Path(__file__).resolve().parents[2] / "examples" / "sklep"
CARTS = sorted((SHOP / "carts").glob("*.json"))
ZONE = "Europe/Warsaw"
UNTOUCHABLE = {
    "tobacco", "e-cigarette", "infant-formula", "medicine", "lottery", "gift-card", "top-up",
    "press", "alcohol",
}  # fmt: skip

# Worked out by hand from the price list and the rules, cart by cart, as their channel pays them.
PAYABLE = {
    "01-zakupy-codzienne": "55.29",
    "02-czwartek-na-wage": "55.26",
    "03-lunch": "28.97",
    "04-kod-przyjety": "131.45",
    "05-kody-odrzucone": "131.96",
    "06-prawie-darmowa-dostawa": "209.96",
    "07-klubowicz-zlota-karta": "163.23",
    "08-odbior-na-rynku": "47.96",
    "09-pracownik": "119.07",
    "10-mleko-poczatkowe-i-papierosy": "321.72",
    "11-nocna-zmiana": "37.37",
    "12-weekend-z-butami": "349.71",
    "13-kaucja-i-zwrot": "36.97",
}


@cache
def catalogue() -> MemoryCatalogue:
    return load_catalogue(SHOP / "catalogue")


@cache
def compiled() -> CompileResult:
    return compile_folder(SHOP / "rules")


def program() -> Program:
    found = compiled().program
    assert found is not None, compiled().diagnostics
    return found


def read_cart(path: Path) -> Cart:
    return decode_cart(path.read_bytes())


def quote(cart: Cart, rules: Program, *, explain: bool = False) -> Quote:
    at = parse_instant(cart.at)
    return price(cart, rules, facts_for(cart, catalogue(), at, ZONE), at, explain=explain)


# --- goods -------------------------------------------------------------------------------------


def test_there_is_enough_of_everything() -> None:
    products = list(catalogue())
    assert len(products) >= 130
    assert {product.vat for product in products} >= set("ABCDE")
    assert {product.unit for product in products} == {"szt", "kg", "l", "m"}
    assert {len(product.category) for product in products} == {3}
    classes = Counter(product.legal_class for product in products)
    assert classes.keys() >= UNTOUCHABLE | {"beer"}
    assert sum(product.deposit is not None for product in products) >= 8


def test_numbers_are_polish_or_in_store_and_verify() -> None:
    with_number = [product for product in catalogue() if product.gtin is not None]
    assert len(with_number) >= 130
    for product in with_number:
        assert product.gtin is not None
        assert normalise_gtin(product.gtin) == product.gtin
        assert product.gtin.startswith("02" if product.weighed else "0590"), product


def test_every_product_has_a_price_in_every_channel() -> None:
    at = parse_instant("2026-11-05T12:00:00+01:00")
    for product in catalogue():
        for channel in ("pos", "web", "app"):
            assert catalogue().price(product.sku, channel, "WAW-01", at) is not None, product.sku


def test_prices_differ_by_zone_channel_and_day() -> None:
    def at_noon(sku: str, channel: str, store: str | None, day: str) -> int:
        moment = parse_instant(f"{day}T12:00:00+01:00")
        found = catalogue().price(sku, channel, store, moment)
        assert found is not None
        return found.price_e4

    assert at_noon("KAWA-MIEL-250", "pos", "WAW-01", "2026-11-05") == 159_900
    assert at_noon("KAWA-MIEL-250", "web", "WAW-03", "2026-11-05") == 174_900
    assert at_noon("KAWA-MIEL-250", "pos", "WAW-03", "2026-11-05") == 169_900
    assert at_noon("KAWA-MIEL-250", "pos", "WAW-03", "2026-12-01") == 174_900
    assert at_noon("POSCIEL-160", "web", None, "2026-11-05") == 1_199_900
    assert at_noon("SLUCHAWKI-BT", "pos", None, "2026-11-27") == 1_199_900
    assert at_noon("SLUCHAWKI-BT", "pos", None, "2026-11-28") == 1_499_900
    assert at_noon("PAPIEROSY-A", "pos", None, "2027-01-01") == 205_000


# --- rules -------------------------------------------------------------------------------------


def test_the_rules_compile_without_a_word() -> None:
    assert [d.message for d in compiled().diagnostics] == []


def test_the_rule_files_are_in_canonical_form() -> None:
    for source in read_folder(SHOP / "rules"):
        assert format_source(source).text == source.text, source.name


def test_there_are_promotions_of_every_kind() -> None:
    promotions = program().promotions
    assert len(promotions) >= 26
    kinds = {type(promotion.reward).__name__ for promotion in promotions}
    assert kinds == {
        "PercentOff", "AmountOff", "FixedPrice", "PriceScale", "GroupOf", "CheapestOf", "Bundle",
        "BuyGet", "TotalOff", "TotalTiers", "TotalSteps", "DeliveryOff", "EnteredPrice",
        "EnteredDiscount", "PointsOff", "MultipliedPoints", "IssuedCoupon",
    }  # fmt: skip
    assert sum(promotion.stacks for promotion in promotions) >= 1
    assert sum(promotion.final for promotion in promotions) >= 1
    assert {promotion.group for promotion in promotions} >= {"kody"}
    assert any(promotion.priority for promotion in promotions)
    assert any(promotion.limits.units for promotion in promotions)
    assert any(promotion.limits.times for promotion in promotions)


def test_exactly_two_promotions_are_not_for_every_channel() -> None:
    declared = {p.id: p.because for p in program().promotions if p.because is not None}
    assert declared.keys() == {"apka-5", "kawa-w-aplikacji"}
    assert all(declared.values())


def test_every_receipt_text_fits_a_fiscal_printer() -> None:
    for promotion in program().promotions:
        if isinstance(promotion.reward, PointsOff):
            continue  # a programme has a title only
        assert 0 < len(promotion.receipt) <= 25, promotion.id
        assert promotion.receipt.isascii(), promotion.id


def test_every_test_block_passes() -> None:
    def facts_of(cart: Cart, at: datetime, used: Mapping[str, int]) -> Facts:
        return facts_for(cart, catalogue(), at, ZONE, used)

    outcomes = run_tests(compiled(), facts_of)
    assert len(outcomes) >= len(program().promotions)
    assert [outcome for outcome in outcomes if not outcome.passed] == []


def test_every_promotion_is_seen_to_apply_by_a_test() -> None:
    seen = {
        clause.promotion.text
        for source in read_folder(SHOP / "rules")
        for block in parse(source).file.declarations
        if isinstance(block, syntax.TestBlock)
        for clause in block.clauses
        if isinstance(clause, scenario.ExpectSaves)
    }
    assert seen == {promotion.id for promotion in program().promotions}


# --- carts -------------------------------------------------------------------------------------


def test_carts_state_no_prices() -> None:
    assert len(CARTS) >= 8
    for path in CARTS:
        for line in json.loads(path.read_text())["lines"]:
            is_given_back = line.get("quantity", 1) < 0 and line.get("kind") != "deposit"
            assert ("price" in line) == is_given_back, path.name


@pytest.mark.parametrize("path", CARTS, ids=lambda path: path.stem)
def test_every_cart_costs_what_was_worked_out(path: Path) -> None:
    assert quote(read_cart(path), program()).totals.payable == PAYABLE[path.stem]


@pytest.mark.parametrize("path", CARTS, ids=lambda path: path.stem)
def test_without_the_declared_differences_every_channel_gives_the_same_quote(path: Path) -> None:
    everywhere = [p for p in program().promotions if p.because is None]
    common = PlainProgram(
        program().shop,
        tuple(replace(promotion, number=n) for n, promotion in enumerate(everywhere)),
        program().coupons,
        program().codes,
        program().digest,
    )
    quotes = {channel_blind(quote(in_channel(read_cart(path), channel), common))
              for channel in ("pos", "web", "app")}  # fmt: skip
    assert len(quotes) == 1


@pytest.mark.parametrize("path", CARTS, ids=lambda path: path.stem)
def test_till_and_web_give_the_same_quote_as_the_rules_stand(path: Path) -> None:
    cart = read_cart(path)
    till, web = (quote(in_channel(cart, channel), program()) for channel in ("pos", "web"))
    assert channel_blind(till) == channel_blind(web)


def test_the_app_differs_only_where_a_promotion_says_why() -> None:
    different = set()
    for path in CARTS:
        cart = read_cart(path)
        app = quote(in_channel(cart, "app"), program())
        if app.totals != quote(in_channel(cart, "web"), program()).totals:
            different.add(path.stem)
            assert any(applied.because for applied in app.applied)
    assert different == {"07-klubowicz-zlota-karta", "12-weekend-z-butami"}


def in_channel(cart: Cart, channel: str) -> Cart:
    return msgspec.structs.replace(cart, channel=channel)


def channel_blind(priced: Quote) -> bytes:
    """Return a quote without its channel and the digests that see it."""
    evidence = msgspec.structs.replace(priced.evidence, cart="", quote="")
    return msgspec.json.encode(msgspec.structs.replace(priced, channel="", evidence=evidence))


def test_codes_are_accepted_and_refused_with_reasons() -> None:
    accepted = quote(read_cart(SHOP / "carts" / "04-kod-przyjety.json"), program()).accepted
    assert [(code.coupon, code.promotions) for code in accepted] == [("kawa-5", ("kupon-kawa",))]
    refused = quote(read_cart(SHOP / "carts" / "05-kody-odrzucone.json"), program()).rejected
    assert [(code.code, code.reason, code.missing) for code in refused] == [
        ("JESIEN26", "below-minimum", "3.03"),
        ("LATO25", "unknown", None),
        ("KAWA-5", "no-goods", None),
    ]


def test_free_delivery_is_a_near_miss() -> None:
    cart = read_cart(SHOP / "carts" / "06-prawie-darmowa-dostawa.json")
    explanation = quote(cart, program(), explain=True).explanation
    assert explanation is not None
    missing = {near.promotion: near.missing for near in explanation.near_misses}
    assert missing["dostawa-gratis-199"] == "4.03"


# --- what no promotion may touch -----------------------------------------------------------------

SKUS = [product.sku for product in catalogue() if not product.weighed]
FORBIDDEN = [
    product.sku
    for product in catalogue()
    if product.legal_class in UNTOUCHABLE or not product.discountable
]
CUSTOMERS = st.sampled_from([
    None,
    Customer(ref="c-1", member=True, tier="zlota", segments=("senior", "vip-elektronika")),
    Customer(ref="c-2", employee=True),
])  # fmt: skip
MOMENTS = st.sampled_from([
    "2026-11-05T12:00:00+01:00", "2026-11-07T01:00:00+01:00", "2026-11-10T19:30:00+01:00",
    "2026-12-16T12:00:00+01:00",
])  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 4)), max_size=6),
    st.lists(st.tuples(st.sampled_from(FORBIDDEN), st.integers(1, 4)), min_size=1, max_size=3),
    CUSTOMERS,
    MOMENTS,
    st.sampled_from(["pos", "web", "app"]),
)
def test_forbidden_goods_cost_their_list_price_and_change_nothing_else(
    goods: list[tuple[str, int]],
    forbidden: list[tuple[str, int]],
    customer: Customer | None,
    at: str,
    channel: str,
) -> None:
    def cart(*contents: tuple[str, int]) -> Cart:
        lines = tuple(
            CartLine(str(n), sku, quantity=count) for n, (sku, count) in enumerate(contents)
        )
        return Cart(channel, at, "PLN", lines, customer=customer, codes=("JESIEN26", "MODA10"))

    plain = quote(cart(*goods), program()) if goods else None
    mixed = quote(cart(*goods, *forbidden), program())
    for line in mixed.lines:
        if line.sku in FORBIDDEN:
            assert line.discounts == ()
            assert line.net == line.gross
    if plain is not None:
        assert mixed.totals.discount == plain.totals.discount
        assert mixed.applied == plain.applied
