"""From a promotion and classes of alike units to the bound that suits its mechanic."""

from collections.abc import Mapping, Sequence
from math import gcd
from typing import Protocol, assert_never

from pricing.group_rewards import most_groups, off_effect
from pricing.line_discounts import line_discount
from pricing.line_rewards import unit_limit
from pricing.program import Promotion
from pricing.relaxed_groups import SCALE, Cell, Cheapest, Gain, Given, Ladder, Slotted
from pricing.relaxed_lines import Counted, Pooled, Step
from pricing.rewards import (
    BP,
    Amount,
    AmountOff,
    Bundle,
    BuyGet,
    CheapestOf,
    Effect,
    EnteredDiscount,
    EnteredPrice,
    FixedPrice,
    GroupOf,
    GroupReward,
    LineReward,
    ListedPrices,
    Percent,
    PercentOff,
    Price,
    PriceScale,
)
from pricing.rounding import Rounding
from pricing.shop import Shop
from pricing.units import Unit, fits

# Beyond so many alike units a line discount is bounded unit by unit.
TABLE_UNITS_MAX = 60

Views = Mapping[int, Sequence[Unit]]  # alike units by class


class Relaxed(Protocol):
    """One promotion where every unit has a price."""

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return an amount that no deal on these cells exceeds, and the units it was found on."""


def relax(promotion: Promotion, shop: Shop, views: Views) -> Relaxed:
    """Return the relaxation of a promotion over classes of alike units."""
    reward = promotion.reward
    if isinstance(reward, GroupReward):
        return _group(promotion, reward, shop, views)
    assert isinstance(reward, LineReward)
    items = {cls: units[0].item.number for cls, units in views.items()}
    apart = len(set(items.values())) == len(items)
    if promotion.separable and apart and _tabled(views):
        return Counted(items, {cls: _table(reward, shop, units) for cls, units in views.items()})
    most = unit_limit(promotion.limits)
    return Pooled(_steps(reward, shop, views, apart=apart), most)


# --- groups ---------------------------------------------------------------------------------------


def _group(promotion: Promotion, reward: GroupReward, shop: Shop, views: Views) -> Relaxed:
    most = most_groups(promotion)
    match reward:
        case GroupOf():
            gains, bonus = _gains(reward.effect, reward.rewarded, shop, views)
            pools = _products(views) if reward.target.identical else {}
            return Ladder(gains, reward.size, reward.rewarded, bonus, most, pools)
        case CheapestOf():
            gains, bonus = _gains(reward.effect, 1, shop, views)
            pools = _products(views) if reward.target.identical else {}
            return Cheapest({c: gain + bonus for c, gain in gains.items()}, reward.minimum, pools)
        case Bundle():
            counts = tuple(slot.count for slot in reward.slots)
            gains, bonus = _gains(reward.effect, sum(counts), shop, views)
            kinds = {cls: kind_of(reward, units[0]) for cls, units in views.items()}
            return Slotted(gains, kinds, counts, bonus, most)
        case BuyGet():
            gains, bonus = _gains(reward.effect, reward.get.count, shop, views)
            if reward.is_of_one_set:
                size = reward.buy.count + reward.get.count
                return Ladder(gains, size, reward.get.count, bonus, most, {})
            kinds = {cls: kind_of(reward, units[0]) for cls, units in views.items()}
            return Given(
                {cls: gain for cls, gain in gains.items() if 1 in kinds[cls]},
                frozenset(cls for cls, kind in kinds.items() if 0 in kind),
                reward.buy.count, reward.get.count, bonus, most,
            )  # fmt: skip
        case _:
            assert_never(reward)


def kind_of(reward: Bundle | BuyGet, unit: Unit) -> tuple[int, ...]:
    """Return the slots that a unit fits; what is bought is slot 0 and what is given slot 1."""
    slots = reward.slots if isinstance(reward, Bundle) else (reward.buy, reward.get)
    return tuple(n for n, slot in enumerate(slots) if fits(slot.target, unit))


def _products(views: Views) -> dict[int, str]:
    return {cls: units[0].item.sku for cls, units in views.items()}


def _gains(effect: Effect, rewarded: int, shop: Shop, views: Views) -> tuple[dict[int, int], int]:
    """Return what a rewarded unit of each class brings, and a complete group on top."""
    bases = {cls: units[0].base for cls, units in views.items()}
    if rewarded == 1 and not isinstance(effect, Price):
        return {cls: off_effect(effect, base, shop) * SCALE for cls, base in bases.items()}, 0
    match effect:
        case Percent():
            rate = effect.rate_bp
            gains = {cls: -(-base * rate * SCALE // BP) for cls, base in bases.items()}
            return gains, _rounding_gain(rate, shop.rounding)
        case Amount():
            return dict.fromkeys(bases, 0), effect.amount_minor * SCALE
        case Price():
            gains = {cls: base * SCALE for cls, base in bases.items()}
            return gains, -effect.price_minor * SCALE
        case _:
            assert_never(effect)


def _rounding_gain(rate_bp: int, rounding: Rounding) -> int:
    """Return the most that rounding a percentage of whole minor units once can add."""
    parts = BP // gcd(rate_bp, BP)  # every percentage is a whole number of these parts
    match rounding:
        case Rounding.DOWN:
            return 0
        case Rounding.UP:
            return -(-SCALE * (parts - 1) // parts)
        case Rounding.HALF_UP | Rounding.HALF_EVEN:
            return -(-SCALE * (parts - (parts + 1) // 2) // parts) if parts > 1 else 0
        case _:
            assert_never(rounding)


UnitPriced = PercentOff | AmountOff | FixedPrice | ListedPrices | EnteredPrice | EnteredDiscount

# --- lines ----------------------------------------------------------------------------------------


def _tabled(views: Views) -> bool:
    return all(len(units) <= TABLE_UNITS_MAX for units in views.values())


def _table(reward: LineReward, shop: Shop, units: Sequence[Unit]) -> list[int]:
    return [line_discount(reward, shop, units[:count]) * SCALE for count in range(len(units) + 1)]


def _steps(reward: LineReward, shop: Shop, views: Views, *, apart: bool) -> list[Step]:
    """Return what a unit brings from which number of units on; never too little."""
    match reward:
        case PercentOff() | AmountOff():
            start = 1 if reward.target.identical else reward.minimum
            return [Step(start, _unit_gains(reward, shop, views, apart=apart))]
        case FixedPrice() | ListedPrices() | EnteredPrice() | EnteredDiscount():
            return [Step(1, _unit_gains(reward, shop, views, apart=apart))]
        case PriceScale():
            steps = []
            for step in reward.steps:
                if step.price_e4 is not None:
                    price = FixedPrice(reward.target, step.price_e4, reward.per)
                    # A scale by weight, or one for each product, may be reached by fewer units.
                    counted = reward.per == "each" and not reward.target.identical
                    gains = _unit_gains(price, shop, views, apart=apart)
                    steps.append(Step(step.start if counted else 1, gains))
            return steps
        case _:
            assert_never(reward)


def _unit_gains(reward: UnitPriced, shop: Shop, views: Views, *, apart: bool) -> dict[int, int]:
    """Return the most that one unit of each class brings, whatever it is rounded with."""
    gains = {}
    for cls, units in views.items():
        exact = _unit_gain(reward, shop, units[0])
        if apart or units[0].item.milli:
            # Rounding once adds less than a minor unit: the less for each, the more there are.
            table = _table(reward, shop, units[:TABLE_UNITS_MAX])
            gains[cls] = max(-(-table[n] // n) for n in range(1, len(table)))
            if len(units) > TABLE_UNITS_MAX:
                gains[cls] = max(gains[cls], exact + SCALE // TABLE_UNITS_MAX + 1)
        else:
            gains[cls] = exact + SCALE
    return gains


def _unit_gain(reward: UnitPriced, shop: Shop, unit: Unit) -> int:
    match reward:
        case PercentOff():
            gain = -(-unit.base * reward.rate_bp * SCALE // BP)
        case AmountOff():
            gain = reward.amount_minor * SCALE
        case FixedPrice():
            gain = unit.base * SCALE - reward.price_e4 * SCALE // shop.currency.price_per_minor
        case ListedPrices() | EnteredPrice() | EnteredDiscount():
            gain = unit.room * SCALE  # no discount takes more off a unit
        case _:
            assert_never(reward)
    return max(0, gain)
