"""The plain evaluator over the typed form: the definition that emitted code must equal.

It walks the tree as a reader would; nothing here is clever.
"""

from dataclasses import dataclass
from typing import assert_never

from pricing.basket import Basket
from pricing.item import Item
from rules import goods, ir
from rules.runtime import attribute_number, in_variant, orders_before


@dataclass(frozen=True, slots=True)
class Membership:
    """A set that answers for itself, until emitted code takes its place in a target."""

    node: goods.SetNode

    def __call__(self, item: Item) -> bool:
        """Tell whether an item belongs to the set."""
        return selects(self.node, item)


@dataclass(frozen=True, slots=True)
class Holding:
    """A condition that answers for itself."""

    condition: ir.Condition

    def __call__(self, basket: Basket) -> bool:
        """Tell whether a basket meets the condition."""
        return holds(self.condition, basket)


def selects(node: goods.SetNode, item: Item) -> bool:
    """Tell whether an item belongs to a set; classical, a missing fact belongs to no named set."""
    match node:
        case goods.UnionOf(parts=parts):
            return any(selects(part, item) for part in parts)
        case goods.IntersectionOf(parts=parts):
            return all(selects(part, item) for part in parts)
        case goods.Without(part=part):
            return not selects(part, item)
        case _:
            return _selects_leaf(node, item)


def _selects_leaf(  # noqa: C901 - one branch for each kind of leaf
    node: goods.SetLeaf, item: Item
) -> bool:
    match node:
        case goods.AnyGoods():
            return True
        case goods.NoGoods():
            return False
        case goods.InCategory(name=name):
            return name in item.categories
        case goods.OfBrand(brand=brand):
            return item.brand == brand
        case goods.Tagged(tag=tag):
            return tag in item.tags
        case goods.Marked(mark=mark):
            return mark in item.marks
        case goods.Entered(fact=fact):
            return fact in item.entries
        case goods.Numbered(skus=skus, gtins=gtins):
            return item.sku in skus or item.gtin in gtins
        case goods.WithAttribute(name=name, value=value):
            return item.attributes.get(name) == value
        case goods.Described(field=field, value=value):
            return (item.vat if field == "vat" else item.unit) == value
        case goods.AttributeCompared(name=name, comparison=comparison, number_e6=number_e6):
            number = attribute_number(item, name)
            return number is not None and comparison.compares(number, number_e6)
        case goods.ListPriced(comparison=comparison, price_e4=price_e4):
            return comparison.compares(item.price_e4, price_e4)
        case _:
            assert_never(node)


def holds(condition: ir.Condition, basket: Basket) -> bool:
    """Tell whether a basket meets a condition as it stands."""
    match condition:
        case ir.Always():
            return True
        case ir.Never():
            return False
        case ir.AllOf(parts=parts):
            return all(holds(part, basket) for part in parts)
        case ir.AnyOf(parts=parts):
            return any(holds(part, basket) for part in parts)
        case _:
            known, met = found(condition, basket)
            return known and met != condition.negated


def found(  # noqa: C901 - one branch for each kind of leaf
    leaf: ir.ConditionLeaf, basket: Basket
) -> tuple[bool, bool]:
    """Tell whether a leaf's fact is present, and whether it is met when ``not`` is left aside."""
    match leaf:
        case ir.DayFrom(day=day, rollover=rollover):
            return True, business_day(basket, rollover) >= day
        case ir.DayUntil(day=day, rollover=rollover):
            return True, business_day(basket, rollover) <= day
        case ir.OpenAt(openings=openings):
            return True, any(_is_open(opening, basket) for opening in openings)
        case ir.ChannelIs(channels=channels):
            return True, basket.channel in channels
        case ir.StoreIs(stores=stores, regions=regions):
            here = basket.store in stores or any(region in basket.regions for region in regions)
            return basket.store is not None, here
        case ir.HasCoupon(coupon=coupon):
            return True, coupon in basket.coupons
        case ir.DeliveryIs(methods=methods, stores=stores):
            fits = basket.delivery_method in methods
            if stores and fits:
                # Where the goods are fetched matters only when they are fetched.
                return basket.pickup_store is not None, basket.pickup_store in stores
            return basket.delivery_method is not None, fits
        case ir.PaymentIs(methods=methods):
            return bool(basket.payment_methods), any(m in basket.payment_methods for m in methods)
        case ir.Measures(comparison=comparison, number=number):
            return True, comparison.compares(measured(leaf, basket), number)
        case _:
            return _found_of_customer(leaf, basket)


def _found_of_customer(
    leaf: ir.Audience | ir.TierIs | ir.Consents | ir.OrderNumber | ir.SpendsPoints | ir.InVariant,
    basket: Basket,
) -> tuple[bool, bool]:
    match leaf:
        case ir.Audience(member=member, employee=employee, tiers=tiers, segments=segments):
            fits = (
                (member and basket.member)
                or (employee and basket.employee)
                or basket.tier in tiers
                or any(segment in basket.segments for segment in segments)
            )
            return basket.known_customer, fits
        case ir.TierIs(tiers=tiers):
            return basket.tier is not None, basket.tier in tiers
        case ir.Consents(consent=consent):
            return basket.known_customer, consent in basket.consents
        case ir.InVariant(experiment=experiment, shares=shares, first=first):
            return True, in_variant(basket, experiment, shares, first=first)
        case ir.SpendsPoints():
            return basket.known_customer, basket.points_wished > 0
        case ir.OrderNumber(comparison=comparison, number=number, channel=channel):
            if basket.orders is None:
                return False, False
            fits = comparison.compares(orders_before(basket, channel) + 1, number)
            return True, fits and channel in (None, basket.channel)
        case _:
            assert_never(leaf)


def measured(leaf: ir.Measures, basket: Basket) -> int:
    """Return what a leaf counts: minor units, pieces or thousandths."""
    match leaf.measure:
        case ir.Measure.TOTAL:
            return basket.total_of(leaf.target)
        case ir.Measure.LIST_TOTAL:
            return basket.list_total_of(leaf.target)
        case ir.Measure.QUANTITY:
            return basket.quantity_of(leaf.target)
        case ir.Measure.WEIGHT:
            return basket.weight_of(leaf.target, leaf.unit)


def business_day(basket: Basket, rollover: int) -> int:
    """Return the day a moment belongs to: minutes under the rollover belong to the day before."""
    return basket.day - 1 if basket.minute < rollover else basket.day


def _is_open(opening: ir.Opening, basket: Basket) -> bool:
    if opening.start < opening.end:
        return basket.weekday in opening.days and opening.start <= basket.minute < opening.end
    if basket.minute >= opening.start:
        return basket.weekday in opening.days
    return basket.minute < opening.end and (basket.weekday - 1) % 7 in opening.days
