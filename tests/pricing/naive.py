"""The best deal by trying everything: written from the problem statement, not from the solver.

Every unit goes to one promotion or to none; each promotion then makes of its units what its
sentence says. Only for a handful of units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

from pricing.rewards import (
    Amount,
    AmountOff,
    Bundle,
    CheapestOf,
    Effect,
    FixedPrice,
    GroupOf,
    Percent,
    PercentOff,
    Price,
)

FLOOR = 1


@dataclass(frozen=True)
class Piece:
    """One unit of the naive model."""

    sku: str
    price: int


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def best_saving(pieces: Sequence[Piece], rewards: Sequence[tuple[object, frozenset[str]]]) -> int:
    """The largest total saving; *rewards* are pairs of a reward and the SKUs it covers."""
    best = 0
    options = [
        [None, *[r for r, (_, skus) in enumerate(rewards) if piece.sku in skus]] for piece in pieces
    ]
    for assignment in product(*options):
        total = 0
        for number, (reward, _) in enumerate(rewards):
            mine = [p for p, taker in zip(pieces, assignment, strict=True) if taker == number]
            total += saving(reward, mine)
        best = max(best, total)
    return best


def saving(reward: object, mine: Sequence[Piece]) -> int:
    """What a reward takes off exactly these units, or less of them where it wants fewer."""
    if isinstance(reward, PercentOff | AmountOff | FixedPrice):
        by_sku: dict[str, list[int]] = {}
        for piece in mine:
            by_sku.setdefault(piece.sku, []).append(piece.price)
        return sum(_line(reward, prices) for prices in by_sku.values())
    if isinstance(reward, GroupOf):
        return _groups(reward, tuple(sorted(p.price for p in mine)))
    if isinstance(reward, CheapestOf):
        prices = [p.price for p in mine]
        if len(prices) < reward.minimum:
            return 0
        return min(_effect(reward.effect, min(prices)), sum(prices) - FLOOR * len(prices))
    assert isinstance(reward, Bundle)
    return _bundles(reward, tuple(mine))


def _line(reward: PercentOff | AmountOff | FixedPrice, prices: list[int]) -> int:
    total, room = sum(prices), sum(prices) - FLOOR * len(prices)
    if isinstance(reward, PercentOff):
        off = half_up(total * reward.rate_bp, 10_000)
        if reward.unit_most_minor is not None:
            off = min(off, reward.unit_most_minor * len(prices))
    elif isinstance(reward, AmountOff):
        off = reward.amount_minor * len(prices)
    else:
        off = total - half_up(reward.price_e4 * len(prices), 100)
    return max(0, min(off, room))


def _effect(effect: Effect, base: int) -> int:
    if isinstance(effect, Percent):
        return half_up(base * effect.rate_bp, 10_000)
    if isinstance(effect, Amount):
        return min(base, effect.amount_minor)
    assert isinstance(effect, Price)
    return max(0, base - effect.price_minor)


def _groups(reward: GroupOf, prices: tuple[int, ...]) -> int:
    if len(prices) < reward.size:
        return 0
    # The first unit is in no group, or in one with some others.
    best = _groups(reward, prices[1:])
    for others in combinations(range(1, len(prices)), reward.size - 1):
        group = sorted([prices[0], *[prices[i] for i in others]])
        left = tuple(p for i, p in enumerate(prices) if i and i not in others)
        off = min(
            _effect(reward.effect, sum(group[: reward.rewarded])), sum(group) - FLOOR * len(group)
        )
        best = max(best, off + _groups(reward, left))
    return best


def _bundles(reward: Bundle, mine: tuple[Piece, ...]) -> int:
    need = sum(slot.count for slot in reward.slots)
    best = 0
    for chosen in combinations(range(len(mine)), need):
        members = [mine[i] for i in chosen]
        if not _fills(reward, members):
            continue
        total = sum(p.price for p in members)
        off = min(_effect(reward.effect, total), total - FLOOR * need)
        left = tuple(p for i, p in enumerate(mine) if i not in chosen)
        best = max(best, off + _bundles(reward, left))
    return best


def _fills(reward: Bundle, members: Sequence[Piece]) -> bool:
    wanted = [slot for slot in reward.slots for _ in range(slot.count)]
    return _assign(wanted, list(members))


def _assign(wanted: list, members: list[Piece]) -> bool:
    if not wanted:
        return True
    for i, piece in enumerate(members):
        fits = piece.sku in wanted[0].target.name
        if fits and _assign(wanted[1:], members[:i] + members[i + 1 :]):
            return True
    return False
