"""What a reward itself needs of a cart before it can give anything: goods, and enough of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from pricing.basket import Basket
from pricing.group_rewards import units_needed
from pricing.line_discounts import needs_approval
from pricing.program import Promotion
from pricing.reasons import Counts, Reason
from pricing.rewards import (
    AmountOff,
    Bundle,
    BuyGet,
    CheapestOf,
    DeliveryOff,
    EnteredDiscount,
    GroupOf,
    PercentOff,
    PriceScale,
    Slot,
    Target,
    TotalSteps,
    TotalTiers,
)
from pricing.units import Unit, by_item, by_product, fits, units_of

Lack = tuple[Reason, int | None, Counts]  # the reason, how much more would do, what that counts


def offered_units(promotion: Promotion, basket: Basket) -> list[Unit]:
    """Return every unit that a reward on units could take or be triggered by."""
    targets = promotion.targets
    if len(targets) == 1:
        return units_of(promotion, targets[0], basket)
    units: list[Unit] = []
    seen: set[tuple[int, bool]] = set()
    for target in targets:
        key = target.number, target.regular_priced
        if key not in seen:
            seen.add(key)
            units += units_of(promotion, target, basket)
    if len(seen) > 1:
        unique = {(unit.item.number, unit.index): unit for unit in units}
        units = [unique[key] for key in sorted(unique)]
    return units


def lack_of(promotion: Promotion, basket: Basket) -> Lack | None:
    """Tell what a reward lacks in a basket as it stands, or ``None`` where it lacks nothing.

    A cart that lacks one thing may lack another too; pieces are counted where they are certain.
    """
    reward = promotion.reward
    if isinstance(reward, DeliveryOff):
        return ("delivery", None, "amount") if basket.delivery_method is None else None
    if not promotion.targets:
        return None
    units = offered_units(promotion, basket)
    if not units:
        return "no-goods", None, "amount"
    if isinstance(reward, EnteredDiscount) and any(
        needs_approval(reward, line[0].item, sum([unit.base for unit in line]))
        for line in by_item(units).values()
    ):
        return "needs-approval", None, "amount"
    short, counts = _shortfall(promotion, basket, units)
    return ("below-minimum", short, counts) if short > 0 else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Goods of which a promotion needs more.

    Attributes:
        target: Which; ``None`` is all goods.
        missing: How much: minor units, pieces or thousandths.
        of: What that counts.
    """

    target: Target | None
    missing: int
    of: Counts


def wanted_of(promotion: Promotion, basket: Basket) -> tuple[Wanted, ...]:
    """Return what goods a reward lacks, target by target; nothing where none would help.

    A reward of which nothing at all lies in the basket lacks too much to be near.
    """
    units = offered_units(promotion, basket)
    if not units:
        return ()
    reward = promotion.reward
    slots: tuple[Slot, ...] = ()
    if isinstance(reward, Bundle):
        slots = reward.slots
    elif isinstance(reward, BuyGet):
        slots = reward.buy, reward.get
    missing, counts = _shortfall(promotion, basket, units)
    if missing <= 0:
        return ()
    if not slots:
        return (Wanted(promotion.targets[0], missing, counts),)
    short = [max(0, slot.count - sum(fits(slot.target, u) for u in units)) for slot in slots]
    # Where slots share units, what is missing beyond each may go into any of them.
    short[0] += missing - sum(short)
    return tuple(
        Wanted(slot.target, count, counts)
        for slot, count in zip(slots, short, strict=True)
        if count
    )


def measure_unit(targets: Iterable[Target], basket: Basket) -> str:
    """Return the unit in which a basket has goods of some targets, ``""`` where not one only."""
    units = {item.unit for target in targets for item in basket.goods_of(target) if item.milli}
    return units.pop() if len(units) == 1 else ""


def _shortfall(promotion: Promotion, basket: Basket, units: list[Unit]) -> tuple[int, Counts]:
    reward = promotion.reward
    match reward:
        case PercentOff() | AmountOff():
            return reward.minimum - _most_alike(reward.target, units), "pieces"
        case GroupOf() | CheapestOf():
            return units_needed(reward) - _most_alike(reward.target, units), "pieces"
        case Bundle():
            return _slots_short(reward.slots, units), "pieces"
        case BuyGet():
            return _slots_short((reward.buy, reward.get), units), "pieces"
        case PriceScale():
            start = reward.steps[0].start
            if reward.per == "each":
                return start - _most_alike(reward.target, units), "pieces"
            return start - sum(u.item.milli for u in units if u.item.unit == reward.per), "weight"
        case TotalTiers():
            return reward.tiers[0].from_minor - _total_read(promotion, reward, basket), "amount"
        case TotalSteps():
            return reward.every_minor - _total_read(promotion, reward, basket), "amount"
        case _:
            return 0, "pieces"  # one unit, or none, is enough


def _total_read(promotion: Promotion, reward: TotalTiers | TotalSteps, basket: Basket) -> int:
    read = basket.list_total_of if promotion.base_list else basket.total_of
    return read(reward.target)


def _most_alike(target: Target, units: list[Unit]) -> int:
    """Return how many units count together at most."""
    return max(map(len, by_product(units))) if target.identical else len(units)


def _slots_short(slots: tuple[Slot, ...], units: list[Unit]) -> int:
    """Return how many units are missing: slot by slot, and in all where slots share units."""
    each = sum(
        max(0, slot.count - sum(fits(slot.target, unit) for unit in units)) for slot in slots
    )
    return max(each, sum(slot.count for slot in slots) - len(units))
