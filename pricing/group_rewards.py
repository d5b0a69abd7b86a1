"""Rewards on groups of units: N for M, every Nth, N for a price, bundles, buy X get Y."""

from collections import deque
from collections.abc import Sequence
from typing import assert_never

from pricing.matching import fill_slots
from pricing.program import NO_LIMITS, Promotion
from pricing.rewards import (
    BP,
    Amount,
    Bundle,
    BuyGet,
    CheapestOf,
    Effect,
    GroupOf,
    GroupReward,
    Percent,
    Price,
)
from pricing.rounding import divide
from pricing.shop import Shop
from pricing.units import Deal, Unit, by_product, dearest_first, fits, room_of

Group = tuple[list[Unit], list[Unit]]  # all its units, and the rewarded ones among them


def off_effect(effect: Effect, base: int, shop: Shop) -> int:
    """Return what an effect takes off a base, before any floor; never negative."""
    match effect:
        case Percent():
            return divide(base * effect.rate_bp, BP, shop.rounding)
        case Amount():
            return min(base, effect.amount_minor)
        case Price():
            return max(0, base - effect.price_minor)
        case _:
            assert_never(effect)


def group_value(promotion: Promotion, shop: Shop, group: Group) -> int:
    """Return what one group saves, in the amount really taken off."""
    reward = promotion.reward
    assert isinstance(reward, GroupReward)
    units, rewarded = group
    off = off_effect(reward.effect, sum([unit.base for unit in rewarded]), shop)
    room = room_of(rewarded if promotion.spread_reward else units)
    return off if off < room else room


def group_deal(promotion: Promotion, shop: Shop, units: Sequence[Unit]) -> Deal:
    """Return what falling prices make of these units; exact wherever ``is_certain`` says so.

    The largest total saving; among equals the cheaper units take part. A limit on times or units
    keeps the largest savings.
    """
    reward = promotion.reward
    assert isinstance(reward, GroupReward)
    pools = by_product(units) if is_identical(reward) else [list(units)]
    return deal_of(
        promotion, shop, [group for pool in pools for group in _best_groups(promotion, shop, pool)]
    )


def deal_of(promotion: Promotion, shop: Shop, groups: Sequence[Group]) -> Deal:
    """Return the deal that some groups make; those that save most, where a limit cuts it down."""
    valued = [(group_value(promotion, shop, group), group) for group in groups]
    valued = [row for row in valued if row[0] > 0]
    most = most_groups(promotion)
    capped = most is not None and len(valued) > most
    if capped:
        valued = sorted(valued, key=lambda row: -row[0])[:most]
    if not valued:
        return Deal()
    taking = [unit for _, (members, _) in valued for unit in members]
    rewarded = [unit for _, (_, chosen) in valued for unit in chosen]
    return Deal(
        value=sum(value for value, _ in valued),
        units=taking,
        sharing=rewarded if promotion.spread_reward else taking,
        times=len(valued),
        capped=capped,
    )


def units_needed(reward: GroupReward) -> int:
    """Return how many units the smallest group takes."""
    match reward:
        case GroupOf():
            return reward.size
        case CheapestOf():
            return reward.minimum
        case Bundle():
            return sum(slot.count for slot in reward.slots)
        case BuyGet():
            return reward.buy.count + reward.get.count
        case _:
            assert_never(reward)


def rewarded_of(reward: GroupReward) -> int:
    """Return how many units one group rewards."""
    match reward:
        case GroupOf():
            return reward.rewarded
        case CheapestOf():
            return 1
        case Bundle():
            return units_needed(reward)
        case BuyGet():
            return reward.get.count
        case _:
            assert_never(reward)


def is_identical(reward: GroupReward) -> bool:
    """Tell whether each product counts by itself."""
    return isinstance(reward, (GroupOf, CheapestOf)) and reward.target.identical


def most_groups(promotion: Promotion) -> int | None:
    """Return how many groups the limits allow, or ``None`` for any number."""
    reward, limits = promotion.reward, promotion.limits
    if limits is NO_LIMITS:
        return None
    assert isinstance(reward, GroupReward)
    rewarded = rewarded_of(reward)
    caps = [limits.times] if limits.times is not None else []
    caps += [cap // rewarded for cap in (limits.units, limits.customer_units) if cap is not None]
    return min(caps) if caps else None


def _best_groups(promotion: Promotion, shop: Shop, units: list[Unit]) -> list[Group]:
    reward = promotion.reward
    assert isinstance(reward, GroupReward)
    match reward:
        case GroupOf():
            return _groups_of(promotion, shop, reward, units)
        case CheapestOf():
            if len(units) < reward.minimum:
                return []
            ordered = dearest_first(units, shop.allocation)
            return [(ordered, ordered[-1:])]
        case Bundle():
            return _bundles(promotion, shop, reward, units)
        case BuyGet():
            return _buys(promotion, shop, reward, units)
        case _:
            assert_never(reward)


# --- groups of one set ----------------------------------------------------------------------------


def _groups_of(promotion: Promotion, shop: Shop, reward: GroupOf, units: list[Unit]) -> list[Group]:
    """Cut falling prices into groups: no other grouping makes the rewarded units dearer."""
    ordered = dearest_first(units, shop.allocation)
    if isinstance(reward.effect, Amount):
        # Every group saves the same, so the cheapest units that can take it do.
        ordered = _cheapest_that_bear(promotion, shop, reward, ordered)
    groups = _cut(ordered, reward)
    while groups and group_value(promotion, shop, groups[-1]) <= 0:
        groups.pop()
    count = len(groups) * reward.size
    taking, spare = ordered[:count], ordered[count:]
    preferred = _prefer_cheaper(promotion, shop, reward, taking, spare)
    return groups if preferred is taking else _cut(preferred, reward)


def _cut(ordered: list[Unit], reward: GroupOf) -> list[Group]:
    size, rewarded = reward.size, reward.rewarded
    return [
        (ordered[i : i + size], ordered[i + size - rewarded : i + size])
        for i in range(0, len(ordered) - size + 1, size)
    ]


def _worth(promotion: Promotion, shop: Shop, groups: Sequence[Group]) -> int:
    return sum([group_value(promotion, shop, group) for group in groups])


def _cheapest_that_bear(
    promotion: Promotion, shop: Shop, reward: GroupOf, ordered: list[Unit]
) -> list[Unit]:
    """Leave out the dearest units that do not make a whole group, if that costs nothing."""
    over = len(ordered) % reward.size
    if over and _worth(promotion, shop, _cut(ordered[over:], reward)) == _worth(
        promotion, shop, _cut(ordered, reward)
    ):
        return ordered[over:]
    return ordered


def _prefer_cheaper(
    promotion: Promotion, shop: Shop, reward: GroupOf, taking: list[Unit], spare: list[Unit]
) -> list[Unit]:
    """Let cheaper spare units take the place of dearer ones wherever that saves as much.

    With ``3 for 2`` on 10, 5, 5, 5 the three fives take part. Only a spare unit as dear as the
    cheapest that takes part can do so, because a cheaper one would lower what is rewarded.
    """
    if not taking:
        return taking
    least, size = taking[-1].base, reward.size
    for unit in spare:
        if unit.base != least:
            break
        # Without its first unit a group and all after it move up by one. Find how far back that
        # costs nothing, from the last group on.
        moved = [*taking, unit]
        start = len(taking)
        while start:
            now = _cut(taking[start - size : start], reward)[0]
            then = _cut(moved[start - size + 1 : start + 1], reward)[0]
            if group_value(promotion, shop, now) != group_value(promotion, shop, then):
                break
            start -= size
        if start == len(taking) or taking[start].base == least:
            break
        taking = moved[:start] + moved[start + 1 :]
    return taking


# --- groups of several sets -----------------------------------------------------------------------


def _bundles(promotion: Promotion, shop: Shop, reward: Bundle, units: list[Unit]) -> list[Group]:
    """Make as many bundles as pay, of the dearest units that fill every slot."""
    ordered = dearest_first(units, shop.allocation)
    low, high = 0, len(ordered) // units_needed(reward)
    best: list[Group] = []
    # Each further bundle is made of cheaper units and saves no more than the one before, so the
    # last that still pays is found by halving.
    while low < high:
        times = (low + high + 1) // 2
        groups = _bundles_made(reward, ordered, times)
        if groups is not None and group_value(promotion, shop, groups[-1]) > 0:
            low, best = times, groups
        else:
            high = times - 1
    if best and isinstance(reward.effect, Amount):
        # Every bundle saves the same, so the cheapest units that can bear it take part.
        cheap = _bundles_made(reward, ordered[::-1], len(best))
        if cheap is not None and _worth(promotion, shop, cheap) == _worth(promotion, shop, best):
            return cheap
    return best


def _bundles_made(reward: Bundle, ordered: list[Unit], times: int) -> list[Group] | None:
    """Make so many bundles, the dearest first; ``None`` where the units do not suffice."""
    filled = fill_slots(reward.slots, ordered, times)
    if filled is None:
        return None
    groups: list[Group] = []
    for time in range(times):
        members = [
            unit
            for slot, chosen in zip(reward.slots, filled, strict=True)
            for unit in chosen[time * slot.count : (time + 1) * slot.count]
        ]
        groups.append((members, members))
    return groups


def _buys(promotion: Promotion, shop: Shop, reward: BuyGet, units: list[Unit]) -> list[Group]:
    """Reward the dearest of what is given, triggered by the cheapest of what is bought.

    Where the sets overlap, no rewarded unit is dearer than a bought one that could have been given.
    """
    buy, get = reward.buy.target, reward.get.target
    if reward.is_of_one_set:
        size = reward.buy.count + reward.get.count
        alike = GroupOf(get, size, reward.get.count, reward.effect)
        return _groups_of(promotion, shop, alike, units)
    ordered = dearest_first(units, shop.allocation)
    only_buy: list[Unit] = []
    both: list[Unit] = []
    only_get: list[Unit] = []
    for unit in ordered:
        given = fits(get, unit)
        (only_get if not fits(buy, unit) else both if given else only_buy).append(unit)
    best = _bought(promotion, shop, only_buy, both, only_get)
    if isinstance(reward.effect, Amount) and not both:
        # Every gift saves the same, so the cheapest that can bear it are given.
        cheap = _bought(promotion, shop, only_buy, both, only_get[::-1])
        if _worth(promotion, shop, cheap) == _worth(promotion, shop, best):
            return cheap
    return best


def _bought(promotion: Promotion, shop: Shop, *pools: Sequence[Unit]) -> list[Group]:
    """Make as many groups as pay of what may be bought, both and given, in that order."""
    reward = promotion.reward
    assert isinstance(reward, BuyGet)
    groups: list[Group] = []
    waiting = [deque(pool) for pool in pools]
    while True:
        group = _next_buy(reward, *waiting)
        if group is None or group_value(promotion, shop, group) <= 0:
            return groups
        groups.append(group)


def _next_buy(
    reward: BuyGet, only_buy: deque[Unit], both: deque[Unit], only_get: deque[Unit]
) -> Group | None:
    """Pick one group: the cheapest triggers outside the overlap, then the dearest inside it."""
    outside = min(reward.buy.count, len(only_buy))
    inside = reward.buy.count - outside
    if inside + reward.get.count > len(both) + len(only_get) or inside > len(both):
        return None
    bought = [only_buy.pop() for _ in range(outside)] + [both.popleft() for _ in range(inside)]
    rewarded = []
    for _ in range(reward.get.count):
        from_both = both and (not only_get or both[0].base >= only_get[0].base)
        rewarded.append((both if from_both else only_get).popleft())
    return [*bought, *rewarded], rewarded
