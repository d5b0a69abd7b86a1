"""Takes a deal off the basket: shares it over the lines that take part and lowers their prices."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from pricing.allocation import Allocation, Rank, allocate
from pricing.item import Item
from pricing.program import Promotion
from pricing.shop import Shop
from pricing.units import Deal, Unit, by_item, room_of

# What one item bears, and which of its units.
_Burden = tuple[Item, int, Sequence[Unit]]


def take_off(promotion: Promotion, deal: Deal, shop: Shop) -> dict[int, int]:
    """Lower the prices of what takes part in a deal.

    Returns:
        What came off each cart line, minor units; together the value of the deal.
    """
    lines: dict[int, int] = {}
    if deal.goods:
        for item, amount in zip(deal.goods, _of_goods(promotion, deal, shop), strict=True):
            if not amount:
                continue
            if len(item.scans) == 1:
                item.lower(amount)
                lines[item.scans[0].line] = amount
            else:
                _lower_units(item, amount, None, lines)
    else:
        for item, amount, units in _of_units(deal, shop):
            if not amount:
                continue
            if len(item.scans) == 1 and len(units) == item.count:
                item.lower(amount)
                lines[item.scans[0].line] = amount
            else:
                _lower_units(item, amount, units, lines)
    if promotion.final:
        _make_final(deal)
    return lines


def _of_goods(promotion: Promotion, deal: Deal, shop: Shop) -> Sequence[int]:
    """Return what each item bears of a deal on whole items."""
    goods, own = deal.goods, deal.by_item
    if own:
        # A discount that stays on its line needs no sharing.
        return [own.get(item.number, 0) for item in goods]
    costs = [item.gross if promotion.base_list else item.net for item in goods]
    return _split(deal.value, goods, costs, [item.net - item.least for item in goods], shop)


def _of_units(deal: Deal, shop: Shop) -> Iterable[_Burden]:
    """Share a deal over the items that take part, in proportion to what their units cost."""
    if deal.by_item:
        # What only triggers it bears nothing.
        amount_of = deal.by_item.get
        parts_of = by_item(deal.units)
        return [(units[0].item, amount_of(n, 0), units) for n, units in parts_of.items()]
    found = by_item(deal.sharing)
    parts = [found[number] for number in sorted(found)]
    goods = [units[0].item for units in parts]
    if len(goods) == 1:
        return [(goods[0], deal.value, parts[0])]
    costs = [sum([unit.base for unit in units]) for units in parts]
    amounts = _split(deal.value, goods, costs, [room_of(units) for units in parts], shop)
    return list(zip(goods, amounts, parts, strict=True))


def _split(
    value: int, goods: Sequence[Item], costs: Sequence[int], rooms: Sequence[int], shop: Shop
) -> list[int]:
    if len(goods) == 1:
        return [value]
    return allocate(value, costs, rooms, shop.allocation, lambda part: rank_of(goods[part]))


def rank_of(item: Item) -> Rank:
    """Return the sort key of an item by which indivisible groszy go to equals."""
    return item.price_e4, item.sku, item.number


def _lower_units(
    item: Item, amount: int, units: Sequence[Unit] | None, lines: dict[int, int]
) -> None:
    """Deal an item's discount to some of its units in scanning order, by running total."""
    if units is None:
        indices: list[int] = list(range(item.count))
    else:
        indices = [unit.index for unit in sorted(units, key=attrgetter("index"))]
    nets, floors, line_of = item.nets, item.floors, item.lines
    dealt = allocate(
        amount,
        [nets[u] for u in indices],
        [nets[u] - floors[u] for u in indices],
        Allocation.RUNNING_TOTAL,
    )
    for u, share in zip(indices, dealt, strict=True):
        if share:
            item.lower_unit(u, share)
            lines[line_of[u]] = lines.get(line_of[u], 0) + share


def _make_final(deal: Deal) -> None:
    for item in deal.goods:
        item.finals = set(range(item.count))
    for unit in deal.units:
        finals = unit.item.finals
        unit.item.finals = {unit.index} if finals is None else finals | {unit.index}
