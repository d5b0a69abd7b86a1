"""Meaning of limits and of fixed groups, beside what a promotion gives."""

from collections.abc import Iterator

from grammar import clauses, literals, rewards, syntax
from grammar.diagnostics import Message
from rules.meaning_rewards import rewarded_units
from rules.messages import contradictions, counting, meaning

_ON_LINES = (
    rewards.FixedPrice | rewards.PricesIn | rewards.PriceScale | rewards.EnteredPrice
    | rewards.PercentOff | rewards.AmountOff
)  # fmt: skip


def check_counting(block: syntax.PromotionBlock) -> Iterator[Message]:
    """Find limits and groups that do not fit a promotion's reward."""
    given = next((c.reward for c in block.clauses if isinstance(c, clauses.GiveClause)), None)
    for clause in block.clauses:
        match clause:
            case clauses.LimitClause():
                yield from _limit(clause, given)
                yield from _under_group(clause, given)
            case clauses.GroupsClause():
                yield from _groups(clause, block, given)
            case _:
                pass


def check_limit(clause: clauses.LimitClause, owner: str = "promotion") -> Iterator[Message]:
    """Find limits of nothing, and those that do not say what they count."""
    amount = clause.amount
    value = amount.value if isinstance(amount, literals.Number) else amount.amount
    if value == 0:
        yield meaning.ZeroLimit(clause.span, owner=owner)
    elif clause.counts == "baskets" and clause.per == "basket":
        yield meaning.PerBasketOfBaskets(clause.span)


def _limit(clause: clauses.LimitClause, given: rewards.Reward | None) -> Iterator[Message]:
    wrong = list(check_limit(clause))
    amount = clause.amount
    if wrong:
        yield from wrong
    elif clause.per == "unit":
        percent = given is None or isinstance(given, rewards.PercentOff)
        if clause.counts != "amount" or not percent:
            yield counting.LimitPerUnit(clause.span, per="unit")
    elif clause.per == "product":
        if clause.counts != "units" or not isinstance(given, _ON_LINES | None):
            yield counting.LimitPerUnit(clause.span, per="product")
    elif isinstance(amount, literals.Money) and clause.per == "total":
        yield counting.LimitIsBudget(clause.span, amount=f"{amount.amount} {amount.currency}")


def _under_group(clause: clauses.LimitClause, given: rewards.Reward | None) -> Iterator[Message]:
    """Find limits on units that are smaller than what one group rewards."""
    if given is None or clause.counts != "units" or not isinstance(clause.amount, literals.Number):
        return
    rewarded = rewarded_units(given)
    if 0 < clause.amount.value < rewarded:
        yield contradictions.LimitUnderGroup(
            clause.span, most=int(clause.amount.value), rewarded=rewarded, reward=given.span
        )


def _groups(
    clause: clauses.GroupsClause, block: syntax.PromotionBlock, given: rewards.Reward | None
) -> Iterator[Message]:
    grouped = rewards.SomeForFewer | rewards.EveryNth | rewards.SomeOf
    if given is not None and not isinstance(given, grouped):
        yield counting.NoGroups(clause.span)
    elif not any(isinstance(one, clauses.StacksClause) for one in block.clauses):
        yield counting.FixedGroupsCompete(clause.span, grouping=clause.grouping)
