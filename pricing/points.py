"""Loyalty points that a cart spends and earns.

Points spent are a discount in stage ``points``. Points earned are counted at the very end, on what
is left to pay for the goods: exact fractions for tiers and multipliers, rounded down once.
"""

from collections.abc import Sequence
from fractions import Fraction

from pricing.basket import Basket
from pricing.earning import Earning, Rate
from pricing.rewards import ExtraPoints, MultipliedPoints, PointsOff
from pricing.stages import Application

Multipliers = dict[tuple[int, int], Fraction]  # by item number and unit; 1 where there is none


def spent(applications: Sequence[Application]) -> int:
    """Return how many points the discounts that points paid for took."""
    return sum(
        application.amount // reward.worth_minor * reward.count
        for application in applications
        if isinstance(reward := application.promotion.reward, PointsOff)
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
    extra = sum(reward.count for reward in given if isinstance(reward, ExtraPoints))
    if not earning.rates:
        return extra
    multipliers = _multipliers(
        [reward for reward in given if isinstance(reward, MultipliedPoints)], basket
    )
    points = sum((_at_rate(rate, basket, multipliers) for rate in earning.rates), Fraction(0))
    tier = earning.tiers.get(basket.tier, Fraction(1)) if basket.tier is not None else 1
    return int(points * tier) + extra


def _at_rate(rate: Rate, basket: Basket, multipliers: Multipliers) -> Fraction:
    net = Fraction(basket.total_of(rate.target))
    if multipliers:
        for item in basket.goods_of(rate.target):
            for unit in basket.units_of(rate.target, item):
                factor = multipliers.get((item.number, unit))
                if factor is not None:
                    net += item.nets[unit] * (factor - 1)
    return net * Fraction(rate.count, rate.per_minor)


def _multipliers(rewards: Sequence[MultipliedPoints], basket: Basket) -> Multipliers:
    """Return the multiplier of each unit that has one: the largest of those that cover it."""
    found: Multipliers = {}
    for reward in rewards:
        for item in basket.goods_of(reward.target):
            for unit in basket.units_of(reward.target, item):
                key = item.number, unit
                found[key] = max(found.get(key, reward.multiplier), reward.multiplier)
    return found
