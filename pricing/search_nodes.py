"""What the search has decided, what it found out there, and what to decide next."""

from dataclasses import dataclass, field


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
class Round:
    """The round that bounded a node best, at one level of priority.

    Attributes:
        prices: Of the free units of each class.
        wishes: By offer, at these prices; none before the first round.
        stale: Classes of which something was decided since.
    """

    prices: list[int]
    wishes: list[Wish] = field(default_factory=list)
    stale: frozenset[int] = frozenset()


@dataclass(slots=True)
class Node:
    """What is decided of every class.

    Attributes:
        free: How many units of each class are not reserved.
        takers: Offers, as bits, that may take the free units of each class.
        reserved: By offer, how many units of a class are for this offer alone.
        rounds: By level of priority, what bounded this node or its parent best.
    """

    free: list[int]
    takers: list[int]
    reserved: list[dict[int, int]]
    rounds: list[Round]

    def reserve(self, cls: int, taker: int) -> "Node":
        """Return the node in which one more unit of a class is for this offer alone."""
        free, reserved = list(self.free), list(self.reserved)
        free[cls] -= 1
        reserved[taker] = {**reserved[taker], cls: reserved[taker].get(cls, 0) + 1}
        return Node(free, self.takers, reserved, self._outdated(cls))

    def bar(self, cls: int, taker: int) -> "Node":
        """Return the node in which this offer takes no more units of a class."""
        takers = list(self.takers)
        takers[cls] &= ~(1 << taker)
        return Node(self.free, takers, self.reserved, self._outdated(cls))

    def become(self, other: "Node") -> None:
        """Take over what another node has decided."""
        self.free, self.takers = other.free, other.takers
        self.reserved, self.rounds = other.reserved, other.rounds

    def _outdated(self, cls: int) -> list[Round]:
        return [Round(r.prices, r.wishes, r.stale | {cls}) for r in self.rounds]


@dataclass(slots=True)
class Bound:
    """The best round for a node.

    Attributes:
        value: No combination saves more, minor units.
        scaled: The same in ``SCALE``-ths, before it is cut to whole minor units.
        prices: The prices it was found at.
        wishes: By offer.
        wanted: By class, how many free units are wanted in all.
        is_total: Whether it counts every offer.
        dispute: The class, and the offer among those that wish for it, on which most depends.
    """

    value: int
    scaled: int
    prices: list[int]
    wishes: list[Wish]
    wanted: list[int]
    is_total: bool = True
    dispute: tuple[int, int] | None = None


def branching(node: Node, bound: Bound) -> tuple[int, int] | None:
    """Return a class and an offer to decide on, or ``None`` where nobody competes.

    The dearest class that is wanted most is decided first, for the offer that gains most.
    """
    open_classes = [
        c for c, (free, takers) in enumerate(zip(node.free, node.takers, strict=True))
        if free and takers & (takers - 1)
    ]  # fmt: skip
    if not open_classes:
        return None
    if bound.dispute is not None and bound.dispute[0] in open_classes:
        return bound.dispute
    wanted, prices, free = bound.wanted, bound.prices, node.free

    def weight(c: int) -> tuple[int, int, int]:
        over = wanted[c] - free[c]
        return (1 if over > 0 else 0), prices[c] * abs(over), -c

    chosen = max(open_classes, key=weight)
    takers = [p for p in range(len(bound.wishes)) if node.takers[chosen] >> p & 1]
    taker = max(
        takers, key=lambda p: (bound.wishes[p].free.get(chosen, 0), bound.wishes[p].gain, -p)
    )
    return chosen, taker
