"""What one line discount takes off one item: a percentage, an amount or a promotional price."""

from collections.abc import Sequence
from typing import Final, assert_never

from pricing.item import Item
from pricing.money import MEASURE_SCALE
from pricing.program import Promotion
from pricing.rewards import (
    BP,
    AmountOff,
    EnteredDiscount,
    EnteredPrice,
    FixedPrice,
    LineReward,
    ListedPrices,
    Percent,
    PercentOff,
    PriceScale,
)
from pricing.rounding import divide
from pricing.shop import RoundWhere, Shop
from pricing.units import Unit, room_of, units_at

# Members of an enumeration are looked up by a call in Python 3.11; names of a module are not.
_PER_UNIT: Final = RoundWhere.PER_UNIT


def line_discount(reward: LineReward, shop: Shop, units: Sequence[Unit]) -> int:
    """Return what a reward takes off some units of one item, minor units.

    Rounded once for the line or once for each unit, as the shop says; never more than the floor
    leaves, never negative.
    """
    if not units:
        return 0
    if len(units) > 1 and _unit_by_unit(reward, shop):
        return sum([line_discount(reward, shop, [unit]) for unit in units])
    base = sum([unit.base for unit in units])
    return _off(reward, shop, units[0].item, len(units), base, room_of(units))


def item_discounts(
    promotion: Promotion, shop: Shop, goods: Sequence[Item]
) -> tuple[dict[int, int], list[Item]]:
    """Return what a promotion takes off all units of each of some items, by item number.

    Returns:
        The amounts that are above zero, and their items.
    """
    reward = promotion.reward
    if isinstance(reward, AmountOff) and not _unit_by_unit(reward, shop):
        return _amounts_off(reward.amount_minor, goods)
    amounts: dict[int, int] = {}
    taken: list[Item] = []
    for item in goods:
        off = item_discount(promotion, shop, item)
        if off:
            amounts[item.number] = off
            taken.append(item)
    return amounts, taken


def _amounts_off(each: int, goods: Sequence[Item]) -> tuple[dict[int, int], list[Item]]:
    """Return what an amount off each unit comes to: ``item_discount``, written out in one loop.

    It is the one reward of which many stack on the same goods; ``test_line_discounts.py``
    holds it to be equal.
    """
    amounts: dict[int, int] = {}
    taken: list[Item] = []
    for item in goods:
        off, room = each * item.count, item.net - item.least
        if off > room:
            off = room
        if off > 0:
            amounts[item.number] = off
            taken.append(item)
    return amounts, taken


def item_discount(promotion: Promotion, shop: Shop, item: Item) -> int:
    """Return what a promotion takes off all units of an item; the same as on its list of units."""
    reward = promotion.reward
    assert isinstance(reward, LineReward)
    if item.count > 1 and _unit_by_unit(reward, shop):
        units = units_at(item, range(item.count), base_list=promotion.base_list)
        return line_discount(reward, shop, units)
    base = item.gross if promotion.base_list else item.net
    return _off(reward, shop, item, item.count, base, item.room)


def _unit_by_unit(reward: LineReward, shop: Shop) -> bool:
    """Tell whether each unit is rounded by itself; what was entered for a line stays whole."""
    return shop.round_where is _PER_UNIT and not isinstance(reward, EnteredDiscount)


def _off(reward: LineReward, shop: Shop, item: Item, count: int, base: int, room: int) -> int:
    match reward:
        case PercentOff():
            part, whole = reward.share
            off = divide(base * reward.rate_bp * part, BP * whole, shop.rounding)
            if reward.unit_most_minor is not None:
                off = min(off, reward.unit_most_minor * count)
        case AmountOff():
            off = reward.amount_minor * count
        case FixedPrice():
            off = base - _at_price(reward.price_e4, reward.per, shop, item, count, base)
        case EnteredPrice() | ListedPrices():
            price_e4 = _price_of(reward, item)
            if price_e4 is None:
                return 0
            per = item.unit if item.milli else "each"
            off = base - _at_price(price_e4, per, shop, item, count, base)
        case EnteredDiscount():
            off = _entered_discount(reward, item, count, base)
        case PriceScale():
            raise AssertionError("a scale is priced over its whole set")
        case _:
            assert_never(reward)
    if off > room:
        off = room
    return off if off > 0 else 0


def _price_of(reward: EnteredPrice | ListedPrices, item: Item) -> int | None:
    """Return the price per piece, kg, l or m that holds for an item, or ``None``."""
    if isinstance(reward, EnteredPrice):
        return None if item.entry is None else item.entry.price_e4
    found = reward.prices_e4.get(item.sku)
    return reward.prices_e4.get(item.gtin or "") if found is None else found


def _entered_discount(reward: EnteredDiscount, item: Item, count: int, base: int) -> int:
    """Return the discount entered on a line; nothing without all its units, or unapproved."""
    entry = item.entry
    if entry is None or entry.discount_minor is None or count < item.count:
        return 0
    return 0 if needs_approval(reward, item, base) else entry.discount_minor


def needs_approval(reward: EnteredDiscount, item: Item, base: int) -> bool:
    """Tell whether what was entered on a line is more than may be given without approval.

    Args:
        reward: Says how much may.
        item: The line.
        base: What it costs, minor units.
    """
    entry = item.entry
    if entry is None or entry.discount_minor is None or entry.approved or reward.most is None:
        return False
    if isinstance(reward.most, Percent):
        return entry.discount_minor * BP > base * reward.most.rate_bp
    return entry.discount_minor > reward.most.amount_minor


def _at_price(price_e4: int, per: str, shop: Shop, item: Item, count: int, otherwise: int) -> int:
    """Return what units cost at a promotional price; a price rounds what is left to pay."""
    per_minor = shop.currency.price_per_minor
    if per == "each":
        return divide(price_e4 * count, per_minor, shop.rounding)
    if not item.milli or item.unit != per:
        return otherwise
    if item.labelled:
        # The printed total stands; the promotional price scales it.
        return divide(item.gross * price_e4, item.price_e4, shop.rounding)
    return divide(price_e4 * item.milli, per_minor * MEASURE_SCALE, shop.rounding)
