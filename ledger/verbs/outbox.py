"""The outbox: read in order, and for each receiver how far it is."""

from typing import assert_never

from ledger.limits import EVENTS_WAITING_MAX, RECEIVERS_MAX
from ledger.outbox_outcomes import Advanced, Events, OutboxOutcome, Pruned
from ledger.outbox_requests import (
    Advance,
    Dismiss,
    Inspect,
    OutboxChange,
    OutboxLook,
    Prune,
    ReadEvents,
)
from ledger.outcomes import Code, Refusal
from ledger.records import Cursor, Records
from ledger.verbs.inspect import inspect
from ledger.verbs.step import Step


def change_outbox(step: Step, asked: OutboxChange) -> OutboxOutcome | Refusal:
    """Change what is kept for whom."""
    match asked:
        case Advance():
            return advance(step, asked)
        case Dismiss():
            return dismiss(step, asked)
        case Prune():
            return prune(step, asked)
        case _:
            assert_never(asked)


def look_at_outbox(records: Records, asked: OutboxLook, now_ms: int) -> OutboxOutcome:
    """Answer a question about what is kept for whom."""
    match asked:
        case ReadEvents():
            return read_events(records, asked)
        case Inspect():
            return inspect(records, now_ms)
        case _:
            assert_never(asked)


def read_events(records: Records, asked: ReadEvents) -> Events:
    """Read a page; there is one part, and every other part is empty."""
    if asked.part:
        return Events((), 0, 0)
    first, last = records.outbox_ends()
    waiting = max(0, last - max(asked.after, first - 1))
    return Events(records.events_after(asked.after, asked.most), last, waiting)


def advance(step: Step, asked: Advance) -> Advanced | Refusal:
    """Move a receiver forward, or make it known; its place never goes back.

    A new receiver begins before the oldest event that is kept.
    """
    cursors = step.records.cursors()
    found = (one for one in cursors if (one.receiver, one.part) == (asked.receiver, asked.part))
    before = next(found, None)
    if before is None:
        if len({one.receiver for one in cursors} | {asked.receiver}) > RECEIVERS_MAX:
            return Refusal(Code.TOO_MANY_OPEN)
        first, _ = step.records.outbox_ends()
        before = Cursor(asked.receiver, asked.part, 0, first - 1, step.now_ms)
    _, last = step.records.outbox_ends()
    delivered = max(before.delivered, min(asked.delivered, last))
    reading = max(before.reading, min(asked.reading, last), delivered)
    moved_ms = step.now_ms if delivered > before.delivered else before.at_ms
    cursor = Cursor(asked.receiver, asked.part, reading, delivered, moved_ms)
    step.records.save_cursor(cursor)
    return Advanced(cursor)


def dismiss(step: Step, asked: Dismiss) -> Advanced:
    """Forget a receiver; one that nobody knows is forgotten already."""
    step.records.drop_cursor(asked.receiver)
    return Advanced(None)


def prune(step: Step, asked: Prune) -> Pruned:
    """Drop what has had its time: events that every receiver has, carts that were never paid."""
    upto = delivered_to_all(step.records)
    events = step.records.drop_events(upto, step.now_ms - asked.events_ms, asked.most)
    if asked.carts_ms is None:
        return Pruned(events, more=events >= asked.most)
    before_ms = step.now_ms - asked.carts_ms
    carts = step.records.closed_orders(asked.carts_after, before_ms, asked.most)
    dropped = sum(step.records.drop_order(order, before_ms) for _, order in carts)
    more = max(events, len(carts)) >= asked.most
    return Pruned(events, more, dropped, carts[-1] if carts else asked.carts_after)


def delivered_to_all(records: Records) -> int:
    """Return the place up to which nobody waits for an event."""
    _, last = records.outbox_ends()
    return min((one.delivered for one in records.cursors()), default=last)


def is_outbox_full(records: Records) -> bool:
    """Tell whether as many events wait for a receiver as may."""
    _, last = records.outbox_ends()
    return last - delivered_to_all(records) >= EVENTS_WAITING_MAX
