"""What the verbs need of a store: records to find, to save, and rows to append."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.code_list import CodeBatch, ListedCode, NewCode
from ledger.code_records import CodeRecord
from ledger.customer_records import CustomerRecords
from ledger.orders import Order
from ledger.transfers import Transfer


class AnswerKey(msgspec.Struct, frozen=True):
    """Where a key counts: one client, one verb, one order."""

    client: str
    verb: str
    subject: str
    token: str


class Kept(msgspec.Struct, frozen=True):
    """An answer that is kept: the digest of what was asked, and what was answered."""

    digest: bytes
    outcome: bytes
    at_ms: int


class Event(msgspec.Struct, frozen=True):
    """Something that others want to know, written in the same step as the change.

    Attributes:
        name: Such as ``order.confirmed``.
        subject: The order, account or book.
        at_ms: When it is due, in the store's time.
        facts: What else there is to say.
    """

    name: str
    subject: str
    at_ms: int
    facts: dict[str, int | str]


class OutboxEvent(msgspec.Struct, frozen=True):
    """An event in its place in the outbox.

    Attributes:
        epoch: Of the store when it was written; a restored backup begins a new one.
        part: Of the outbox; a store of one group has one, part 0.
        seq: Its place in the part: each event's is one more than that of the event before it.
        event: What happened.
    """

    epoch: int
    part: int
    seq: int
    event: Event

    @property
    def id(self) -> str:
        """Its identifier, for ever: a receiver that saw it before drops it."""
        return f"{self.epoch:x}-{self.part}-{self.seq}"


class Cursor(msgspec.Struct, frozen=True):
    """How far one receiver is in one part of the outbox.

    Attributes:
        receiver: Its name.
        part: Of the outbox.
        reading: Events up to here may have been sent.
        delivered: Events up to here were received.
        at_ms: When it last moved, in the store's time.
    """

    receiver: str
    part: int
    reading: int
    delivered: int
    at_ms: int


class Records(CustomerRecords, Protocol):
    """One group of records. A verb uses it in one atomic step; nothing here decides anything."""

    def last_ms(self) -> int:
        """Return the latest time the store has seen; 0 in a new one."""

    def save_last(self, now_ms: int) -> None:
        """Note the latest time."""

    def order(self, order: str) -> Order | None:
        """Find an order."""

    def save_order(self, order: Order) -> None:
        """Save an order, and what it holds so that its holders can be found.

        A revision's quote is kept as it was saved first, for ever: it is evidence.
        """

    def quote(self, order: str, revision: int) -> bytes:
        """Find the quote of a revision, also of one that was replaced."""

    def open_of_client(self, client: str) -> int:
        """Count the reserved orders of a client, those that are overdue and not swept included."""

    def open_of_customer(self, customer: str, now_ms: int) -> int:
        """Count the reserved orders of a customer that are not overdue."""

    def orders_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        """List reserved orders that are overdue, the earliest first."""

    def held_by(self, customer: str, account: str) -> tuple[str, ...]:
        """List the reserved orders of one customer that hold some of an account or a book."""

    def overdue_holders(self, account: str, now_ms: int) -> tuple[Order, ...]:
        """List the overdue orders that hold some of an account or a book, the earliest first.

        They may come without their quotes.
        """

    def account(self, name: str) -> Account:
        """Find an account; one that nobody used is all zeros."""

    def close(self, name: str) -> None:
        """Close an account for ever."""

    def book(self, key: str) -> Book:
        """Find a book with the lots that have a balance; one that nobody used is empty."""

    def books_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        """List books that have free points past their day, or a debt and points to pay it.

        At most so many, in any order.
        """

    def lot(self, book: str, lot: str) -> Lot | None:
        """Find one lot, also one that is used up."""

    def save_lot(self, book: str, lot: Lot) -> Lot:
        """Open a lot without points, or change its dates; return it with its number."""

    def save_touched(self, book: str, touched_ms: int) -> None:
        """Note up to when the clock's work on a book is done."""

    def append(self, rows: Iterable[Transfer]) -> None:
        """Append transfers and move the balances they explain.

        Raises:
            ValueError: A row is there already, or a balance would become negative.
        """

    def code(self, digest: bytes) -> CodeRecord | None:
        """Find what holds of a unique code, its batch included; None where it was never issued."""

    def code_listed(self, digest: bytes) -> ListedCode | None:
        """Find a unique code and its batch, each as it stands on the list."""

    def add_codes(self, codes: Sequence[NewCode], batch: CodeBatch) -> tuple[int, int]:
        """List codes that are not listed yet; those that are stay as they are.

        The batch is there. Returns how many are new, and how many stand in another batch.
        """

    def change_code(self, code: NewCode) -> None:
        """Save the last day of a listed code, and whether it is blocked."""

    def code_batch(self, coupon: str, name: str) -> CodeBatch | None:
        """Find a batch of codes."""

    def code_batches(self, coupon: str) -> tuple[CodeBatch, ...]:
        """List the batches of a coupon, or of all where it is empty, by coupon and name."""

    def save_code_batch(self, batch: CodeBatch) -> None:
        """Save a batch."""

    def publish(self, event: Event) -> None:
        """Append an event to the outbox."""

    def epoch(self) -> int:
        """Return the store's epoch: when it began, or was restored from a backup."""

    def events_after(self, seq: int, most: int) -> tuple[OutboxEvent, ...]:
        """List the events after a place in the outbox, in order."""

    def outbox_ends(self) -> tuple[int, int]:
        """Return the places of the first event that is kept, and of the last ever written.

        Where none is kept the first is one more than the last.
        """

    def cursors(self) -> tuple[Cursor, ...]:
        """List how far each receiver is, by name."""

    def save_cursor(self, cursor: Cursor) -> None:
        """Note how far a receiver is."""

    def drop_cursor(self, receiver: str) -> None:
        """Forget a receiver: nothing waits for it any more."""

    def closed_orders(
        self, after: tuple[int, str], before_ms: int, most: int
    ) -> tuple[tuple[int, str], ...]:
        """List expired and cancelled orders by when they were due and their identifier.

        Args:
            after: Where to begin, such as the last of the list before.
            before_ms: They were due before.
            most: How many.
        """

    def drop_order(self, order: str, before_ms: int) -> bool:
        """Drop an order that only ever held and let go, with its rows and quotes.

        Returns:
            Whether it did: one that moved anything else, or anything since, stays.
        """

    def drop_events(self, upto: int, before_ms: int, most: int) -> int:
        """Drop events from the front of the outbox; return how many.

        Args:
            upto: The last that may go.
            before_ms: It stops at the first that is not older.
            most: How many may go.
        """

    def answer(self, key: AnswerKey) -> Kept | None:
        """Find the first answer to a key."""

    def remember(self, key: AnswerKey, kept: Kept) -> None:
        """Keep an answer."""

    def forget(self, before_ms: int, most: int) -> int:
        """Drop answers from before a moment; return how many."""

    def manual(self, adjustment: str) -> Kept | None:
        """Find what was done by hand, with its answer; it is kept for ever."""

    def save_manual(self, adjustment: str, kept: Kept) -> None:
        """Keep what was done by hand."""
