"""Exact search in one component: join options, then branch over who may take a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from pricing.duals import Duals
from pricing.every_split import try_every_split
from pricing.incumbent import Incumbent
from pricing.limits import LINE_LOOKS_MAX, SEARCH_LOOKS_MAX, TIE_NODES_MAX
from pricing.relaxation import Relaxed, relax
from pricing.relaxed_groups import SCALE, Nobody
from pricing.search_nodes import Bound, Node, Round, Wish, branching
from pricing.settling import Settling
from pricing.unit_classes import Component, unit_classes
from pricing.units import Deal

ROOT_ROUNDS_MAX: Final = 120
TIE_ROUNDS: Final = 5
NODE_ROUNDS: Final = 14


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
    incumbent = Incumbent(component, unit_classes(component))
    splits = try_every_split(incumbent)
    budget.looks -= incumbent.looks
    if splits:
        incumbent.settle()
        return Outcome(incumbent.by_number(), nodes=splits)
    if not all(offer.separable for offer in component.offers):
        return _Search(incumbent, budget).run()
    # Among line discounts on many alike units only rounding is left to gain.
    little = Budget(min(budget.looks, LINE_LOOKS_MAX))
    before = little.looks
    outcome = _Search(incumbent, little).run()
    budget.looks -= before - little.looks
    return outcome


class _Search:
    def __init__(self, incumbent: Incumbent, budget: Budget) -> None:
        self.budget = budget
        self.incumbent = incumbent
        self.offers, self.classes = incumbent.offers, incumbent.classes
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
        self.duals = [Duals(self.relaxed, self.orders, levels, level) for level in range(count)]
        self.root_rounds = min(ROOT_ROUNDS_MAX, 12 + 3 * len(self.offers))
        self.nodes = 0
        self.looks = incumbent.looks  # charged so far
        self.proved = True
        self.ceiling = 0  # the largest bound of what was left unsearched, minor units
        self.settled_ceiling: int | None = None  # what joining options proved, minor units

    def run(self) -> Outcome:
        root = self._root([Round([0] * len(self.classes)) for _ in self.duals])
        self._start()
        if self._search(root):
            self._break_ties(self._root([Round(last.prices) for last in root.rounds]))
        best = self.incumbent
        best.settle()
        if self.settled_ceiling is not None:
            self.ceiling = min(self.ceiling, self.settled_ceiling)
        gap = 0 if self.proved else max(0, self.ceiling - best.total)
        return Outcome(best.by_number(), self.proved, gap, self.nodes)

    def _root(self, rounds: list[Round]) -> Node:
        sizes = [cls.size for cls in self.classes]
        return Node(sizes, self.takers, [{} for _ in self.relaxed], rounds)

    def _start(self) -> None:
        """Find a first answer: serve the offers by what each could save alone."""
        best = self.incumbent
        worth = [best.deal(position, units).value for position, units in enumerate(best.all_units)]
        best.serve(sorted(range(len(worth)), key=lambda p: (best.levels[p], -worth[p], p)))

    # --- the largest saving -------------------------------------------------------------------

    def _search(self, root: Node) -> bool:
        """Search the largest bound first; tells whether everything was searched."""
        # The largest bound first, then the newest; the number keeps heaps from comparing nodes.
        waiting: list[tuple[int, int, Node]] = [(-sum(self._alone(root)), 0, root)]
        number = 0
        while waiting:
            if self._spent() and self.nodes:
                self._leave([-ceiling for ceiling, _, _ in waiting])
                return False
            least, _, node = heappop(waiting)
            ceiling = -least
            bound = self._examine(node, NODE_ROUNDS) if self.nodes else self._examine_root(node)
            self.nodes += 1
            if bound is None or (self.nodes == 1 and self._settle(node, bound)):
                continue
            if bound.is_total:
                ceiling = min(ceiling, bound.value)
            choice = branching(node, bound)
            if choice is None:
                slack_ceiling = self._close(node)
                if slack_ceiling is not None:
                    self._leave([min(ceiling, slack_ceiling)])
                continue
            for child in (node.bar(*choice), node.reserve(*choice)):
                number -= 1
                heappush(waiting, (-ceiling, number, child))
        return True

    def _examine_root(self, node: Node) -> Bound | None:
        """Bound the root with more patience, and make many combinations on the way."""
        for level, dual in enumerate(self.duals):

            def attempt(found: Bound, dual: Duals = dual, level: int = level) -> int:
                self._grant(node, dual, found)
                return self.incumbent.upto(level)

            self._spent()
            bound = dual.bound(node, self.incumbent.upto(level), self.root_rounds, attempt)
            if bound.value > self.incumbent.upto(level):
                self._vary(node, dual, bound)
                break
        return self._examine(node, NODE_ROUNDS)

    def _examine(self, node: Node, rounds: int) -> Bound | None:
        """Bound a node level by level; ``None`` where nothing in it saves more."""
        best = self.incumbent
        bound, level = None, 0
        near = self.duals[0].near(node)
        for level, dual in enumerate(self.duals):
            self._spent()
            bound = dual.bound(node, best.upto(level), rounds)
            bound.is_total = level == len(self.duals) - 1
            if bound.value > best.upto(level):
                self._grant(node, dual, bound)
            if bound.value != best.upto(level):
                break
        assert bound is not None
        if bound.value > best.upto(level) and len(self.duals) == 1:
            bound = self._fixed(node, bound, near)
        return bound if bound.value > best.upto(level) else None

    def _fixed(self, node: Node, bound: Bound, near: Sequence[int]) -> Bound:
        """Decide what follows from a bound, and bound again; at the root until nothing follows."""
        (dual,) = self.duals
        while not self._spent() and dual.fix(node, bound, self.incumbent.total, near):
            dispute = bound.dispute
            bound = dual.bound(node, self.incumbent.total, NODE_ROUNDS)
            bound.dispute = dispute
            if self.nodes or bound.value <= self.incumbent.total:
                break
        return bound

    def _settle(self, node: Node, bound: Bound) -> bool:
        """Settle a node without branching, where its offers share little; tells whether it did."""
        if len(self.duals) > 1 or any(self.incumbent.last):
            return False
        settling = Settling(node, self.incumbent, self.relaxed, self.orders, bound.prices)
        done = settling.run(self.budget.looks * 4 // 5)
        self.budget.looks -= settling.looks
        self.settled_ceiling = settling.ceiling
        return done

    def _order(self, bound: Bound) -> list[int]:
        best = self.incumbent
        gains = [wish.gain for wish in bound.wishes]
        return sorted(range(len(self.offers)), key=lambda p: (best.levels[p], -gains[p], p))

    def _grant(self, node: Node, dual: Duals, bound: Bound) -> None:
        """Make a combination of wishes, the largest gains first."""
        self.incumbent.grant(node, dual.reconcile(node, bound, self._order(bound)))

    def _vary(self, node: Node, dual: Duals, bound: Bound) -> None:
        """Make more combinations: let each offer be the first in turn."""
        order = self._order(bound)
        for first in order:
            if self._spent():
                return
            others = [p for p in order if p != first]
            self.incumbent.grant(node, dual.reconcile(node, bound, [first, *others]))

    def _close(self, node: Node) -> int | None:
        """Settle a node in which nobody competes any more.

        Returns:
            What it saves at most, where its groups were too many to try; else ``None``.
        """
        wishes = [
            Wish(0, {c: n for c, n in enumerate(node.free) if n and node.takers[c] == 1 << p})
            for p in range(len(self.offers))
        ]
        value, slack = self.incumbent.grant(node, wishes, complete=False)
        return value + slack if slack else None

    def _leave(self, ceilings: list[int]) -> None:
        """Note what stays unsearched."""
        best = self.incumbent
        if max(ceilings) > best.total or best.level_count > 1:
            self.proved = False
            self.ceiling = max(self.ceiling, *ceilings)

    def _spent(self) -> bool:
        """Charge the work done since the last time; tell whether the budget is used up."""
        looks = self.incumbent.looks + sum([dual.looks for dual in self.duals])
        self.budget.looks -= looks - self.looks
        self.looks = looks
        for dual in self.duals:
            dual.looks_max = dual.looks + self.budget.looks
        return self.budget.looks < 0

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
        while waiting and left and not self._spent():
            node = waiting.pop()
            left -= 1
            if self._earlier_saves_less(node):
                continue
            bound = self._bound_ties(node)
            if bound is None:
                continue
            self.nodes += 1
            choice = branching(node, bound)
            if choice is None:
                self._close(node)
            else:
                waiting += [node.bar(*choice), node.reserve(*choice)]

    def _earlier_saves_less(self, node: Node) -> bool:
        """Tell whether no combination of a node wins a tie against the best so far."""
        return tuple(self._alone(node)) <= self.incumbent.score[1]

    def _bound_ties(self, node: Node) -> Bound | None:
        """Bound a node; ``None`` where it saves less than the best."""
        bound = None
        for level, dual in enumerate(self.duals):
            least = self.incumbent.upto(level)
            bound = dual.bound(node, least - 1, TIE_ROUNDS)
            if bound.value < least:
                return None
        assert bound is not None
        self._grant(node, self.duals[-1], bound)
        return bound
