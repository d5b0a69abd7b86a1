"""Goods that may not be promoted: always, or between two days, whatever the rules say."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pricing.cart import Customer
from pricing.earning import Earning, Rate
from pricing.engine import price
from pricing.goods import Facts
from pricing.legal import COUNTRIES, EVERY_USE, NO_USE, CountryPolicy, Restriction, ShopLaw
from pricing.rewards import MultipliedPoints, Percent, PercentOff, PointsOff, TotalOff
from pricing.wire import parse_instant
from tests.builders import EVERYTHING, SHOP, cart, line, program, promotion

NEXT_YEAR = Restriction(date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("restriction", "day", "holds"),
    [
        (Restriction(), date(2026, 1, 1), True),
        (NEXT_YEAR, date(2026, 12, 31), False),
        (NEXT_YEAR, date(2027, 1, 1), True),
        (NEXT_YEAR, date(2027, 12, 31), True),
        (NEXT_YEAR, date(2028, 1, 1), False),
    ],
)
def test_a_restriction_holds_from_day_to_day(restriction, day, holds) -> None:
    assert restriction.holds_on(day) == holds
    policy = CountryPolicy({}, {"beer": restriction})
    assert policy.uses_on(day) == ({"beer": NO_USE} if holds else {})


@pytest.mark.parametrize(
    ("at", "payable"),
    [
        ("2026-12-31T23:59:59+01:00", "5.00"),
        ("2026-12-31T23:00:00Z", "10.00"),  # the new year has begun in the shop's zone
        ("2028-01-01T00:00:00+01:00", "5.00"),
    ],
)
def test_the_day_is_that_of_the_shop(at, payable) -> None:
    law = ShopLaw(
        permits=False, uses=EVERY_USE, classes=frozenset({"beer"}),
        since=NEXT_YEAR.since, until=NEXT_YEAR.until,
    )  # fmt: skip
    shop = replace(SHOP, laws=(law,))
    half = promotion("half", "line", PercentOff(EVERYTHING, 5_000))
    basket = cart(line("beer", "10.00", class_="beer"), at=at)
    quote = price(basket, program(half, shop=shop), Facts(), parse_instant(at))
    assert quote.totals.payable == payable


@pytest.mark.parametrize("kind", sorted(COUNTRIES["PL"].restrictions))
def test_no_reward_reaches_what_may_not_be_promoted(kind: str) -> None:
    rules = program(
        promotion("line", "line", PercentOff(EVERYTHING, 5_000)),
        promotion("basket", "basket", TotalOff(EVERYTHING, Percent(5_000))),
        promotion("club", "points", PointsOff(EVERYTHING, 100, 100)),
        promotion("triple", "end", MultipliedPoints(EVERYTHING, Fraction(3))),
    )
    rules = replace(rules, earning=Earning((Rate(1, 100, EVERYTHING),)))
    basket = cart(line("x", "100.00", class_=kind), customer=Customer(ref="c-1"), points=5_000)
    quote = price(basket, rules, Facts(), parse_instant(basket.at))
    assert (quote.totals.payable, quote.applied) == ("100.00", ())
    assert (quote.points.spent, quote.points.earned) == (0, 0)
