"""Joins the options of offers pair by pair, until what is best for all of them is read off.

Two offers become one whose options are the pairs that the units suffice for. A class that nobody
else wants any more is forgotten, and of the pairs that leave the others the same units only the
best stays. In between, prices bound what is left: an option that loses more against the best of its
own table than the whole bound exceeds the best combination known is dropped. Where few promotions
compete for the same units, as in most carts, the tables stay short and the answer is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import combinations

from pricing.count_fields import CountFields
from pricing.options import Option, Part
from pricing.relaxed_groups import SCALE

FIRST_ROUNDS = 60
LATER_ROUNDS = 6
STEP_UNIT = 64
FIRST_STEP = 32
PATIENCE = 4
# Options of one table that prices are moved by; the others are looked at in the end.
ACTIVE = 15


@dataclass(slots=True)
class Joined:
    """What joining found.

    Attributes:
        parts: What each offer takes in the best combination; empty where none beats the floor.
        ceiling: No combination of the options saves more, in ``SCALE``-ths of a minor unit, unless
            it is one of those compared; 0 where all were.
        finished: Whether it came to an end within its looks.
    """

    parts: list[Part] = field(default_factory=list)
    ceiling: int = 0
    finished: bool = True


@dataclass(slots=True)
class Table:
    """Options of one offer, or of several joined ones.

    Attributes:
        options: What they may do.
        gains: What each is worth at the prices of the moment.
        best: The largest of these.
        classes: Classes that any option takes units of.
    """

    options: list[Option]
    gains: list[int] = field(default_factory=list)
    best: int = 0
    classes: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Note which classes matter."""
        self.classes = frozenset([c for option in self.options for c, _ in option.counts])

    def value(self, prices: Sequence[int]) -> None:
        """Value every option at some prices."""
        self.gains = _gains(self.options, prices)
        self.best = max(self.gains)

    def keep(self, positions: Sequence[int]) -> None:
        """Drop all other options."""
        if len(positions) < len(self.options):
            self.options = [self.options[i] for i in positions]
            self.gains = [self.gains[i] for i in positions]
            self.classes = frozenset([c for option in self.options for c, _ in option.counts])


class Joining:
    """Joins tables of options.

    Attributes:
        bound: No combination saves more, in ``SCALE``-ths.
        looks: Options valued and pairs tried.
    """

    def __init__(
        self, tables: Sequence[Sequence[Option]], sizes: Sequence[int], prices: Sequence[int],
        floor_minor: int,
    ) -> None:  # fmt: skip
        self.tables = [Table(list(options)) for options in tables if options]
        self.sizes = sizes
        self.prices = list(prices)
        self.floor = floor_minor
        self.looks = 0
        self.bound = 0
        self.fields = CountFields(sizes)
        self._value_all()

    def run(self, width: int, looks_max: int) -> Joined:
        """Join until nothing is shared any more.

        Args:
            width: Options that a joined table may keep.
            looks_max: Where to give up.
        """
        found = Joined()
        rounds = FIRST_ROUNDS
        while True:
            self._reprice(rounds)
            rounds = LATER_ROUNDS
            if not self._drop_hopeless():
                return found
            if self.looks > looks_max:
                return Joined(ceiling=self.bound, finished=False)
            pair = self._next_pair()
            if pair is None:
                best = [max(t.options, key=lambda option: option.value) for t in self.tables]
                if sum([option.value for option in best]) > self.floor * SCALE:
                    found.parts = [part for option in best for part in option.parts]
                return found
            ceiling = self.bound
            joined = self._joined(*pair, looks_max)
            if self.looks > looks_max:
                return Joined(ceiling=ceiling, finished=False)
            if not joined.options:
                return found
            joined.value(self.prices)
            self.tables.append(joined)
            self._count_bound()
            if len(joined.options) > width:
                found.ceiling = max(found.ceiling, self._cut(joined, width))

    # --- prices -------------------------------------------------------------------------------

    def _value_all(self) -> None:
        for table in self.tables:
            self.looks += len(table.options)
            table.value(self.prices)
        self._count_bound()

    def _count_bound(self) -> None:
        live = frozenset().union(*[table.classes for table in self.tables])
        self.prices = [p if c in live else 0 for c, p in enumerate(self.prices)]
        self.bound = sum([p * n for p, n in zip(self.prices, self.sizes, strict=True) if p])
        self.bound += sum([table.best for table in self.tables])

    def _reprice(self, rounds: int) -> None:
        """Move prices so that the bound falls; by the most promising options of each table."""
        before, old = self.bound, self.prices
        active = [_promising(table) for table in self.tables]
        live = sorted(frozenset().union(*[table.classes for table in self.tables]))
        momentum = [0] * len(self.sizes)
        step, worse = FIRST_STEP, 0
        prices, least, wanted = list(old), -1, [0] * len(self.sizes)
        best = prices, wanted
        for _ in range(rounds):
            bound, wanted = self._asked(active, live, prices)
            if least < 0 or bound < least:
                least, best, worse = bound, (prices, wanted), 0
            else:
                worse += 1
                if worse >= PATIENCE:
                    prices, wanted = best
                    step, worse = step // 2, 0
                    momentum = [0] * len(momentum)
            if step < PATIENCE:
                break
            moved = self._moved(prices, wanted, momentum, live, least, step)
            if moved is None:
                break
            prices = moved
        self.prices = best[0]
        self._value_all()
        if self.bound > before:
            self.prices = old
            self._value_all()

    def _asked(
        self, active: Sequence[Sequence[Option]], live: Sequence[int], prices: Sequence[int]
    ) -> tuple[int, list[int]]:
        """Return the bound by the active options, and how many units are wanted too many."""
        wanted = [0] * len(self.sizes)
        bound = 0
        for c in live:
            wanted[c] = -self.sizes[c]
            bound += prices[c] * self.sizes[c]
        for options in active:
            self.looks += len(options)
            gains = _gains(options, prices)
            most = max(gains)
            bound += most
            for c, n in options[gains.index(most)].counts:
                wanted[c] += n
        return bound, wanted

    def _moved(
        self, prices: Sequence[int], wanted: Sequence[int], momentum: list[int],
        live: Sequence[int], least: int, step: int,
    ) -> list[int] | None:  # fmt: skip
        length = 0
        for c in live:
            m = momentum[c] = 10 * wanted[c] + 6 * momentum[c] // 10
            if m > 0 or prices[c]:
                length += m * m
        if not length:
            return None
        reach = max(SCALE, least - self.floor * SCALE) * step * 10
        moved = list(prices)
        for c in live:
            if momentum[c]:
                moved[c] = max(0, prices[c] + reach * momentum[c] // (length * STEP_UNIT))
        return moved

    # --- tables -------------------------------------------------------------------------------

    @property
    def spare(self) -> int:
        """What may be lost of the bound before nothing beats the floor."""
        return self.bound - (self.floor + 1) * SCALE

    def _drop_hopeless(self) -> bool:
        """Drop options that nothing better is made of; tells whether any are left."""
        spare = self.spare
        if spare < 0:
            return False
        for table in self.tables:
            least = table.best - spare
            table.keep([i for i, gain in enumerate(table.gains) if gain >= least])
        return True

    def _cut(self, table: Table, width: int) -> int:
        """Keep the best options of a table; returns the bound of what was dropped."""
        order: list[int] = nsmallest(
            width + 1, range(len(table.options)), key=lambda i: (-table.gains[i], i)
        )
        ceiling: int = self.bound - table.best + table.gains[order[width]]
        table.keep(sorted(order[:width]))
        return ceiling

    def _next_pair(self) -> tuple[int, int] | None:
        """Return the two tables whose pairs promise to be fewest; ``None`` where none share."""
        users: dict[int, list[int]] = {}
        for number, table in enumerate(self.tables):
            for c in table.classes:
                users.setdefault(c, []).append(number)
        shared: dict[tuple[int, int], tuple[int, int]] = {}
        for numbers in users.values():
            for pair in combinations(numbers, 2):
                both, alone = shared.get(pair, (0, 0))
                shared[pair] = both + 1, alone + (len(numbers) == 2)
        if not shared:
            return None
        most = max(both + alone for both, alone in shared.values())

        def size(pair: tuple[int, int]) -> int:
            both, alone = shared[pair]
            pairs = len(self.tables[pair[0]].options) * len(self.tables[pair[1]].options)
            # A class that both want rules out a third of the pairs, and more where only they do.
            weight: int = 2**both * 3 ** (most - both - alone)
            return pairs * weight

        return min(shared, key=lambda pair: (size(pair), pair))

    def _joined(self, first: int, second: int, looks_max: int) -> Table:
        """Replace two tables by the pairs of their options that the units suffice for."""
        one, other = self.tables[first], self.tables[second]
        del self.tables[second], self.tables[first]
        outer: frozenset[int] = frozenset().union(*[table.classes for table in self.tables])
        outer &= one.classes | other.classes
        pack, mask, guards = self.fields.pack, self.fields.mask(outer), self.fields.guards
        spare = self.spare
        rows = sorted(
            [(other.best - gain, i) for i, gain in enumerate(other.gains)],
        )
        partners = [
            (loss, pack(other.options[i].counts), other.options[i].value, other.options[i])
            for loss, i in rows
        ]
        best: dict[int, tuple[int, Option, Option]] = {}
        for gain, option in zip(one.gains, one.options, strict=True):
            left = spare - (one.best - gain)
            start, value = pack(option.counts) + self.fields.bias, option.value
            for loss, packed, more, partner in partners:
                if loss > left:
                    break
                self.looks += 1
                units = start + packed
                if units & guards:
                    continue  # more units than there are
                key = units & mask
                known = best.get(key)
                if known is None or known[0] < value + more:
                    best[key] = value + more, option, partner
            if self.looks > looks_max:
                break
        unpack = self.fields.reader(outer)
        return Table(
            [
                Option(value, unpack(key), option.parts + partner.parts)
                for key, (value, option, partner) in best.items()
            ]
        )


def _gains(options: Sequence[Option], prices: Sequence[int]) -> list[int]:
    return [o.value - sum([prices[c] * n for c, n in o.counts]) for o in options]


def _promising(table: Table) -> list[Option]:
    if len(table.options) <= ACTIVE:
        return table.options
    order = nsmallest(ACTIVE, range(len(table.options)), key=lambda i: (-table.gains[i], i))
    return [table.options[i] for i in order]
