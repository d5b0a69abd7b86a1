"""The one way to split an amount.

Real tills differ, so the method is a policy of the shop: Biedronka deals a group discount by
running total, Lidl rounds each share and puts the rest on the last line; ``largest remainder``
follows no order of scanning at all.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from operator import le
from typing import Final

from pricing.rounding import divide


class Allocation(Enum):
    """How the groszy that do not divide are given out."""

    LARGEST_REMAINDER = "largest remainder"
    RUNNING_TOTAL = "running total"
    REST_ON_LAST = "rest on last line"


# List price, SKU and number of an item: its place among equals.
Rank = tuple[int, str, int]
RankOf = Callable[[int], Rank]  # of a part, by its position
# Members of an enumeration are looked up by a call in Python 3.11; names of a module are not.
_LARGEST_REMAINDER: Final = Allocation.LARGEST_REMAINDER
_RUNNING_TOTAL: Final = Allocation.RUNNING_TOTAL


def allocate(
    total: int,
    weights: Sequence[int],
    caps: Sequence[int],
    method: Allocation,
    rank_of: RankOf | None = None,
) -> list[int]:
    """Split an amount in proportion to weights; no part exceeds its cap.

    What a part cannot take goes to the others in the same way.

    Args:
        total: Minor units to split, at least zero.
        weights: One non-negative weight a part.
        caps: The most each part can take, minor units.
        method: Who gets the indivisible groszy.
        rank_of: Sort key of a part, smallest first, that settles a tie of ``LARGEST_REMAINDER``;
            its position when left out. The other methods follow the order of the parts.

    Returns:
        One share a part. They sum to ``min(total, sum(caps))``.
    """
    assert total >= 0, total
    assert len(weights) == len(caps), (weights, caps)
    if len(caps) == 1:  # most discounts fall on one line or one unit
        return [min(total, caps[0])]
    left = min(total, sum(caps))
    if not left:
        return [0] * len(weights)
    shares = _deal(left, weights, method, rank_of)
    if min(weights) > 0 and all(map(le, shares, caps)):
        return shares  # nearly always: nothing is free, nothing is full
    return _within_caps(left, weights, caps, method, rank_of)


def _within_caps(
    left: int,
    weights: Sequence[int],
    caps: Sequence[int],
    method: Allocation,
    rank_of: RankOf | None,
) -> list[int]:
    """Split what fits under the caps in rounds, each over the parts that still have room."""
    target = left
    shares = [0] * len(weights)
    open_parts = [i for i, cap in enumerate(caps) if cap > 0]
    while left:
        # A part that weighs nothing takes a share only when all that weigh something are full.
        parts = [i for i in open_parts if weights[i] > 0] or open_parts
        # Parts keep their order, so positions among them settle ties as those among all do.
        ranks = None if rank_of is None else [rank_of(i) for i in parts]
        own = None if ranks is None else ranks.__getitem__
        dealt = _deal(left, [weights[i] for i in parts], method, own)
        for i, share in zip(parts, dealt, strict=True):
            taken = min(share, caps[i] - shares[i])
            shares[i] += taken
            left -= taken
        open_parts = [i for i in open_parts if shares[i] < caps[i]]
    assert sum(shares) == target, (shares, target)
    return shares


def _deal(
    total: int, weights: Sequence[int], method: Allocation, rank_of: RankOf | None
) -> list[int]:
    """Split without caps."""
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    if method is _LARGEST_REMAINDER:
        return _by_largest_remainder(total, weights, whole, rank_of)
    if method is _RUNNING_TOTAL:
        return _by_running_total(total, weights, whole)
    return _rest_on_last(total, weights, whole)


def _by_largest_remainder(
    total: int, weights: Sequence[int], whole: int, rank_of: RankOf | None
) -> list[int]:
    shares = [total * weight // whole for weight in weights]
    spare = total - sum(shares)
    if spare:
        remainders = [total * weight % whole for weight in weights]
        # The least remainder that still gets one: ranks are asked only of parts that tie there.
        least = sorted(remainders, reverse=True)[spare - 1]
        tied = []
        for i, remainder in enumerate(remainders):
            if remainder > least:
                shares[i] += 1
                spare -= 1
            elif remainder == least:
                tied.append(i)
        if len(tied) > spare and rank_of is not None:
            tied.sort(key=rank_of)
        for i in tied[:spare]:
            shares[i] += 1
    return shares


def _by_running_total(total: int, weights: Sequence[int], whole: int) -> list[int]:
    shares = []
    seen = given = 0
    for weight in weights:
        seen += weight
        upto = (2 * total * seen + whole) // (2 * whole)  # half up
        shares.append(upto - given)
        given = upto
    return shares


def _rest_on_last(total: int, weights: Sequence[int], whole: int) -> list[int]:
    shares: list[int] = []
    left = total
    for weight in weights[:-1]:
        # Many shares of half a grosz would round up to more than there is.
        share = min(left, divide(total * weight, whole))
        shares.append(share)
        left -= share
    return [*shares, left]
