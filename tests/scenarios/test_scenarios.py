"""The fifty worked cases: every total, every line, every share, VAT, and refusals."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import Facts
from pricing.quote import Quote
from pricing.wire import parse_instant
from tests.scenarios.cases import compiled, examples, expected, found, grosze, nets, read_case

PASSING = (
    "A01", "A02", "A03", "A04", "A06",
    "B01", "B02", "B04", "B05", "B07", "B08", "B10", "B12", "B14", "B15",
    "C01", "C02", "C03", "C05", "C07", "C08", "C10", "C11", "C13",
    "D01", "D03", "D04", "D07", "D08", "D09",
    "E01", "E04",
    "F01", "F02", "F05", "F06", "F08", "F09",
    "G02", "G04",
    "H01", "H04", "H05", "H07",
    "I01", "J01",
    "K01", "K02", "K03", "K05",
)  # fmt: skip


def test_every_case_is_listed(shared_domain: Path):
    assert sorted(examples(shared_domain)) == sorted(PASSING)


@pytest.mark.parametrize("name", PASSING)
def test_a_case_comes_out_to_the_grosz(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    assert found(case, case.price()) == expected(case)


def _why(quote: Quote, promotion: str) -> tuple[str | None, tuple[str, ...]]:
    assert quote.explanation is not None
    told = next(p for p in quote.explanation.promotions if p.promotion == promotion)
    missing = tuple(c.missing for c in told.conditions if c.missing is not None)
    return told.reason, missing


REFUSALS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("B10", "p1", "no-saving", ()),
    ("C03", "p1", "below-minimum", ("0.01",)),
    ("D04", "p1", "not-combinable", ()),
    ("D07", "p1", "unknown", ()),
    ("E01", "p1", "better-deal", ()),
    ("E04", "p1", "not-combinable", ()),
    ("F02", "p1", "sign-in", ()),
    ("F06", "p1", "below-minimum", ("34.01",)),
    ("F09", "p1", "time", ()),
    ("H07", "p2", "below-minimum", ("10.00",)),
    ("K01", "p1", "below-minimum", ("10.01",)),
]


@pytest.mark.parametrize(("name", "promotion", "reason", "missing"), REFUSALS)
def test_a_promotion_that_does_not_apply_says_why(
    name: str, promotion: str, reason: str, missing: tuple[str, ...], shared_domain: Path
):
    quote = read_case(shared_domain, name).price(explain=True)
    assert _why(quote, promotion) == (reason, missing)


def test_every_refusal_of_the_passing_cases_is_looked_at(shared_domain: Path):
    refused = {
        (name, promotion["id"].lower())
        for name in PASSING
        for promotion in examples(shared_domain)[name]["promotions"]
        if promotion["id"] not in examples(shared_domain)[name]["expected"]["applied"]
    }
    assert {(name, promotion) for name, promotion, _, _ in REFUSALS} == refused


@pytest.mark.parametrize("name", ["D01", "D03", "D09"])
def test_a_code_that_unlocked_something_is_accepted(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    quote = case.price()
    assert [accepted.code for accepted in quote.accepted] == case.spec["context"]["coupons"]
    assert quote.rejected == ()


@pytest.mark.parametrize(
    ("name", "code", "change", "reason"),
    [
        ("D01", "MINUS51", {}, "unknown"),
        ("D01", "minus 15", {"lines": slice(1, 3)}, "below-minimum"),
        ("D03", "JESIEN-10", {"lines": slice(0, 0)}, "no-goods"),
    ],
)
def test_a_code_that_did_nothing_says_why(
    name: str, code: str, change: dict[str, Any], reason: str, shared_domain: Path
):
    case = read_case(shared_domain, name)
    lines = case.cart.lines[change.get("lines", slice(None))]
    quote = case.price(cart=msgspec.structs.replace(case.cart, codes=(code,), lines=lines))
    assert [(rejected.code, rejected.reason) for rejected in quote.rejected] == [(code, reason)]
    assert quote.accepted == ()


# --- one setting or clause away -------------------------------------------------------------------

REWARD = ("  receipt   ", "  spread    over reward\n  receipt   ")
TOGETHER = ("on bathroom", "on bathroom\n  groups cheapest together stacks")
SCANNED = ("on bathroom", "on bathroom\n  groups as scanned stacks")
NO_FLOOR = ("floor       0.01 PLN", "floor       0.00 PLN")
# Case, the number of its alternative in scenarios.yaml, and the change that brings it about.
ALTERNATIVES: list[tuple[str, int, tuple[tuple[str, str], ...]]] = [
    ("A02", 0, (("half up, per line", "half up, per unit"),)),
    ("A06", 0, (NO_FLOOR,)),
    ("B02", 0, (TOGETHER,)),
    ("B02", 2, (REWARD, NO_FLOOR)),
    ("B05", 0, (REWARD,)),
    ("B07", 0, (("3rd books 30% off", "3rd books 30% off\n  groups as scanned stacks"),)),
    ("B07", 1, (REWARD,)),
    ("B14", 0, (("  spread    over reward\n", ""),)),
    ("C05", 0, (("15% from 300 PLN", "15% from 300 PLN each step"),)),
    ("C07", 0, (("from 12 at 1.99 PLN", "from 12 at 1.99 PLN each step"),)),
    ("C10", 0, (("5% off basket", "5% off everything"),)),
    ("D03", 0, (("10% off basket", "10% off basket\n  base      list price"),)),
    ("D03", 1, (("10% off basket", "10% off total of regular-priced everything"),)),
    ("J01", 0, (("25% off bananas", "bananas for 5.24 PLN per kg"),)),
]


@pytest.mark.parametrize(("name", "number", "changes"), ALTERNATIVES)
def test_the_other_way_is_one_change_away(
    name: str, number: int, changes: tuple[tuple[str, str], ...], shared_domain: Path
):
    case = read_case(shared_domain, name)
    other = case.spec["alternatives"][number]
    quote = case.price(*changes)
    assert grosze(quote.totals.goods) == other["order_total"]
    lines = other.get("lines", {})
    assert {line: nets(quote)[line] for line in lines} == lines
    assert nets(quote) != nets(case.price()) or name == "J01"  # 4.44 either way, as it says


def test_a_free_unit_that_keeps_its_discount_still_costs_the_floor(shared_domain: Path):
    quote = read_case(shared_domain, "B02").price(REWARD)
    assert nets(quote) == {"L1": 1000, "L2": 800, "L3": 1, "L4": 500, "L5": 400, "L6": 1}


def test_free_delivery_tested_before_discounts_costs_nothing(shared_domain: Path):
    quote = read_case(shared_domain, "H07").price(("basket total >=", "basket list total >="))
    assert (quote.totals.delivery, quote.totals.payable) == ("0.00", "189.00")


# Those of the list above aside, each alternative has a test of its own.
ELSEWHERE = {
    ("B02", 1): "test_sets_in_scanning_order_are_the_same_here",
    ("D01", 0): "test_a_minimum_may_be_tested_on_what_is_not_lowered",
    ("F09", 0): "test_a_basket_put_aside_keeps_the_happy_hour_where_the_shop_holds_it",
    ("H07", 0): "test_free_delivery_tested_before_discounts_costs_nothing",
}


def test_every_alternative_is_shown(shared_domain: Path):
    written = {
        (name, number)
        for name, example in examples(shared_domain).items()
        for number, _ in enumerate(example.get("alternatives", ()))
    }
    assert written == {(name, number) for name, number, _ in ALTERNATIVES} | set(ELSEWHERE)
    assert all(test in globals() for test in ELSEWHERE.values())


def test_sets_in_scanning_order_are_the_same_here(shared_domain: Path):
    case = read_case(shared_domain, "B02")
    assert nets(case.price(SCANNED)) == nets(case.price())
    # Only because the dearest is scanned first: the other way round the dear ones are free.
    turned = msgspec.structs.replace(case.cart, lines=case.cart.lines[::-1])
    assert case.price(SCANNED, cart=turned).totals.goods == "21.00"
    assert case.price(cart=turned).totals.goods == "27.00"


def test_a_minimum_may_be_tested_on_what_is_not_lowered(shared_domain: Path):
    case = read_case(shared_domain, "D01")
    counted = ("country     PL", "country     PL\n  permits totals of alcohol")
    assert nets(case.price(counted)) == nets(case.price())
    # It differs where what is eligible is below 50.00 and the whole basket is not.
    fewer = msgspec.structs.replace(case.cart, lines=case.cart.lines[:2])
    assert case.price(cart=fewer).totals.discount == "0.00"
    quote = case.price(counted, cart=fewer)
    assert nets(quote) == {"L1": 3000, "L2": 3000}
    assert quote.policy.law == ("permits totals of alcohol",)


def test_a_basket_put_aside_keeps_the_happy_hour_where_the_shop_holds_it(shared_domain: Path):
    case = read_case(shared_domain, "F09")
    hold = ("country     PL", "country     PL\n  hold 15 minutes")
    context = case.spec["context"]
    suspended = msgspec.structs.replace(case.cart, suspended_at=context["suspended_at"])
    assert case.cart.at == context["finalised_at"]
    assert nets(case.price(cart=suspended)) == {"L1": 2400}
    assert nets(case.price(hold)) == {"L1": 2400}
    quote = case.price(hold, cart=suspended)
    assert (nets(quote), quote.policy.hold) == ({"L1": 1800}, "15 minutes")
    later = msgspec.structs.replace(suspended, at="2026-05-04T20:30:01+02:00")
    assert nets(case.price(hold, cart=later)) == {"L1": 2400}


def test_points_may_be_floored_for_each_line(shared_domain: Path):
    loyalty = yaml.safe_load((shared_domain / "scenarios.yaml").read_text("utf-8"))["loyalty"]
    example = next(one for one in loyalty if one["id"] == "Y01")
    shop = (shared_domain / "scenarios" / "rules" / "shop.promo").read_text("utf-8")
    lines = tuple(
        CartLine(id=f"L{n}", sku=f"L{n}", quantity=1, price=f"{net / 100:.2f}", vat="A")
        for n, net in enumerate(example["eligible_nets"])
    )
    cart = Cart(channel="pos", at="2026-05-04T12:00:00+02:00", currency="PLN", lines=lines)
    for clause, points in (
        ("", example["points"]),
        (", per line", example["alternatives"][0]["points"]),
    ):
        rules = f"points club {{ earn 1 per 1.00 PLN of everything{clause} }}"
        quote = price(cart, compiled(shop, rules, "club.promo"), Facts(), parse_instant(cart.at))
        assert quote.points.earned == points


@pytest.mark.parametrize(
    ("at", "net"),
    [
        ("2026-05-04T17:59:59+02:00", 2400),
        ("2026-05-04T18:00:00+02:00", 1800),
        ("2026-05-04T19:59:59+02:00", 1800),
        ("2026-05-04T20:00:00+02:00", 2400),
        # The shop's clock decides, whatever offset the cart was sent with.
        ("2026-05-04T16:00:00Z", 1800),
    ],
)
def test_a_clock_time_counts_as_a_start_and_not_as_an_end(at: str, net: int, shared_domain: Path):
    assert nets(read_case(shared_domain, "F09").price(at=at)) == {"L1": net}


def test_an_order_keeps_the_moment_it_was_placed(shared_domain: Path):
    case = read_case(shared_domain, "K05")
    assert nets(case.price(at=case.spec["context"]["promo_until"]))["L1"] == 135915
    assert nets(case.price(at=case.spec["context"]["collected_at"]))["L1"] == 159900
