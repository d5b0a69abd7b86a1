"""What one group promotion could gain at most if every unit had a price of its own.

The search asks for units at prices (``pricing.duals``); here each mechanic answers with the groups
that gain the most, or with an amount that no groups exceed. Amounts are in ``SCALE``-ths of a minor
unit. All of it may only err upwards: a bound that errs downwards would hide the best deal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pricing.matching import Kind, Matching

SCALE: Final = 256
NOWHERE: Final = -(1 << 62)
# A limit on groups is followed by the recurrence up to this many units, and ignored beyond.
LIMITED_UNITS_MAX: Final = 60

# Class of units, price of one, how many at that price; dearest units first.
Cell = tuple[int, int, int]
# What is gained, and how many of each cell were taken for it.
Gain = tuple[int, list[int]]


@dataclass(slots=True)
class Ladder:
    """Groups of one set, in falling order of price, each with its cheapest units rewarded.

    Of any units the falling cut makes the rewarded ones dearest, so it is enough to say which units
    take part: the k-th of them has the role that ``k`` modulo the size of a group gives.

    Attributes:
        gains: What a rewarded unit of each class brings.
        size, rewarded: Units of a group, and how many of them are rewarded.
        bonus: What a complete group brings on top; below zero for ``for 4.99 PLN``.
        most: How many groups there may be, or ``None``.
        pools: Product of each class where each product counts by itself, else empty.
    """

    gains: Mapping[int, int]
    size: int
    rewarded: int
    bonus: int
    most: int | None
    pools: Mapping[int, str]

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of any groups made of these cells."""
        if not self.pools:
            return self._climb(cells)
        total, taken = 0, [0] * len(cells)
        numbered = sorted(range(len(cells)), key=lambda i: self.pools[cells[i][0]])
        for _, group in groupby(numbered, key=lambda i: self.pools[cells[i][0]]):
            mine = list(group)
            gain, counts = self._climb([cells[i] for i in mine])
            total += gain
            for i, count in zip(mine, counts, strict=True):
                taken[i] = count
        return total, taken

    def _climb(self, cells: Sequence[Cell]) -> Gain:
        size, paying = self.size, self.size - self.rewarded
        limited = self.most is not None and self.most * size <= LIMITED_UNITS_MAX
        # So many units taken; without a limit only their number modulo the size matters.
        rounds = self.most if limited and self.most is not None else 1
        value = [0] + [NOWHERE] * (size * rounds if limited else size - 1)
        path: list[tuple[int, list[int]]] = []
        for index, (cls, cost, count) in enumerate(cells):
            adds = [-cost] * paying + [self.gains[cls] - cost] * self.rewarded
            adds[-1] += self.bonus
            adds *= rounds
            # By the state it leads to; from the last one the next group leads back to the first.
            steps = [NOWHERE if limited else adds[-1], *(adds if limited else adds[:-1])]
            for _ in range(count):
                path.append((index, value))
                value = [
                    kept if kept > (taking := value[state - 1] + steps[state]) else taking
                    for state, kept in enumerate(value)
                ]
        state = max(range(0, len(value), size), key=value.__getitem__)
        return value[state], self._traced(len(cells), path, value, state)

    def _traced(
        self, cells: int, path: list[tuple[int, list[int]]], value: list[int], state: int
    ) -> list[int]:
        """Tell how many of each cell lead to a state, from the last unit back."""
        taken = [0] * cells
        for index, before in reversed(path):
            if value[state] > before[state]:
                taken[index] += 1
                state = (state or len(before)) - 1
            value = before
        return taken


@dataclass(slots=True)
class Slotted:
    """Bundles: some of each slot, all of it rewarded.

    Attributes:
        gains: What a unit of each class brings.
        kinds: Slots that each class fits.
        counts: Units of each slot.
        bonus: What a complete bundle brings on top; below zero for a price.
        most: How many bundles there may be, or ``None``.
    """

    gains: Mapping[int, int]
    kinds: Mapping[int, Kind]
    counts: tuple[int, ...]
    bonus: int
    most: int | None

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of any bundles made of these cells."""
        worth = [
            (self.gains[cls] - cost, index)
            for index, (cls, cost, count) in enumerate(cells)
            for _ in range(count)
        ]
        worth.sort(key=lambda row: (-row[0], row[1]))
        kinds = [self.kinds[cls] for cls, _, _ in cells]
        if all(len(kind) == 1 for kind in kinds):
            return self._apart(worth, kinds)
        return self._together(worth, kinds)

    def _apart(self, worth: Sequence[tuple[int, int]], kinds: Sequence[Kind]) -> Gain:
        queues: list[list[tuple[int, int]]] = [[] for _ in self.counts]
        for row in worth:
            queues[kinds[row[1]][0]].append(row)
        total, taken = 0, [0] * len(kinds)
        made = 0
        while self.most is None or made < self.most:
            group = [
                row
                for queue, count in zip(queues, self.counts, strict=True)
                for row in queue[made * count : (made + 1) * count]
            ]
            gain = sum([row[0] for row in group]) + self.bonus
            if len(group) < sum(self.counts) or gain <= 0:
                break
            total += gain
            made += 1
            for _, index in group:
                taken[index] += 1
        return total, taken

    def _together(self, worth: Sequence[tuple[int, int]], kinds: Sequence[Kind]) -> Gain:
        """Where a unit fits several slots: the heaviest units that can be matched, for each k."""
        best: Gain = 0, [0] * len(kinds)
        made = 0
        while self.most is None or made < self.most:
            made += 1
            matching = Matching([count * made for count in self.counts])
            wanted = sum(self.counts) * made
            gain, taken, placed = self.bonus * made, [0] * len(kinds), 0
            for number, (weight, index) in enumerate(worth):
                if placed == wanted:
                    break
                if matching.place(number, kinds[index]):
                    placed += 1
                    gain += weight
                    taken[index] += 1
            if placed < wanted or gain <= best[0]:
                break
            best = gain, taken
        return best


@dataclass(slots=True)
class Given:
    """Buy some, get some: bought units cost their price, given ones also bring a gain.

    A unit of both sets may be counted in each: that errs upwards only, and its price then rises
    as if two offers wanted it.

    Attributes:
        gains: What a given unit of each class brings; classes that cannot be given are missing.
        bought: Classes that can be bought.
        buy, get: Units of a group.
        bonus: What a complete group brings on top; below zero for a price.
        most: How many groups there may be, or ``None``.
    """

    gains: Mapping[int, int]
    bought: frozenset[int]
    buy: int
    get: int
    bonus: int
    most: int | None

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of any groups made of these cells, or more."""
        give: list[tuple[int, int]] = []
        pay: list[tuple[int, int]] = []
        for index, (cls, cost, count) in enumerate(cells):
            if cls in self.gains:
                give += [(self.gains[cls] - cost, index)] * count
            if cls in self.bought:
                pay += [(-cost, index)] * count
        give.sort(key=lambda row: (-row[0], row[1]))
        # Among equals the cheaper units are bought, so that the dearer can be given.
        pay.sort(key=lambda row: (-row[0], -row[1]))
        total, taken = 0, [0] * len(cells)
        made = 0
        while self.most is None or made < self.most:
            group = pay[made * self.buy : (made + 1) * self.buy]
            group += give[made * self.get : (made + 1) * self.get]
            gain = sum([row[0] for row in group]) + self.bonus
            if len(group) < self.buy + self.get or gain <= 0:
                break
            total += gain
            made += 1
            for _, index in group:
                taken[index] += 1
        return total, taken


@dataclass(slots=True)
class Cheapest:
    """The cheapest of at least so many units, once.

    Attributes:
        gains: What the rewarded unit of each class brings.
        minimum: Units needed.
        pools: Product of each class where each product counts by itself, else empty.
    """

    gains: Mapping[int, int]
    minimum: int
    pools: Mapping[int, str]

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of a rewarded unit and the cheapest company it needs."""
        total, taken = 0, [0] * len(cells)
        for pool in sorted({self.pools.get(cls, "") for cls, _, _ in cells}):
            mine = [i for i, cell in enumerate(cells) if self.pools.get(cell[0], "") == pool]
            gain, counts = self._once(cells, mine)
            total += gain
            for index in counts:
                taken[index] += 1
        return total, taken

    def _once(self, cells: Sequence[Cell], mine: Sequence[int]) -> tuple[int, list[int]]:
        best: tuple[int, list[int]] = 0, []
        company: list[tuple[int, int]] = []
        for index in mine:
            cls, cost, count = cells[index]
            for _ in range(count):
                if len(company) >= self.minimum - 1:
                    chosen = sorted(company)[: self.minimum - 1]
                    gain = self.gains[cls] - cost - sum([price for price, _ in chosen])
                    if gain > best[0]:
                        best = gain, [index, *[other for _, other in chosen]]
                company.append((cost, index))
        return best


class Nobody:
    """Gains nothing: stands for leaving units alone where that matters."""

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return nothing."""
        return 0, [0] * len(cells)
