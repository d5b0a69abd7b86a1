"""Settles a node by joining the options of its offers, where they are few enough."""

from collections.abc import Sequence
from typing import Final

from pricing.incumbent import Incumbent
from pricing.joining import Joining
from pricing.options import Lister, Option, Part
from pricing.relaxation import Relaxed
from pricing.relaxed_groups import SCALE
from pricing.search_nodes import Node, Wish

# The part of what may be lost that options are listed for, and how many of them a joined table
# keeps: few at first, for a good combination to measure the rest by.
ATTEMPTS: Final = ((8, 50), (3, 50), (1, 50), (1, 5_000))


class Settling:
    """One attempt to settle a node without branching.

    Attributes:
        looks: Spent so far, beside what the incumbent counts itself.
        ceiling: No combination saves more, minor units; ``None`` where nothing was found out.
    """

    def __init__(
        self, node: Node, incumbent: Incumbent, relaxed: Sequence[Relaxed],
        orders: Sequence[Sequence[int]],
    ) -> None:  # fmt: skip
        self.node = node
        self.incumbent = incumbent
        self.lister = Lister(node, incumbent, relaxed, orders)
        self.looks = 0
        self.ceiling: int | None = None

    def run(self, prices: Sequence[int], looks_max: int) -> bool:
        """Try; tells whether the best combination of the node is now known."""
        contested = self.lister.contested
        sizes = [n if c in contested else 0 for c, n in enumerate(self.node.free)]
        paid = [p if c in contested else 0 for c, p in enumerate(prices)]
        best = [self.lister.best(offer, paid) for offer in range(len(self.incumbent.offers))]
        bound = sum([p * n for p, n in zip(paid, sizes, strict=True)]) + sum(best)
        for part, width in ATTEMPTS:
            least = (self.incumbent.total + 1) * SCALE
            spare = (bound - least) // part
            if spare < 0:
                return True
            tables = self._tables(paid, [gain - spare for gain in best], looks_max - self.looks)
            if tables is None:
                return False
            joining = Joining(tables, sizes, paid, self.incumbent.total)
            found = joining.run(width, looks_max - self.looks)
            self.looks += joining.looks
            if found.parts:
                self._try(found.parts)
            unlisted = bound - spare - 1 if part > 1 else 0
            ceiling = max(self.incumbent.total, found.ceiling // SCALE, unlisted // SCALE)
            self.ceiling = ceiling if self.ceiling is None else min(ceiling, self.ceiling)
            if self.ceiling <= self.incumbent.total:
                return True
            if not found.finished:
                return False
        return False

    def _tables(
        self, prices: Sequence[int], least: Sequence[int], looks_max: int
    ) -> list[list[Option]] | None:
        """List the options of every offer; ``None`` where that takes too long or is uncertain."""
        lister = self.lister
        stop = lister.looks + looks_max
        start = lister.looks
        tables: list[list[Option]] = []
        for offer in range(len(self.incumbent.offers)):
            options = lister.options(offer, prices, least[offer], stop - lister.looks)
            if options is None or not lister.exact:
                self.looks += lister.looks - start
                return None
            tables.append(options)
        self.looks += lister.looks - start
        return tables

    def _try(self, parts: Sequence[Part]) -> None:
        """Make the combination that some options stand for."""
        wishes = [Wish(0, self.lister.own(p)) for p in range(len(self.incumbent.offers))]
        for offer, counts in parts:
            wishes[offer].free.update(counts)
        self.incumbent.grant(self.node, wishes)
