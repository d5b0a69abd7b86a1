"""What one offer may do with the units that others want too: its options.

An option is a number of contested units of each class together with what the offer saves when it
has exactly these, beside the units that nobody else may take. Options that cost the bound more than
the best combination leaves are not listed, nor those that save no more than one with fewer units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pricing.incumbent import Incumbent
from pricing.relaxation import Relaxed
from pricing.relaxed_groups import SCALE, Cell
from pricing.search_nodes import Node

if TYPE_CHECKING:
    from pricing.units import Unit

# By class, in rising order: how many units of it.
Counts = tuple[tuple[int, int], ...]
# An offer and what it takes.
Part = tuple[int, Counts]


@dataclass(frozen=True, slots=True)
class Option:
    """One way for an offer, or for several together, to use contested units.

    Attributes:
        value: What it saves, in ``SCALE``-ths of a minor unit.
        counts: The contested units it takes.
        parts: The offers it is joined from, each with all it takes.
    """

    value: int
    counts: Counts
    parts: tuple[Part, ...]


class Lister:
    """Lists the options of every offer at a node.

    Attributes:
        contested: Classes with free units that several offers may take.
        looks: Units valued so far.
        exact: Whether every value asked for so far is certain.
    """

    def __init__(
        self, node: Node, incumbent: Incumbent, relaxed: Sequence[Relaxed],
        orders: Sequence[Sequence[int]],
    ) -> None:  # fmt: skip
        self.node = node
        self.incumbent = incumbent
        self.relaxed = relaxed
        self.orders = orders
        self.contested: Final = frozenset(
            c for c, (free, takers) in enumerate(zip(node.free, node.takers, strict=True))
            if free and takers & (takers - 1)
        )  # fmt: skip
        self.looks = 0
        self.exact = True

    def best(self, offer: int, prices: Sequence[int]) -> int:
        """Return what an offer gains at most when only contested units are paid."""
        return self._gain(offer, {}, prices)

    def options(
        self, offer: int, prices: Sequence[int], least: int, looks_max: int
    ) -> list[Option] | None:
        """Return the options that gain at least so much; ``None`` where that takes too long.

        Args:
            offer: Whose.
            prices: Of one unit of each class, in ``SCALE``-ths of a minor unit.
            least: In the same.
            looks_max: Units it may value.
        """
        mine = [c for c in self.orders[offer] if c in self.contested and self._may(offer, c)]
        stop = self.looks + self.incumbent.looks + looks_max
        values: dict[tuple[int, ...], int] = {}
        # How many of the first classes, what they cost; the rest is still open.
        open_: list[tuple[tuple[int, ...], int]] = [((), 0)]
        while open_:
            if self.looks + self.incumbent.looks > stop:
                return None
            chosen, paid = open_.pop()
            if self._gain(offer, dict(zip(mine, chosen, strict=False)), prices) - paid < least:
                continue
            if len(chosen) < len(mine):
                c = mine[len(chosen)]
                open_ += [
                    ((*chosen, n), paid + n * prices[c]) for n in range(self.node.free[c] + 1)
                ]
                continue
            value = self._value(offer, dict(zip(mine, chosen, strict=True)))
            if value - paid >= least:
                values[chosen] = value
        return [
            self._option(offer, mine, chosen, value)
            for chosen, value in sorted(values.items())
            if not _with_fewer(chosen, value, values)
        ]

    def nothing(self, offer: int) -> Option:
        """Return the option to take no contested unit."""
        return Option(self._value(offer, {}), (), ((offer, ()),))

    def _option(
        self, offer: int, mine: Sequence[int], chosen: tuple[int, ...], value: int
    ) -> Option:
        counts = tuple(sorted([(c, n) for c, n in zip(mine, chosen, strict=True) if n]))
        return Option(value, counts, ((offer, counts),))

    def _may(self, offer: int, cls: int) -> bool:
        return bool(self.node.free[cls] and self.node.takers[cls] >> offer & 1)

    def own(self, offer: int) -> dict[int, int]:
        """Return the free units that no other offer may take, by class."""
        return {
            c: self.node.free[c]
            for c in self.orders[offer]
            if c not in self.contested and self._may(offer, c)
        }

    def _gain(self, offer: int, chosen: Mapping[int, int], prices: Sequence[int]) -> int:
        """Return what an offer gains at most with so many of some classes, and more at a price."""
        cells: list[Cell] = []
        node, reserved = self.node, self.node.reserved[offer]
        for c in self.orders[offer]:
            sure = reserved.get(c, 0)
            price = 0
            free = node.free[c] if self._may(offer, c) else 0
            if c in chosen:
                sure, free = sure + chosen[c], 0
            elif c in self.contested:
                price = prices[c]
            if sure:
                cells.append((c, 0, sure))
            if free:
                cells.append((c, price, free))
        self.looks += sum([cell[2] for cell in cells]) + 1
        return self.relaxed[offer].best(cells)[0]

    def _value(self, offer: int, chosen: Mapping[int, int]) -> int:
        """Return what an offer saves with so many contested units and all its own."""
        own, reserved = self.own(offer), self.node.reserved[offer]
        units: list[Unit] = []
        for c in self.orders[offer]:
            count = own.get(c, 0) + reserved.get(c, 0) + chosen.get(c, 0)
            units += self.incumbent.classes[c].views[offer][:count]
        deal = self.incumbent.deal(offer, units)
        self.exact = self.exact and not deal.slack
        return (deal.value + deal.slack) * SCALE


def _with_fewer(chosen: tuple[int, ...], value: int, values: Mapping[tuple[int, ...], int]) -> bool:
    """Tell whether one unit less saves as much."""
    return any(
        n and values.get((*chosen[:i], n - 1, *chosen[i + 1 :]), -1) >= value
        for i, n in enumerate(chosen)
    )
