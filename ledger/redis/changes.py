"""What one verb changes: collected while it runs, written in one step afterwards."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, assert_never

import msgspec

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.redis.wants import Paged
from ledger.transfers import Side, Transfer, on_account, on_debt, on_lot

if TYPE_CHECKING:
    from ledger.code_list import CodeBatch, NewCode
    from ledger.customers import Person, Spending
    from ledger.orders import Order
    from ledger.records import AnswerKey, Cursor, Event, Kept

_replace = msgspec.structs.replace


class AccountChange:
    """What is added to one account.

    Attributes:
        credits: What is given back or granted.
        pending: What is held, or let go.
        posted: What is used.
        closes: It is closed for ever, if it is still as it was seen.
        base: As it was seen.
    """

    def __init__(self) -> None:
        self.base = Account()
        self.credits = 0
        self.pending = 0
        self.posted = 0
        self.closes = False

    @property
    def net(self) -> int:
        """How much less room there is afterwards."""
        return self.pending + self.posted - self.credits

    def on(self, account: Account) -> Account:
        """Return an account as it is afterwards."""
        return Account(
            account.credits + self.credits,
            account.pending + self.pending,
            account.posted + self.posted,
            closed=account.closed or self.closes,
        )


class BookChange:
    """One book while it is changed.

    Attributes:
        base: As it was read.
        lots: Every lot that is known, also those that are used up.
        changed: The lots that are to be written.
        debt: Points owed.
        touched_ms: Up to when the clock's work is done.
        count: How many lots it ever had.
        is_changed: Something is to be written.
    """

    def __init__(self, base: Paged) -> None:
        self.base = base
        self.lots = dict(base.lots)
        self.changed: set[str] = set()
        self.debt = base.debt
        self.touched_ms = base.touched_ms
        self.count = base.count
        self.is_changed = False

    def seen(self, key: str) -> Book:
        """Return the book as the verbs see it."""
        lots = tuple(lot for lot in self.lots.values() if lot.balance)
        return Book(key, lots, self.debt, self.touched_ms)

    def save(self, lot: Lot) -> Lot:
        """Save a lot; a new one gets the next number."""
        there = self.lots.get(lot.id)
        if there is None:
            self.count += 1
        saved = _replace(lot, seq=there.seq if there is not None else self.count)
        self.lots[lot.id] = saved
        self.changed.add(lot.id)
        self.is_changed = True
        return saved

    def due_ms(self) -> int | None:
        """Return when the clock has work on it next; None is never."""
        free = [lot for lot in self.lots.values() if lot.free > 0]
        dates = [lot.expires_at_ms for lot in free]
        if self.debt > 0:
            dates += [lot.available_at_ms for lot in free]
        return min(dates, default=None)


class Changes:
    """Everything that one verb writes.

    Attributes:
        last_ms: The time it was done, where that is noted.
        order: The order's record.
        rows: Transfers.
        events: What others want to know.
        answers: Answers by the key they are found with.
        manual: What was done by hand.
        accounts: What is added, by account.
        books: The books that were looked at, by name.
        persons: Customers.
        references: Whose references are.
        dropped: References that go, by customer.
        spent: What orders count, by customer and order.
        codes: Codes of the list, with their batches.
        batches: Batches of codes.
        cursors: How far receivers of events are; None is one that is forgotten.
        dropped_events: Up to which place events go.
    """

    def __init__(self) -> None:
        self.last_ms: int | None = None
        self.order: Order | None = None
        self.rows: list[Transfer] = []
        self.events: list[Event] = []
        self.answers: dict[AnswerKey, Kept] = {}
        self.manual: Kept | None = None
        self.accounts: dict[str, AccountChange] = {}
        self.books: dict[str, BookChange] = {}
        self.persons: dict[str, Person] = {}
        self.references: dict[str, str] = {}
        self.dropped: dict[str, tuple[str, ...]] = {}
        self.spent: dict[tuple[str, str], Spending] = {}
        self.codes: dict[bytes, tuple[NewCode, str, str]] = {}
        self.batches: dict[tuple[str, str], CodeBatch] = {}
        self.cursors: dict[str, Cursor | None] = {}
        self.dropped_events = 0
        self._identities: set[tuple[str, int, Side, str, str, str]] = set()

    def is_empty(self) -> bool:
        """Tell whether nothing is written but the time."""
        return not (
            self.order is not None
            or self.rows
            or self.events
            or self.answers
            or self.manual is not None
            or self.accounts
            or self._has_lists()
            or any(book.is_changed for book in self.books.values())
        )

    def _has_lists(self) -> bool:
        return bool(
            self.persons
            or self.references
            or self.dropped
            or self.spent
            or self.codes
            or self.batches
            or self.cursors
            or self.dropped_events
        )

    def account(self, name: str) -> AccountChange:
        """Find what is added to an account."""
        return self.accounts.setdefault(name, AccountChange())

    def append(self, rows: Iterable[Transfer], books: dict[str, BookChange]) -> None:
        """Append transfers and move the balances they explain.

        Raises:
            ValueError: A row is there already, or a balance of a book would become negative.
        """
        for row in rows:
            identity = (row.order, row.attempt, row.side, row.account, row.lot, row.kind)
            if row.order and identity in self._identities:
                raise ValueError(f"this row is there already: {row}")
            self._identities.add(identity)
            self.rows.append(row)
            self._move(row, books)

    def _move(self, row: Transfer, books: dict[str, BookChange]) -> None:
        match row.side:
            case Side.ACCOUNT:
                change = self.account(row.account)
                credited, pending, posted = on_account(row.kind, row.amount)
                change.credits += credited
                change.pending += pending
                change.posted += posted
            case Side.LOT:
                book = books[row.account]
                lot = book.lots[row.lot]
                balance, held = on_lot(row.kind, row.amount)
                moved = _replace(lot, balance=lot.balance + balance, held=lot.held + held)
                if not 0 <= moved.held <= moved.balance:
                    raise ValueError(f"a balance would become negative: {row}")
                book.save(moved)
            case Side.DEBT:
                book = books[row.account]
                book.debt += on_debt(row.kind, row.amount)
                book.is_changed = True
                if book.debt < 0:
                    raise ValueError(f"a balance would become negative: {row}")
            case _:
                assert_never(row.side)
