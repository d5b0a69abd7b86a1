"""A points programme: what it takes off for points, and how it lets customers earn them."""

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType

from grammar import clauses, literals, syntax
from pricing import rewards
from pricing.earning import Earning, Programme, Rate, Span, TierStep
from pricing.money import Currency
from pricing.shop import Shop
from rules import amounts, ir
from rules.lower_sets import SetTable
from rules.names import Names

STAGE = "points"


def lower_earning(names: Names, table: SetTable, currency: Currency) -> Earning:
    """Return how a ruleset lets customers earn points; there is at most one programme."""
    rates: list[Rate] = []
    tiers: dict[str, Fraction] = {}
    programme = ""
    policy: Programme | None = None
    for block in names.points.values():
        programme = block.name.text
        policy = policy or _policy(block, currency)
        for clause in block.clauses:
            match clause:
                case clauses.EarnClause(count=count, per=per, target=target, per_line=per_line):
                    per_minor = amounts.minor(per, currency)
                    goods = table.target(target)
                    rates.append(Rate(amounts.count(count), per_minor, goods, per_line))
                case clauses.TierClause(tier=tier, earn=earn):
                    tiers[tier.text] = Fraction(earn.value)
                case _:
                    pass
    return Earning(tuple(rates), MappingProxyType(tiers), programme, policy)


def _policy(block: syntax.PointsBlock, currency: Currency) -> Programme:
    """Return what the ledger must know of a programme; of a clause said twice the last holds."""
    pending: Span | None = None
    expire: Span | None = None
    tiers: list[TierStep] = []
    for clause in block.clauses:
        match clause:
            case clauses.PendingClause(wait=wait):
                pending = _span(wait)
            case clauses.ExpireClause(after=after):
                expire = _span(after)
            case clauses.TierClause(tier=tier, start=start, within=within):
                from_minor = amounts.minor(start, currency)
                tiers.append(TierStep(tier.text, from_minor, _span(within)))
            case _:
                pass
    rising = tuple(sorted(tiers, key=lambda tier: tier.from_minor))
    title = block.title.value if block.title is not None else block.name.text
    return Programme(block.name.text, title, pending, expire, rising)


def _span(duration: literals.Duration) -> Span:
    return Span(amounts.count(duration.count), duration.unit)


def lower_redeeming(names: Names, table: SetTable, shop: Shop) -> Iterator[ir.Rule]:
    """Yield the rule that takes something off for points, under the programme's own name."""
    for block in names.points.values():
        for clause in block.clauses:
            if isinstance(clause, clauses.RedeemClause):
                yield _redeem(block, clause, table, shop)


def _redeem(
    block: syntax.PointsBlock, clause: clauses.RedeemClause, table: SetTable, shop: Shop
) -> ir.Rule:
    name = block.name.text
    at_most = clause.at_most
    reward = rewards.PointsOff(
        target=table.target(None, name="basket"),
        count=amounts.count(clause.points),
        worth_minor=amounts.minor(clause.worth, shop.currency),
        most_bp=amounts.basis_points(at_most) if at_most is not None else rewards.BP,
    )
    condition = ir.SpendsPoints(text="points to spend", place=clause.span)
    return ir.Rule(
        id=name,
        title=block.title.value if block.title is not None else name,
        stage=shop.stage_index(STAGE),
        stage_name=STAGE,
        reward=reward,
        condition=condition,
        stated=condition,
        place=block.name.span,
    )
