"""How many units an application rewarded, for limits that count them over many baskets.

What is counted never exceeds what the limit left, because it is what the limit cut.
"""

from pricing.group_rewards import rewarded_of
from pricing.line_rewards import unit_limit
from pricing.money import MEASURE_DECIMALS, format_scaled
from pricing.rewards import GroupReward, LineReward
from pricing.stages import Application


def counted_units(application: Application) -> int | None:
    """Return the rewarded pieces, or ``None`` where no limit over many baskets counts them.

    A reward on a total, on the delivery or for later is one.
    """
    promotion, deal = application.promotion, application.deal
    limits = promotion.limits
    if limits.customer_units is None and all(one.counts != "units" for one in limits.allowances):
        return None
    reward = promotion.reward
    if deal is None:
        return 1
    if isinstance(reward, GroupReward):
        return deal.times * rewarded_of(reward)
    if not isinstance(reward, LineReward):
        return 1
    most = unit_limit(limits)
    rewarded = len(deal.units) - deal.triggers
    return rewarded if most is None else min(rewarded, most)


def counted_measure(application: Application) -> str | None:
    """Return the rewarded kg, l or m, or ``None`` where no limit over many baskets counts them."""
    limits, deal = application.promotion.limits, application.deal
    if all(one.counts != "measure" for one in limits.allowances):
        return None
    if deal is None or not isinstance(application.promotion.reward, LineReward):
        return format_scaled(0, MEASURE_DECIMALS)
    rewarded = deal.units[: len(deal.units) - deal.triggers]
    milli = sum(unit.item.milli for unit in rewarded)
    if limits.measure_milli is not None:
        milli = min(milli, limits.measure_milli)
    return format_scaled(milli, MEASURE_DECIMALS)
