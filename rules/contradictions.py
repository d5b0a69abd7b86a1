"""Conditions that exclude each other, so that a promotion can never apply."""

from dataclasses import dataclass, replace
from typing import Final

from grammar.diagnostics import Message
from pricing.rewards import Target
from rules import goods, ir
from rules.clash import AllParts, AnyPart, Clash, find_clash
from rules.comparison import Comparison, exclude
from rules.messages.contradictions import NeverApplies


def find_death(rule: ir.Rule, ruleset: ir.Ruleset) -> Message | None:
    """Tell whether the conditions of a promotion exclude each other.

    Args:
        rule: After the passes, which find some contradictions by themselves; what was stated still
            knows its places.
        ruleset: Its sets.
    """
    clash = clash_in_condition(rule.stated, ruleset)
    if clash is None:
        is_dead = isinstance(rule.condition, ir.Never)
        return NeverApplies(rule.place, name=rule.id) if is_dead else None
    first, second = clash.first, clash.second
    if not clash.is_only or isinstance(first, _Group) or isinstance(second, _Group):
        return NeverApplies(rule.place, name=rule.id)
    where = None if first is second else first.place
    return NeverApplies(
        second.place, name=rule.id, first=first.text, second=second.text, first_span=where
    )


def clash_in_condition(whole: ir.Condition, ruleset: ir.Ruleset) -> Clash[ir.Condition] | None:
    """Return two conditions that no basket meets together, ``None`` where one may."""
    return find_clash(whole, _open, Conditions(ruleset).exclude)


# What may exclude a leaf that is not its opposite.
_BOUNDED: Final = frozenset({ir.Measures, ir.OrderNumber, ir.DeliveryIs, ir.PaymentIs, ir.StoreIs})
_Group = ir.AllOf | ir.AnyOf | ir.Always | ir.Never


def _open(part: ir.Condition) -> AllParts[ir.Condition] | AnyPart[ir.Condition] | None:
    match part:
        case ir.AllOf(parts=parts):
            return AllParts(parts)
        case ir.AnyOf(parts=parts):
            return AnyPart(parts)
        case ir.Always():
            return AllParts(())
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Tells which conditions of a ruleset exclude each other.

    Attributes:
        ruleset: Its sets, by number.
    """

    ruleset: ir.Ruleset

    def exclude(self, one: ir.Condition, other: ir.Condition) -> bool:
        """Tell whether no basket meets two leaves; asked of a leaf and itself too."""
        if isinstance(one, ir.Never) or isinstance(other, ir.Never):
            return True
        if isinstance(one, _Group) or isinstance(other, _Group):
            return False
        if (
            type(one) is type(other)
            and one.negated is not other.negated
            and replace(one, negated=other.negated) == other
        ):
            return True
        if type(one) not in _BOUNDED and type(other) not in _BOUNDED:
            return False
        return self._one_way(one, other) or self._one_way(other, one)

    def _one_way(self, one: ir.ConditionLeaf, other: ir.ConditionLeaf) -> bool:
        match one, other:
            case ir.Measures(), ir.Measures():
                return self._measures_exclude(one, other)
            case ir.OrderNumber(), ir.OrderNumber():
                return _orders_exclude(one, other)
            case ir.OrderNumber(channel=str() as channel, negated=False), ir.ChannelIs(
                channels=channels, negated=False
            ):
                return channel not in channels
            case ir.DeliveryIs(negated=False), ir.DeliveryIs():
                return _deliveries_exclude(one, other)
            case ir.PaymentIs(methods=methods, negated=False), ir.PaymentIs(negated=True):
                return set(methods) <= set(other.methods)
            case ir.StoreIs(negated=False), ir.StoreIs():
                return _stores_exclude(one, other)
            case _:
                return False

    def _measures_exclude(self, one: ir.Measures, other: ir.Measures) -> bool:
        if (one.measure, one.unit) != (other.measure, other.unit):
            return False
        first, second = _comparison_of(one), _comparison_of(other)
        if _same_goods(one.target, other.target):
            never_less = exclude(first, one.number, Comparison.AT_LEAST, 0)
            return never_less or exclude(first, one.number, second, other.number)
        # What a part of the goods must reach at least, all of them cannot stay below.
        low, high = first.least(one.number), second.most(other.number)
        return (
            low is not None
            and high is not None
            and low > high
            and self._holds_all(other.target, one.target)
        )

    def _holds_all(self, larger: Target, smaller: Target) -> bool:
        """Tell whether one target covers every unit of another."""
        if larger.identical or (larger.regular_priced and not smaller.regular_priced):
            return False
        node = self.ruleset.sets[larger.number].node
        return larger.number == smaller.number or node == goods.AnyGoods()


def _comparison_of(leaf: ir.Measures | ir.OrderNumber) -> Comparison:
    return leaf.comparison.opposite if leaf.negated else leaf.comparison


def _same_goods(one: Target, other: Target) -> bool:
    return (one.number, one.regular_priced, one.identical) == (
        other.number,
        other.regular_priced,
        other.identical,
    )


def _orders_exclude(one: ir.OrderNumber, other: ir.OrderNumber) -> bool:
    if one.channel is not None and (one.negated or other.negated):
        return False  # another channel meets a negated one
    if one.channel != other.channel:
        both_positive = not one.negated and not other.negated
        return both_positive and None not in (one.channel, other.channel)
    first, second = _comparison_of(one), _comparison_of(other)
    return exclude(first, one.number, Comparison.AT_LEAST, 1) or exclude(
        first, one.number, second, other.number
    )


def _deliveries_exclude(one: ir.DeliveryIs, other: ir.DeliveryIs) -> bool:
    if other.negated:
        elsewhere = other.stores and not (one.stores and set(one.stores) <= set(other.stores))
        return not elsewhere and set(one.methods) <= set(other.methods)
    if not set(one.methods) & set(other.methods):
        return True
    return bool(one.stores and other.stores) and not set(one.stores) & set(other.stores)


def _stores_exclude(one: ir.StoreIs, other: ir.StoreIs) -> bool:
    if other.negated:
        return set(one.stores) <= set(other.stores) and set(one.regions) <= set(other.regions)
    return not (one.regions or other.regions) and not set(one.stores) & set(other.stores)
