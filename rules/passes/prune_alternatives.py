"""Drop the parts that another part already decides."""

from dataclasses import replace

from rules.ir import AllOf, AnyOf, Condition, Ruleset
from rules.passes.rewrite import rewrite_conditions


def prune_alternatives(ruleset: Ruleset) -> Ruleset:
    """Turn ``a or (a and b)`` and ``a and (a or b)`` into ``a``."""
    return rewrite_conditions(ruleset, _prune)


def _prune(condition: Condition) -> Condition:
    match condition:
        case AnyOf(parts=parts):
            inner: type[AllOf] | type[AnyOf] = AllOf
        case AllOf(parts=parts):
            inner = AnyOf
        case _:
            return condition
    kept = tuple(
        part
        for part in parts
        if not (isinstance(part, inner) and any(p in parts for p in part.parts))
    )
    if len(kept) == len(parts):
        return condition
    return kept[0] if len(kept) == 1 else replace(condition, parts=kept)
