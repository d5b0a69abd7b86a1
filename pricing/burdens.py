"""What each application took off which unit, worked out afterwards for those who ask.

Pricing keeps only sums by cart line. The deals are dealt out here once more, in their order, by the
same rules; that the sums agree is checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pricing.allocation import Allocation, allocate
from pricing.item import Item
from pricing.shop import Shop
from pricing.stages import Application, Run
from pricing.taking import rank_of
from pricing.units import Deal, by_item


@dataclass(frozen=True, slots=True)
class Burden:
    """What the goods of one item bear of a discount.

    Attributes:
        item: The goods.
        base: What its units that took part cost, as the promotion counts; minor units.
        units: Those units.
        amount: What they bear together.
        shares: What each unit bears, minor units; units that bear nothing are left out.
    """

    item: Item
    base: int
    units: tuple[int, ...]
    amount: int
    shares: dict[int, int]


@dataclass(frozen=True, slots=True)
class Bearing:
    """Who bears one application, item by item in the order in which shares were given.

    Attributes:
        promotion: Number of the promotion.
        application: What it took off.
        own: Whether each line's discount is computed from that line alone.
        burdens: Of each item.
        reached: What the units that took part cost before, minor units.
    """

    promotion: int
    application: Application
    own: bool
    burdens: tuple[Burden, ...]
    reached: int


def bearings_of(run: Run) -> list[Bearing]:
    """Return every application on goods, in order, with what each unit bears."""
    nets: dict[int, list[int]] = {}
    return [
        _bearing(application, application.deal, run.shop, nets)
        for application in run.applications
        if application.deal is not None
    ]


def _bearing(
    application: Application, deal: Deal, shop: Shop, nets: dict[int, list[int]]
) -> Bearing:
    base_list = application.promotion.base_list
    parts = _parts(deal, nets, base_list=base_list)
    own = bool(deal.by_item)
    if own:
        amounts = [deal.by_item.get(item.number, 0) for item, _, _ in parts]
    elif len(parts) == 1:
        amounts = [deal.value]
    else:
        rooms = [_room(item, units, nets) for item, _, units in parts]
        costs = [base for _, base, _ in parts]
        amounts = allocate(
            deal.value, costs, rooms, shop.allocation, lambda part: rank_of(parts[part][0])
        )
    reached = sum(_nets(item, nets)[u] for item, _, units in parts for u in units)
    burdens = tuple(
        _burden(item, base, units, amount, nets)
        for (item, base, units), amount in zip(parts, amounts, strict=True)
    )
    lines: dict[int, int] = {}
    for burden in burdens:
        for unit, share in burden.shares.items():
            line = burden.item.lines[unit]
            lines[line] = lines.get(line, 0) + share
    assert lines == {line: amount for line, amount in application.lines.items() if amount}, (
        application.promotion.id, lines, application.lines,
    )  # fmt: skip
    return Bearing(application.promotion.number, application, own, burdens, reached)


def _parts(
    deal: Deal, nets: dict[int, list[int]], *, base_list: bool
) -> list[tuple[Item, int, tuple[int, ...]]]:
    """Return the items that share a deal, with what they cost and which units take part."""
    if deal.goods:
        return [
            (
                item,
                item.gross if base_list else sum(_nets(item, nets)),
                tuple(range(item.count)),
            )
            for item in deal.goods
        ]
    members = by_item(deal.units if deal.by_item else deal.sharing)
    numbers: Sequence[int] = list(members) if deal.by_item else sorted(members)
    return [
        (
            members[number][0].item,
            sum(unit.base for unit in members[number]),
            tuple(sorted(unit.index for unit in members[number])),
        )
        for number in numbers
    ]


def _burden(
    item: Item, base: int, units: tuple[int, ...], amount: int, nets: dict[int, list[int]]
) -> Burden:
    """Deal an item's share to its units in scanning order, by running total."""
    now = _nets(item, nets)
    rooms = [now[u] - item.floors[u] for u in units]
    dealt = allocate(amount, [now[u] for u in units], rooms, Allocation.RUNNING_TOTAL)
    shares = {u: share for u, share in zip(units, dealt, strict=True) if share}
    for u, share in shares.items():
        now[u] -= share
    return Burden(item, base, units, amount, shares)


def _room(item: Item, units: Sequence[int], nets: dict[int, list[int]]) -> int:
    now = _nets(item, nets)
    return sum(now[u] - item.floors[u] for u in units)


def _nets(item: Item, nets: dict[int, list[int]]) -> list[int]:
    return nets.setdefault(item.number, list(item.lists))
