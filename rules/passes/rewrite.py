"""Walking a tree from the leaves up, rebuilding only what changed."""

from collections.abc import Callable
from dataclasses import replace

from rules.goods import IntersectionOf, SetNode, UnionOf, Without
from rules.ir import AllOf, AnyOf, Condition, Ruleset


def rewrite_condition(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return a condition with every node replaced by what ``change`` makes of it, leaves first."""
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(rewrite_condition(part, change) for part in condition.parts)
        if parts != condition.parts:
            condition = replace(condition, parts=parts)
    return change(condition)


def rewrite_set(node: SetNode, change: Callable[[SetNode], SetNode]) -> SetNode:
    """Return a set with every node replaced by what ``change`` makes of it, leaves first."""
    match node:
        case UnionOf(parts=parts) | IntersectionOf(parts=parts):
            changed = tuple(rewrite_set(part, change) for part in parts)
            node = replace(node, parts=changed)
        case Without(part=part):
            node = Without(rewrite_set(part, change))
        case _:
            pass
    return change(node)


def rewrite_conditions(ruleset: Ruleset, change: Callable[[Condition], Condition]) -> Ruleset:
    """Return a ruleset with the condition of every rule rewritten; what was stated stays."""
    rules = tuple(
        replace(rule, condition=rewrite_condition(rule.condition, change)) for rule in ruleset.rules
    )
    return replace(ruleset, rules=rules)


def rewrite_sets(ruleset: Ruleset, change: Callable[[SetNode], SetNode]) -> Ruleset:
    """Return a ruleset with every set rewritten; numbers stay."""
    sets = tuple(replace(known, node=rewrite_set(known.node, change)) for known in ruleset.sets)
    return replace(ruleset, sets=sets)
