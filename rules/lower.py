"""Checked syntax to the typed form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from grammar import clauses, literals, syntax
from grammar.rewards import Gift
from grammar.source import Source
from pricing.codes import normalise
from pricing.money import Currency
from pricing.program import NO_LIMITS, Allowance, Coupon, Limits
from pricing.rewards import PercentOff
from pricing.shop import Shop
from rules import amounts, goods, ir
from rules.lower_conditions import ConditionLowering
from rules.lower_experiments import variants_of
from rules.lower_points import lower_earning, lower_redeeming
from rules.lower_rewards import Priceable, RewardLowering
from rules.lower_sets import SetTable
from rules.lower_shop import lower_shop
from rules.names import Names
from rules.stages import stage_of


def lower(names: Names, sources: Sequence[Source]) -> ir.Ruleset:
    """Return the typed form of a ruleset without errors.

    Args:
        names: Every declaration; names, types and meaning have been checked.
        sources: The texts, for the words of conditions.
    """
    shop = lower_shop(names)
    table = SetTable(names)
    conditions = ConditionLowering(table, {one.name: one for one in sources}, shop.currency)
    rewards = RewardLowering(table, shop.currency)
    rules = [
        _lower_promotion(names.promotions[name], names, shop, conditions, rewards)
        for name in sorted(names.promotions)
    ]
    rules += lower_redeeming(names, table, shop)
    earning = lower_earning(names, table, shop.currency)
    coupons = {name: _lower_coupon(names.coupons[name]) for name in sorted(names.coupons)}
    return ir.Ruleset(
        shop=shop,
        sets=tuple(table.sets),
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        coupons=MappingProxyType(coupons),
        codes=MappingProxyType({one.code: one.id for one in coupons.values() if one.code}),
        earning=earning,
    )


def _lower_promotion(
    block: syntax.PromotionBlock,
    names: Names,
    shop: Shop,
    conditions: ConditionLowering,
    rewards: RewardLowering,
) -> ir.Rule:
    condition = _also(conditions.lower(block.clauses), tuple(variants_of(block.name.text, names)))
    stage_name = stage_of(block, names)
    written = _reward_of(block)
    rule = ir.Rule(
        id=block.name.text,
        title=block.title.value,
        stage=shop.stage_index(stage_name),
        stage_name=stage_name,
        reward=replace(rewards, within=_entered_for(block)).lower(written),
        condition=condition,
        stated=condition,
        place=block.name.span,
        tender=frozenset(_payments_asked(condition)),
        gift=written.sku.value if isinstance(written, Gift) else None,
        limits=Limits(times=1) if isinstance(written, Gift) else NO_LIMITS,
    )
    for clause in block.clauses:
        rule = _with_option(rule, clause, shop.currency)
    return rule


def _also(condition: ir.Condition, more: tuple[ir.Condition, ...]) -> ir.Condition:
    if not more:
        return condition
    parts = condition.parts if isinstance(condition, ir.AllOf) else (condition,)
    parts = (*[part for part in parts if part != ir.Always()], *more)
    return parts[0] if len(parts) == 1 else ir.AllOf(parts)


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


def _entered_for(block: syntax.PromotionBlock) -> goods.SetNode | None:
    """Return the goods that carry one of the reasons a promotion needs; ``None`` for any goods."""
    asked = [clause for clause in block.clauses if isinstance(clause, clauses.NeedsReason)]
    parts = [
        goods.UnionOf(tuple(goods.Entered(f"reason {one.value}") for one in clause.reasons))
        for clause in asked
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else goods.IntersectionOf(tuple(parts))


def _with_option(  # noqa: C901 - one branch for each kind of clause
    rule: ir.Rule, clause: clauses.PromotionClause, currency: Currency
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
            return _limited(rule, clause, currency)
        case clauses.GroupsClause(grouping=grouping):
            return replace(rule, grouping=grouping)
        case clauses.BudgetClause():
            return replace(rule, limits=_budgeted(rule.limits, clause, rule.id, currency))
        case clauses.NeedsCoupon(coupon=coupon):
            return replace(rule, coupon=coupon.text)
        case clauses.ReceiptClause(text=text):
            return replace(rule, receipt=text.value)
        case clauses.ReturnsClause(policy=policy):
            return replace(rule, reprices=policy == "reprice remaining")
        case clauses.InClause(because=because) if because is not None:
            return replace(rule, because=because.value)
        case _:
            return rule


def _limited(rule: ir.Rule, clause: clauses.LimitClause, currency: Currency) -> ir.Rule:
    if clause.counts != "amount":
        return replace(rule, limits=_tightened(rule.limits, clause, rule.id))
    assert isinstance(clause.amount, literals.Money)
    most = amounts.minor(clause.amount, currency)
    if clause.per == "unit":
        assert isinstance(rule.reward, PercentOff), "its reward has been checked"
        return replace(rule, reward=replace(rule.reward, unit_most_minor=most))
    counter = f"{rule.id} {counter_of(clause)}"
    allowance = Allowance(counter, "amount", most, clause.per == "customer")
    limits = rule.limits
    return replace(rule, limits=replace(limits, allowances=(*limits.allowances, allowance)))


def _tightened(limits: Limits, clause: clauses.LimitClause, name: str) -> Limits:
    """Add one limit; of two that count the same, the smaller holds."""
    assert not isinstance(clause.amount, literals.Money)
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
        case "product", _:
            return replace(limits, product_units=least(limits.product_units))
        case "customer", "units" if clause.window is None:
            return replace(limits, customer_units=least(limits.customer_units))
        case _:
            counter = f"{name} {counter_of(clause)}"
            of_customer = clause.per == "customer"
            allowance = Allowance(counter, clause.counts, number, of_customer)
            return replace(limits, allowances=(*limits.allowances, allowance))


def counter_of(clause: clauses.LimitClause) -> str:
    """Return what a limit over many baskets counts: ``baskets per customer per day``."""
    per = "in total" if clause.per == "total" else f"per {clause.per}"
    window = f" per {clause.window}" if clause.window is not None else ""
    return f"{clause.counts} {per}{window}"


def _budgeted(
    limits: Limits, clause: clauses.BudgetClause, name: str, currency: Currency
) -> Limits:
    whole = clause.grant == "all or nothing"
    most = amounts.minor(clause.amount, currency)
    allowance = Allowance(f"{name} budget", "amount", most, whole=whole)
    return replace(limits, allowances=(*limits.allowances, allowance))


def _lower_coupon(block: syntax.CouponBlock) -> Coupon:
    code: str | None = None
    pattern: str | None = None
    expires: literals.Duration | None = None
    for clause in block.clauses:
        match clause:
            case clauses.CodeClause(code=text):
                code = normalise(text.value)
            case clauses.CodesClause(pattern=text):
                pattern = text.value
            case clauses.ExpiresClause(after=after):
                expires = after
            case _:
                pass
    title = block.title.value if block.title is not None else block.name.text
    lasting = Coupon(block.name.text, title, code, pattern)
    if expires is None:
        return lasting
    return replace(lasting, expires_count=amounts.count(expires.count), expires_unit=expires.unit)
