"""Small components: every way to split the units that several offers want, compared one by one."""

from collections.abc import Iterator, Sequence
from math import comb

from pricing.incumbent import Incumbent
from pricing.limits import SPLITS_MAX
from pricing.unit_classes import UnitClass
from pricing.units import Unit


def try_every_split(best: Incumbent) -> int:
    """Compare every split of a component, ties included.

    Returns:
        How many there were; 0 where they are too many or would not settle the matter, and then
        nothing was decided.
    """
    if any(best.last):
        return 0
    splits = 1
    for cls in best.classes:
        takers = len(cls.views)
        splits *= comb(cls.size + takers - 1, takers - 1)
        if splits > SPLITS_MAX:
            return 0
    contested = [cls for cls in best.classes if len(cls.views) > 1]
    certain: list[list[Unit]] = [[] for _ in best.offers]
    for cls in best.classes:
        if len(cls.views) == 1:
            ((position, units),) = cls.views.items()
            certain[position] += units
    slack = 0
    for held in _shared_out(contested, certain):
        deals = [best.deal(p, units) for p, units in enumerate(held)]
        slack = max(slack, *[deal.slack for deal in deals])
        best.keep(deals)
    return 0 if slack else splits


def _shared_out(
    contested: Sequence[UnitClass], held: list[list[Unit]]
) -> Iterator[list[list[Unit]]]:
    """Yield the units of each offer for every way to share out the contested classes."""
    if not contested:
        yield held
        return
    views = list(contested[0].views.items())
    for counts in _splits(contested[0].size, len(views)):
        then, start = list(held), 0
        for (position, units), count in zip(views, counts, strict=True):
            if count:
                then[position] = held[position] + units[start : start + count]
                start += count
        yield from _shared_out(contested[1:], then)


def _splits(size: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to give all of some alike units to some takers, the first takers' most first.

    Leaving a unit with a taker that has no use for it is the same as giving it to nobody.
    """
    if parts == 1:
        yield (size,)
        return
    for count in range(size, -1, -1):
        for rest in _splits(size - count, parts - 1):
            yield (count, *rest)
