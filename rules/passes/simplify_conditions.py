"""Flatten conditions, drop what is said twice, keep the tightest of several bounds."""

from dataclasses import replace
from operator import is_

from rules.comparison import Comparison
from rules.ir import (
    AllOf,
    Always,
    AnyOf,
    ChannelIs,
    Condition,
    DayFrom,
    DayUntil,
    Measures,
    Never,
    Ruleset,
)
from rules.passes.rewrite import rewrite_conditions


def simplify_conditions(ruleset: Ruleset) -> Ruleset:
    """Bring every condition into normal form; when it holds does not change.

    Afterwards no conjunction stands in a conjunction and no alternative in an alternative, no
    measure is negated, and bounds of one thing in one conjunction are one bound each way.
    """
    return rewrite_conditions(ruleset, _simplify)


def _simplify(condition: Condition) -> Condition:
    match condition:
        case Measures():
            return _normalise(condition)
        case AllOf(parts=parts):
            flat = [
                p for part in parts for p in (part.parts if isinstance(part, AllOf) else (part,))
            ]
            return _conjunction(condition, flat)
        case AnyOf(parts=parts):
            flat = [
                p for part in parts for p in (part.parts if isinstance(part, AnyOf) else (part,))
            ]
            unique = tuple(dict.fromkeys(flat))
            return unique[0] if len(unique) == 1 else replace(condition, parts=unique)
        case _:
            return condition


def _normalise(leaf: Measures) -> Measures:
    """Turn a negation into the opposite comparison, and strict bounds into closed ones."""
    comparison = leaf.comparison.opposite if leaf.negated else leaf.comparison
    number = leaf.number
    if comparison is Comparison.MORE:
        comparison, number = Comparison.AT_LEAST, number + 1
    elif comparison is Comparison.LESS:
        comparison, number = Comparison.AT_MOST, number - 1
    if comparison is leaf.comparison:
        return leaf
    return replace(leaf, comparison=comparison, number=number, negated=False)


def _conjunction(whole: AllOf, parts: list[Condition]) -> Condition:
    kept: dict[object, Condition] = {}
    for part in parts:
        key = _bounded(part)
        known = kept.get(key)
        kept[key] = part if known is None else _tighter(known, part)
    if any(isinstance(part, Never) for part in kept.values()) or _contradict(kept):
        return Never()
    left = tuple([part for part in kept.values() if not isinstance(part, Always)])
    if not left:
        return Always()
    if len(left) == 1:
        return left[0]
    same = len(left) == len(whole.parts) and all(map(is_, left, whole.parts))
    return whole if same else replace(whole, parts=left)


def _bounded(part: Condition) -> object:
    """Name what a part bounds and from which side; parts of one name are joined into one."""
    match part:
        case DayFrom(rollover=rollover) | DayUntil(rollover=rollover):
            return type(part), rollover
        case ChannelIs(negated=False):
            return ChannelIs
        case Measures(comparison=Comparison.AT_LEAST | Comparison.AT_MOST):
            return part.measure, part.unit, part.target, part.comparison
        case _:
            return part


def _tighter(first: Condition, second: Condition) -> Condition:
    match first, second:
        case DayFrom(), DayFrom():
            return first if first.day >= second.day else second
        case DayUntil(), DayUntil():
            return first if first.day <= second.day else second
        case ChannelIs(), ChannelIs():
            both = tuple(name for name in first.channels if name in second.channels)
            return replace(first, channels=both) if both else Never()
        case Measures(), Measures():
            is_lower = first.comparison is Comparison.AT_LEAST
            keep_first = (
                first.number >= second.number if is_lower else first.number <= second.number
            )
            return first if keep_first else second
        case _:
            return first  # the very same part said twice, or Never


def _contradict(kept: dict[object, Condition]) -> bool:
    """Tell whether a lower bound lies above the upper bound of the same thing."""
    for part in kept.values():
        match part:
            case DayFrom(day=day, rollover=rollover):
                until = kept.get((DayUntil, rollover))
                if isinstance(until, DayUntil) and until.day < day:
                    return True
            case Measures(comparison=Comparison.AT_LEAST, number=number):
                most = kept.get((part.measure, part.unit, part.target, Comparison.AT_MOST))
                if isinstance(most, Measures) and most.number < number:
                    return True
            case _:
                pass
    return False
