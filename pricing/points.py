"""Loyalty points that a cart spends and earns.

Points spent are a discount in stage ``points``. Points earned are counted at the very end, on what
is left to pay for the goods: exact fractions for tiers and multipliers, rounded down once for the
order, or for each line where the rate says so.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from pricing.basket import Basket
from pricing.earning import Earning
from pricing.item import Item
from pricing.legal import Use
from pricing.rewards import ExtraPoints, MultipliedPoints, PointsOff, Target
from pricing.stages import Application


class LinePoints(NamedTuple):
    """What a line earns before rounding: rounded down with the others, or by itself."""

    together: Fraction = Fraction(0)
    alone: Fraction = Fraction(0)


NO_POINTS: Final = LinePoints()
EARNED: Final = frozenset({Use.EARNING})
Multipliers = dict[tuple[int, int], Fraction]  # by item number and unit; 1 where there is none


def spent(applications: Sequence[Application]) -> int:
    """Return how many points the discounts that points paid for took."""
    return sum(
        [
            application.amount // reward.worth_minor * reward.count
            for application in applications
            if isinstance(reward := application.promotion.reward, PointsOff)
        ]
    )


def earned(earning: Earning, basket: Basket, applications: Sequence[Application]) -> int:
    """Return how many points a basket earns, once every stage has run.

    The base is what is left to pay for goods that may lawfully be promoted: no deposits, fees,
    delivery or gift cards, nothing that points paid for.

    Args:
        earning: Rates, and the multipliers of tiers.
        basket: As the last stage left it.
        applications: What applied; multipliers and extra points among them.
    """
    given = [application.promotion.reward for application in applications]
    extra = sum([reward.count for reward in given if isinstance(reward, ExtraPoints)])
    if not earning.rates:
        return extra
    multipliers = _multipliers(
        [reward for reward in given if isinstance(reward, MultipliedPoints)], basket
    )
    tier = earning.tiers.get(basket.tier, Fraction(1)) if basket.tier is not None else Fraction(1)
    whole, by_line = Fraction(0), 0
    for rate in earning.rates:
        each = tier * Fraction(rate.count, rate.per_minor)
        lines = [
            each * _base(rate.target, item, basket, multipliers)
            for item in basket.goods_of(rate.target, EARNED)
        ]
        if rate.per_line:
            by_line += sum(map(int, lines))
        else:
            whole += sum(lines)
    return int(whole) + by_line + extra


def earned_shares(
    earning: Earning, basket: Basket, applications: Sequence[Application]
) -> dict[int, LinePoints]:
    """Return what each line of a basket earns before rounding, by its position in the cart.

    Points that are given once for the whole order are in none of them. Arguments as of ``earned``.
    """
    given = [application.promotion.reward for application in applications]
    multipliers = _multipliers(
        [reward for reward in given if isinstance(reward, MultipliedPoints)], basket
    )
    tier = earning.tiers.get(basket.tier, Fraction(1)) if basket.tier is not None else Fraction(1)
    found: dict[int, LinePoints] = {}
    for rate in earning.rates:
        each = tier * Fraction(rate.count, rate.per_minor)
        for item in basket.goods_of(rate.target, EARNED):
            lines = item.lines
            for unit in basket.units_of(rate.target, item):
                points = each * item.nets[unit] * multipliers.get((item.number, unit), 1)
                together, alone = found.get(lines[unit], NO_POINTS)
                if rate.per_line:
                    alone += points
                else:
                    together += points
                found[lines[unit]] = LinePoints(together, alone)
    return found


def _base(target: Target, item: Item, basket: Basket, multipliers: Multipliers) -> Fraction:
    """Return what is left to pay for an item, each unit as often as its multiplier says."""
    return Fraction(
        sum(
            item.nets[unit] * multipliers.get((item.number, unit), 1)
            for unit in basket.units_of(target, item)
        )
    )


def _multipliers(rewards: Sequence[MultipliedPoints], basket: Basket) -> Multipliers:
    """Return the multiplier of each unit that has one: the largest of those that cover it."""
    found: Multipliers = {}
    for reward in rewards:
        for item in basket.goods_of(reward.target, EARNED):
            for unit in basket.units_of(reward.target, item):
                key = item.number, unit
                found[key] = max(found.get(key, reward.multiplier), reward.multiplier)
    return found
