"""Clauses of the ``test`` block."""

# ruff: noqa: D103 - each function makes the node of the alternative it is named after

from typing import Any, Literal

from grammar import scenario
from grammar.building.parts import Items, Parts, maker
from grammar.literals import Date, Money, Name, Number, Text, Time
from grammar.node import Node, node
from grammar.token import Token


@maker
def at_moment(parts: Parts) -> Node:
    return scenario.AtClause(
        parts.one(Date),
        parts.maybe(Time),
        parts.maybe(Name),
        parts.maybe(Text),
        span=parts.span,
    )


@node
class _ItemPrice(Node):
    price: Money


@node
class _ItemMark(Node):
    mark: Text


@maker
def item_price(parts: Parts) -> Node:
    return _ItemPrice(parts.one(Money), span=parts.span)


@maker
def item_mark(parts: Parts) -> Node:
    return _ItemMark(parts.one(Text), span=parts.span)


@node
class _EnteredWhy(Node):
    word: str
    text: Text


@maker
def entered_why(parts: Parts) -> Node:
    word = "because" if parts.says("because") else "approved"
    return _EnteredWhy(word, parts.one(Text), span=parts.span)


@maker
def item_entered(parts: Parts) -> Node:
    kind: Literal["price", "discount"] = "price" if parts.says("price") else "discount"
    said = {why.word: why.text for why in parts.all(_EnteredWhy)}
    reason, approved_by = said.get("because"), said.get("approved")
    return scenario.Entered(kind, parts.one(Money), reason, approved_by, span=parts.span)


@maker
def cart_item(parts: Parts) -> Node:
    price = parts.maybe(_ItemPrice)
    return scenario.CartItem(
        parts.nodes()[0],
        parts.one(Text),
        price.price if price else None,
        tuple(mark.mark for mark in parts.all(_ItemMark)),
        parts.maybe(scenario.Entered),
        span=parts.span,
    )


@maker
def cart(parts: Parts) -> Node:
    return scenario.CartClause(parts.all(scenario.CartItem), span=parts.span)


@maker
def expect_total(parts: Parts) -> Node:
    return scenario.ExpectTotal(parts.one(Money), span=parts.span)


@maker
def expect_saves(parts: Parts) -> Node:
    return scenario.ExpectSaves(parts.one(Name), parts.one(Money), span=parts.span)


@maker
def expect_refused(parts: Parts) -> Node:
    promotion, reason = parts.all(Name)
    return scenario.ExpectRefused(promotion, reason, span=parts.span)


@node
class _Trait(Node):
    word: str
    value: Name | Text | scenario.OrdersMade | None


@maker
def trait(parts: Parts) -> Node:
    words = [item.text for item in parts.items if isinstance(item, Token)]
    count = parts.maybe(Number)
    if count is not None:
        made = scenario.OrdersMade(count, parts.maybe(Name), span=parts.span)
        return _Trait(words[0], made, span=parts.span)
    return _Trait(words[0], parts.maybe(Name) or parts.maybe(Text), span=parts.span)


@maker
def customer(parts: Parts) -> Node:
    traits = parts.all(_Trait)
    tiers = tuple(t.value for t in traits if t.word == "tier")
    return scenario.CustomerClause(
        member=any(t.word == "member" for t in traits),
        employee=any(t.word == "employee" for t in traits),
        tier=_any_node(tiers[-1]) if tiers else None,
        segments=tuple(_any_node(t.value) for t in traits if t.word == "segment"),
        consents=tuple(_any_node(t.value) for t in traits if t.word == "consent"),
        orders=tuple(_any_node(t.value) for t in traits if t.word == "orders"),
        span=parts.span,
    )


def _any_node(value: Any) -> Any:
    """The grammar has made sure which literal follows which word."""
    return value


@maker
def codes_typed(parts: Parts) -> Node:
    return scenario.CodesTyped(parts.one(Items).values, span=parts.span)


@maker
def points_spent(parts: Parts) -> Node:
    return scenario.PointsSpent(parts.one(Number), span=parts.span)


@maker
def payment(parts: Parts) -> Node:
    return scenario.PaymentMade(parts.one(Name), parts.maybe(Money), span=parts.span)


@maker
def delivery(parts: Parts) -> Node:
    return scenario.DeliveryChosen(
        parts.one(Name), parts.maybe(Money), parts.maybe(Text), span=parts.span
    )


@maker
def used(parts: Parts) -> Node:
    return scenario.UsedClause(parts.one(Number), parts.one(Name), span=parts.span)


@maker
def used_amount(parts: Parts) -> Node:
    return scenario.UsedAmount(parts.one(Money), parts.one(Name), span=parts.span)


@maker
def suspended(parts: Parts) -> Node:
    return scenario.SuspendedClause(parts.one(Time), span=parts.span)
