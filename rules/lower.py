"""Checked syntax to the typed form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from grammar import clauses, literals, syntax
from grammar.source import Source
from pricing.codes import normalise
from pricing.program import Coupon, Limits
from pricing.shop import Shop
from rules import amounts, ir
from rules.lower_conditions import ConditionLowering
from rules.lower_rewards import Priceable, RewardLowering
from rules.lower_sets import SetTable
from rules.lower_shop import lower_shop
from rules.names import Names
from rules.stages import stage_of


def lower(names: Names, sources: Sequence[Source], left_out: frozenset[str]) -> ir.Ruleset:
    """Return the typed form of a ruleset without errors.

    Args:
        names: Every declaration; names, types and meaning have been checked.
        sources: The texts, for the words of conditions.
        left_out: Promotions that cannot be priced yet.
    """
    shop = lower_shop(names)
    table = SetTable(names)
    conditions = ConditionLowering(table, {one.name: one for one in sources}, shop.currency)
    rewards = RewardLowering(table, shop.currency)
    rules = tuple(
        _lower_promotion(names.promotions[name], names, shop, conditions, rewards)
        for name in sorted(names.promotions)
        if name not in left_out
    )
    coupons = {name: _lower_coupon(names.coupons[name]) for name in sorted(names.coupons)}
    return ir.Ruleset(
        shop=shop,
        sets=tuple(table.sets),
        rules=rules,
        coupons=MappingProxyType(coupons),
        codes=MappingProxyType({one.code: one.id for one in coupons.values() if one.code}),
    )


def _lower_promotion(
    block: syntax.PromotionBlock,
    names: Names,
    shop: Shop,
    conditions: ConditionLowering,
    rewards: RewardLowering,
) -> ir.Rule:
    condition = conditions.lower(block.clauses)
    stage_name = stage_of(block, names)
    rule = ir.Rule(
        id=block.name.text,
        title=block.title.value,
        stage=shop.stage_index(stage_name),
        stage_name=stage_name,
        reward=rewards.lower(_reward_of(block)),
        condition=condition,
        stated=condition,
        place=block.name.span,
        paid_by=frozenset(_payments_asked(condition)),
    )
    for clause in block.clauses:
        rule = _with_option(rule, clause)
    return rule


def _payments_asked(condition: ir.Condition) -> Iterator[str]:
    """Yield the means of payment without one of which a condition cannot hold."""
    match condition:
        case ir.PaymentIs(methods=methods, negated=False):
            yield from methods
        case ir.AllOf(parts=parts):
            for part in parts:
                yield from _payments_asked(part)
        case ir.AnyOf(parts=parts):
            each = [tuple(_payments_asked(part)) for part in parts]
            if all(each):
                yield from (method for methods in each for method in methods)
        case _:
            pass


def _reward_of(block: syntax.PromotionBlock) -> Priceable:
    for clause in block.clauses:
        if isinstance(clause, clauses.GiveClause) and isinstance(clause.reward, Priceable):
            return clause.reward
    raise AssertionError(f"{block.name.text} gives nothing and was let through")


def _with_option(  # noqa: C901 - one branch for each kind of clause
    rule: ir.Rule, clause: clauses.PromotionClause
) -> ir.Rule:
    match clause:
        case clauses.PriorityClause(priority=priority):
            return replace(rule, priority=amounts.count(priority))
        case clauses.StacksClause():
            return replace(rule, stacks=True)
        case clauses.ExclusiveClause(group=group):
            return replace(rule, group=group.text if group is not None else "")
        case clauses.FinalClause():
            return replace(rule, final=True)
        case clauses.BaseClause():
            return replace(rule, base_list=True)
        case clauses.SpreadClause():
            return replace(rule, spread_reward=True)
        case clauses.LimitClause():
            return replace(rule, limits=_tightened(rule.limits, clause))
        case clauses.NeedsCoupon(coupon=coupon):
            return replace(rule, coupon=coupon.text)
        case clauses.ReceiptClause(text=text):
            return replace(rule, receipt=text.value)
        case clauses.InClause(because=because) if because is not None:
            return replace(rule, because=because.value)
        case _:
            return rule


def _tightened(limits: Limits, clause: clauses.LimitClause) -> Limits:
    """Add one limit; of two that count the same, the smaller holds."""
    if isinstance(clause.amount, literals.Measure):
        number = amounts.milli(clause.amount)
        assert number is not None, "its decimals have been checked"
    else:
        number = amounts.count(clause.amount)

    def least(known: int | None) -> int:
        return number if known is None else min(known, number)

    match clause.per, clause.counts:
        case "basket", "times":
            return replace(limits, times=least(limits.times))
        case "basket", "units":
            return replace(limits, units=least(limits.units))
        case "basket", "measure":
            return replace(limits, measure_milli=least(limits.measure_milli))
        case "customer", "units":
            return replace(limits, customer_units=least(limits.customer_units))
        case _:
            return limits  # counted over many baskets; PR491 says that it is not yet


def _lower_coupon(block: syntax.CouponBlock) -> Coupon:
    code: str | None = None
    pattern: str | None = None
    for clause in block.clauses:
        match clause:
            case clauses.CodeClause(code=text):
                code = normalise(text.value)
            case clauses.CodesClause(pattern=text):
                pattern = text.value
            case _:
                pass
    title = block.title.value if block.title is not None else block.name.text
    return Coupon(block.name.text, title, code, pattern)
