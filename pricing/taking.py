"""Takes a deal off the basket: shares it over the lines that take part and lowers their prices."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from pricing.allocation import Allocation, Rank, allocate
from pricing.item import Item
from pricing.program import Promotion
from pricing.shop import Shop
from pricing.units import Deal, Unit, by_item, room_of

# What one item bears, and which of its units; all of them where there is no list.
_Burden = tuple[Item, int, Sequence[Unit] | None]


def take_off(promotion: Promotion, deal: Deal, shop: Shop) -> dict[int, int]:
    """Lower the prices of what takes part in a deal.

    Returns:
        What came off each cart line, minor units; together the value of the deal.
    """
    lines: dict[int, int] = {}
    for item, amount, units in _shared_out(promotion, deal, shop):
        if not amount:
            continue
        if len(item.scans) == 1 and (units is None or len(units) == item.count):
            item.lower(amount)
            lines[item.scans[0].line] = amount
        else:
            _lower_units(item, amount, units, lines)
    if promotion.final:
        _make_final(deal)
    return lines


def _shared_out(promotion: Promotion, deal: Deal, shop: Shop) -> Iterable[_Burden]:
    """Share a deal over the items that take part, in proportion to what their units cost."""
    # A discount that stays on its line needs no sharing; what only triggers it bears nothing.
    amount_of = deal.by_item.get
    if deal.goods:
        goods: Sequence[Item] = deal.goods
        if deal.by_item:
            return [(item, amount_of(item.number, 0), None) for item in goods]
        costs = [item.gross if promotion.base_list else item.net for item in goods]
        amounts = _split(deal.value, goods, costs, [item.room for item in goods], shop)
        return [(item, amount, None) for item, amount in zip(goods, amounts, strict=True)]
    if deal.by_item:
        parts_of = by_item(deal.units)
        return [(units[0].item, amount_of(n, 0), units) for n, units in parts_of.items()]
    parts = [units for _, units in sorted(by_item(deal.sharing).items())]
    goods = [units[0].item for units in parts]
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
