"""Decide what no basket can change: totals of nothing, thresholds of zero, empty conjunctions."""

from dataclasses import replace

from rules.comparison import Comparison
from rules.goods import NoGoods
from rules.ir import AllOf, Always, AnyOf, Condition, Measures, Never, Ruleset
from rules.passes.rewrite import rewrite_conditions


def fold_constants(ruleset: Ruleset) -> Ruleset:
    """Replace every condition whose answer is known by ``Always`` or ``Never``."""
    empty = {number for number, known in enumerate(ruleset.sets) if known.node == NoGoods()}

    def fold(condition: Condition) -> Condition:
        match condition:
            case Measures():
                return _fold_measure(condition, is_empty=condition.target.number in empty)
            case AllOf(parts=parts):
                if Never() in parts:
                    return Never()
                return _rebuild(condition, tuple(p for p in parts if p != Always()), Always())
            case AnyOf(parts=parts):
                if Always() in parts:
                    return Always()
                return _rebuild(condition, tuple(p for p in parts if p != Never()), Never())
            case _:
                return condition

    return rewrite_conditions(ruleset, fold)


def _rebuild(
    condition: AllOf | AnyOf, parts: tuple[Condition, ...], nothing: Condition
) -> Condition:
    if not parts:
        return nothing
    return parts[0] if len(parts) == 1 else replace(condition, parts=parts)


def _fold_measure(leaf: Measures, *, is_empty: bool) -> Condition:
    """Decide a measure over no goods, and one that zero and every larger number answers alike."""
    comparison = leaf.comparison.opposite if leaf.negated else leaf.comparison
    at_zero = comparison.compares(0, leaf.number)
    if is_empty or _is_settled(comparison, leaf.number, at_zero=at_zero):
        return Always() if at_zero else Never()
    return leaf


def _is_settled(comparison: Comparison, number: int, *, at_zero: bool) -> bool:
    """Tell whether every number from zero up compares alike."""
    match comparison:
        case Comparison.AT_LEAST | Comparison.MORE:
            return at_zero
        case Comparison.LESS | Comparison.AT_MOST:
            return not at_zero
        case Comparison.EQUAL | Comparison.UNEQUAL:
            return number < 0
