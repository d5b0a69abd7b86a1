"""Inspect: how the store does, for whoever runs it."""

from ledger.limits import SWEEP_MAX
from ledger.outbox_outcomes import Backlog, Inspected
from ledger.records import Cursor, Records


def inspect(records: Records, now_ms: int) -> Inspected:
    """Count what is overdue and what waits; it looks at no more than a sweep does."""
    orders = records.orders_due(now_ms, SWEEP_MAX)
    oldest = records.order(orders[0]) if orders else None
    first, last = records.outbox_ends()
    return Inspected(
        at_ms=now_ms,
        overdue_orders=len(orders),
        overdue_books=len(records.books_due(now_ms, SWEEP_MAX)),
        overdue_since_ms=oldest.due_ms if oldest is not None else None,
        events=last - first + 1,
        backlogs=tuple(_backlog(records, one, last) for one in records.cursors()),
        epoch=records.epoch(),
    )


def _backlog(records: Records, cursor: Cursor, last: int) -> Backlog:
    waiting = last - cursor.delivered
    first = records.events_after(cursor.delivered, 1) if waiting else ()
    since_ms = first[0].event.at_ms if first else None
    return Backlog(cursor.receiver, waiting, since_ms, cursor.at_ms)
