"""The sentences after ``give``."""

# ruff: noqa: D103 - each function makes the node of the alternative it is named after

from grammar import rewards as r
from grammar.building.parts import Parts, Phrase, maker, plain
from grammar.expressions import AmountLess, Ending, ForPrice, Free, PercentLess, Target
from grammar.literals import (
    Measure,
    Money,
    Multiplier,
    Name,
    Number,
    Ordinal,
    Per,
    Percent,
    Text,
)
from grammar.node import Node, node

plain(r.EnteredPrice, "entered_price")


@node
class _WholeBasket(Node):
    """``basket`` where ``total of coffee`` could stand."""


plain(_WholeBasket, "whole_basket")

_PER: dict[str, Per] = {"each": "each", "kg": "kg", "l": "l", "m": "m"}


def _per(parts: Parts) -> Per | None:
    phrase = parts.maybe(Phrase)
    return _PER[phrase.text] if phrase else None


def _ending(parts: Parts) -> Ending:
    ending: Ending = parts.nodes()[-1]
    return ending


def _amounts(parts: Parts) -> tuple[Percent | Money, ...]:
    return tuple(node for node in parts.nodes() if isinstance(node, Percent | Money))


@maker
def per_measure(parts: Parts) -> Node:
    return Phrase(parts.words().removeprefix("per "), span=parts.span)


@maker
def each_or_measure(parts: Parts) -> Node:
    return parts.maybe(Phrase) or Phrase("each", span=parts.span)


@maker
def fixed_price(parts: Parts) -> Node:
    per = _per(parts)
    assert per is not None
    return r.FixedPrice(parts.one(Target), parts.one(Money), per, span=parts.span)


@maker
def prices_in(parts: Parts) -> Node:
    return r.PricesIn(parts.one(Text), span=parts.span)


@maker
def step_at(parts: Parts) -> Node:
    return r.ScaleStep(None, parts.one(Money), _per(parts), span=parts.span)


@maker
def step_from(parts: Parts) -> Node:
    start = parts.maybe(Number) or parts.one(Measure)
    return r.ScaleStep(start, parts.one(Money), _per(parts), span=parts.span)


@maker
def first_step(parts: Parts) -> Node:
    return parts.one(r.ScaleStep)


@maker
def next_step(parts: Parts) -> Node:
    return parts.one(r.ScaleStep)


@maker
def price_scale(parts: Parts) -> Node:
    return r.PriceScale(
        parts.one(Target), parts.all(r.ScaleStep), each_step=parts.says("step"), span=parts.span
    )


@maker
def entered_discount(parts: Parts) -> Node:
    return r.EnteredDiscount(next(iter(_amounts(parts)), None), span=parts.span)


@maker
def percent_off(parts: Parts) -> Node:
    return r.PercentOff(parts.one(Percent), parts.one(Target), parts.maybe(Number), span=parts.span)


@maker
def amount_off(parts: Parts) -> Node:
    return r.AmountOff(parts.one(Money), parts.one(Target), parts.maybe(Number), span=parts.span)


@maker
def some_for_fewer(parts: Parts) -> Node:
    size, paid = parts.all(Number)
    return r.SomeForFewer(size, paid, parts.one(Target), span=parts.span)


@maker
def every_nth(parts: Parts) -> Node:
    return r.EveryNth(parts.one(Ordinal), parts.one(Target), _ending(parts), span=parts.span)


@maker
def slot(parts: Parts) -> Node:
    return r.Slot(parts.one(Number), parts.one(Target), span=parts.span)


@maker
def some_of(parts: Parts) -> Node:
    return r.Slot(parts.one(Number), parts.one(Target), span=parts.span)


@maker
def some_of_for(parts: Parts) -> Node:
    return r.SomeOf(parts.one(r.Slot), _ending(parts), span=parts.span)


@maker
def bundle(parts: Parts) -> Node:
    return r.Bundle(parts.all(r.Slot), _ending(parts), span=parts.span)


@maker
def buy_get(parts: Parts) -> Node:
    buy, get = parts.all(r.Slot)
    return r.BuyGet(buy, get, _ending(parts), span=parts.span)


@maker
def cheapest_of(parts: Parts) -> Node:
    return r.CheapestOf(parts.one(r.Slot), _ending(parts), span=parts.span)


@maker
def gift(parts: Parts) -> Node:
    return r.Gift(parts.one(Text), _ending(parts), span=parts.span)


# --- on a total ---------------------------------------------------------------------------------


@maker
def goods_total(parts: Parts) -> Node:
    return parts.one(Target)


@maker
def total_off(parts: Parts) -> Node:
    off, *cap = _amounts(parts)
    up_to = cap[0] if cap and isinstance(cap[0], Money) else None
    return r.TotalOff(off, parts.maybe(Target), up_to, span=parts.span)


@maker
def tier(parts: Parts) -> Node:
    off, start = _amounts(parts)
    assert isinstance(start, Money)
    return r.Tier(off, start, span=parts.span)


@maker
def total_tiers(parts: Parts) -> Node:
    return r.TotalTiers(
        parts.maybe(Target), parts.all(r.Tier), each_step=parts.says("step"), span=parts.span
    )


@maker
def total_steps(parts: Parts) -> Node:
    amount, every, *cap = parts.all(Money)
    return r.TotalSteps(
        amount, parts.maybe(Target), every, cap[0] if cap else None, span=parts.span
    )


# --- delivery and later -------------------------------------------------------------------------


@maker
def free_delivery(parts: Parts) -> Node:
    return r.DeliveryOff(Free(span=parts.span), span=parts.span)


@maker
def delivery_less(parts: Parts) -> Node:
    off = _amounts(parts)[0]
    ending = (
        PercentLess(off, span=off.span)
        if isinstance(off, Percent)
        else AmountLess(off, span=off.span)
    )
    return r.DeliveryOff(ending, span=parts.span)


@maker
def delivery_for(parts: Parts) -> Node:
    price = parts.one(Money)
    return r.DeliveryOff(ForPrice(price, span=price.span), span=parts.span)


@maker
def multiplied_points(parts: Parts) -> Node:
    return r.MultipliedPoints(parts.one(Multiplier), parts.one(Target), span=parts.span)


@maker
def extra_points(parts: Parts) -> Node:
    return r.ExtraPoints(parts.one(Number), span=parts.span)


@maker
def issued_coupon(parts: Parts) -> Node:
    return r.IssuedCoupon(parts.one(Name), span=parts.span)


# --- what a group ends in -----------------------------------------------------------------------


@maker
def percent_less(parts: Parts) -> Node:
    return PercentLess(parts.one(Percent), span=parts.span)


@maker
def amount_less(parts: Parts) -> Node:
    return AmountLess(parts.one(Money), span=parts.span)


@maker
def for_price(parts: Parts) -> Node:
    return ForPrice(parts.one(Money), span=parts.span)
