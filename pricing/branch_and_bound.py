"""Exact search in one component: branch over who may take a unit, bound by prices of units."""

from dataclasses import dataclass
from typing import Final

from pricing.duals import Bound, Duals, Node, Wish
from pricing.incumbent import Incumbent
from pricing.limits import SEARCH_LOOKS_MAX, TIE_NODES_MAX
from pricing.relaxation import Relaxed, relax
from pricing.relaxed_groups import SCALE, Nobody
from pricing.unit_classes import Component, unit_classes
from pricing.units import Deal

ROOT_ROUNDS: Final = 120
NODE_ROUNDS: Final = 12


@dataclass(slots=True)
class Budget:
    """How much work is left for one quote, in looks: one unit valued for one promotion."""

    looks: int = SEARCH_LOOKS_MAX


@dataclass(slots=True)
class Outcome:
    """What the search found for one component."""

    deals: dict[int, Deal]
    optimal: bool = True
    gap_minor: int = 0
    nodes: int = 0


def solve(component: Component, budget: Budget) -> Outcome:
    """Find the best combination of a component's offers within what the budget allows."""
    return _Search(component, budget).run()


class _Search:
    def __init__(self, component: Component, budget: Budget) -> None:
        self.budget = budget
        self.offers = component.offers
        self.classes = unit_classes(component)
        self.incumbent = Incumbent(component, self.classes)
        views = [
            {c: cls.views[p] for c, cls in enumerate(self.classes) if p in cls.views}
            for p in range(len(self.offers))
        ]
        self.relaxed: list[Relaxed] = [
            relax(offer.promotion, offer.shop, mine)
            for offer, mine in zip(self.offers, views, strict=True)
        ]
        self.orders = [
            sorted(mine, key=lambda c, mine=mine: (-mine[c][0].base, c))  # type: ignore[misc]
            for mine in views
        ]
        levels, count = list(self.incumbent.levels), self.incumbent.level_count
        self.takers = [sum(1 << p for p in cls.views) for cls in self.classes]
        if any(self.incumbent.last):
            # What nobody takes counts for ``cheapest of``, so it matters whether anybody does.
            nobody = len(self.offers)
            self.takers = [takers | 1 << nobody for takers in self.takers]
            self.relaxed.append(Nobody())
            self.orders.append([])
            levels.append(count)
        self.duals = [
            Duals(self.relaxed, self.orders, [level <= top for level in levels])
            for top in range(count)
        ]
        self.nodes = 0
        self.looks = 0  # charged so far
        self.proved = True
        self.ceiling = 0  # the largest bound of what was left unsearched, minor units

    def run(self) -> Outcome:
        sizes = [cls.size for cls in self.classes]
        reserved: list[dict[int, int]] = [{} for _ in self.relaxed]
        root = Node(sizes, self.takers, reserved, [[0] * len(sizes) for _ in self.duals])
        self._start()
        if self._search(root):
            self._break_ties(root)
        best = self.incumbent
        best.settle()
        deals = {o.promotion.number: deal for o, deal in zip(self.offers, best.deals, strict=True)}
        gap = 0 if self.proved else max(0, self.ceiling - best.total)
        return Outcome(deals, self.proved, gap, self.nodes)

    def _start(self) -> None:
        """Find a first answer: serve the offers by what each could save alone."""
        best = self.incumbent
        worth = [
            best.deal(position, units).value for position, units in enumerate(best.all_units)
        ]
        best.serve(sorted(range(len(worth)), key=lambda p: (best.levels[p], -worth[p], p)))

    # --- the largest saving -------------------------------------------------------------------

    def _search(self, root: Node) -> bool:
        """Search depth first; tells whether everything was searched."""
        waiting: list[tuple[Node, int]] = [(root, sum(self._alone(root)))]
        while waiting:
            node, ceiling = waiting.pop()
            if self.budget.looks < 0:
                self._leave([ceiling, *[other for _, other in waiting]])
                return False
            self._spend()
            bound = self._examine(node, NODE_ROUNDS if self.nodes else ROOT_ROUNDS)
            self.nodes += 1
            if bound is None:
                continue
            if bound.is_total:
                ceiling = min(ceiling, bound.value)
            choice = _branching(node, bound)
            if choice is None:
                self._close(node, ceiling)
            else:
                waiting.append((node.bar(*choice), ceiling))
                waiting.append((node.reserve(*choice), ceiling))
        return True

    def _examine(self, node: Node, rounds: int) -> Bound | None:
        """Bound a node level by level; ``None`` where nothing in it saves more."""
        best = self.incumbent
        node.prices, node.takers = list(node.prices), list(node.takers)
        bound, level = None, 0
        for level, dual in enumerate(self.duals):
            attempt = None
            if not self.nodes:

                def attempt(found: Bound, dual: Duals = dual, level: int = level) -> int:
                    self._grant(node, dual, found)
                    return best.upto(level)

            bound = dual.bound(node, node.prices[level], best.upto(level), rounds, attempt)
            node.prices[level] = bound.prices
            bound.is_total = level == len(self.duals) - 1
            if bound.value > best.upto(level):
                self._grant(node, dual, bound)
                if not self.nodes:
                    self._vary(node, dual, bound)
            if bound.value != best.upto(level):
                break
        assert bound is not None
        if bound.value <= best.upto(level):
            return None
        if len(self.duals) == 1:
            dual = self.duals[0]
            while bound.value > best.total and dual.fix(node, bound, best.total):
                bound = dual.bound(node, node.prices[0], best.total, NODE_ROUNDS)
                node.prices[0] = bound.prices
                if self.nodes:
                    break
        return bound if bound.value > best.upto(level) else None

    def _grant(self, node: Node, dual: Duals, bound: Bound) -> None:
        """Make a combination of wishes, the largest gains first."""
        best = self.incumbent
        gains = [wish.gain for wish in bound.wishes]
        order = sorted(range(len(self.offers)), key=lambda p: (best.levels[p], -gains[p], p))
        best.grant(node, dual.reconcile(node, bound, order))

    def _vary(self, node: Node, dual: Duals, bound: Bound) -> None:
        """Try each offer first in turn."""
        best = self.incumbent
        gains = [wish.gain for wish in bound.wishes]
        order = sorted(range(len(self.offers)), key=lambda p: (best.levels[p], -gains[p], p))
        for first in order:
            others = [p for p in order if p != first]
            best.grant(node, dual.reconcile(node, bound, [first, *others]))

    def _close(self, node: Node, ceiling: int) -> None:
        """Settle a node in which nobody competes any more."""
        wishes = [
            Wish(0, {c: n for c, n in enumerate(node.free) if n and node.takers[c] == 1 << p})
            for p in range(len(self.offers))
        ]
        value, slack = self.incumbent.grant(node, wishes, complete=False)
        if slack:
            self._leave([min(ceiling, value + slack)])

    def _leave(self, ceilings: list[int]) -> None:
        """Note what stays unsearched."""
        best = self.incumbent
        if max(ceilings) > best.total or best.level_count > 1:
            self.proved = False
            self.ceiling = max(self.ceiling, *ceilings)

    def _spend(self) -> None:
        """Charge the work done since the last time to the budget."""
        looks = self.incumbent.looks + sum([dual.looks for dual in self.duals])
        self.budget.looks -= looks - self.looks
        self.looks = looks

    def _alone(self, node: Node) -> list[int]:
        """What each offer could save if it had every unit that it may still take."""
        found = []
        for position, relaxed in enumerate(self.relaxed[: len(self.offers)]):
            cells = []
            for c in self.orders[position]:
                count = node.reserved[position].get(c, 0)
                if node.takers[c] >> position & 1:
                    count += node.free[c]
                if count:
                    cells.append((c, 0, count))
            found.append(relaxed.best(cells)[0] // SCALE)
        return found

    # --- ties ---------------------------------------------------------------------------------

    def _break_ties(self, root: Node) -> None:
        """Among equal savings let the earlier identifiers save more, as far as few nodes go."""
        waiting = [root]
        left = TIE_NODES_MAX
        while waiting and left and self.budget.looks >= 0:
            node = waiting.pop()
            left -= 1
            self._spend()
            if self._earlier_saves_less(node):
                continue
            bound = self._bound_ties(node)
            if bound is None:
                continue
            self.nodes += 1
            choice = _branching(node, bound)
            if choice is None:
                self._close(node, 0)
            else:
                waiting += [node.bar(*choice), node.reserve(*choice)]

    def _earlier_saves_less(self, node: Node) -> bool:
        """Tell whether no combination of a node wins a tie against the best so far."""
        return tuple(self._alone(node)) <= self.incumbent.score[1]

    def _bound_ties(self, node: Node) -> Bound | None:
        """Bound a node; ``None`` where it saves less than the best."""
        node.prices = list(node.prices)
        bound = None
        for level, dual in enumerate(self.duals):
            least = self.incumbent.upto(level)
            bound = dual.bound(node, node.prices[level], least - 1, NODE_ROUNDS)
            node.prices[level] = bound.prices
            if bound.value < least:
                return None
        assert bound is not None
        self._grant(node, self.duals[-1], bound)
        return bound


def _branching(node: Node, bound: Bound) -> tuple[int, int] | None:
    """Return a class and an offer to decide on, or ``None`` where nobody competes.

    The dearest class that is wanted most is decided first, for the offer that gains most.
    """
    open_classes = [
        c for c, (free, takers) in enumerate(zip(node.free, node.takers, strict=True))
        if free and takers & (takers - 1)
    ]  # fmt: skip
    if not open_classes:
        return None
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
