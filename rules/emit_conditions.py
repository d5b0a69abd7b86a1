"""Conditions as shapes over ``basket``."""

from typing import Final, assert_never

from rules import ir
from rules.comparison import Comparison
from rules.shapes import (
    ALWAYS,
    NEVER,
    Constants,
    Shape,
    all_of,
    any_of,
    attribute,
    call,
    compare,
    holds_any,
    is_in,
    keyword,
    literal,
    name,
    negate,
)

_DAYS_IN_WEEK: Final = 7
_METHODS: Final = {
    ir.Measure.TOTAL: "basket.total_of",
    ir.Measure.LIST_TOTAL: "basket.list_total_of",
    ir.Measure.QUANTITY: "basket.quantity_of",
    ir.Measure.WEIGHT: "basket.weight_of",
}


def condition_shape(condition: ir.Condition, constants: Constants) -> Shape:
    """Return what tells whether ``basket`` meets a condition.

    Args:
        condition: What is asked.
        constants: Takes the constants of the condition; its targets are among them.
    """
    match condition:
        case ir.Always():
            return ALWAYS
        case ir.Never():
            return NEVER
        case ir.AllOf(parts=parts):
            return all_of([condition_shape(part, constants) for part in parts])
        case ir.AnyOf(parts=parts):
            return any_of([condition_shape(part, constants) for part in parts])
        case _:
            return _leaf_shape(condition, constants)


def _leaf_shape(leaf: ir.ConditionLeaf, constants: Constants) -> Shape:
    present = _present(leaf, constants)
    met = _met(leaf, constants)
    if leaf.negated:
        met = negate(met)
    return met if present is None else all_of([present, met])


def _present(leaf: ir.ConditionLeaf, constants: Constants) -> Shape | None:
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
            elsewhere = negate(is_in(constants, "basket", "delivery_method", methods))
            return all_of([known, any_of([_is_known("pickup_store"), elsewhere])])
        case ir.PaymentIs(negated=True):
            # An empty set is false, but what is emitted answers with a bool.
            return negate(negate(attribute("basket", "payment_methods")))
        case _:
            pass
    return None


def _is_known(name: str) -> Shape:
    return compare(attribute("basket", name), "is not", literal(None))


def _met(  # noqa: C901 - one branch for each kind of leaf
    leaf: ir.ConditionLeaf, constants: Constants
) -> Shape:
    match leaf:
        case ir.DayFrom(day=day, rollover=rollover):
            today = _business_day(rollover, constants)
            return compare(today, ">=", constants.take("day", day))
        case ir.DayUntil(day=day, rollover=rollover):
            today = _business_day(rollover, constants)
            return compare(today, "<=", constants.take("day", day))
        case ir.OpenAt(openings=openings):
            return any_of([_open_at(opening, constants) for opening in openings])
        case ir.ChannelIs(channels=channels):
            return is_in(constants, "basket", "channel", channels)
        case ir.StoreIs(stores=stores, regions=regions):
            ways = [is_in(constants, "basket", "store", stores)] if stores else []
            if regions:
                ways.append(holds_any(constants, "basket", "regions", regions))
            return any_of(ways)
        case ir.Audience():
            return _audience(leaf, constants)
        case ir.TierIs(tiers=tiers):
            return is_in(constants, "basket", "tier", tiers)
        case ir.Consents(consent=consent):
            return holds_any(constants, "basket", "consents", (consent,))
        case ir.OrderNumber():
            return _order_number(leaf, constants)
        case ir.DeliveryIs(methods=methods, stores=stores):
            fits = is_in(constants, "basket", "delivery_method", methods)
            if not stores:
                return fits
            return all_of([fits, is_in(constants, "basket", "pickup_store", stores)])
        case ir.PaymentIs(methods=methods):
            return holds_any(constants, "basket", "payment_methods", methods)
        case ir.HasCoupon(coupon=coupon):
            return holds_any(constants, "basket", "coupons", (coupon,))
        case ir.InVariant():
            return _in_variant(leaf, constants)
        case ir.SpendsPoints():
            return compare(attribute("basket", "points_wished"), ">", literal(0))
        case ir.Measures():
            return _measure(leaf, constants)
        case _:
            assert_never(leaf)


def _business_day(rollover: int, constants: Constants) -> Shape:
    today = attribute("basket", "day")
    if not rollover:
        return today
    late = compare(attribute("basket", "minute"), "<", constants.take("minute", rollover))
    return ("if", late, ("subtract", today, literal(1)), today)


def _open_at(opening: ir.Opening, constants: Constants) -> Shape:
    minute = attribute("basket", "minute")
    if opening.start < opening.end:
        days = _on_days(opening.days, constants)
        if opening.start == 0 and opening.end == ir.MINUTES_IN_DAY:
            return days
        start, end = constants.take("start", opening.start), constants.take("end", opening.end)
        hours: Shape = ("between", start, minute, end)
        return all_of([days, hours]) if _some_days(opening.days) else hours
    evening = compare(minute, ">=", constants.take("start", opening.start))
    night = compare(minute, "<", constants.take("end", opening.end))
    if not _some_days(opening.days):
        return any_of([evening, night])
    following = tuple(sorted((day + 1) % _DAYS_IN_WEEK for day in opening.days))
    same_day = _on_days(opening.days, constants)
    return ("if", evening, same_day, all_of([night, _on_days(following, constants)]))


def _some_days(days: tuple[int, ...]) -> bool:
    return len(days) < _DAYS_IN_WEEK


def _on_days(days: tuple[int, ...], constants: Constants) -> Shape:
    return is_in(constants, "basket", "weekday", days) if _some_days(days) else ALWAYS


def _audience(leaf: ir.Audience, constants: Constants) -> Shape:
    ways: list[Shape] = []
    if leaf.member:
        ways.append(attribute("basket", "member"))
    if leaf.employee:
        ways.append(attribute("basket", "employee"))
    if leaf.tiers:
        ways.append(is_in(constants, "basket", "tier", leaf.tiers))
    if leaf.segments:
        ways.append(holds_any(constants, "basket", "segments", leaf.segments))
    return any_of(ways)


def _order_number(leaf: ir.OrderNumber, constants: Constants) -> Shape:
    channel = leaf.channel
    where = literal(None) if channel is None else constants.take("channel", channel)
    before = call("orders_before", name("basket"), where)
    number = constants.take("number", leaf.number)
    fits = compare(("add", before, literal(1)), operator_of(leaf.comparison), number)
    if channel is None:
        return fits
    return all_of([compare(attribute("basket", "channel"), "==", where), fits])


def _in_variant(leaf: ir.InVariant, constants: Constants) -> Shape:
    return call(
        "in_variant",
        name("basket"),
        constants.take("experiment", leaf.experiment),
        constants.take("shares", leaf.shares),
        keyword("first", literal(leaf.first)),
    )


def _measure(leaf: ir.Measures, constants: Constants) -> Shape:
    arguments = [constants.take("goods", leaf.target)]
    if leaf.measure is ir.Measure.WEIGHT:
        arguments.append(constants.take("unit", leaf.unit))
    read = call(_METHODS[leaf.measure], *arguments)
    return compare(read, operator_of(leaf.comparison), constants.take("number", leaf.number))


def operator_of(comparison: Comparison) -> str:
    """Return Python's operator for a comparison."""
    return "==" if comparison is Comparison.EQUAL else comparison.value
