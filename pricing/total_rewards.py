"""Rewards on a total and on the delivery: once, on what they cover, and the choice among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from pricing.basket import Basket
from pricing.group_rewards import off_effect
from pricing.limits import RIVAL_NODES_MAX
from pricing.payments import paid_by
from pricing.program import Promotion
from pricing.rewards import (
    BP,
    DeliveryOff,
    Percent,
    PointsOff,
    TotalOff,
    TotalReward,
    TotalSteps,
    TotalTiers,
)
from pricing.shop import Shop
from pricing.units import Deal, Unit, room_of, units_at, units_of


def total_deal(promotion: Promotion, shop: Shop, basket: Basket) -> Deal:
    """Return what a reward on a total takes off now, on every unit that it covers."""
    reward = promotion.reward
    assert isinstance(reward, TotalReward)
    if isinstance(reward, PointsOff):
        return _points_deal(promotion, reward, basket)
    goods = basket.goods_of(reward.target, promotion.uses)
    units: list[Unit] = []
    if reward.target.regular_priced or any(item.finals is not None for item in goods):
        goods, units = (), units_of(promotion, reward.target, basket)
    base = sum([item.gross if promotion.base_list else item.net for item in goods])
    base += sum([unit.base for unit in units])
    if promotion.tender and _takes_percent(reward):
        base = min(base, paid_by(promotion.tender, basket)[0])
    # Units that a final promotion holds are not lowered, but they still count towards a threshold.
    total_of = basket.list_total_of if promotion.base_list else basket.total_of
    reached = total_of(reward.target)
    full = reached // reward.every_minor if isinstance(reward, TotalSteps) else 1
    most = promotion.limits.times
    steps = full if most is None else min(full, most)
    off = total_off(reward, base, reached, steps, shop)
    off = min(off, sum([item.room for item in goods]) + room_of(units))
    return Deal(off, units, units, goods=goods, times=max(1, steps), capped=steps < full)


def _points_deal(promotion: Promotion, reward: PointsOff, basket: Basket) -> Deal:
    """Return what points take off: a wish above what is allowed is cut to it, in whole steps.

    Points may pay for units that a ``final`` promotion took.
    """
    units = [
        unit
        for item in basket.goods_of(reward.target, promotion.uses)
        for unit in units_at(item, basket.units_of(reward.target, item), base_list=False)
    ]
    wished = basket.points_wished
    if basket.points_balance is not None:
        wished = min(wished, basket.points_balance)
    most = min(sum([unit.net for unit in units]) * reward.most_bp // BP, room_of(units))
    steps = min(wished // reward.count, most // reward.worth_minor)
    capped = steps < basket.points_wished // reward.count
    return Deal(max(0, steps) * reward.worth_minor, units, units, capped=capped)


def total_off(reward: TotalReward, base: int, reached: int, steps: int, shop: Shop) -> int:
    """Return what a reward takes off before any floor.

    Args:
        reward: Which one.
        base: What its units cost, minor units.
        reached: The total that decides on tiers, minor units; at least *base*.
        steps: How many times a reward by steps is given.
        shop: Its rounding.
    """
    match reward:
        case TotalOff():
            return _capped(off_effect(reward.effect, base, shop), reward.cap_minor)
        case TotalTiers():
            return _tiered(reward, base, reached, shop)
        case TotalSteps():
            return _capped(steps * reward.amount_minor, reward.cap_minor)
        case PointsOff():
            raise AssertionError("points are counted, not computed from a total")
        case _:
            assert_never(reward)


def _takes_percent(reward: TotalReward) -> bool:
    match reward:
        case TotalOff():
            return isinstance(reward.effect, Percent)
        case TotalTiers():
            return any(isinstance(tier.effect, Percent) for tier in reward.tiers)
        case _:
            return False


def _capped(amount: int, cap: int | None) -> int:
    return amount if cap is None else min(amount, cap)


def _tiered(reward: TotalTiers, base: int, total: int, shop: Shop) -> int:
    reached = [tier for tier in reward.tiers if tier.from_minor <= total]
    if not reached:
        return 0
    if not reward.each_step:
        return off_effect(reached[-1].effect, base, shop)
    off = 0
    ends = [*[tier.from_minor for tier in reached[1:]], total]
    for tier, end in zip(reached, ends, strict=True):
        # A percentage is taken on the tier's own part of the total, an amount for reaching it.
        part = end - tier.from_minor if isinstance(tier.effect, Percent) else base
        off += off_effect(tier.effect, part, shop)
    return min(off, base)


def delivery_off(promotion: Promotion, shop: Shop, basket: Basket) -> int:
    """Return what a reward takes off the delivery charge now; it may leave nothing to pay."""
    assert isinstance(promotion.reward, DeliveryOff)
    base = basket.delivery_gross if promotion.base_list else basket.delivery_net
    return min(off_effect(promotion.reward.effect, base, shop), basket.delivery_net)


# --- the choice -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Rival:
    """A reward on a total that would save something, and the units it needs for itself."""

    promotion: Promotion
    deal: Deal
    covers: frozenset[tuple[int, int]]


def rival(promotion: Promotion, deal: Deal) -> Rival:
    """Return a rival that needs every unit its deal covers."""
    units = {(unit.item.number, unit.index) for unit in deal.units}
    units |= {(item.number, index) for item in deal.goods for index in range(item.count)}
    return Rival(promotion, deal, frozenset(units))


def choose_rivals(rivals: Sequence[Rival]) -> tuple[list[Rival], bool]:
    """Choose rewards that cover no unit in common, with the largest total saving.

    Every independent choice is compared, by what the highest priority saves, then the next, then by
    what the earlier identifiers save.

    Returns:
        The choice, and whether it is proved best: ``False`` beyond ``RIVAL_NODES_MAX``.
    """
    ordered = _undominated(rivals)
    levels = sorted({-r.promotion.priority for r in ordered})
    best: list[Rival] = []
    best_score: tuple[tuple[int, ...], tuple[int, ...]] = ((0,) * len(levels), (0,) * len(ordered))

    def score(chosen: Sequence[Rival]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        sums = [0] * len(levels)
        for r in chosen:
            sums[levels.index(-r.promotion.priority)] += r.deal.value
        picked = {r.promotion.number for r in chosen}
        values = tuple(r.deal.value if r.promotion.number in picked else 0 for r in ordered)
        return tuple(sums), values

    nodes = 0

    def visit(position: int, chosen: list[Rival], covered: frozenset[tuple[int, int]]) -> None:
        nonlocal best, best_score, nodes
        nodes += 1
        if nodes > RIVAL_NODES_MAX or score([*chosen, *ordered[position:]]) <= best_score:
            return
        if position == len(ordered):
            best, best_score = list(chosen), score(chosen)
            return
        candidate = ordered[position]
        if not candidate.covers & covered:
            visit(position + 1, [*chosen, candidate], covered | candidate.covers)
        visit(position + 1, chosen, covered)

    visit(0, [], frozenset())
    return best, nodes <= RIVAL_NODES_MAX


def _undominated(rivals: Sequence[Rival]) -> list[Rival]:
    """Keep one rival of those that cover the very same units, since only one can apply."""
    kept: dict[frozenset[tuple[int, int]], Rival] = {}
    for candidate in sorted(rivals, key=lambda r: r.promotion.number):
        known = kept.get(candidate.covers)
        if known is None or _rank(candidate) > _rank(known):
            kept[candidate.covers] = candidate
    return sorted(kept.values(), key=lambda r: r.promotion.number)


def _rank(candidate: Rival) -> tuple[int, int]:
    return candidate.promotion.priority, candidate.deal.value
