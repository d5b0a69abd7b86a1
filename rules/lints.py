"""Lints: what is allowed and probably not meant."""

from collections.abc import Iterator

from grammar import clauses, expressions, literals, rewards, syntax
from grammar.diagnostics import Diagnostic, Message
from pricing.money import PRICE_DECIMALS, format_scaled
from rules import amounts, ir
from rules.lower_shop import assumed_settings
from rules.messages import lints as messages
from rules.messages.meaning import NeverApplies
from rules.names import Names
from rules.walk import nodes_of


def lint(names: Names, ruleset: ir.Ruleset) -> list[Diagnostic]:
    """Warn of what a ruleset without errors probably does not mean."""
    found: list[Message] = []
    found += _settings(names)
    found += _unused(names)
    for block in names.promotions.values():
        found += _endless(block)
        found += _exact_totals(block)
        found += _under_floor(block, ruleset)
    return [one.diagnostic() for one in found]


def find_dead_promotions(ruleset: ir.Ruleset) -> list[Diagnostic]:
    """Find promotions whose conditions exclude each other, once the passes have looked."""
    return [
        NeverApplies(rule.place, name=rule.id).diagnostic()
        for rule in ruleset.rules
        if rule.condition == ir.Never()
    ]


def _settings(names: Names) -> Iterator[Message]:
    if names.shop is not None:
        assumed = assumed_settings(names.shop)
        if assumed:
            yield messages.AssumedSettings(names.shop.title.span, assumed=assumed)


def _unused(names: Names) -> Iterator[Message]:
    blocks = (*names.sets.values(), *names.promotions.values(), *names.points.values())
    read = {use.name.text for block in blocks for use in nodes_of(block, expressions.SetName)}
    for name, block in names.sets.items():
        if name not in read:
            yield messages.UnusedSet(block.name.span, name=name)
    promotions = tuple(names.promotions.values())
    needed = {use.coupon.text for use in nodes_of(promotions, clauses.NeedsCoupon)}
    issued = {use.coupon.text for use in nodes_of(promotions, rewards.IssuedCoupon)}
    for name, coupon in names.coupons.items():
        if name not in needed | issued:
            yield messages.UnusedCoupon(coupon.name.span, name=name)


def _endless(block: syntax.PromotionBlock) -> Iterator[Message]:
    if not any(isinstance(clause, clauses.UntilClause) for clause in block.clauses):
        yield messages.NoEndDate(block.name.span, name=block.name.text)


def _exact_totals(block: syntax.PromotionBlock) -> Iterator[Message]:
    for compared in nodes_of(block, expressions.Compare):
        is_total = isinstance(compared.quantity, expressions.BasketTotal | expressions.TotalOf)
        if is_total and compared.operator == "=":
            yield messages.ExactTotal(compared.span)


def _under_floor(block: syntax.PromotionBlock, ruleset: ir.Ruleset) -> Iterator[Message]:
    """Compare promotional prices of pieces with the floor; one per kg says nothing of units."""
    currency = ruleset.shop.currency
    floor_e4 = ruleset.shop.floor_minor * currency.price_per_minor
    for reward in nodes_of(block, rewards.FixedPrice):
        if reward.per == "each":
            yield from _low(reward.price, floor_e4, currency.code)
    for scale in nodes_of(block, rewards.PriceScale):
        for step in scale.steps:
            if step.per in (None, "each") and not isinstance(step.start, literals.Measure):
                yield from _low(step.price, floor_e4, currency.code)


def _low(price: literals.Money, floor_e4: int, code: str) -> Iterator[Message]:
    if amounts.price_e4(price) < floor_e4:
        floor = format_scaled(floor_e4, PRICE_DECIMALS)
        yield messages.UnderFloor(
            price.span, price=f"{price.amount} {code}", floor=f"{floor.rstrip('0')} {code}"
        )
