"""Where ``identical`` counts something; anywhere else it would be read and ignored."""

from collections.abc import Iterator, Sequence

from grammar import expressions, rewards
from grammar.diagnostics import Edit, Message
from grammar.node import Node
from rules.messages.meaning_targets import IdleIdentical
from rules.walk import nodes_of


def check_identical(walked: Sequence[Node]) -> Iterator[Message]:
    """Find every ``identical`` that would change nothing, among the nodes of a block."""
    asked = [node for node in walked if type(node) is expressions.Target and node.identical]
    if not asked:
        return
    counted: set[int] = set()
    grouped: set[int] = set()
    for node in walked:
        target = _counted_target(node)
        if target is not None:
            counted.add(id(target))
        if isinstance(node, rewards.Bundle | rewards.BuyGet):
            grouped.update(id(slot.target) for slot in nodes_of(node, rewards.Slot))
    for target in asked:
        if id(target) not in counted:
            yield IdleIdentical(
                target.span,
                goods=_goods_name(target),
                in_group=id(target) in grouped,
                fix_edits=_without(target),
            )


def _counted_target(node: Node) -> expressions.Target | None:
    """Return the target whose units a node counts, ``None`` where it counts none."""
    match node:
        case (
            rewards.PercentOff(target=target, minimum=minimum)
            | rewards.AmountOff(target=target, minimum=minimum)
        ):
            return target if minimum is not None else None
        case rewards.PriceScale(target=target) | rewards.SomeForFewer(target=target):
            return target
        case rewards.EveryNth(target=target) | expressions.QuantityOf(target=target):
            return target
        case rewards.SomeOf(slot=slot) | rewards.CheapestOf(slot=slot):
            return slot.target
        case _:
            return None


def _goods_name(target: expressions.Target) -> str:
    goods = target.goods
    return goods.name.text if isinstance(goods, expressions.SetName) else "everything"


def _without(target: expressions.Target) -> tuple[Edit, ...]:
    """Return the edit that takes the word out, where it is the only one before the goods."""
    if target.regular_priced:
        return ()
    return (Edit(target.span._replace(end=target.goods.span.start), ""),)
