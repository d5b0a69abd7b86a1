"""The declarations of all files together, and which of them are not what they were."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.names import Names


@dataclass(frozen=True, slots=True)
class Touched:
    """Names that may stand for something else than before; all others stand for the very same.

    Attributes:
        sets, promotions, coupons: Of sets, promotions and coupons.
    """

    sets: frozenset[str]
    promotions: frozenset[str]
    coupons: frozenset[str]


def join_names(
    parts: Iterable[Names],
    *,
    attributes: Collection[str] | None = None,
    lists: Mapping[str, str] | None = None,
) -> Names | None:
    """Return the declarations of several parts together; ``None`` where a name is taken twice."""
    names = Names(attributes=attributes, lists=lists or {})
    count = 0
    for part in parts:
        if part.shop is not None:
            if names.shop is not None:
                return None
            names.shop, names.channels, names.stages = part.shop, part.channels, part.stages
        names.tests += part.tests
        for mine, theirs in zip(_tables(names), _tables(part), strict=True):
            count += len(theirs)
            mine.update(theirs)
    return names if count == sum(map(len, _tables(names))) else None


def join_again(
    parts: Sequence[Names], before: Sequence[Names], joined: Names
) -> tuple[Names, Touched] | None:
    """Join parts of which most are what they were.

    Args:
        parts: The declarations of each file.
        before: Those of an earlier time.
        joined: Those of that earlier time, joined.

    Returns:
        The declarations together, and which of them may be others; ``None`` where names came,
        went or moved, or the shop may have changed.
    """
    if len(parts) != len(before):
        return None
    changed = [pair for pair in zip(parts, before, strict=True) if pair[0] is not pair[1]]
    if not all(_declare_alike(*pair) for pair in changed):
        return None
    tests = [test for part in parts for test in part.tests]
    names = replace(
        joined,
        sets=dict(joined.sets),
        promotions=dict(joined.promotions),
        coupons=dict(joined.coupons),
        points=dict(joined.points),
        experiments=dict(joined.experiments),
        tests=tests,
    )
    for part, _ in changed:
        for mine, theirs in zip(_tables(names), _tables(part), strict=True):
            mine.update(theirs)  # where the old ones stand
    touched = Touched(
        sets=_others(joined.sets, names.sets, [part.sets for part, _ in changed]),
        promotions=_others(
            joined.promotions, names.promotions, [part.promotions for part, _ in changed]
        ),
        coupons=_others(joined.coupons, names.coupons, [part.coupons for part, _ in changed]),
    )
    return names, touched


def _others(
    before: Mapping[str, object], after: Mapping[str, object], changed: Iterable[Iterable[str]]
) -> frozenset[str]:
    """Return the names that stand for another block than before."""
    return frozenset(name for names in changed for name in names if after[name] is not before[name])


def _declare_alike(one: Names, other: Names) -> bool:
    """Tell whether two parts declare the same names in the same order, and no shop."""
    return (
        one.shop is None
        and other.shop is None
        and all(
            list(mine) == list(theirs)
            for mine, theirs in zip(_tables(one), _tables(other), strict=True)
        )
    )


def _tables(names: Names) -> tuple[dict[str, Any], ...]:
    return names.sets, names.promotions, names.coupons, names.points, names.experiments
