"""What one line discount could gain at most if every unit had a price of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pricing.relaxed_groups import Cell, Gain


@dataclass(slots=True)
class Counted:
    """A discount whose value on a line follows from how many of its alike units it takes.

    Attributes:
        items: Item of each class; no item has two.
        tables: What so many units of each class bring, from none to all.
    """

    items: Mapping[int, int]
    tables: Mapping[int, Sequence[int]]

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of any counts of these cells."""
        total, taken = 0, [0] * len(cells)
        index = 0
        while index < len(cells):
            cls, cost, count = cells[index]
            # What is reserved for this promotion costs nothing and comes just before the rest.
            free = index + 1 if index + 1 < len(cells) and cells[index + 1][0] == cls else None
            table = self.tables[cls]
            more = cells[free] if free is not None else None
            gain, first, second = self._most(table, cost, count, more)
            total += gain
            taken[index] = first
            if free is not None:
                taken[free] = second
            index += 1 if free is None else 2
        return total, taken

    def _most(
        self, table: Sequence[int], cost: int, count: int, free: Cell | None
    ) -> tuple[int, int, int]:
        best = 0, 0, 0
        for units in range(1, count + 1):
            gain = table[units] - units * cost
            if gain > best[0]:
                best = gain, units, 0
        if free is not None:
            for units in range(1, free[2] + 1):
                gain = table[count + units] - count * cost - units * free[1]
                if gain > best[0]:
                    best = gain, count, units
        return best


@dataclass(frozen=True, slots=True)
class Step:
    """From so many units on, what a unit of each class brings at most."""

    start: int
    gains: Mapping[int, int]


@dataclass(slots=True)
class Pooled:
    """A discount from so many units on, a scale, or one with a limit on units.

    Attributes:
        steps: In rising order.
        most: How many units it may reward, or ``None``.
    """

    steps: Sequence[Step]
    most: int | None

    def best(self, cells: Sequence[Cell]) -> Gain:
        """Return the largest gain of any step, or more."""
        best: Gain = 0, [0] * len(cells)
        for step in self.steps:
            found = self._at(step, cells)
            if found is not None and found[0] > best[0]:
                best = found
        return best

    def _at(self, step: Step, cells: Sequence[Cell]) -> Gain | None:
        """Take what gains, and what loses least until the step is reached."""
        rows = [
            (step.gains[cls] - cost, index)
            for index, (cls, cost, count) in enumerate(cells)
            for _ in range(count)
        ]
        if len(rows) < step.start:
            return None
        rows.sort(key=lambda row: (-row[0], row[1]))
        total, taken = 0, [0] * len(cells)
        for number, (gain, index) in enumerate(rows):
            within = self.most is None or number < self.most
            if (gain <= 0 or not within) and number >= step.start:
                break
            # Beyond the limit a unit only helps to reach the step; that it costs is left out.
            total += gain if within else 0
            taken[index] += 1
        return total, taken
