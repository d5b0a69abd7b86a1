"""The best combination found so far, and how a wish list becomes one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pricing.rewards import CheapestOf
from pricing.search_nodes import Node, Wish
from pricing.unit_classes import Component, UnitClass
from pricing.units import NO_DEAL, Deal, Unit

if TYPE_CHECKING:
    from pricing.best_deal import Offer

# Savings by falling priority, then savings by identifier.
Score = tuple[tuple[int, ...], tuple[int, ...]]
Key = tuple[int, int]


def key_of(unit: Unit) -> Key:
    """Return what tells a unit from every other, whoever looks at it."""
    return unit.item.number, unit.index


class Incumbent:
    """The best combination of a component's deals found so far.

    Attributes:
        score: What it is compared by.
        deals: One for each offer.
        looks: Units valued for deals that were not known yet.
    """

    def __init__(self, component: Component, classes: Sequence[UnitClass]) -> None:
        self.offers: list[Offer] = component.offers
        self.classes = classes
        self.all_units = [component.units_of(offer) for offer in self.offers]
        priorities = sorted({-offer.promotion.priority for offer in self.offers})
        self.levels = [priorities.index(-offer.promotion.priority) for offer in self.offers]
        self.level_count = len(priorities)
        # ``cheapest of`` looks at all units that nobody else takes, so it is asked last.
        self.last = [isinstance(offer.promotion.reward, CheapestOf) for offer in self.offers]
        self.looks = 0
        self._known: dict[tuple[int, ...], Deal] = {}
        self.deals: list[Deal] = [NO_DEAL] * len(self.offers)
        self.score = self.score_of(self.deals)

    def deal(self, position: int, units: list[Unit]) -> Deal:
        """Return the best that an offer does with some units; remembered."""
        if not units:
            return NO_DEAL
        # Every offer has its own view of a unit, so that the units tell the offer as well.
        key = tuple(map(id, units))
        deal = self._known.get(key)
        if deal is None:
            deal = self._known[key] = self.offers[position].deal(units)
            self.looks += deal.looks or len(units)
        return deal

    def score_of(self, deals: Sequence[Deal]) -> Score:
        """Return what a combination is compared by."""
        sums = [0] * self.level_count
        for level, deal in zip(self.levels, deals, strict=True):
            sums[level] += deal.value
        return tuple(sums), tuple([deal.value for deal in deals])

    def by_number(self) -> dict[int, Deal]:
        """Return the best deals by promotion number."""
        return {o.promotion.number: d for o, d in zip(self.offers, self.deals, strict=True)}

    @property
    def total(self) -> int:
        """What the best combination saves, minor units."""
        return sum(self.score[0])

    def upto(self, level: int) -> int:
        """What its highest levels of priority save, minor units."""
        return sum(self.score[0][: level + 1])

    def serve(self, order: Sequence[int]) -> None:
        """Try letting each offer in turn do its best with what is left."""
        gone: set[Key] = set()
        deals: list[Deal] = [NO_DEAL] * len(self.offers)
        for position in order:
            units = [u for u in self.all_units[position] if key_of(u) not in gone]
            deals[position] = self.deal(position, units)
            gone.update(map(key_of, deals[position].units))
        self.consider(deals)

    def grant(
        self, node: Node, wishes: Sequence[Wish], *, complete: bool = True
    ) -> tuple[int, int]:
        """Try granting wishes as far as the units go, the largest gains first.

        Args:
            node: What is decided.
            wishes: By offer.
            complete: Whether to put to use what is left over.

        Returns:
            What they save, and what exact groups could add to that at most, minor units.
        """
        order = sorted(range(len(self.offers)), key=lambda p: (self.levels[p], -wishes[p].gain, p))
        start = self._reserved_starts(node)
        next_free = [c.size - free for c, free in zip(self.classes, node.free, strict=True)]
        deals: list[Deal] = [NO_DEAL] * len(self.offers)
        for position in order:
            units: list[Unit] = []
            for cls, count in node.reserved[position].items():
                first = start[position][cls]
                units += self.classes[cls].views[position][first : first + count]
            for cls, count in wishes[position].free.items():
                first = next_free[cls]
                chosen = self.classes[cls].views[position][first : first + count]
                units += chosen
                next_free[cls] = first + len(chosen)
            deals[position] = self.deal(position, units)
        self.consider(deals, complete=complete)
        return sum([deal.value for deal in deals]), sum([deal.slack for deal in deals])

    def _reserved_starts(self, node: Node) -> list[dict[int, int]]:
        used: dict[int, int] = {}
        starts: list[dict[int, int]] = []
        for held in node.reserved:
            mine = {}
            for cls, count in held.items():
                mine[cls] = used.get(cls, 0)
                used[cls] = mine[cls] + count
            starts.append(mine)
        return starts

    def consider(self, deals: list[Deal], *, complete: bool = True) -> None:
        """Keep a combination, with what is left over put to use, where it is the best so far."""
        if any(self.last):
            self.keep(self.completed(deals, [p for p, last in enumerate(self.last) if last]))
        else:
            self.keep(deals)
        if complete:
            self.keep(self.completed(deals, range(len(deals))))

    def keep(self, deals: list[Deal]) -> None:
        """Keep a combination where it is the best so far."""
        score = self.score_of(deals)
        if score > self.score:
            self.score, self.deals = score, deals

    def completed(self, deals: Sequence[Deal], order: Sequence[int]) -> list[Deal]:
        """Let each offer in turn choose again among its own units and those that nobody uses."""
        done = list(deals)
        holder: dict[Key, int] = {}
        for position, deal in enumerate(done):
            for unit in deal.units:
                holder[key_of(unit)] = position
        turns = [p for p in order if not self.last[p]]
        # Twice, because what one ``cheapest of`` gives up another has to look at.
        turns += 2 * [p for p in order if self.last[p]]
        for position in turns:
            self.looks += len(self.all_units[position]) // 8
            units = [
                u for u in self.all_units[position] if holder.get(key_of(u), position) == position
            ]
            deal = done[position]
            if len(units) == len(deal.units) and not self.last[position]:
                continue
            again = self.deal(position, units)
            if again.value >= deal.value or self.last[position]:
                for unit in deal.units:
                    del holder[key_of(unit)]
                for unit in again.units:
                    holder[key_of(unit)] = position
                done[position] = again
        return done

    def settle(self) -> None:
        """Among equals let the cheaper units take part, promotion by promotion."""
        for _ in range(2):
            self.keep(self.deals)
            deals = self.completed(self.deals, range(len(self.deals)))
            if self.score_of(deals) >= self.score:
                self.deals, self.score = deals, self.score_of(deals)
