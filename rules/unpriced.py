"""What the language can say and this version cannot price: left out, by name, with a warning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grammar import clauses, rewards, syntax
from grammar.diagnostics import Diagnostic, Message
from grammar.source import Span
from rules.messages.unpriced import NotCountedYet, NotPricedYet
from rules.names import Names

_REWARDS: Final[dict[type, str]] = {
    rewards.PricesIn: "lists of prices in a file are",
}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that was left out of a program.

    Attributes:
        feature: What is missing, such as ``gifts``.
        name: The promotion or points programme that is left out.
        span: Where the feature is used.
    """

    feature: str
    name: str
    span: Span


def find_unpriced(names: Names) -> tuple[tuple[Unsupported, ...], list[Diagnostic]]:
    """List what must be left out, and warn of it and of limits that are not counted."""
    found: list[Unsupported] = []
    warnings: list[Message] = []
    for promotion in names.promotions.values():
        found += _in_promotion(promotion)
        warnings += _uncounted(promotion.clauses)
    for coupon in names.coupons.values():
        warnings += _uncounted(coupon.clauses)
    found += _in_experiments(names)
    warnings += [NotPricedYet(one.span, feature=one.feature, name=one.name) for one in found]
    left_out = tuple(
        Unsupported(one.feature.removesuffix(" are"), one.name, one.span) for one in found
    )
    return left_out, [one.diagnostic() for one in warnings]


def _in_promotion(block: syntax.PromotionBlock) -> Iterator[Unsupported]:
    """Yield the first feature that leaves a promotion out; one is enough."""
    for clause in block.clauses:
        match clause:
            case clauses.GiveClause(reward=reward) if type(reward) in _REWARDS:
                yield Unsupported(_REWARDS[type(reward)], block.name.text, reward.span)
                return
            case _:
                pass


def _uncounted(
    block: tuple[clauses.PromotionClause, ...] | tuple[clauses.CouponClause, ...],
) -> Iterator[Message]:
    for clause in block:
        match clause:
            case clauses.BudgetClause():
                yield NotCountedYet(clause.span, clause="budget")
            case clauses.LimitClause(per="total"):
                yield NotCountedYet(clause.span, clause="limit … in total")
            case clauses.LimitClause(per="customer", counts=counts) if counts != "units":
                yield NotCountedYet(clause.span, clause="limit … per customer")
            case _:
                pass


def _in_experiments(names: Names) -> Iterator[Unsupported]:
    """Leave out every variant but the first: it is what a cart without a customer gets."""
    for block in names.experiments.values():
        kept = {name.text for variant in block.variants[:1] for name in variant.promotions}
        for variant in block.variants[1:]:
            for name in variant.promotions:
                if name.text not in kept:
                    yield Unsupported("experiments are", name.text, name.span)
