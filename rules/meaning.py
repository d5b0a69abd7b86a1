"""Meaning: promotions whose parts are each right and that together make no sense."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from typing import Final

from grammar import clauses, literals, syntax
from grammar.diagnostics import Message
from grammar.vocabulary import WEEKDAYS
from rules.meaning_counting import check_counting
from rules.meaning_rewards import check_reward
from rules.meaning_series import check_series
from rules.messages import contradictions, declarations, meaning, meaning_targets

MIDNIGHT: Final = time()
RECEIPT_CHARS_MAX: Final = 25  # what fiscal printers print of a discount's name


def check_meaning(block: syntax.PromotionBlock) -> Iterator[Message]:
    """Find what can be read and not meant in a promotion."""
    if not block.clauses and not block.broken:
        yield meaning.EmptyPromotion(block.name.span, name=block.name.text)
    yield from _second_coupon(block)
    yield from _window(block)
    yield from check_counting(block)
    for clause in block.clauses:
        yield from _check_clause(clause)


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
    elif starts and ends:
        yield from _weekdays(block, starts[0], ends[0])


def _weekdays(
    block: syntax.PromotionBlock, start: clauses.FromClause, end: clauses.UntilClause
) -> Iterator[Message]:
    """Find days of the week of which a short window has none."""
    asked = [clause for clause in block.clauses if isinstance(clause, clauses.OnClause)]
    first, last = start.date.value.toordinal(), end.date.value.toordinal()
    if not asked or last - first >= len(WEEKDAYS) - 1 or not all(one.days for one in asked):
        return
    between = [WEEKDAYS[date.fromordinal(day).weekday()] for day in range(first, last + 1)]
    if not {day.text for clause in asked for day in clause.days}.intersection(between):
        yield contradictions.NoSuchDay(
            asked[0].span,
            start=start.date.value.isoformat(),
            until=end.date.value.isoformat(),
            between=", ".join(between),
            window=start.span,
        )


def _check_clause(clause: clauses.PromotionClause) -> Iterator[Message]:
    match clause:
        case clauses.OnClause(hours=hours):
            yield from _hours(hours)
        case clauses.InClause(because=None):
            yield meaning.MissingBecause(clause.span)
        case clauses.BudgetClause(amount=amount) if amount.amount == 0:
            yield meaning.ZeroLimit(clause.span, what="budget")
        case clauses.ReceiptClause(text=text):
            if len(text.value) > RECEIPT_CHARS_MAX:
                yield declarations.ReceiptTooLong(
                    text.span, length=len(text.value), most=RECEIPT_CHARS_MAX
                )
        case clauses.SeriesClause():
            yield from check_series(clause)
        case clauses.GiveClause(reward=reward):
            yield from check_reward(reward)
        case _:
            pass


def _hours(hours: Sequence[literals.TimeRange]) -> Iterator[Message]:
    nights = [one for one in hours if one.end.value < one.start.value and one.end.value != MIDNIGHT]
    longest = max(nights, key=lambda one: one.end.value, default=None)
    for opening in hours:
        begins, ends = opening.start.value, opening.end.value
        # 00:00-24:00 is the whole day; 24:00 reads as 00:00, so only other hours can be empty.
        if begins == ends and begins != MIDNIGHT:
            yield meaning.NoHours(opening.span)
        elif longest is not None and opening not in nights and begins < longest.end.value:
            yield meaning_targets.HoursInTheNight(
                opening.span,
                start=f"{begins:%H:%M}",
                night_end=f"{longest.end.value:%H:%M}",
                night=longest.span,
            )
