"""Decide what no basket can change: totals of nothing, thresholds of zero, empty conjunctions."""

from dataclasses import replace

from rules.comparison import Comparison
from rules.goods import NoGoods
from rules.ir import AllOf, Always, AnyOf, Condition, Measures, Never, Ruleset
from rules.passes.rewrite import rewrite_conditions


def fold_constants(ruleset: Ruleset) -> Ruleset:
    """Replace every condition whose answer is known by ``Always`` or ``Never``."""
    sets = ruleset.sets

    def fold(condition: Condition) -> Condition:
        match condition:
            case Measures():
                is_empty = isinstance(sets[condition.target.number].node, NoGoods)
                return _fold_measure(condition, is_empty=is_empty)
            case AllOf(parts=parts):
                if any(isinstance(part, Never) for part in parts):
                    return Never()
                return _rebuild(condition, Always)
            case AnyOf(parts=parts):
                if any(isinstance(part, Always) for part in parts):
                    return Always()
                return _rebuild(condition, Never)
            case _:
                return condition

    return rewrite_conditions(ruleset, fold)


def _rebuild(condition: AllOf | AnyOf, nothing: type[Always] | type[Never]) -> Condition:
    """Return a group without the parts that decide nothing."""
    parts = tuple([part for part in condition.parts if not isinstance(part, nothing)])
    if not parts:
        return nothing()
    if len(parts) == 1:
        return parts[0]
    return condition if len(parts) == len(condition.parts) else replace(condition, parts=parts)


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
