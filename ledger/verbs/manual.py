"""Grant and adjust: what people do by hand, each once and with a reason."""

from ledger.accounts import Shortage, Why
from ledger.books import Book, Lot, Move, earliest_first
from ledger.limits import NEVER_MS
from ledger.orders import Terms
from ledger.outcomes import Adjusted, Code, Refusal
from ledger.requests import Adjust, Grant
from ledger.transfers import BY_HAND, Kind, Side, Transfer
from ledger.verbs.step import Step


def grant(step: Step, asked: Grant) -> Adjusted:
    """Add to an account's credits."""
    account = step.families.root(asked.account)
    step.records.append(
        [
            Transfer(
                by_hand(asked.id), 0, Side.ACCOUNT, account, "", Kind.ADJUST,
                asked.amount, step.now_ms,
            )
        ]
    )  # fmt: skip
    step.publish("limit.granted", account, amount=asked.amount, adjustment=asked.id)
    return Adjusted(asked.id)


def adjust(step: Step, asked: Adjust) -> Adjusted | Refusal:
    """Add points as a lot of their own, or take usable ones, the earliest to expire first."""
    book = step.touched(asked.book)
    source = by_hand(asked.id)
    owed = 0
    if asked.points > 0:
        terms = asked.terms or Terms(step.now_ms, NEVER_MS)
        dates = (terms.available_at_ms, terms.expires_at_ms)
        lot = step.records.save_lot(book.key, Lot(source, 0, 0, 0, *dates))
        with_lot = Book(book.key, (*book.lots, lot), book.debt)
        step.move(with_lot, [Move(source, Kind.ADJUST, asked.points, step.now_ms)], source)
    else:
        moves, owed = _taken(book, -asked.points, step.now_ms)
        if owed and not asked.may_owe:
            left = -asked.points - owed
            short = Shortage(asked.book, -asked.points, left, Why.EXHAUSTED)
            return Refusal(Code.SHORT, (short,))
        debt = [Move(None, Kind.OWE, owed, step.now_ms)] if owed else []
        step.move(book, [*moves, *debt], source)
    step.touched(book.key)
    step.publish("points.adjusted", book.key, points=asked.points, adjustment=asked.id)
    return Adjusted(asked.id, owed)


def _taken(book: Book, points: int, now_ms: int) -> tuple[list[Move], int]:
    moves, left = list[Move](), points
    for lot in sorted(book.lots, key=earliest_first):
        part = min(left, lot.free) if lot.usable(now_ms) else 0
        if part:
            moves.append(Move(lot.id, Kind.ADJUST, -part, now_ms))
            left -= part
    return moves, left


def by_hand(adjustment: str) -> str:
    """Name the source of rows: no order's identifier has a line break."""
    return BY_HAND + adjustment
