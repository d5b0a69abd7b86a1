"""Rewards on lines whose units count together: a minimum, a scale of prices, a limit."""

from collections.abc import Mapping, Sequence

from pricing.allocation import Allocation
from pricing.limited_units import best_counts
from pricing.limits import LIMITED_PAIRS_MAX
from pricing.line_discounts import line_discount
from pricing.money import MEASURE_SCALE
from pricing.program import Limits, Promotion
from pricing.rewards import (
    AmountOff,
    FixedPrice,
    LineReward,
    PercentOff,
    PriceScale,
    Step,
)
from pricing.rounding import Rounding, divide
from pricing.shop import Shop
from pricing.units import Deal, Unit, by_item, by_product, dearest_first, room_of


def unit_limit(limits: Limits) -> int | None:
    """Return how many units a promotion may reward in this basket, or ``None`` for any number."""
    caps = [cap for cap in (limits.units, limits.customer_units) if cap is not None]
    return min(caps) if caps else None


def pooled_line_deal(promotion: Promotion, shop: Shop, units: Sequence[Unit]) -> Deal:
    """Return the best a line reward does with units that count together.

    A minimum, a scale or a limit makes lines depend on each other. A limit keeps the largest
    savings.
    """
    reward = promotion.reward
    assert isinstance(reward, LineReward)
    pools = by_product(units) if reward.target.identical else [list(units)]
    taken: list[Unit] = []
    amounts: dict[int, int] = {}
    in_force: dict[int, LineReward] = {}
    for pool in pools:
        for number, amount, used in _pool_amounts(reward, shop, pool):
            amounts[number] = amount
            in_force[number] = _in_force(reward, pool)
            taken += used
    deal = _limited(promotion, shop, Deal(sum(amounts.values()), taken, [], amounts), in_force)
    if deal.value:
        for pool in pools:
            triggers = _triggers(reward, pool, deal.units)
            deal.units += triggers
            deal.triggers += len(triggers)
    return deal


def _in_force(reward: LineReward, pool: Sequence[Unit]) -> LineReward:
    """Return the price of the step that a pool reached; any other reward as it is."""
    if not isinstance(reward, PriceScale) or reward.each_step:
        return reward
    step = _step_at(reward.steps, _reached(reward, pool))
    if step is None or step.price_e4 is None:
        return reward
    return FixedPrice(reward.target, step.price_e4, reward.per)


def _reached(reward: PriceScale, pool: Sequence[Unit]) -> int:
    return len(pool) if reward.per == "each" else sum(unit.item.milli for unit in pool)


def _triggers(reward: LineReward, pool: Sequence[Unit], rewarded: Sequence[Unit]) -> list[Unit]:
    """Return the units that only help to reach a minimum or a step, the cheapest that will do.

    They take part too, so that no unit counts for two promotions of a stage.
    """
    if isinstance(reward, (PercentOff, AmountOff)):
        needed = reward.minimum
    elif not isinstance(reward, PriceScale):
        return []
    elif reward.each_step or reward.per != "each":
        needed = len(pool)
    else:
        step = _step_at(reward.steps, len(pool))
        needed = step.start if step is not None else 0
    lowered = {(unit.item.number, unit.index) for unit in rewarded}
    others = [unit for unit in pool if (unit.item.number, unit.index) not in lowered]
    missing = needed - (len(pool) - len(others))
    if missing <= 0 or len(others) == len(pool):
        return []
    others.sort(key=lambda u: (u.base, u.item.sku, u.item.number, u.index))
    return others[:missing]


def _pool_amounts(
    reward: LineReward, shop: Shop, pool: Sequence[Unit]
) -> list[tuple[int, int, list[Unit]]]:
    """Return item number, amount and units of every item that a pool's reward lowers."""
    if isinstance(reward, PriceScale):
        return _scale_amounts(reward, shop, pool)
    if isinstance(reward, (PercentOff, AmountOff)) and len(pool) < reward.minimum:
        return []
    return _item_amounts(reward, shop, pool)


def _item_amounts(
    reward: LineReward, shop: Shop, pool: Sequence[Unit]
) -> list[tuple[int, int, list[Unit]]]:
    priced = [
        (number, line_discount(reward, shop, units), units)
        for number, units in by_item(pool).items()
    ]
    return [row for row in priced if row[1] > 0]


def _scale_amounts(
    reward: PriceScale, shop: Shop, pool: Sequence[Unit]
) -> list[tuple[int, int, list[Unit]]]:
    if reward.per != "each":  # litres do not count on a scale of kilograms
        pool = [unit for unit in pool if unit.item.milli and unit.item.unit == reward.per]
    if reward.each_step:
        return _each_step_amounts(reward, shop, pool)
    price = _in_force(reward, pool)
    if isinstance(price, PriceScale):
        return []
    return _item_amounts(price, shop, pool)


def _step_at(steps: Sequence[Step], reached: int) -> Step | None:
    """Return the highest step reached, or ``None`` below the first."""
    best = None
    for step in steps:
        if step.start <= reached:
            best = step
    return best


def _each_step_amounts(
    reward: PriceScale, shop: Shop, pool: Sequence[Unit]
) -> list[tuple[int, int, list[Unit]]]:
    """Price each part of the pool by its own step, each unit rounded by itself.

    The cheapest units come first: later steps are lower, so that saves the most.
    """
    amounts: dict[int, int] = {}
    used: dict[int, list[Unit]] = {}
    reached = 0
    for unit in reversed(dearest_first(pool, Allocation.LARGEST_REMAINDER)):
        if reward.per == "each":
            reached += 1
            off = _off_at(_step_at(reward.steps, reached), reward, shop, unit)
        else:
            off = max(0, min(unit.base - _stepped_price(reward, shop, unit, reached), unit.room))
            reached += unit.item.milli
        if off > 0:
            number = unit.item.number
            amounts[number] = amounts.get(number, 0) + off
            used.setdefault(number, []).append(unit)
    return [(number, amount, used[number]) for number, amount in amounts.items()]


def _off_at(step: Step | None, reward: PriceScale, shop: Shop, unit: Unit) -> int:
    """Return what a step takes off one unit."""
    if step is None or step.price_e4 is None:
        return 0
    return line_discount(FixedPrice(reward.target, step.price_e4, reward.per), shop, [unit])


def _stepped_price(reward: PriceScale, shop: Shop, unit: Unit, start: int) -> int:
    """Return what a measured line costs that lies on a scale from *start* on, minor units.

    A part for which a step asks more than the line itself stays as it is.
    """
    item = unit.item
    # The printed total of a label stands; a promotional price scales it.
    scale = item.price_e4 if item.labelled else shop.currency.price_per_minor * MEASURE_SCALE
    own = unit.base * scale
    end = start + item.milli
    stops = [step.start for step in reward.steps]
    price = own * (min(end, max(start, stops[0])) - start)
    for step, low, high in zip(reward.steps, stops, [*stops[1:], end], strict=True):
        part = min(end, high) - max(start, low)
        if part > 0:
            asked = own
            if step.price_e4 is not None:
                asked = step.price_e4 * (item.gross if item.labelled else item.milli)
            price += min(own, asked) * part
    return divide(price, scale * item.milli, shop.rounding)


def _limited(
    promotion: Promotion, shop: Shop, deal: Deal, in_force: Mapping[int, LineReward]
) -> Deal:
    """Cut a deal down to its limits, keeping the largest savings."""
    most = unit_limit(promotion.limits)
    milli_left = promotion.limits.measure_milli
    of_each = promotion.limits.product_units
    if (most is None or len(deal.units) <= most) and milli_left is None and of_each is None:
        return deal
    singles = by_item(deal.units)
    order = sorted(
        deal.units,
        key=lambda u: (
            -deal.by_item[u.item.number] * 1_000_000 // len(singles[u.item.number]),
            u.base,
            u.item.sku,
            u.item.number,
            u.index,
        ),
    )
    if of_each is not None:
        among = {id(unit): place for pool in by_product(order) for place, unit in enumerate(pool)}
        order = [unit for unit in order if among[id(unit)] < of_each]
    kept = order if most is None else order[:most]
    if most is not None and milli_left is None:
        kept = _rounded_better(shop, order, kept, in_force)
    amounts: dict[int, int] = {}
    taken: list[Unit] = []
    for number, units in by_item(kept).items():
        whole = len(singles[number])
        amount = (
            deal.by_item[number]
            if len(units) == whole
            else _part(in_force[number], shop, units, deal.by_item[number], whole)
        )
        if milli_left is not None and units[0].item.milli:
            fits = min(milli_left, units[0].item.milli)
            amount = divide(amount * fits, units[0].item.milli, Rounding.HALF_UP)
            milli_left -= fits
        if amount > 0:
            amounts[number] = amount
            taken += units
    capped = len(taken) < len(deal.units) or milli_left is not None
    # Rounding once for a line moves less than a grosz on it.
    slack = 0 if _is_rounding_seen(order, kept) else len(singles)
    return Deal(sum(amounts.values()), taken, [], amounts, capped=capped, slack=slack)


def _is_rounding_seen(order: Sequence[Unit], kept: Sequence[Unit]) -> bool:
    """Tell whether the units are few enough to try where rounding saves a grosz more."""
    return len(order) * len(kept) <= LIMITED_PAIRS_MAX or len(kept) == len(order)


def _rounded_better(
    shop: Shop, order: list[Unit], kept: list[Unit], in_force: Mapping[int, LineReward]
) -> list[Unit]:
    """Return other units than the ones kept where rounding lets as many save more.

    30 % off two units at 12.99 is 7.79 on one line and 3.90 + 3.90 on two.
    """
    lines = by_item(order)
    if not _is_rounding_seen(order, kept) or any(
        isinstance(in_force[number], PriceScale) for number in lines
    ):
        return kept

    def saved(units: Sequence[Unit]) -> int:
        return sum([line_discount(in_force[n], shop, own) for n, own in by_item(units).items()])

    tables = [
        [saved(units[:count]) for count in range(min(len(units), len(kept)) + 1)]
        for units in lines.values()
    ]
    total, counts = best_counts(tables, len(kept))
    if total <= saved(kept):
        return kept
    return [u for units, n in zip(lines.values(), counts, strict=True) for u in units[:n]]


def _part(reward: LineReward, shop: Shop, units: Sequence[Unit], amount: int, whole: int) -> int:
    """Return the discount of some of an item's units."""
    if isinstance(reward, PriceScale):
        return min(divide(amount * len(units), whole), room_of(units))
    return line_discount(reward, shop, units)
