"""Lints: what is allowed and probably not meant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from grammar import clauses, expressions, literals, rewards, syntax
from grammar.diagnostics import Diagnostic, Message
from grammar.node import Node
from pricing.money import format_scaled
from pricing.rewards import Bundle
from rules import amounts, ir
from rules.lower_shop import assumed_settings
from rules.meaning_rewards import goods_name
from rules.messages import lints as messages
from rules.messages.meaning_rewards import SameSlot
from rules.names import Names
from rules.walk import nodes, nodes_of


def lint(names: Names, ruleset: ir.Ruleset) -> list[Diagnostic]:
    """Warn of what a ruleset without errors probably does not mean."""
    found: list[Message] = []
    found += _settings(names)
    used = Used()
    rules = {rule.id: rule for rule in ruleset.rules}
    for block in (*names.sets.values(), *names.points.values()):
        for node in nodes(block):
            used.note(node)
    for promotion in names.promotions.values():
        found += _endless(promotion)
        found += _idle_limits(promotion)
        for node in nodes(promotion):
            used.note(node)
            check = _CHECKS.get(type(node))
            if check is not None:
                found += check(node, ruleset)
        found += same_slots(promotion, rules.get(promotion.name.text))
    found += _unused(names, used)
    return [one.diagnostic() for one in found]


def same_slots(block: syntax.PromotionBlock, rule: ir.Rule | None) -> Iterator[Message]:
    """Find slots of a bundle that ask for the same goods under two names; an error."""
    reward = rule.reward if rule is not None else None
    if not isinstance(reward, Bundle):
        return
    written = next(nodes_of(block, rewards.Bundle))
    first: dict[tuple[int, bool], rewards.Slot] = {}
    for slot, lowered in zip(written.slots, reward.slots, strict=True):
        asked = (lowered.target.number, lowered.target.regular_priced)
        known = first.setdefault(asked, slot)
        if known is not slot:
            size = int(known.count.value + slot.count.value)
            name, other = goods_name(slot.target), goods_name(known.target)
            yield SameSlot(slot.span, name=name, size=size, other=other, first=known.span)


def _settings(names: Names) -> Iterator[Message]:
    if names.shop is not None:
        assumed = assumed_settings(names.shop)
        if assumed:
            yield messages.AssumedSettings(names.shop.title.span, assumed=assumed)


@dataclass(slots=True)
class Used:
    """Names of sets and coupons that something reads."""

    sets: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)

    def note(self, node: Node) -> None:
        """Add the name that a node reads, if it reads one."""
        match node:
            case expressions.SetName(name=name):
                self.sets.add(name.text)
            case clauses.NeedsCoupon(coupon=coupon) | rewards.IssuedCoupon(coupon=coupon):
                self.coupons.add(coupon.text)
            case _:
                pass


def _unused(names: Names, used: Used) -> Iterator[Message]:
    for name, block in names.sets.items():
        if name not in used.sets:
            yield messages.UnusedSet(block.name.span, name=name)
    for name, coupon in names.coupons.items():
        if name not in used.coupons:
            yield messages.UnusedCoupon(coupon.name.span, name=name)


def _endless(block: syntax.PromotionBlock) -> Iterator[Message]:
    if not any(isinstance(clause, clauses.UntilClause) for clause in block.clauses):
        yield messages.NoEndDate(block.name.span, name=block.name.text)


def _idle_limits(block: syntax.PromotionBlock) -> Iterator[Message]:
    """Find limits on one basket that count groups or units where the reward makes none."""
    makes = {
        what
        for clause in block.clauses
        if isinstance(clause, clauses.GiveClause)
        for what in _makes(clause.reward)
    }
    for clause in block.clauses:
        if isinstance(clause, clauses.LimitClause) and clause.per == "basket":
            what = "groups" if clause.counts == "times" else "rewarded units"
            if makes and what not in makes:
                yield messages.IdleLimit(clause.span, what=what)


def _makes(reward: rewards.Reward) -> tuple[str, ...]:
    if isinstance(reward, _LINE_REWARDS):
        return ("rewarded units",)
    if isinstance(reward, rewards.TotalSteps):
        return ("groups",)
    if isinstance(reward, _ONCE_REWARDS):
        return ("one discount",)
    return ("groups", "rewarded units")


def _exact_total(compared: expressions.Compare, ruleset: ir.Ruleset) -> Iterator[Message]:
    del ruleset
    is_total = isinstance(compared.quantity, expressions.BasketTotal | expressions.TotalOf)
    if is_total and compared.operator == "=":
        yield messages.ExactTotal(compared.span)


def _low_price(reward: rewards.FixedPrice, ruleset: ir.Ruleset) -> Iterator[Message]:
    """Compare the promotional price of a piece with the floor; one per kg says nothing of units."""
    if reward.per == "each":
        yield from _under_floor(reward.price, ruleset)


def _low_step(step: rewards.ScaleStep, ruleset: ir.Ruleset) -> Iterator[Message]:
    if step.per in (None, "each") and not isinstance(step.start, literals.Measure):
        yield from _under_floor(step.price, ruleset)


def _under_floor(price: literals.Money, ruleset: ir.Ruleset) -> Iterator[Message]:
    currency = ruleset.shop.currency
    floor_minor = ruleset.shop.floor_minor
    if amounts.price_e4(price) < floor_minor * currency.price_per_minor:
        floor = format_scaled(floor_minor, currency.exponent)
        yield messages.UnderFloor(
            price.span,
            price=f"{price.amount} {currency.code}",
            floor=f"{floor} {currency.code}",
        )


_LINE_REWARDS: Final = (
    rewards.FixedPrice, rewards.PricesIn, rewards.PriceScale, rewards.EnteredPrice,
    rewards.EnteredDiscount, rewards.PercentOff, rewards.AmountOff,
)  # fmt: skip
_ONCE_REWARDS: Final = (
    rewards.TotalOff, rewards.TotalTiers, rewards.DeliveryOff, rewards.MultipliedPoints,
    rewards.ExtraPoints, rewards.IssuedCoupon,
)  # fmt: skip

_CHECKS: Final[dict[type[Node], Callable[..., Iterator[Message]]]] = {
    expressions.Compare: _exact_total,
    rewards.FixedPrice: _low_price,
    rewards.ScaleStep: _low_step,
}
