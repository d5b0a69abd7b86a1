"""The bound: what all offers gain when every unit has a price, so that none is counted twice.

Let every class of units cost ``price`` each. Then no combination saves more than the price of all
units plus what each offer gains alone at these prices (Lagrange; Held and Karp 1970). Prices start
at zero and rise where offers want more units than there are. Whole numbers only, so the bound is
the same on every machine.
"""

from collections.abc import Callable, Iterable, Sequence

from pricing.relaxation import Relaxed
from pricing.relaxed_groups import SCALE, Cell
from pricing.search_nodes import Bound, Node, Round, Wish

# Halve the step after so many rounds without a better bound.
PATIENCE = 4
STEP_UNIT = 64
FIRST_STEP = 128
LATER_STEP = 32
ATTEMPT_EVERY = 5


class Duals:
    """Bounds nodes by the offers of the highest levels of priority."""

    def __init__(
        self,
        relaxed: Sequence[Relaxed],
        orders: Sequence[Sequence[int]],
        levels: Sequence[int],
        level: int,
    ) -> None:
        self.relaxed = relaxed
        self.orders = orders
        self.level = level
        self.members = [o for o, its_level in enumerate(levels) if its_level <= level]
        self.looks = 0
        self.looks_max = 0
        self._offers_of: dict[int, list[int]] = {}
        for offer in self.members:
            for cls in orders[offer]:
                self._offers_of.setdefault(cls, []).append(offer)

    def bound(
        self, node: Node, target: int, rounds: int, attempt: Callable[[Bound], int] | None = None
    ) -> Bound:
        """Return the least bound of some rounds; ends early where it falls to the target.

        Args:
            node: What is decided; keeps the best round.
            target: A bound of so many minor units is all that is asked.
            rounds: At most.
            attempt: Makes a combination of the wishes of some rounds and returns the new target.
        """
        start = node.rounds[self.level]
        focus = self._focus(start)
        best = found = self._round(node, start.prices, start.wishes, start.stale)
        step, worse = (FIRST_STEP if attempt is not None else LATER_STEP), 0
        momentum = [0] * len(node.free)
        for number in range(rounds):
            if attempt is not None and number % ATTEMPT_EVERY == 0:
                target = attempt(found)
            if best.value <= target or step < 4 or self.looks > self.looks_max:
                break
            moved = self._move(node, found, momentum, focus, target, step)
            if moved is None:
                break
            changed = [c for c in focus if moved[c] != found.prices[c]]
            found = self._round(node, moved, found.wishes, changed)
            if found.scaled < best.scaled:
                best, worse = found, 0
            else:
                worse += 1
                if worse >= PATIENCE:
                    found, step, worse = best, step // 2, 0
                    momentum = [0] * len(momentum)
        node.rounds = list(node.rounds)
        node.rounds[self.level] = Round(best.prices, best.wishes)
        return best

    def near(self, node: Node) -> Sequence[int]:
        """Return the classes near what was decided since a node was bounded; all at first."""
        return self._focus(node.rounds[self.level])

    def _focus(self, start: Round) -> Sequence[int]:
        """Return the classes whose prices may move: near what was decided, or all at first."""
        if not start.wishes or not start.stale:
            return range(len(start.prices))
        near = {o for cls in start.stale for o in self._offers_of.get(cls, ())}
        return sorted({cls for o in near for cls in self.orders[o]} | start.stale)

    def _move(
        self, node: Node, found: Bound, momentum: list[int], focus: Sequence[int], target: int,
        step: int,
    ) -> list[int] | None:  # fmt: skip
        """Raise prices where more is wanted than there is, lower them where less is."""
        prices, length = found.prices, 0
        for c in focus:
            m = momentum[c] = 10 * (found.wanted[c] - node.free[c]) + 6 * momentum[c] // 10
            if m > 0 or prices[c]:  # a price of nothing cannot fall
                length += m * m
        if not length:
            return None
        reach = max(1, found.scaled - target * SCALE - SCALE // 2) * step * 10
        moved = list(prices)
        for c in focus:
            if momentum[c]:
                moved[c] = max(0, prices[c] + reach * momentum[c] // (length * STEP_UNIT))
        return moved

    def _round(
        self, node: Node, prices: list[int], known: Sequence[Wish], changed: Iterable[int]
    ) -> Bound:
        """Ask every offer that a change concerns what it wishes for at some prices."""
        if known:
            wishes = list(known)
            concerned = sorted({o for cls in changed for o in self._offers_of.get(cls, ())})
        else:
            wishes = [Wish() for _ in self.relaxed]
            concerned = self.members
        for offer in concerned:
            wishes[offer] = self._best(node, offer, self._cells(node, prices, offer, node.free))
        scaled = sum([p * n for p, n in zip(prices, node.free, strict=True) if p])
        wanted = [0] * len(prices)
        for wish in wishes:
            scaled += wish.gain
            for cls, count in wish.free.items():
                wanted[cls] += count
        return Bound(scaled // SCALE, scaled, prices, wishes, wanted)

    def _cells(
        self, node: Node, prices: Sequence[int], offer: int, free: Sequence[int]
    ) -> list[Cell]:
        """Return what an offer may take: its reserved units for nothing, free ones at a price."""
        cells: list[Cell] = []
        reserved, bit, takers = node.reserved[offer], 1 << offer, node.takers
        for cls in self.orders[offer]:
            if reserved and cls in reserved:
                cells.append((cls, 0, reserved[cls]))
            if takers[cls] & bit and free[cls]:
                cells.append((cls, prices[cls], free[cls]))
        return cells

    def _best(self, node: Node, offer: int, cells: list[Cell]) -> Wish:
        self.looks += sum([cell[2] for cell in cells]) + 1
        gain, taken = self.relaxed[offer].best(cells)
        reserved = node.reserved[offer]
        used: dict[int, int] = {}
        for (cls, _, _), took in zip(cells, taken, strict=True):
            if took:
                used[cls] = used.get(cls, 0) + took
        for cls in reserved:
            if cls in used:
                used[cls] -= min(used[cls], reserved[cls])
                if not used[cls]:
                    del used[cls]
        return Wish(gain, used)

    # --- what follows from a bound ------------------------------------------------------------

    def reconcile(self, node: Node, bound: Bound, order: Sequence[int]) -> list[Wish]:
        """Return wishes that the units suffice for: each in turn wishes among what is left."""
        free = list(node.free)
        wishes = list(bound.wishes)
        for offer in order:
            wish = wishes[offer]
            if any(free[cls] < count for cls, count in wish.free.items()):
                wish = self._best(node, offer, self._cells(node, bound.prices, offer, free))
                wishes[offer] = wish
            for cls, count in wish.free.items():
                free[cls] = max(0, free[cls] - count)
        return wishes

    def fix(self, node: Node, bound: Bound, target: int, near: Iterable[int]) -> bool:
        """Decide what every combination above the target has in common; tells whether it did.

        At the prices of the bound, let one offer do without a class, or take one unit of it for
        certain: where that alone brings the bound down to the target, the opposite is settled.

        Args:
            node: What is decided.
            bound: Its bound.
            target: In minor units.
            near: Classes to ask about.
        """
        spare = bound.scaled - (target + 1) * SCALE  # a loss of more than this settles it
        contested = [c for c in near if node.free[c] and node.takers[c] & (node.takers[c] - 1)]
        keep: list[tuple[int, int]] = []
        drop: list[tuple[int, int]] = []
        most = 0
        for cls in contested:
            if self.looks > self.looks_max:
                break
            losses = {
                offer: wish.gain - self._without(node, bound.prices, offer, cls)
                for offer, wish in enumerate(bound.wishes)
                if cls in wish.free
            }
            ranked = sorted((-loss, offer) for offer, loss in losses.items())
            if ranked and -ranked[0][0] > spare:
                keep.append((cls, ranked[0][1]))
                continue
            if len(ranked) > 1 and -ranked[1][0] > most:
                most, bound.dispute = -ranked[1][0], (cls, ranked[0][1])
            drop += [(cls, offer) for offer in self._hopeless(node, bound, cls, losses, spare)]
        for cls, offer in keep:
            node.become(node.reserve(cls, offer))
        for cls, offer in drop:
            node.become(node.bar(cls, offer))
        return bool(keep or drop)

    def _hopeless(
        self, node: Node, bound: Bound, cls: int, losses: dict[int, int], spare: int
    ) -> list[int]:
        """Return the offers that cannot take a unit of a class in any better combination."""
        others = sum(losses.values()) if node.free[cls] == 1 else 0
        found = []
        for offer in range(len(bound.wishes)):
            if offer not in losses and node.takers[cls] >> offer & 1:
                more = self._with_one(node, bound.prices, offer, cls) - bound.wishes[offer].gain
                if bound.prices[cls] - more + others > spare:
                    found.append(offer)
        return found

    def _without(self, node: Node, prices: Sequence[int], offer: int, cls: int) -> int:
        """What an offer gains without the free units of a class."""
        cells = [
            cell for cell in self._cells(node, prices, offer, node.free)
            if cell[0] != cls
        ]  # fmt: skip
        if cls in node.reserved[offer]:
            free = list(node.free)
            free[cls] = 0
            cells = self._cells(node, prices, offer, free)
        self.looks += sum([cell[2] for cell in cells]) + 1
        return self.relaxed[offer].best(cells)[0]

    def _with_one(self, node: Node, prices: Sequence[int], offer: int, cls: int) -> int:
        """What an offer gains when one more unit of a class is for it alone, and free of charge."""
        then = node.reserve(cls, offer)
        cells = self._cells(then, prices, offer, then.free)
        self.looks += sum([cell[2] for cell in cells]) + 1
        return self.relaxed[offer].best(cells)[0]
