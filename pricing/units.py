"""Units as one promotion sees them, and the deals made with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pricing.allocation import Allocation
from pricing.basket import Basket
from pricing.item import Item
from pricing.program import Promotion
from pricing.rewards import Target

# Members of an enumeration are looked up by a call in Python 3.11; names of a module are not.
_LARGEST_REMAINDER: Final = Allocation.LARGEST_REMAINDER


class Unit:
    """One piece, or one measured line, as its stage began.

    Attributes:
        item: The item it belongs to.
        index: Its position among the item's units.
        base: What the promotion counts from: the price its stage found, or the list price; minor.
        net: What it costs now, minor units.
        room: The most that may be taken off it, minor units.
    """

    __slots__ = ("base", "index", "item", "net", "room")

    def __init__(self, item: Item, index: int, base: int, net: int, room: int) -> None:
        self.item = item
        self.index = index
        self.base = base
        self.net = net
        self.room = room


@dataclass(slots=True)
class Deal:
    """What one promotion does with some units.

    Attributes:
        value: What it takes off in all, minor units.
        units: The units that take part, those that only trigger it too.
        sharing: The units over which ``value`` is shared; empty where ``by_item`` says it.
        by_item: Amount of each item number, for discounts that stay on their line.
        goods: Instead of units and sharing: items all of whose units take part and share.
        times: Groups made, 1 for rewards that know none.
        capped: Whether a limit cut it down.
        slack: What another way to group the same units could save on top, at most, where they were
            too many to try them all; minor units.
        looks: Units valued to find it, where that took a search.
        triggers: How many of the last units only trigger a line reward.
    """

    value: int = 0
    units: list[Unit] = field(default_factory=list)
    sharing: list[Unit] = field(default_factory=list)
    by_item: dict[int, int] = field(default_factory=dict)
    goods: Sequence[Item] = ()
    times: int = 1
    capped: bool = False
    slack: int = 0
    looks: int = 0
    triggers: int = 0


NO_DEAL = Deal()


def units_of(promotion: Promotion, target: Target, basket: Basket) -> list[Unit]:
    """Return the units a promotion may take of a target: those no ``final`` promotion holds."""
    units: list[Unit] = []
    for item in basket.goods_of(target, promotion.uses):
        indices = basket.units_of(target, item)
        if item.finals is not None:
            indices = [u for u in indices if u not in item.finals]
        units += units_at(item, indices, base_list=promotion.base_list)
    return units


def units_at(item: Item, indices: Iterable[int], *, base_list: bool) -> list[Unit]:
    """Return some units of an item as they stand now."""
    if item.count == 1:  # nothing is dealt to a unit that is alone
        base = item.gross if base_list else item.net
        return [Unit(item, u, base, item.net, item.net - item.least) for u in indices]
    nets, floors = item.nets, item.floors
    bases = item.lists if base_list else nets
    return [Unit(item, u, bases[u], nets[u], nets[u] - floors[u]) for u in indices]


def fits(target: Target, unit: Unit) -> bool:
    """Tell whether a target covers a unit as its stage found it."""
    item = unit.item
    if target.regular_priced and (item.reduced or unit.net != item.lists[unit.index]):
        return False
    return target.selects(item)


def by_item(units: Iterable[Unit]) -> dict[int, list[Unit]]:
    """Group units by item number; items keep the order in which they come."""
    groups: dict[int, list[Unit]] = {}
    for unit in units:
        number = unit.item.number
        if number in groups:
            groups[number].append(unit)
        else:
            groups[number] = [unit]
    return groups


def by_product(units: Sequence[Unit]) -> list[list[Unit]]:
    """Group units by product, in SKU order."""
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.item.sku, []).append(unit)
    return [groups[sku] for sku in sorted(groups)]


def dearest_first(units: Sequence[Unit], allocation: Allocation) -> list[Unit]:
    """Sort units by falling base; the last of a group is its rewarded one.

    Ties follow the SKU, or the order of scanning where the allocation follows it, so that the last
    scanned of equals is the rewarded one.
    """
    if allocation is _LARGEST_REMAINDER:
        return sorted(units, key=lambda u: (-u.base, u.item.sku, u.item.number, u.index))
    return sorted(units, key=lambda u: (-u.base, scanning_order(u)))


def scanning_order(unit: Unit) -> tuple[int, int]:
    """Return a sort key that follows the order of scanning across items."""
    return unit.item.lines[unit.index], unit.index


def room_of(units: Iterable[Unit]) -> int:
    """Return the most that may be taken off units together."""
    return sum([unit.room for unit in units])
