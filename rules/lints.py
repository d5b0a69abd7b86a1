"""Lints: what is allowed and probably not meant."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from grammar import clauses, expressions, literals, rewards, syntax
from grammar.diagnostics import Message
from pricing.money import format_scaled
from pricing.rewards import Bundle
from pricing.shop import Shop
from rules import amounts, ir
from rules.lower_shop import assumed_settings
from rules.meaning_rewards import goods_name
from rules.messages import lints as messages
from rules.messages.meaning_rewards import SameSlot
from rules.names import Names
from rules.uses import Uses
from rules.walk import nodes_of


def lint(names: Names, uses: Iterable[Uses]) -> Iterator[Message]:
    """Warn of settings that the shop leaves open, and of what nothing uses."""
    if names.shop is not None:
        assumed = assumed_settings(names.shop)
        if assumed:
            yield messages.AssumedSettings(names.shop.title.span, assumed=assumed)
    yield from _unused(names, list(uses))


def lint_promotion(block: syntax.PromotionBlock, rule: ir.Rule, shop: Shop) -> Iterator[Message]:
    """Warn of what a promotion without errors probably does not mean."""
    yield from _endless(block)
    yield from _idle_limits(block)
    for clause in block.clauses:
        if isinstance(clause, clauses.GiveClause):
            yield from _low_prices(clause.reward, shop)
        elif isinstance(clause, clauses.WhenClause):
            yield from _exact_totals(clause.condition)
    yield from same_slots(block, rule)


def same_slots(block: syntax.PromotionBlock, rule: ir.Rule) -> Iterator[Message]:
    """Find slots of a bundle that ask for the same goods under two names; an error."""
    reward = rule.reward
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


def _unused(names: Names, uses: Sequence[Uses]) -> Iterator[Message]:
    for name in names.sets.keys() - set().union(*(one.sets for one in uses)):
        yield messages.UnusedSet(names.sets[name].name.span, name=name)
    for name in names.coupons.keys() - set().union(*(one.coupons for one in uses)):
        yield messages.UnusedCoupon(names.coupons[name].name.span, name=name)


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


def _exact_totals(condition: expressions.Condition) -> Iterator[Message]:
    for compared in nodes_of(condition, expressions.Compare):
        is_total = isinstance(compared.quantity, expressions.BasketTotal | expressions.TotalOf)
        if is_total and compared.operator == "=":
            yield messages.ExactTotal(compared.span)


def _low_prices(reward: rewards.Reward, shop: Shop) -> Iterator[Message]:
    """Compare promotional prices of a piece with the floor; one per kg says nothing of units."""
    match reward:
        case rewards.FixedPrice(per="each", price=price):
            yield from _under_floor(price, shop)
        case rewards.PriceScale(steps=steps):
            for step in steps:
                if step.per in (None, "each") and not isinstance(step.start, literals.Measure):
                    yield from _under_floor(step.price, shop)
        case _:
            pass


def _under_floor(price: literals.Money, shop: Shop) -> Iterator[Message]:
    currency = shop.currency
    floor_minor = shop.floor_minor
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
