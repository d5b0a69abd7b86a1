"""Meaning: promotions whose parts are each right and that together make no sense."""

from collections.abc import Iterable, Iterator
from typing import Final

from grammar import clauses, literals, syntax
from grammar.diagnostics import Diagnostic, Message
from rules.meaning_counting import check_counting
from rules.meaning_rewards import check_reward
from rules.messages import declarations, meaning
from rules.names import Names

RECEIPT_CHARS_MAX: Final = 25  # what fiscal printers print of a discount's name


def check_meaning(names: Names) -> list[Diagnostic]:
    """Find what can be read and not meant, in every promotion."""
    found: list[Message] = []
    for block in names.promotions.values():
        if not block.clauses and not block.broken:
            found.append(meaning.EmptyPromotion(block.name.span, name=block.name.text))
        found += _second_coupon(block)
        found += _window(block)
        found += check_counting(block)
        for clause in block.clauses:
            found += _check_clause(clause)
    return [one.diagnostic() for one in found]


def _second_coupon(block: syntax.PromotionBlock) -> Iterator[Message]:
    needed = [clause for clause in block.clauses if isinstance(clause, clauses.NeedsCoupon)]
    for clause in needed[1:]:
        yield meaning.SecondCoupon(clause.span, name=needed[0].coupon.text, first=needed[0].span)


def _window(block: syntax.PromotionBlock) -> Iterator[Message]:
    starts = [clause for clause in block.clauses if isinstance(clause, clauses.FromClause)]
    ends = [clause for clause in block.clauses if isinstance(clause, clauses.UntilClause)]
    if starts and ends and ends[0].date.value < starts[0].date.value:
        yield meaning.UntilBeforeFrom(
            ends[0].date.span,
            until=ends[0].date.value.isoformat(),
            start=starts[0].date.value.isoformat(),
            start_span=starts[0].date.span,
        )


def _check_clause(clause: clauses.PromotionClause) -> Iterator[Message]:
    match clause:
        case clauses.OnClause(hours=hours):
            yield from _hours(hours)
        case clauses.InClause(because=None):
            yield meaning.MissingBecause(clause.span)
        case clauses.ReceiptClause(text=text):
            if len(text.value) > RECEIPT_CHARS_MAX:
                yield declarations.ReceiptTooLong(
                    text.span, length=len(text.value), most=RECEIPT_CHARS_MAX
                )
        case clauses.GiveClause(reward=reward):
            yield from check_reward(reward)
        case _:
            pass


def _hours(hours: Iterable[literals.TimeRange]) -> Iterator[Message]:
    for opening in hours:
        begins, ends = opening.start.value, opening.end.value
        # 00:00-24:00 is the whole day; 24:00 reads as 00:00, so only other hours can be empty.
        if begins == ends and (begins.hour, begins.minute) != (0, 0):
            yield meaning.NoHours(opening.span)
