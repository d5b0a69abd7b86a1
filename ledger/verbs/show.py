"""What a customer sees: points by date, a statement, what counts towards a tier."""

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

import msgspec

from ledger import keys
from ledger.books import Book
from ledger.customer_outcomes import (
    CustomerOutcome,
    Dated,
    Entry,
    FiguresShown,
    Holding,
    Identified,
    PointsShown,
    SpendingShown,
    StatementShown,
)
from ledger.customer_records import Moved
from ledger.customer_requests import (
    CustomerLook,
    Recognise,
    ShowFigures,
    ShowPoints,
    ShowSpending,
    ShowStatement,
)
from ledger.limits import BEGINNING_MS, NEVER_MS, PAGE_MAX
from ledger.outcomes import Code, Refusal
from ledger.records import Records
from ledger.transfers import BY_HAND, Kind, Transfer, meaning, on_points
from ledger.verbs.families import Families
from ledger.verbs.read import present


def look(records: Records, asked: CustomerLook, now_ms: int) -> CustomerOutcome | Refusal:
    """Answer a question about customers."""
    match asked:
        case Recognise():
            return _recognise(records, asked)
        case ShowPoints():
            return _points(records, asked, now_ms)
        case ShowStatement():
            return _statement(records, asked)
        case ShowSpending():
            return _spending(records, asked, now_ms)
        case ShowFigures():
            return _figures(records, asked, now_ms)
        case _:
            assert_never(asked)


def _recognise(records: Records, asked: Recognise) -> Identified | Refusal:
    cid = records.cid_of(asked.reference)
    if cid is None:
        return Refusal(Code.UNKNOWN_CUSTOMER)
    return Identified(Families(records).of(cid).root)


def _points(records: Records, asked: ShowPoints, now_ms: int) -> PointsShown:
    families = Families(records)
    family = families.of(asked.cid)
    books = {
        keys.of_customer(name, family.root)
        for member in family.members
        for name in records.books_of(member)
    }
    holdings = (_holding(present(families, name, now_ms), now_ms) for name in sorted(books))
    return PointsShown(family.root, tuple(holdings), now_ms)


def _holding(book: Book, now_ms: int) -> Holding:
    usable = [lot for lot in book.lots if lot.usable(now_ms)]
    later = [lot for lot in book.lots if lot.available_at_ms > now_ms]
    return Holding(
        keys.programme_of(book.key),
        available=sum(lot.free for lot in usable),
        held=sum(lot.held for lot in book.lots),
        owed=book.debt,
        pending=_by_date((lot.available_at_ms, lot.free) for lot in later),
        expiring=_by_date(
            (lot.expires_at_ms, lot.free) for lot in usable if lot.expires_at_ms < NEVER_MS
        ),
    )


def _by_date(found: Iterable[tuple[int, int]]) -> tuple[Dated, ...]:
    sums: dict[int, int] = {}
    for at_ms, points in found:
        sums[at_ms] = sums.get(at_ms, 0) + points
    return tuple(Dated(points, at_ms) for at_ms, points in sorted(sums.items()) if points)


def _statement(records: Records, asked: ShowStatement) -> StatementShown:
    family = Families(records).of(asked.cid)
    books = family.names(keys.points(family.root, asked.programme))
    groups = _groups(records, books, asked)
    shown = groups[: asked.most]
    after = _position(records.moved_in(books, asked.before))
    entries = []
    for number, rows in shown:
        points = sum(on_points(row.side, row.kind, row.amount) for row in rows)
        entries.append(_entry(records, number, rows[0], points, after))
        after -= points
    return StatementShown(
        family.root, asked.programme, tuple(entries), more=len(groups) > asked.most
    )


def _groups(
    records: Records, books: Sequence[str], asked: ShowStatement
) -> list[tuple[int, list[Transfer]]]:
    """Put rows together that are one thing to a customer; the number is that of the oldest."""
    groups = list[tuple[int, list[Transfer]]]()
    before, size = asked.before, PAGE_MAX
    while len(groups) <= asked.most + 1:
        found = records.rows_of(books, before, size)
        for number, row in found:
            if groups and _one_thing(groups[-1][1][-1], row):
                groups[-1] = (number, [*groups[-1][1], row])
            else:
                groups.append((number, [row]))
            before = number
        if len(found) < size:
            break
    return groups


def _one_thing(one: Transfer, other: Transfer) -> bool:
    def what(row: Transfer) -> tuple[str, int, Kind, int]:
        return row.order, row.attempt, meaning(row), row.at_ms

    return what(one) == what(other)


def _entry(records: Records, number: int, row: Transfer, points: int, after: int) -> Entry:
    by_hand = row.order.removeprefix(BY_HAND) if row.order.startswith(BY_HAND) else ""
    return Entry(
        number,
        meaning(row),
        points,
        after,
        row.at_ms,
        order="" if by_hand else row.order,
        adjustment=by_hand,
        reason=_reason(records, by_hand) if by_hand else "",
    )


def _reason(records: Records, adjustment: str) -> str:
    """Return why something was done by hand; what was asked is kept with its answer."""
    kept = records.manual(adjustment)
    asked: Any = msgspec.msgpack.decode(kept.digest) if kept is not None else {}
    return str(asked.get("reason", ""))


def _position(sums: Iterable[Moved]) -> int:
    return sum(on_points(one.side, one.kind, one.amount) for one in sums)


def _spending(records: Records, asked: ShowSpending, now_ms: int) -> SpendingShown:
    family = Families(records).of(asked.cid)
    found = [one for member in family.members for one in records.spending(member, asked.since_ms)]
    ordered = sorted(found, key=lambda one: (one.at_ms, one.minor))
    return SpendingShown(family.root, tuple(ordered), now_ms)


def _figures(records: Records, asked: ShowFigures, now_ms: int) -> FiguresShown:
    starts = (BEGINNING_MS, *asked.moments_ms[:-1])
    spans = zip(starts, asked.moments_ms, strict=True)
    return FiguresShown(tuple(records.moved_between(*span) for span in spans), now_ms)
