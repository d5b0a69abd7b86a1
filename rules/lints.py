"""Lints: what is allowed and probably not meant."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from grammar import clauses, expressions, literals, rewards, syntax
from grammar.diagnostics import Message
from grammar.node import Node
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
from rules.walk import nodes, nodes_of

_Grouped = rewards.SomeOf | rewards.Bundle | rewards.BuyGet | rewards.EveryNth | rewards.CheapestOf


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
    yield from _beyond_condition(block)
    for clause in block.clauses:
        # All that is looked at stands in rewards and conditions.
        if isinstance(clause, clauses.GiveClause | clauses.WhenClause):
            for node in nodes(clause):
                check = _CHECKS.get(type(node))
                if check is not None:
                    yield from check(node, shop)
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


def _exact_total(compared: expressions.Compare, shop: Shop) -> Iterator[Message]:
    del shop
    is_total = isinstance(compared.quantity, expressions.BasketTotal | expressions.TotalOf)
    if is_total and compared.operator == "=":
        yield messages.ExactTotal(compared.span)


def _low_price(reward: rewards.FixedPrice, shop: Shop) -> Iterator[Message]:
    """Compare the promotional price of a piece with the floor; one per kg says nothing of units."""
    if reward.per == "each":
        yield from _under_floor(reward.price, shop)


def _low_step(step: rewards.ScaleStep, shop: Shop) -> Iterator[Message]:
    if step.per in (None, "each") and not isinstance(step.start, literals.Measure):
        yield from _under_floor(step.price, shop)


def _low_group(reward: _Grouped, shop: Shop) -> Iterator[Message]:
    """Compare the price of a whole group with what its rewarded units cost at least."""
    if isinstance(reward.ending, expressions.ForPrice):
        match reward:
            case rewards.SomeOf(slot=slot) | rewards.BuyGet(get=slot):
                units = int(slot.count.value)
            case rewards.Bundle(slots=slots):
                units = sum(int(slot.count.value) for slot in slots)
            case _:
                units = 1
        yield from _under_floor(reward.ending.price, shop, units)


def _under_floor(price: literals.Money, shop: Shop, units: int = 1) -> Iterator[Message]:
    currency = shop.currency
    floor_minor = shop.floor_minor * units
    if amounts.price_e4(price) < floor_minor * currency.price_per_minor:
        floor = f"{format_scaled(floor_minor, currency.exponent)} {currency.code}"
        yield messages.UnderFloor(
            price.span,
            price=f"{price.amount} {currency.code}",
            floor=floor if units == 1 else f"{floor} for {units} units",
        )


# --- more off than there is -----------------------------------------------------------------------


def _beyond_tier(tier: rewards.Tier, shop: Shop) -> Iterator[Message]:
    del shop
    if isinstance(tier.off, literals.Money) and _exceeds(tier.off, tier.start):
        yield _beyond(tier.off, tier.start)


def _beyond_step(steps: rewards.TotalSteps, shop: Shop) -> Iterator[Message]:
    del shop
    # Off every step as much as the step: that is everything for nothing too.
    if not _exceeds(steps.every, steps.amount):
        yield _beyond(steps.amount, steps.every)


def _beyond_condition(block: syntax.PromotionBlock) -> Iterator[Message]:
    """Compare an amount off the basket with the total that is surely reached."""
    given = [clause.reward for clause in block.clauses if isinstance(clause, clauses.GiveClause)]
    for reward in given:
        if not isinstance(reward, rewards.TotalOff):
            continue
        if reward.target is not None or not isinstance(reward.off, literals.Money):
            continue
        for reached in _reached(block):
            if _exceeds(reward.off, reached):
                yield _beyond(reward.off, reached)


def _reached(block: syntax.PromotionBlock) -> Iterator[literals.Money]:
    for clause in block.clauses:
        if not isinstance(clause, clauses.WhenClause):
            continue
        whole = clause.condition
        for part in whole.parts if isinstance(whole, expressions.ConditionAll) else (whole,):
            match part:
                case expressions.Compare(
                    quantity=expressions.BasketTotal(),
                    operator=">=" | ">",
                    value=literals.Money() as reached,
                ):
                    yield reached
                case _:
                    pass


def _exceeds(amount: literals.Money, other: literals.Money) -> bool:
    return amounts.price_e4(amount) > amounts.price_e4(other)


def _beyond(amount: literals.Money, reached: literals.Money) -> Message:
    return messages.BeyondThreshold(
        amount.span,
        amount=f"{amount.amount} {amount.currency}",
        threshold=f"{reached.amount} {reached.currency}",
        reached=reached.span,
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
    rewards.SomeOf: _low_group,
    rewards.Bundle: _low_group,
    rewards.BuyGet: _low_group,
    rewards.EveryNth: _low_group,
    rewards.CheapestOf: _low_group,
    rewards.Tier: _beyond_tier,
    rewards.TotalSteps: _beyond_step,
}
