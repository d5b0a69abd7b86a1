"""Exact search in one component: branch over classes of units, bound by each offer alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import TYPE_CHECKING

from pricing.limits import LINE_SPLITS_MAX, SEARCH_CLASSES_MAX, SEARCH_LOOKS_MAX
from pricing.rewards import CheapestOf, GroupOf
from pricing.units import Deal, Unit

if TYPE_CHECKING:
    from pricing.best_deal import Offer

# Savings by falling priority, then savings by identifier. Among equals the first found stays;
# classes are visited in an order that depends on prices and SKUs only.
Score = tuple[tuple[int, ...], tuple[int, ...]]


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


class Component:
    """Offers tied together by shared units.

    Attributes:
        offers: Sorted by promotion number.
        first_sku: Smallest SKU, for an order of components that no order of lines changes.
    """

    __slots__ = ("_units", "first_sku", "offers")

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self.first_sku: str | None = None
        self._units: dict[int, list[Unit]] = {}

    def add(self, offer: "Offer", unit: Unit) -> None:
        """Let an offer take a unit of this component."""
        number = offer.promotion.number
        if number not in self._units:
            self._units[number] = []
            self.offers.append(offer)
        self._units[number].append(unit)
        if self.first_sku is None or unit.item.sku < self.first_sku:
            self.first_sku = unit.item.sku

    def units_of(self, offer: "Offer") -> list[Unit]:
        """Return the units of this component that an offer could take."""
        return self._units[offer.promotion.number]


@dataclass(slots=True)
class _Class:
    """Interchangeable units: each offer's own view of them, in the same order.

    Attributes:
        size: How many.
        views: By offer position, the units as that offer sees them; only offers that can take them.
    """

    size: int
    views: dict[int, list[Unit]] = field(default_factory=dict)


def solve(component: Component, budget: Budget) -> Outcome:
    """Find the best combination of a component's offers within what the budget allows."""
    search = _Search(component, budget)
    if all(offer.separable for offer in component.offers):
        return search.run_line()
    return search.run()


class _Search:
    def __init__(self, component: Component, budget: Budget) -> None:
        self.budget = budget
        self.offers = sorted(component.offers, key=lambda offer: offer.promotion.number)
        priorities = sorted({-offer.promotion.priority for offer in self.offers})
        self.levels = [priorities.index(-offer.promotion.priority) for offer in self.offers]
        self.level_count = len(priorities)
        self.classes = _classes(component, self.offers)
        self.searchable = len(self.classes) <= SEARCH_CLASSES_MAX
        # What is left for each offer when the first k classes are decided, as deep as it went: the
        # budget that bounds the depth bounds the memory too.
        self.rest: list[list[list[Unit]]] = [self._undecided(0)]
        self.looks_per_node = sum(len(units) for units in self.rest[0])
        self.nodes = 0
        self.best_score: Score | None = None
        self.best: list[Deal] = []
        self.stopped = False

    def run(self) -> Outcome:
        root = self._bound([[] for _ in self.offers], 0)
        for order in self._orders():
            self._try_greedy(order)
        self.stopped = not self.searchable
        self._branch([[] for _ in self.offers], 0)
        assert self.best_score is not None
        gap = sum(root[0]) - sum(self.best_score[0]) if self.stopped else 0
        return Outcome(self._best_deals(), not self.stopped, max(0, gap), self.nodes)

    def run_line(self) -> Outcome:
        """Solve one item on which only line discounts compete.

        Giving all units to one offer is best but for rounding, which may favour a split by a grosz
        an offer; every split is tried where there are few.
        """
        units = max(self.rest[0], key=len)
        takers = len(self.offers)
        for position in range(takers):
            self._consider([self.rest[0][p] if p == position else [] for p in range(takers)])
        few = comb(len(units) + takers - 1, takers - 1) <= LINE_SPLITS_MAX
        if few:
            self._branch([[] for _ in self.offers], 0)
        assert self.best_score is not None
        exact = few and not self.stopped
        return Outcome(self._best_deals(), exact, 0 if exact else takers, self.nodes)

    def _best_deals(self) -> dict[int, Deal]:
        numbers = [offer.promotion.number for offer in self.offers]
        return dict(zip(numbers, self.best, strict=True))

    def _undecided(self, depth: int) -> list[list[Unit]]:
        """Return what each offer could take of the classes from a depth on."""
        return [
            [unit for one in self.classes[depth:] for unit in one.views.get(position, ())]
            for position in range(len(self.offers))
        ]

    # --- scores -------------------------------------------------------------------------------

    def _score(self, values: Sequence[int]) -> Score:
        levels = [0] * self.level_count
        for level, value in zip(self.levels, values, strict=True):
            levels[level] += value
        return tuple(levels), tuple(values)

    def _bound(self, taken: Sequence[list[Unit]], depth: int) -> Score:
        if depth == len(self.rest):
            self.rest.append(self._undecided(depth))
        rest = self.rest[depth]
        return self._score(
            [
                offer.bound(taken[position] + rest[position])
                for position, offer in enumerate(self.offers)
            ]
        )

    def _consider(self, taken: Sequence[list[Unit]]) -> None:
        deals = [offer.deal(units) for offer, units in zip(self.offers, taken, strict=True)]
        self._return_unused(deals)
        score = self._score([deal.value for deal in deals])
        if self.best_score is None or score > self.best_score:
            self.best_score, self.best = score, deals

    def _return_unused(self, deals: list[Deal]) -> None:
        """Let ``cheapest of`` look at all units that no other deal uses, as its sentence says."""
        for position, offer in enumerate(self.offers):
            if not isinstance(offer.promotion.reward, CheapestOf):
                continue
            used = {
                (unit.item.number, unit.index)
                for other, deal in enumerate(deals)
                if other != position
                for unit in deal.units
            }
            free = [u for u in self.rest[0][position] if (u.item.number, u.index) not in used]
            deals[position] = offer.deal(free)

    # --- a first answer -----------------------------------------------------------------------

    def _orders(self) -> Iterator[list[int]]:
        """Yield orders in which to serve offers greedily: by worth alone, and each one first."""
        worth = [offer.bound(self.rest[0][position]) for position, offer in enumerate(self.offers)]
        by_worth = sorted(range(len(self.offers)), key=lambda p: (self.levels[p], -worth[p], p))
        yield by_worth
        for first in by_worth[1:8]:
            yield [first, *[position for position in by_worth if position != first]]

    def _try_greedy(self, order: Sequence[int]) -> None:
        """Let each offer in turn take what it does best with of what is left."""
        gone: set[tuple[int, int]] = set()
        taken: list[list[Unit]] = [[] for _ in self.offers]
        for position in order:
            units = [u for u in self.rest[0][position] if (u.item.number, u.index) not in gone]
            deal = self.offers[position].deal(units)
            taken[position] = deal.units
            gone |= {(u.item.number, u.index) for u in deal.units}
        self._consider(taken)

    # --- branching ----------------------------------------------------------------------------

    def _branch(self, taken: list[list[Unit]], depth: int) -> None:
        if self.stopped:
            return
        self.nodes += 1
        self.budget.looks -= self.looks_per_node
        if self.budget.looks < 0:
            self.stopped = True
            return
        if depth == len(self.classes):
            self._consider(taken)
            return
        if self.best_score is not None and self._bound(taken, depth) <= self.best_score:
            return
        decided = self.classes[depth]
        positions = list(decided.views)
        for split in _splits(decided.size, len(positions)):
            following = list(taken)
            start = 0
            for position, count in zip(positions, split, strict=True):
                if count:
                    following[position] = (
                        taken[position] + decided.views[position][start : start + count]
                    )
                start += count
            self._branch(following, depth + 1)
            if self.budget.looks < 0:
                return


def _splits(size: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to give all of some alike units to some takers, the first takers' most first.

    Leaving a unit with a taker that has no use for it is the same as giving it to nobody.
    """
    split = [size] + [0] * (parts - 1)
    while True:
        yield tuple(split)
        giver = next((part for part in range(parts - 2, -1, -1) if split[part]), None)
        if giver is None:
            return
        # The takers after the giver have nothing but for the last: the next one gets all of it.
        split[giver] -= 1
        moved, split[-1] = split[-1] + 1, 0
        split[giver + 1] = moved


def _classes(component: Component, offers: Sequence["Offer"]) -> list[_Class]:
    """Group units that every offer sees alike, the dearest classes first."""
    views: dict[tuple[int, int], dict[int, Unit]] = {}
    for position, offer in enumerate(offers):
        for unit in component.units_of(offer):
            views.setdefault((unit.item.number, unit.index), {})[position] = unit
    grouped: dict[object, _Class] = {}
    order: dict[object, tuple[int, str, int]] = {}
    separable = {position for position, offer in enumerate(offers) if offer.separable}
    for (number, _), seen in sorted(views.items(), key=lambda row: _by_sku(row[1])):
        unit = next(iter(seen.values()))
        tied = unit.item.milli or any(
            position in separable or not _is_alike_across_items(offers[position])
            for position in seen
        )
        key = (
            number if tied else -1,
            unit.net,
            unit.room,
            tuple((position, view.base) for position, view in sorted(seen.items())),
        )
        group = grouped.get(key)
        if group is None:
            group = grouped[key] = _Class(0)
            order[key] = (-unit.net, unit.item.sku, number)
        group.size += 1
        for position, view in seen.items():
            group.views.setdefault(position, []).append(view)
    for group in grouped.values():
        group.views = dict(sorted(group.views.items()))
    return [grouped[key] for key in sorted(grouped, key=lambda key: order[key])]


def _by_sku(seen: dict[int, Unit]) -> tuple[str, int, int]:
    unit = next(iter(seen.values()))
    return unit.item.sku, unit.item.number, unit.index


def _is_alike_across_items(offer: "Offer") -> bool:
    """Tell whether an offer values two units of equal price alike though their items differ."""
    reward = offer.promotion.reward
    return isinstance(reward, GroupOf) and not reward.target.identical
