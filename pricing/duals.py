"""The bound: what all offers gain when every unit has a price, so that none is counted twice.

Let every class of units cost ``price`` each. Then no combination saves more than the price of all
units plus what each offer gains alone at these prices (Lagrange; Held and Karp 1970). Prices start
at zero and rise where offers want more units than there are. Whole numbers only, so the bound is the
same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pricing.relaxation import Relaxed
from pricing.relaxed_groups import SCALE, Cell

# Halve the step after so many rounds without a better bound.
PATIENCE = 4
STEP_UNIT = 64


@dataclass(slots=True)
class Node:
    """What is decided of every class.

    Attributes:
        free: How many units of each class are not reserved.
        takers: Offers, as bits, that may take the free units of each class.
        reserved: By offer, how many units of a class are for this offer alone.
        prices: By level of priority, the prices of free units that bounded the parent best.
    """

    free: list[int]
    takers: list[int]
    reserved: list[dict[int, int]]
    prices: list[list[int]]

    def reserve(self, cls: int, taker: int) -> "Node":
        """Return the node in which one more unit of a class is for this offer alone."""
        free, reserved = list(self.free), list(self.reserved)
        free[cls] -= 1
        reserved[taker] = {**reserved[taker], cls: reserved[taker].get(cls, 0) + 1}
        return Node(free, self.takers, reserved, self.prices)

    def bar(self, cls: int, taker: int) -> "Node":
        """Return the node in which this offer takes no more units of a class."""
        takers = list(self.takers)
        takers[cls] &= ~(1 << taker)
        return Node(self.free, takers, self.reserved, self.prices)


@dataclass(slots=True)
class Wish:
    """What one offer gains most on at the prices of a round.

    Attributes:
        gain: In ``SCALE``-ths of a minor unit.
        free: By class, how many free units it takes.
    """

    gain: int = 0
    free: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """The best round for a node.

    Attributes:
        value: No combination saves more, minor units.
        prices: The prices it was found at.
        wishes: By offer.
        wanted: By class, how many free units are wanted in all.
        is_total: Whether it counts every offer.
    """

    value: int
    prices: list[int]
    wishes: list[Wish]
    wanted: list[int]
    is_total: bool = True


class Duals:
    """Bounds nodes by the offers of the highest levels of priority."""

    def __init__(
        self, relaxed: Sequence[Relaxed], orders: Sequence[Sequence[int]], members: Sequence[bool]
    ) -> None:
        self.relaxed = relaxed
        self.orders = orders
        self.members = members
        self.looks = 0
        self._known: list[tuple[list[Cell], Wish]] = [([], Wish()) for _ in relaxed]

    def bound(self, node: Node, prices: Sequence[int], target: int, rounds: int) -> Bound:
        """Return the least bound of some rounds; ends early where it falls to the target.

        Args:
            node: What is decided.
            prices: To begin with.
            target: A bound of so many minor units is all that is asked.
            rounds: At most, before the first conflict-free answer or the target.
        """
        now = list(prices)
        best: tuple[int, Bound] | None = None
        step, stale = 2 * STEP_UNIT, 0
        momentum = [0] * len(now)
        for _ in range(max(1, rounds)):
            scaled, found = self._round(node, now)
            if best is None or scaled < best[0]:
                best, stale = (scaled, found), 0
            else:
                stale += 1
                if stale >= PATIENCE:
                    step, stale = step // 2, 0
                    now = list(best[1].prices)
                    momentum = [0] * len(now)
                    found = best[1]
                    scaled = best[0]
            if best[1].value <= target or step < 4:
                break
            over = [wanted - free for wanted, free in zip(found.wanted, node.free, strict=True)]
            momentum = [
                10 * o + 6 * m // 10 for o, m in zip(over, momentum, strict=True)
            ]
            # A price of nothing cannot fall.
            length = sum([m * m for m, p in zip(momentum, now, strict=True) if m > 0 or p])
            if not length:
                break
            reach = (scaled - target * SCALE - SCALE // 2) * step
            now = [
                max(0, p + reach * m * 10 // (length * STEP_UNIT)) if m else p
                for m, p in zip(momentum, now, strict=True)
            ]
        assert best is not None
        return best[1]

    def _round(self, node: Node, prices: list[int]) -> tuple[int, Bound]:
        scaled = sum([p * n for p, n in zip(prices, node.free, strict=True) if p])
        wanted = [0] * len(prices)
        wishes = []
        for offer in range(len(self.relaxed)):
            wish = self._wish(node, prices, offer) if self.members[offer] else Wish()
            scaled += wish.gain
            for cls, count in wish.free.items():
                wanted[cls] += count
            wishes.append(wish)
        return scaled, Bound(scaled // SCALE, prices, wishes, wanted)

    def _wish(self, node: Node, prices: list[int], offer: int) -> Wish:
        cells: list[Cell] = []
        reserved, bit, takers, free = node.reserved[offer], 1 << offer, node.takers, node.free
        for cls in self.orders[offer]:
            if reserved and cls in reserved:
                cells.append((cls, 0, reserved[cls]))
            if takers[cls] & bit and free[cls]:
                cells.append((cls, prices[cls], free[cls]))
        known, wish = self._known[offer]
        if known == cells:
            return wish
        self.looks += sum([cell[2] for cell in cells]) + 1
        gain, taken = self.relaxed[offer].best(cells)
        used: dict[int, int] = {}
        for (cls, _, count), took in zip(cells, taken, strict=True):
            if took:
                used[cls] = used.get(cls, 0) + took
        for cls in list(used):
            used[cls] -= min(used[cls], reserved.get(cls, 0))
            if not used[cls]:
                del used[cls]
        wish = Wish(gain, used)
        self._known[offer] = cells, wish
        return wish
