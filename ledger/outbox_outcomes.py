"""What a store answers about its outbox, and how it does."""

from ledger.asking import Answer
from ledger.records import Cursor, OutboxEvent


class Pruned(Answer, frozen=True):
    """What was dropped.

    Attributes:
        events: How many events.
        more: It stopped at its limit.
        carts: How many orders that were never paid.
        carts_upto: Where the next one begins with those.
    """

    events: int
    more: bool
    carts: int = 0
    carts_upto: tuple[int, str] = (0, "")


class Events(Answer, frozen=True):
    """A page of the outbox.

    Attributes:
        events: In order.
        last: The place of the last event ever written to this part.
        waiting: How many there are after the place that was asked for, those here included.
        parts: How many parts the outbox has, from 0 on.
    """

    events: tuple[OutboxEvent, ...]
    last: int
    waiting: int
    parts: int = 1


class Advanced(Answer, frozen=True):
    """How far a receiver is now; None where it was dismissed."""

    cursor: Cursor | None


class Backlog(Answer, frozen=True):
    """How far a receiver is behind.

    Attributes:
        receiver: Its name.
        waiting: Events that it has not received.
        since_ms: When the first of them happened; None where none waits.
        moved_ms: When it last received some.
    """

    receiver: str
    waiting: int
    since_ms: int | None
    moved_ms: int


class Inspected(Answer, frozen=True):
    """How the store does.

    Attributes:
        at_ms: The store's time.
        overdue_orders: Reservations that are over and not swept, up to what one sweep looks at.
        overdue_books: Books with points past their day, likewise.
        overdue_since_ms: When the first of the orders was due.
        events: How many events are kept.
        backlogs: The receivers, by name.
        epoch: The store's.
    """

    at_ms: int
    overdue_orders: int
    overdue_books: int
    overdue_since_ms: int | None
    events: int
    backlogs: tuple[Backlog, ...]
    epoch: int


OutboxOutcome = Pruned | Events | Advanced | Inspected
