"""Settles a node by joining the options of its offers, where they are few enough."""

from collections.abc import Sequence
from typing import Final

from pricing.incumbent import Incumbent
from pricing.joining import Joining
from pricing.limits import JOINED_OPTIONS_MAX
from pricing.options import Lister, Option, Part
from pricing.relaxation import Relaxed
from pricing.relaxed_groups import SCALE
from pricing.search_nodes import Node, Wish

# Options are listed that lose no more than this part of what may be lost: few at first, for a good
# combination to measure the rest by.
PARTS: Final = (32, 8, 2, 1)
# Where an offer has too many, those that lose a part of that.
NARROWER: Final = 8
# Options that a joined table keeps before the last attempt.
NARROW: Final = 50
# Parts of all looks that listing may take in one attempt, and for one try of one offer.
LISTING_PART: Final = 6
OFFER_PART: Final = 40


class Settling:
    """One attempt to settle a node without branching.

    Attributes:
        looks: Spent so far, beside what the incumbent counts itself.
        ceiling: No combination saves more, minor units; ``None`` where nothing was found out.
    """

    def __init__(
        self, node: Node, incumbent: Incumbent, relaxed: Sequence[Relaxed],
        orders: Sequence[Sequence[int]], prices: Sequence[int],
    ) -> None:  # fmt: skip
        self.node = node
        self.incumbent = incumbent
        self.lister = Lister(node, incumbent, relaxed, orders)
        contested = self.lister.contested
        self.sizes = [n if c in contested else 0 for c, n in enumerate(node.free)]
        self.prices = [p if c in contested else 0 for c, p in enumerate(prices)]
        self.best = [self.lister.best(offer, self.prices) for offer in range(len(incumbent.offers))]
        self.bound = sum([p * n for p, n in zip(self.prices, self.sizes, strict=True)])
        self.bound += sum(self.best)
        self.looks = self.lister.looks
        self.ceiling: int | None = None

    def run(self, looks_max: int) -> bool:
        """Try; tells whether the best combination of the node is now known."""
        for part in PARTS:
            more = self._attempt(part, looks_max)
            if self.ceiling is not None and self.ceiling <= self.incumbent.total:
                return True
            if not more:
                break
        return False

    def _attempt(self, part: int, looks_max: int) -> bool:
        """Join the options that lose least; tells whether listing more of them is worth trying."""
        spare = (self.bound - (self.incumbent.total + 1) * SCALE) // part
        if spare < 0:
            self.ceiling = self.incumbent.total
            return False
        tables, listed = self._tables(spare, looks_max)
        if len(tables) < len(self.best) or not self.lister.exact:
            return False
        joining = Joining(tables, self.sizes, self.prices, self.incumbent.total)
        everything = part == 1 and listed == spare
        found = joining.run(JOINED_OPTIONS_MAX if everything else NARROW, looks_max - self.looks)
        self.looks += joining.looks
        if found.parts:
            self._try(found.parts)
        unlisted = 0 if everything else self.bound - listed - 1
        ceiling = max(self.incumbent.total, found.ceiling // SCALE, unlisted // SCALE)
        self.ceiling = ceiling if self.ceiling is None else min(ceiling, self.ceiling)
        return found.finished

    def _tables(self, spare: int, looks_max: int) -> tuple[list[list[Option]], int]:
        """List the options of every offer.

        Args:
            spare: How much they may lose; less where an offer would have too many.
            looks_max: Units that the whole attempt may value.

        Returns:
            The options, and what those of every offer were allowed to lose; fewer lists than offers
            where it takes too long.
        """
        lister, start = self.lister, self.lister.looks
        tables: list[list[Option]] = []
        listed = spare
        for offer, best in enumerate(self.best):
            if lister.looks - start > looks_max // LISTING_PART:
                break
            share = looks_max // OFFER_PART
            allowed = spare
            options = lister.options(offer, self.prices, best - allowed, share)
            while options is None and allowed:
                allowed //= NARROWER
                options = lister.options(offer, self.prices, best - allowed, share)
            listed = min(listed, allowed)
            tables.append(options or [lister.nothing(offer)])
        self.looks += lister.looks - start
        return tables, listed

    def _try(self, parts: Sequence[Part]) -> None:
        """Make the combination that some options stand for."""
        wishes = [Wish(0, self.lister.own(p)) for p in range(len(self.incumbent.offers))]
        for offer, counts in parts:
            wishes[offer].free.update(counts)
        self.incumbent.grant(self.node, wishes)
