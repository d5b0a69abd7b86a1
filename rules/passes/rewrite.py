"""Walking a tree from the leaves up, rebuilding only what changed."""

from collections.abc import Callable, Collection
from dataclasses import replace
from operator import is_

from rules.goods import IntersectionOf, SetNode, UnionOf, Without
from rules.ir import AllOf, AnyOf, Condition, GoodsSet, Ruleset


def rewrite_condition(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return a condition with every node replaced by what ``change`` makes of it, leaves first."""
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple([rewrite_condition(part, change) for part in condition.parts])
        if not all(map(is_, parts, condition.parts)):
            condition = replace(condition, parts=parts)
    return change(condition)


def rewrite_set(node: SetNode, change: Callable[[SetNode], SetNode]) -> SetNode:
    """Return a set with every node replaced by what ``change`` makes of it, leaves first."""
    if isinstance(node, UnionOf | IntersectionOf):
        parts = tuple([rewrite_set(part, change) for part in node.parts])
        if not all(map(is_, parts, node.parts)):
            node = replace(node, parts=parts)
    elif isinstance(node, Without):
        node = Without(rewrite_set(node.part, change))
    return change(node)


def rewrite_conditions(ruleset: Ruleset, change: Callable[[Condition], Condition]) -> Ruleset:
    """Return a ruleset with the condition of every rule rewritten; what was stated stays."""
    rules = []
    for rule in ruleset.rules:
        condition = rewrite_condition(rule.condition, change)
        rules.append(rule if condition is rule.condition else replace(rule, condition=condition))
    return replace(ruleset, rules=tuple(rules))


def rewrite_sets(
    ruleset: Ruleset,
    change: Callable[[SetNode], SetNode],
    *,
    plain: Collection[type[SetNode]] = (),
) -> Ruleset:
    """Return a ruleset with every set rewritten; numbers stay.

    Args:
        ruleset: Its sets.
        change: What to make of a node whose parts are rewritten.
        plain: Kinds of nodes that ``change`` leaves as they are.
    """
    sets = [
        known if type(known.node) in plain else _rewritten(known, change) for known in ruleset.sets
    ]
    return replace(ruleset, sets=tuple(sets))


def _rewritten(known: GoodsSet, change: Callable[[SetNode], SetNode]) -> GoodsSet:
    node = rewrite_set(known.node, change)
    return known if node is known.node else replace(known, node=node)
