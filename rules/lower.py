"""Checked syntax to the typed form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, assert_never

from grammar import clauses, literals, syntax
from grammar.rewards import Gift
from grammar.source import Source
from pricing.codes import normalise
from pricing.money import Currency
from pricing.program import NO_LIMITS, Allowance, Coupon, Limits
from pricing.rewards import PercentOff
from pricing.shop import Shop
from rules import amounts, goods, ir
from rules.joining import Touched
from rules.lower_conditions import ConditionLowering
from rules.lower_experiments import variants_of
from rules.lower_points import lower_earning, lower_redeeming
from rules.lower_rewards import Priceable, RewardLowering
from rules.lower_sets import Read, SetTable
from rules.lower_shop import lower_shop
from rules.names import Names
from rules.stages import stage_of

_NO_PAYMENTS: Final[frozenset[str]] = frozenset()  # one for all: an empty set takes 200 bytes


@dataclass(frozen=True, slots=True)
class Lowered:
    """A promotion in typed form, and what it was made from.

    Attributes:
        block: Its syntax.
        reads: The sets it reads, with the numbers they had.
        rule: Its typed form.
    """

    block: syntax.PromotionBlock
    reads: tuple[Read, ...]
    rule: ir.Rule


@dataclass(slots=True)
class Lowering:
    """All that a lowering made, for the next one to begin with.

    Attributes:
        table: The sets.
        promotions: By identifier, sorted.
        coupons: By identifier, with their syntax.
    """

    table: SetTable
    promotions: dict[str, Lowered] = field(default_factory=dict)
    coupons: dict[str, tuple[syntax.CouponBlock, Coupon]] = field(default_factory=dict)


def lower(
    names: Names,
    sources: Sequence[Source],
    known: Lowering | None = None,
    touched: Touched | None = None,
) -> tuple[ir.Ruleset, Lowering]:
    """Return the typed form of a ruleset without errors.

    Args:
        names: Every declaration; names, types and meaning have been checked.
        sources: The texts, for the words of conditions.
        known: An earlier lowering with the same shop, points, experiments and lists. What would
            come out the same is taken from there.
        touched: What may be other declarations than in that earlier one; ``None`` where names
            came, went or moved.
    """
    shop = lower_shop(names)
    made = _Promotions(names, {one.name: one for one in sources}, shop)
    lowering = made.as_before(known, touched) if known and touched else None
    if lowering is None:
        lowering, touched = made.in_order(known), None
    table = lowering.table
    rules = [one.rule for one in lowering.promotions.values()]
    redeeming = list(lower_redeeming(names, table, shop))
    if redeeming:
        rules = sorted([*rules, *redeeming], key=lambda rule: rule.id)
    earning = lower_earning(names, table, shop.currency)
    for name in sorted(names.coupons if touched is None else touched.coupons):
        block = names.coupons[name]
        lowering.coupons[name] = block, _lower_coupon(block)
    coupons = {name: coupon for name, (_, coupon) in lowering.coupons.items()}
    ruleset = ir.Ruleset(
        shop=shop,
        sets=tuple(table.sets),
        rules=tuple(rules),
        coupons=MappingProxyType(coupons),
        codes=MappingProxyType({one.code: one.id for one in coupons.values() if one.code}),
        earning=earning,
    )
    return ruleset, lowering


@dataclass(frozen=True, slots=True)
class _Promotions:
    """Lowers promotions, or takes them from an earlier lowering."""

    names: Names
    sources: Mapping[str, Source]
    shop: Shop

    def as_before(self, known: Lowering, touched: Touched) -> Lowering | None:
        """Lower what changed, where no set gets another number by it; else return ``None``."""
        table = known.table.resumed(self.names, touched.sets)
        if table is None:
            return None
        lowering = Lowering(table, dict(known.promotions), dict(known.coupons))
        for name in touched.promotions:
            lowered = self._lower(self.names.promotions[name], table)
            if lowered.reads != known.promotions[name].reads:
                return None
            lowering.promotions[name] = lowered
        return lowering

    def in_order(self, known: Lowering | None) -> Lowering:
        """Lower all promotions in order; those that come out the same are taken over."""
        before = known.promotions if known is not None else {}
        lowering = Lowering(SetTable(self.names, known.table.lowered if known is not None else {}))
        for name in sorted(self.names.promotions):
            block = self.names.promotions[name]
            lowered = before.get(name)
            same = lowered is not None and lowered.block is block
            if lowered is None or not same or not lowering.table.read_again(lowered.reads):
                lowered = self._lower(block, lowering.table)
            lowering.promotions[name] = lowered
        return lowering

    def _lower(self, block: syntax.PromotionBlock, table: SetTable) -> Lowered:
        currency = self.shop.currency
        conditions = ConditionLowering(table, self.sources, currency)
        rewards = RewardLowering(table, currency)
        table.reads = []
        rule = _lower_promotion(block, self.names, self.shop, conditions, rewards)
        return Lowered(block, tuple(table.reads), rule)


def _lower_promotion(
    block: syntax.PromotionBlock,
    names: Names,
    shop: Shop,
    conditions: ConditionLowering,
    rewards: RewardLowering,
) -> ir.Rule:
    condition = _also(conditions.lower(block.clauses), tuple(variants_of(block.name.text, names)))
    stage_name = stage_of(block, names)
    payments = tuple(_payments_asked(condition))
    written = _reward_of(block)
    within = _entered_for(block)
    rule = ir.Rule(
        id=block.name.text,
        title=block.title.value,
        stage=shop.stage_index(stage_name),
        stage_name=stage_name,
        reward=(rewards if within is None else replace(rewards, within=within)).lower(written),
        condition=condition,
        stated=condition,
        place=block.name.span,
        tender=frozenset(payments) if payments else _NO_PAYMENTS,
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
        case clauses.SeriesClause(text=text):
            return replace(rule, series=text.value)
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
    allowance = Allowance(
        counter, "amount", most, clause.per == "customer",
        window=clause.window, spans_baskets=clause.per != "basket",
    )  # fmt: skip
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
            allowance = Allowance(counter, clause.counts, number, of_customer, window=clause.window)
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
    limits: list[Allowance] = []
    series = ""
    for clause in block.clauses:
        match clause:
            case clauses.CodeClause(code=text):
                code = normalise(text.value)
            case clauses.CodesClause(pattern=text):
                pattern = text.value
            case clauses.ExpiresClause(after=after):
                expires = after
            case clauses.LimitClause():
                limits.append(_coupon_limit(block.name.text, clause))
            case clauses.SeriesClause(text=text):
                series = text.value
            case _:
                assert_never(clause)
    title = block.title.value if block.title is not None else block.name.text
    lasting = Coupon(block.name.text, title, code, pattern, limits=tuple(limits), series=series)
    if expires is None:
        return lasting
    return replace(lasting, expires_count=amounts.count(expires.count), expires_unit=expires.unit)


def _coupon_limit(name: str, clause: clauses.LimitClause) -> Allowance:
    """Return what a coupon may do over many baskets; only baskets are counted of it."""
    assert isinstance(clause.amount, literals.Number), "its kind has been checked"
    # A promotion may have the same name, and its own limits.
    counter = f"coupon:{name} {counter_of(clause)}"
    of_customer = clause.per == "customer"
    return Allowance(
        counter, "baskets", amounts.count(clause.amount), of_customer, window=clause.window
    )
