"""The outbox: read in order, and for each receiver how far it is."""

from ledger.limits import EVENTS_WAITING_MAX, RECEIVERS_MAX
from ledger.outcomes import Advanced, Code, Events, Refusal
from ledger.records import Cursor, Records
from ledger.requests import Advance, Dismiss, ReadEvents
from ledger.verbs.step import Step


def read_events(records: Records, asked: ReadEvents) -> Events:
    """Read a page; there is one part, and every other part is empty."""
    _, last = records.outbox_ends()
    if asked.part:
        return Events((), 0)
    return Events(records.events_after(asked.after, asked.most), last)


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


def delivered_to_all(records: Records) -> int:
    """Return the place up to which nobody waits for an event."""
    _, last = records.outbox_ends()
    return min((one.delivered for one in records.cursors()), default=last)


def is_outbox_full(records: Records) -> bool:
    """Tell whether as many events wait for a receiver as may."""
    _, last = records.outbox_ends()
    return last - delivered_to_all(records) >= EVENTS_WAITING_MAX
