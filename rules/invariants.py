"""Invariants of the typed form, by name; tests check them after lowering and after every pass."""

from collections.abc import Callable, Iterator
from typing import Final

from pricing.rewards import targets_of
from pricing.shop import STAGE_END
from rules import ir
from rules.targets import targets_in


def broken_invariants(ruleset: ir.Ruleset) -> tuple[str, ...]:
    """Return a sentence for every invariant that a ruleset breaks; none for a good one."""
    return tuple(sentence for check in INVARIANTS for sentence in check(ruleset))


def rules_are_sorted(ruleset: ir.Ruleset) -> Iterator[str]:
    """Rules are sorted by identifier, each once: numbers are positions."""
    names = [rule.id for rule in ruleset.rules]
    if names != sorted(set(names)):
        yield f"rules are not sorted by identifier: {names}"


def targets_have_sets(ruleset: ir.Ruleset) -> Iterator[str]:
    """The number of every target is the position of its set."""
    for rule in ruleset.rules:
        for target in (*targets_of(rule.reward), *targets_in(rule.condition)):
            if not 0 <= target.number < len(ruleset.sets):
                yield f"{rule.id} reads set {target.number} of {len(ruleset.sets)}"


def stages_exist(ruleset: ir.Ruleset) -> Iterator[str]:
    """A rule's stage is one of the shop's, under one of its names."""
    stages = ruleset.shop.stages
    for rule in ruleset.rules:
        groups = (*stages, (STAGE_END,))
        if not 0 <= rule.stage < len(groups) or rule.stage_name not in groups[rule.stage]:
            yield f"{rule.id} runs in no stage of the shop: {rule.stage} {rule.stage_name}"


def groups_have_parts(ruleset: ir.Ruleset) -> Iterator[str]:
    """A conjunction or an alternative has two parts or more."""
    for rule in ruleset.rules:
        for part in conditions_in(rule.condition):
            if isinstance(part, ir.AllOf | ir.AnyOf) and len(part.parts) <= 1:
                yield f"{rule.id} has a group of {len(part.parts)}"


def coupons_are_declared(ruleset: ir.Ruleset) -> Iterator[str]:
    """Every coupon a rule needs is among the coupons, and every code leads to one."""
    for rule in ruleset.rules:
        if rule.coupon is not None and rule.coupon not in ruleset.coupons:
            yield f"{rule.id} needs the undeclared coupon {rule.coupon}"
    for code, coupon in ruleset.codes.items():
        if coupon not in ruleset.coupons:
            yield f"the code {code} leads to the undeclared coupon {coupon}"


def conditions_in(condition: ir.Condition) -> Iterator[ir.Condition]:
    """Yield a condition and everything below it."""
    yield condition
    if isinstance(condition, ir.AllOf | ir.AnyOf):
        for part in condition.parts:
            yield from conditions_in(part)


INVARIANTS: Final[tuple[Callable[[ir.Ruleset], Iterator[str]], ...]] = (
    rules_are_sorted,
    targets_have_sets,
    stages_exist,
    groups_have_parts,
    coupons_are_declared,
)
