"""Legal classes: what no rule overrides, and what the law leaves to the shop, use by use."""

from datetime import date

import pytest

from pricing.cart import Customer
from pricing.legal import COUNTRIES, EVERY_USE, ShopLaw, Use
from tests.mechanics.carts import line, nets, priced, saved

RULES = """
coupon minus { code "KOD" }
points club { earn 1 per 1.00 PLN of everything  redeem 100 for 1.00 PLN }
promotion half-off "-50%" { give 50% off everything until 2027-12-31 }
promotion minus-10 "-10%" { needs coupon minus give 10% off basket until 2027-12-31 }
"""
KNOWN = {"customer": Customer(ref="c-1"), "points": 500, "codes": ("KOD",)}
EVERYTHING = "discounts, coupons, earning, spending, totals"


def buy(kind: str, settings: str = "", **fields):
    wine = line("WINE", "100.00", class_=kind)
    return priced(RULES, wine, settings=settings, **{**KNOWN, **fields})


@pytest.mark.parametrize("kind", sorted(COUNTRIES["PL"].restrictions))
def test_nothing_reaches_a_restricted_class(kind: str) -> None:
    quote = buy(kind)
    assert (quote.totals.payable, quote.points.earned, saved(quote)) == ("100.00", 0, {})
    assert quote.policy.law == ()


@pytest.mark.parametrize(
    ("uses", "payable", "earned"),
    [
        ("discounts", "50.00", 0),
        ("coupons", "100.00", 0),  # a coupon gives a discount, which is still forbidden
        ("discounts, coupons", "45.00", 0),
        ("earning", "100.00", 100),
        ("spending", "95.00", 0),
        ("spending, earning", "95.00", 95),
        ("totals", "100.00", 0),
        (EVERYTHING, "40.00", 40),
    ],
)
def test_each_use_is_a_switch_of_its_own(uses: str, payable: str, earned: int) -> None:
    quote = buy("alcohol", f"permits {uses} of alcohol")
    assert (quote.totals.payable, quote.points.earned) == (payable, earned)


def test_totals_count_what_is_not_lowered() -> None:
    rules = """
    promotion ten-off "10 zł" {
      give 10.00 PLN off basket when basket total >= 60 PLN until 2026-12-31
    }
    """
    lines = (line("WINE", "40.00", class_="alcohol"), line("BREAD", "30.00"))
    assert saved(priced(rules, *lines)) == {}
    counted = priced(rules, *lines, settings="permits totals of alcohol")
    assert nets(counted) == {"WINE": "40.00", "BREAD": "20.00"}


def test_discounted_goods_need_not_count() -> None:
    rules = """
    promotion tiers "progi" { give off basket: 10% from 50 PLN, 20% from 100 PLN until 2026-12-31 }
    """
    lines = (line("WINE", "60.00", class_="alcohol"), line("BREAD", "50.00"))
    quote = priced(rules, *lines, settings="permits discounts of alcohol")
    # The bread alone reaches 50.00; the tenth is taken off both.
    assert nets(quote) == {"WINE": "54.00", "BREAD": "45.00"}


def test_a_shop_may_forbid_more_from_a_day_on() -> None:
    law = f"forbids {EVERYTHING} of beer from 2027-01-01"
    before = buy("beer", law, at="2026-12-31T23:59:59+01:00")
    after = buy("beer", law, at="2027-01-01T00:00:00+01:00")
    assert (before.totals.payable, after.totals.payable) == ("40.00", "100.00")
    assert after.policy.law == (law,)


def test_a_class_may_be_discounted_and_earn_nothing() -> None:
    quote = buy("cosmetics", "forbids coupons, earning of cosmetics until 2026-12-31", points=0)
    assert (saved(quote), quote.points.earned) == ({"half-off": "50.00"}, 0)
    assert [(one.code, one.reason) for one in quote.rejected] == [("KOD", "no-goods")]


def test_what_is_forbidden_has_the_say() -> None:
    policy = COUNTRIES["PL"]
    permits = ShopLaw(
        permits=True, uses=EVERY_USE, classes=frozenset({"alcohol", "tobacco", "beer"})
    )
    forbids = ShopLaw(permits=False, uses=frozenset({Use.EARNING}), classes=frozenset({"alcohol"}))
    for laws in ((permits, forbids), (forbids, permits)):
        uses = policy.uses_on(date(2026, 5, 4), laws)
        assert uses["alcohol"] == EVERY_USE - {Use.EARNING}
        assert uses["tobacco"] == frozenset()
        assert "beer" not in uses
