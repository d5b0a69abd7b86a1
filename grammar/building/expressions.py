"""Goods, stores, audiences and conditions."""

# ruff: noqa: D103 - each function makes the node of the alternative it is named after

from grammar import expressions as x
from grammar.building.parts import Items, Parts, maker, plain
from grammar.literals import Comparison, Literals, Name, Text
from grammar.node import Node

plain(x.Everything, "everything")
plain(x.Members, "members")
plain(x.Employees, "employees")
plain(x.Everyone, "everyone")
plain(x.OrderNumber, "order_number")
plain(x.Free, "free")


@maker
def names(parts: Parts) -> Node:
    return Items(parts.all(Name), span=parts.span)


@maker
def texts(parts: Parts) -> Node:
    return Items(parts.all(Text), span=parts.span)


@maker
def word(parts: Parts) -> Node:
    return Name(parts.words(), span=parts.span)


@maker
def in_parentheses(parts: Parts) -> Node:
    inner: Node = parts.nodes()[0]
    return inner


# --- goods --------------------------------------------------------------------------------------


@maker
def set_any(parts: Parts) -> Node:
    return x.SetAny(parts.nodes(), span=parts.span)


@maker
def set_all(parts: Parts) -> Node:
    return x.SetAll(parts.nodes(), span=parts.span)


@maker
def set_not(parts: Parts) -> Node:
    return x.SetNot(parts.nodes()[0], span=parts.span)


@maker
def has_attribute(parts: Parts) -> Node:
    return x.HasAttribute(parts.one(Name), parts.one(Items).values, span=parts.span)


def _operator(parts: Parts) -> Comparison:
    operators: tuple[Comparison, ...] = (">=", "<=", ">", "<", "=")
    return next(operator for operator in operators if parts.says(operator))


def _literal(parts: Parts) -> Literals:
    found: Literals = parts.nodes()[-1]
    return found


@maker
def compare_attribute(parts: Parts) -> Node:
    return x.CompareAttribute(parts.one(Name), _operator(parts), _literal(parts), span=parts.span)


@maker
def compare_list_price(parts: Parts) -> Node:
    return x.CompareListPrice(_operator(parts), _literal(parts), span=parts.span)


@maker
def marked(parts: Parts) -> Node:
    return x.Marked(parts.one(Items).values, span=parts.span)


@maker
def products_in(parts: Parts) -> Node:
    return x.ProductsIn(parts.one(Text), span=parts.span)


@maker
def set_name(parts: Parts) -> Node:
    return x.SetName(parts.one(Name), span=parts.span)


@maker
def target(parts: Parts) -> Node:
    return x.Target(
        parts.nodes()[0],
        regular_priced=parts.says("regular-priced"),
        identical=parts.says("identical"),
        span=parts.span,
    )


# --- stores and audiences -------------------------------------------------------------------------


@maker
def store_any(parts: Parts) -> Node:
    return x.StoreAny(parts.nodes(), span=parts.span)


@maker
def store_all(parts: Parts) -> Node:
    return x.StoreAll(parts.nodes(), span=parts.span)


@maker
def store_not(parts: Parts) -> Node:
    return x.StoreNot(parts.nodes()[0], span=parts.span)


@maker
def store_is(parts: Parts) -> Node:
    return x.StoreIs(parts.one(Items).values, span=parts.span)


@maker
def store_has(parts: Parts) -> Node:
    return x.StoreHas(parts.one(Name), parts.one(Items).values, span=parts.span)


@maker
def in_tier(parts: Parts) -> Node:
    return x.InTier(parts.one(Items).values, span=parts.span)


@maker
def in_segment(parts: Parts) -> Node:
    return x.InSegment(parts.one(Items).values, span=parts.span)


# --- conditions -----------------------------------------------------------------------------------


@maker
def condition_any(parts: Parts) -> Node:
    return x.ConditionAny(parts.nodes(), span=parts.span)


@maker
def condition_all(parts: Parts) -> Node:
    return x.ConditionAll(parts.nodes(), span=parts.span)


@maker
def condition_not(parts: Parts) -> Node:
    return x.ConditionNot(parts.nodes()[0], span=parts.span)


@maker
def compare(parts: Parts) -> Node:
    return x.Compare(parts.nodes()[0], _operator(parts), _literal(parts), span=parts.span)


@maker
def delivery_is(parts: Parts) -> Node:
    return x.DeliveryIs(parts.one(Name), parts.maybe(Text), span=parts.span)


@maker
def payment_is(parts: Parts) -> Node:
    return x.PaymentIs(parts.one(Name), span=parts.span)


@maker
def first_order(parts: Parts) -> Node:
    return x.FirstOrder(parts.maybe(Name), span=parts.span)


@maker
def basket_total(parts: Parts) -> Node:
    return x.BasketTotal(at_list_price=False, span=parts.span)


@maker
def basket_list_total(parts: Parts) -> Node:
    return x.BasketTotal(at_list_price=True, span=parts.span)


@maker
def total_of(parts: Parts) -> Node:
    return x.TotalOf(parts.one(x.Target), at_list_price=False, span=parts.span)


@maker
def list_total_of(parts: Parts) -> Node:
    return x.TotalOf(parts.one(x.Target), at_list_price=True, span=parts.span)


@maker
def quantity_of(parts: Parts) -> Node:
    return x.QuantityOf(parts.one(x.Target), span=parts.span)


@maker
def weight_of(parts: Parts) -> Node:
    return x.WeightOf(parts.one(x.Target), span=parts.span)
