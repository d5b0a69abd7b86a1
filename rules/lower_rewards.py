"""What a promotion gives, from syntax to the rewards of the domain."""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from grammar import expressions, literals
from grammar import rewards as written
from pricing import rewards
from pricing.money import Currency
from pricing.rewards import Target
from rules import amounts, goods
from rules.lower_sets import EVERYTHING, SetTable, gtins_in, numbered
from rules.product_lists import read_price_list
from rules.typecheck import scale_unit

Priceable = (
    written.FixedPrice | written.PricesIn | written.PriceScale | written.EnteredPrice
    | written.EnteredDiscount | written.PercentOff | written.AmountOff | written.SomeForFewer
    | written.EveryNth | written.SomeOf | written.Bundle | written.BuyGet | written.CheapestOf
    | written.TotalOff | written.TotalTiers | written.TotalSteps | written.DeliveryOff
    | written.Gift | written.MultipliedPoints | written.ExtraPoints | written.IssuedCoupon
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RewardLowering:
    """Turns the sentence after ``give`` into a reward.

    Attributes:
        table: Gives sets their numbers.
        currency: The shop's.
        within: Keeps every target inside a set, for ``needs reason``; ``None`` for no such limit.
    """

    table: SetTable
    currency: Currency
    within: goods.SetNode | None = None

    def lower(  # noqa: C901 - one branch for each kind of reward
        self, node: Priceable
    ) -> rewards.Reward:
        """Return the reward of a sentence that has been checked."""
        match node:
            case written.FixedPrice(target=target, price=price, per=per):
                return rewards.FixedPrice(self._target(target), amounts.price_e4(price), per)
            case written.PriceScale():
                return self._scale(node)
            case written.PricesIn(file=file):
                return self._listed(file.value)
            case written.EnteredPrice() | written.EnteredDiscount():
                return self._entered(node)
            case written.PercentOff(percent=percent, target=target, minimum=minimum):
                rate_bp = amounts.basis_points(percent)
                return rewards.PercentOff(self._target(target), rate_bp, _minimum(minimum))
            case written.AmountOff(amount=amount, target=target, minimum=minimum):
                off = amounts.minor(amount, self.currency)
                return rewards.AmountOff(self._target(target), off, _minimum(minimum))
            case (
                written.SomeForFewer()
                | written.EveryNth()
                | written.SomeOf()
                | written.CheapestOf()
                | written.Bundle()
                | written.BuyGet()
            ):
                return self._group(node)
            case written.Gift():
                return self._gift(node)
            case written.TotalOff() | written.TotalTiers() | written.TotalSteps():
                return self._total(node)
            case written.MultipliedPoints(multiplier=multiplier, target=target):
                return rewards.MultipliedPoints(self._target(target), Fraction(multiplier.value))
            case written.ExtraPoints(count=count):
                return rewards.ExtraPoints(amounts.count(count))
            case written.IssuedCoupon(coupon=coupon):
                return rewards.IssuedCoupon(coupon.text)
            case written.DeliveryOff(ending=ending):
                return rewards.DeliveryOff(self._effect(ending))
            case _:
                assert_never(node)

    def _target(self, target: expressions.Target | None, *, name: str = EVERYTHING) -> Target:
        return self.table.target(target, name=name, within=self.within)

    def _listed(self, file: str) -> rewards.ListedPrices:
        prices_e4 = dict(read_price_list(self.table.names.lists[file]).prices_e4)
        only: goods.SetNode = numbered(tuple(prices_e4))
        for number, price_e4 in list(prices_e4.items()):
            prices_e4 |= dict.fromkeys(gtins_in((number,)), price_e4)
        if self.within is not None:
            only = goods.IntersectionOf((only, self.within))
        target = self.table.target(None, name=f"goods in {file}", within=only)
        return rewards.ListedPrices(target, MappingProxyType(prices_e4))

    def _group(
        self,
        node: written.SomeForFewer | written.EveryNth | written.SomeOf | written.CheapestOf
        | written.Bundle | written.BuyGet,
    ) -> rewards.GroupReward:  # fmt: skip
        match node:
            case written.SomeForFewer(size=size, paid=paid, target=target):
                group = amounts.count(size)
                free = group - amounts.count(paid)
                return rewards.GroupOf(self._target(target), group, free, _FREE)
            case written.EveryNth(nth=nth, target=target, ending=ending):
                effect = self._effect(ending)
                return rewards.GroupOf(self._target(target), nth.value, 1, effect)
            case written.SomeOf(slot=slot, ending=ending):
                size_of = amounts.count(slot.count)
                target_of = self._target(slot.target)
                return rewards.GroupOf(target_of, size_of, size_of, self._effect(ending))
            case written.CheapestOf(slot=slot, ending=ending):
                least = amounts.count(slot.count)
                target_of = self._target(slot.target)
                return rewards.CheapestOf(target_of, least, self._effect(ending))
            case written.Bundle(slots=slots, ending=ending):
                return rewards.Bundle(tuple(map(self._slot, slots)), self._effect(ending))
            case written.BuyGet(buy=buy, get=get, ending=ending):
                return rewards.BuyGet(self._slot(buy), self._slot(get), self._effect(ending))
            case _:
                assert_never(node)

    def _gift(self, node: written.Gift) -> rewards.GroupOf:
        only = numbered((node.sku.value,))
        target = self.table.target(None, name=f"gift {node.sku.value}", within=only)
        return rewards.GroupOf(target, 1, 1, self._effect(node.ending))

    def _entered(self, node: written.EnteredPrice | written.EnteredDiscount) -> rewards.LineReward:
        if isinstance(node, written.EnteredPrice):
            return rewards.EnteredPrice(self._with_entry("price"))
        most = self._off(node.up_to) if node.up_to is not None else None
        return rewards.EnteredDiscount(self._with_entry("discount"), most)

    def _with_entry(self, kind: str) -> Target:
        """Return the goods on whose line a cashier entered something of a kind."""
        node: goods.SetNode = goods.Entered(kind)
        if self.within is not None:
            node = goods.IntersectionOf((node, self.within))
        return self.table.target(None, name=f"entered {kind}", within=node)

    def _total(
        self, node: written.TotalOff | written.TotalTiers | written.TotalSteps
    ) -> rewards.TotalReward:
        target = self._target(node.target, name="basket" if node.target is None else "")
        match node:
            case written.TotalOff(off=off, up_to=up_to):
                return rewards.TotalOff(target, self._off(off), self._cap(up_to))
            case written.TotalTiers(tiers=tiers, each_step=each_step):
                steps = tuple(
                    rewards.Tier(amounts.minor(tier.start, self.currency), self._off(tier.off))
                    for tier in tiers
                )
                return rewards.TotalTiers(target, steps, each_step)
            case written.TotalSteps(amount=amount, every=every, up_to=up_to):
                return rewards.TotalSteps(
                    target,
                    amounts.minor(amount, self.currency),
                    amounts.minor(every, self.currency),
                    self._cap(up_to),
                )
            case _:
                assert_never(node)

    def _scale(self, node: written.PriceScale) -> rewards.PriceScale:
        steps = tuple(
            rewards.Step(_start(step.start), amounts.price_e4(step.price)) for step in node.steps
        )
        target = self._target(node.target)
        return rewards.PriceScale(target, steps, scale_unit(node), node.each_step)

    def _slot(self, slot: written.Slot) -> rewards.Slot:
        return rewards.Slot(amounts.count(slot.count), self._target(slot.target))

    def _off(self, off: literals.Percent | literals.Money) -> rewards.Percent | rewards.Amount:
        if isinstance(off, literals.Percent):
            return rewards.Percent(amounts.basis_points(off))
        return rewards.Amount(amounts.minor(off, self.currency))

    def _cap(self, up_to: literals.Money | None) -> int | None:
        return amounts.minor(up_to, self.currency) if up_to is not None else None

    def _effect(self, ending: expressions.Ending) -> rewards.Effect:
        match ending:
            case expressions.Free():
                return _FREE
            case expressions.PercentLess(percent=percent):
                return rewards.Percent(amounts.basis_points(percent))
            case expressions.AmountLess(amount=amount):
                return rewards.Amount(amounts.minor(amount, self.currency))
            case expressions.ForPrice(price=price):
                return rewards.Price(amounts.minor(price, self.currency))
            case _:
                assert_never(ending)


_FREE = rewards.Percent(rewards.BP)


def _minimum(number: literals.Number | None) -> int:
    return amounts.count(number) if number is not None else 1


def _start(start: literals.Number | literals.Measure | None) -> int:
    """Return where a step begins: pieces, or thousandths of a kg, l or m."""
    match start:
        case None:
            return 0
        case literals.Number():
            return amounts.count(start)
        case literals.Measure():
            number = amounts.milli(start)
            assert number is not None, "its decimals have been checked"
            return number
