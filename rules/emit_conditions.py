"""Conditions as Python expressions over ``basket``."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from grammar.source import Span
from pricing.rewards import Target
from rules import ir
from rules.emit_nodes import (
    all_of,
    any_of,
    attribute,
    compare,
    constant,
    holds_any,
    is_in,
    negate,
)
from rules.emit_sets import operator_of

_DAYS_IN_WEEK = 7
_METHODS = {
    ir.Measure.TOTAL: "total_of",
    ir.Measure.LIST_TOTAL: "list_total_of",
    ir.Measure.QUANTITY: "quantity_of",
    ir.Measure.WEIGHT: "weight_of",
}


@dataclass(frozen=True, slots=True)
class Emitted:
    """An expression, and which of its nodes came from which place in the rule file."""

    node: ast.expr
    placed: tuple[tuple[ast.expr, Span], ...]


def emit_condition(condition: ir.Condition, name_of: Callable[[Target], str]) -> Emitted:
    """Return an expression that tells whether ``basket`` meets a condition.

    Args:
        condition: What is asked.
        name_of: The global name under which the code finds a target.
    """
    match condition:
        case ir.Always():
            return Emitted(constant(value=True), ())
        case ir.Never():
            return Emitted(constant(value=False), ())
        case ir.AllOf(parts=parts) | ir.AnyOf(parts=parts):
            inner = [emit_condition(part, name_of) for part in parts]
            join = all_of if isinstance(condition, ir.AllOf) else any_of
            placed = tuple(pair for one in inner for pair in one.placed)
            return Emitted(join([one.node for one in inner]), placed)
        case _:
            node = _emit_leaf(condition, name_of)
            return Emitted(node, ((node, condition.place),))


def _emit_leaf(leaf: ir.ConditionLeaf, name_of: Callable[[Target], str]) -> ast.expr:
    met = _met(leaf, name_of)
    present = _present(leaf)
    if leaf.negated:
        met = negate(met)
    return met if present is None else all_of([present, met])


def _present(leaf: ir.ConditionLeaf) -> ast.expr | None:
    """Return a test that the fact is there, or ``None`` where it need not be asked."""
    match leaf:
        case ir.StoreIs(regions=regions):
            if regions or leaf.negated:
                return _is_known("store")
        case ir.Audience() | ir.Consents() | ir.SpendsPoints():
            return attribute("basket", "known_customer")
        case ir.OrderNumber():
            return _is_known("orders")
        case ir.TierIs(negated=True):
            return _is_known("tier")
        case ir.DeliveryIs(methods=methods, stores=stores, negated=True):
            known = _is_known("delivery_method")
            if not stores:
                return known
            # Where the goods are fetched matters only when they are fetched.
            elsewhere = negate(is_in("basket", "delivery_method", methods))
            return all_of([known, any_of([_is_known("pickup_store"), elsewhere])])
        case ir.PaymentIs(negated=True):
            # An empty set is false, but what is emitted answers with a bool.
            return negate(negate(attribute("basket", "payment_methods")))
        case _:
            pass
    return None


def _is_known(name: str) -> ast.expr:
    return compare(attribute("basket", name), ast.IsNot(), constant(None))


def _met(  # noqa: C901 - one branch for each kind of leaf
    leaf: ir.ConditionLeaf, name_of: Callable[[Target], str]
) -> ast.expr:
    match leaf:
        case ir.DayFrom(day=day, rollover=rollover):
            return compare(_business_day(rollover), ast.GtE(), constant(day))
        case ir.DayUntil(day=day, rollover=rollover):
            return compare(_business_day(rollover), ast.LtE(), constant(day))
        case ir.OpenAt(openings=openings):
            return any_of([_open_at(opening) for opening in openings])
        case ir.ChannelIs(channels=channels):
            return is_in("basket", "channel", channels)
        case ir.StoreIs(stores=stores, regions=regions):
            ways = [is_in("basket", "store", stores)] if stores else []
            return any_of([*ways, holds_any("basket", "regions", regions)] if regions else ways)
        case ir.Audience():
            return _audience(leaf)
        case ir.TierIs(tiers=tiers):
            return is_in("basket", "tier", tiers)
        case ir.Consents(consent=consent):
            return holds_any("basket", "consents", (consent,))
        case ir.OrderNumber():
            return _order_number(leaf)
        case ir.DeliveryIs(methods=methods, stores=stores):
            fits = is_in("basket", "delivery_method", methods)
            return all_of([fits, is_in("basket", "pickup_store", stores)]) if stores else fits
        case ir.PaymentIs(methods=methods):
            return holds_any("basket", "payment_methods", methods)
        case ir.HasCoupon(coupon=coupon):
            return holds_any("basket", "coupons", (coupon,))
        case ir.InVariant():
            return _in_variant(leaf)
        case ir.SpendsPoints():
            return compare(attribute("basket", "points_wished"), ast.Gt(), constant(0))
        case ir.Measures():
            return _measure(leaf, name_of(leaf.target))
        case _:
            assert_never(leaf)


def _business_day(rollover: int) -> ast.expr:
    today = attribute("basket", "day")
    if not rollover:
        return today
    late = compare(attribute("basket", "minute"), ast.Lt(), constant(rollover))
    return ast.IfExp(late, ast.BinOp(today, ast.Sub(), constant(1)), attribute("basket", "day"))


def _open_at(opening: ir.Opening) -> ast.expr:
    minute = attribute("basket", "minute")
    if opening.start < opening.end:
        if opening.start == 0 and opening.end == ir.MINUTES_IN_DAY:
            return _on_days(opening.days)
        hours = ast.Compare(
            constant(opening.start), [ast.LtE(), ast.Lt()], [minute, constant(opening.end)]
        )
        return all_of([_on_days(opening.days), hours]) if _some_days(opening.days) else hours
    evening = compare(minute, ast.GtE(), constant(opening.start))
    night = compare(attribute("basket", "minute"), ast.Lt(), constant(opening.end))
    if not _some_days(opening.days):
        return any_of([evening, night])
    following = tuple(sorted((day + 1) % _DAYS_IN_WEEK for day in opening.days))
    return ast.IfExp(evening, _on_days(opening.days), all_of([night, _on_days(following)]))


def _some_days(days: tuple[int, ...]) -> bool:
    return len(days) < _DAYS_IN_WEEK


def _on_days(days: tuple[int, ...]) -> ast.expr:
    return is_in("basket", "weekday", days) if _some_days(days) else constant(value=True)


def _audience(leaf: ir.Audience) -> ast.expr:
    ways: list[ast.expr] = []
    if leaf.member:
        ways.append(attribute("basket", "member"))
    if leaf.employee:
        ways.append(attribute("basket", "employee"))
    if leaf.tiers:
        ways.append(is_in("basket", "tier", leaf.tiers))
    if leaf.segments:
        ways.append(holds_any("basket", "segments", leaf.segments))
    return any_of(ways)


def _order_number(leaf: ir.OrderNumber) -> ast.expr:
    arguments: list[ast.expr] = [ast.Name("basket", ast.Load()), constant(leaf.channel)]
    before = ast.Call(ast.Name("orders_before", ast.Load()), arguments, [])
    number = ast.BinOp(before, ast.Add(), constant(1))
    fits = compare(number, operator_of(leaf.comparison), constant(leaf.number))
    if leaf.channel is None:
        return fits
    return all_of([is_in("basket", "channel", (leaf.channel,)), fits])


def _in_variant(leaf: ir.InVariant) -> ast.expr:
    shares: list[ast.expr] = [
        ast.Tuple([constant(start), constant(end)], ast.Load()) for start, end in leaf.shares
    ]
    arguments = [
        ast.Name("basket", ast.Load()),
        constant(leaf.experiment),
        ast.Tuple(shares, ast.Load()),
    ]
    first = ast.keyword("first", constant(leaf.first))
    return ast.Call(ast.Name("in_variant", ast.Load()), arguments, [first])


def _measure(leaf: ir.Measures, goods: str) -> ast.expr:
    method = attribute("basket", _METHODS[leaf.measure])
    arguments: list[ast.expr] = [ast.Name(goods, ast.Load())]
    if leaf.measure is ir.Measure.WEIGHT:
        arguments.append(constant(leaf.unit))
    read = ast.Call(method, arguments, [])
    return compare(read, operator_of(leaf.comparison), constant(leaf.number))
