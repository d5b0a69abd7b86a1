"""Ask first what is cheap to ask and most often false."""

from dataclasses import replace
from typing import assert_never

from rules import ir
from rules.passes.rewrite import rewrite_conditions


def order_conditions(ruleset: ir.Ruleset) -> ir.Ruleset:
    """Sort the parts of every conjunction and alternative by cost; equal costs keep their order."""
    return rewrite_conditions(ruleset, _order)


def _order(condition: ir.Condition) -> ir.Condition:
    if isinstance(condition, ir.AllOf | ir.AnyOf):
        parts = tuple(sorted(condition.parts, key=cost))
        return condition if parts == condition.parts else replace(condition, parts=parts)
    return condition


def cost(condition: ir.Condition) -> int:
    """Return what a condition costs to ask, in units of one attribute read.

    A coupon is as cheap as a channel and far rarer, so it comes first; a total may walk the cart.
    """
    match condition:
        case ir.AllOf(parts=parts) | ir.AnyOf(parts=parts):
            return sum(cost(part) for part in parts)
        case ir.Always() | ir.Never():
            return 0
        case ir.HasCoupon() | ir.SpendsPoints():
            return 1
        case ir.ChannelIs() | ir.DayFrom() | ir.DayUntil():
            return 2
        case ir.Audience() | ir.TierIs() | ir.Consents() | ir.StoreIs():
            return 3
        case ir.OpenAt() | ir.DeliveryIs() | ir.PaymentIs():
            return 4
        case ir.OrderNumber() | ir.InVariant():
            return 5
        case ir.Measures(measure=measure):
            return 20 if measure is ir.Measure.TOTAL else 40  # running totals are cached
        case _:
            assert_never(condition)
