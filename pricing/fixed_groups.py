"""Groups that a clause fixes: as scanned, or the cheapest units of all rewarded together.

Nothing is left to choose, so these groups may save less than the best ones would. The promotion
stands alone in its stage (it stacks) and takes what its clause says.
"""

from collections.abc import Sequence

from pricing.allocation import Allocation
from pricing.group_rewards import Group, deal_of, most_groups
from pricing.program import Promotion
from pricing.rewards import GroupOf
from pricing.shop import Shop
from pricing.units import Deal, Unit, by_product, dearest_first, scanning_order


def fixed_group_deal(promotion: Promotion, shop: Shop, units: Sequence[Unit]) -> Deal:
    """Return the deal of the groups that a promotion's clause leaves.

    Args:
        promotion: Its reward is a ``GroupOf``.
        shop: Whose policies hold.
        units: What it may take.

    Returns:
        Its deal. A limit keeps the first groups: those scanned first, or those of the cheapest.
    """
    reward = promotion.reward
    assert isinstance(reward, GroupOf), promotion.id
    pools = by_product(units) if reward.target.identical else [list(units)]
    make = _as_scanned if promotion.grouping == "as scanned" else _cheapest_together
    groups = [group for pool in pools for group in make(reward, pool)]
    most = most_groups(promotion)
    deal = deal_of(promotion, shop, groups if most is None else groups[:most])
    deal.capped = most is not None and len(groups) > most
    return deal


def _as_scanned(reward: GroupOf, pool: list[Unit]) -> list[Group]:
    """Count units as they were scanned: of each group the last ones are rewarded."""
    ordered = sorted(pool, key=scanning_order)
    paid = reward.size - reward.rewarded
    return [
        (ordered[start : start + reward.size], ordered[start + paid : start + reward.size])
        for start in range(0, len(ordered) - reward.size + 1, reward.size)
    ]


def _cheapest_together(reward: GroupOf, pool: list[Unit]) -> list[Group]:
    """Reward the cheapest units of all, so many of them as there are whole groups."""
    rising = dearest_first(pool, Allocation.LARGEST_REMAINDER)[::-1]
    times = len(rising) // reward.size
    paid = reward.size - reward.rewarded
    cheap, others = rising[: times * reward.rewarded], rising[times * reward.rewarded :]
    groups: list[Group] = []
    for time in range(times):
        rewarded = cheap[time * reward.rewarded : (time + 1) * reward.rewarded]
        groups.append((others[time * paid : (time + 1) * paid] + rewarded, rewarded))
    return groups
