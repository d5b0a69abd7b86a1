"""The records as one verb sees them: what was read, and over it what the verb wrote so far.

What is not read yet is asked for by an exception; then it is read and the verb begins again. A verb
changes nothing by itself, so it may begin as often as it likes.
"""

from collections.abc import Callable, Iterable

import msgspec
from typing_extensions import override

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.orders import Order, State
from ledger.records import AnswerKey, Event, Kept
from ledger.redis.changes import BookChange, Changes
from ledger.redis.names import SEPARATOR
from ledger.redis.seen import MissingError
from ledger.redis.view_customers import CustomersSeen
from ledger.redis.view_lists import CodesSeen, OutboxSeen
from ledger.redis.wants import Paged, Record, Scored, Want
from ledger.transfers import BY_HAND, Side, Transfer

_replace = msgspec.structs.replace


class OverdueError(Exception):
    """An order is over by the clock, and that must be written down first, in a step of its own."""

    def __init__(self, order: str) -> None:
        super().__init__(order)
        self.order = order


class OtherError(Exception):
    """The verb would end an order of another record, and that must be done in a step of its own."""

    def __init__(self, order: str) -> None:
        super().__init__(order)
        self.order = order


class View(CustomersSeen, CodesSeen, OutboxSeen):
    """Records for one verb about one subject.

    Attributes:
        is_stale: What was read of an account may be older than what was read of its holders, or
            than the end of an attempt that held some of it.
        read_us: When the subject's record was first read, by the node that has it.
    """

    def __init__(
        self, subject: str, seen_ms: Callable[[], int], buckets: int, *, may_expire: bool = False
    ) -> None:
        """Begin with nothing read.

        Args:
            subject: Whose record the step is written with.
            seen_ms: The latest time that this process has seen in the store.
            buckets: In how many the orders are.
            may_expire: The step is the one that writes down that its order is over.
        """
        super().__init__(subject, buckets)
        self.is_stale = False
        self.read_us = 0
        self._seen_ms = seen_ms
        self._may_expire = may_expire

    def begin(self) -> None:
        """Forget what was written."""
        self.changes = Changes()

    def last_ms(self) -> int:
        return max(self.record.last_ms, self._seen_ms())

    def save_last(self, now_ms: int) -> None:
        self.changes.last_ms = now_ms

    # Orders

    @override
    def order(self, order: str) -> Order | None:
        if order == self.subject:
            return self.changes.order or self.record.order
        found: Record = self.get(Want("order", order))
        return found.order

    def save_order(self, order: Order) -> None:
        if order.state is State.EXPIRED and not self._may_expire:
            raise OverdueError(order.id)
        if order.id != self.subject:
            raise OtherError(order.id)
        self.changes.order = order

    def quote(self, order: str, revision: int) -> bytes:
        there = self.order(order)
        if there is not None and there.revision == revision and order == self.subject:
            return there.plan.quote
        found: bytes = self.get(Want("quote", order, f"quote{revision}"))
        return found

    def open_of_client(self, client: str) -> int:
        # From one bucket: orders fall into all of them alike, and no other one is touched.
        count: int = self.get(Want("client", client, self.subject))
        return count * self.buckets

    def open_of_customer(self, customer: str, now_ms: int) -> int:
        opened: Scored = self.get(Want("open", customer))
        return sum(due_ms > now_ms for _, due_ms in opened.found)

    def held_by(self, customer: str, account: str) -> tuple[str, ...]:
        opened: Scored = self.get(Want("open", customer))
        orders = self._orders(name for name, _ in opened.found)
        return tuple(
            sorted(
                one.id for one in orders if one.customer == customer and _is_holding(one, account)
            )
        )

    def overdue_holders(self, account: str, now_ms: int) -> tuple[Order, ...]:
        holders: Scored = self.get(Want("holders", account))
        if holders.more and holders.found[-1][1] <= now_ms:
            holders = self.get(Want("overdue", account, str(now_ms)))
        overdue = self._orders(name for name, due_ms in holders.found if due_ms <= now_ms)
        # An order may be held longer than the index says, or not be open any more.
        found = [one for one in overdue if one.is_overdue(now_ms) and _is_holding(one, account)]
        # One that let go in between still counts in what was read of the account.
        self.is_stale = self.is_stale or len(found) < len(overdue)
        return tuple(sorted(found, key=lambda one: (one.due_ms, one.id)))

    def _orders(self, wanted: Iterable[str]) -> list[Order]:
        names = list(wanted)
        missing = [
            want
            for name in names
            if name != self.subject and (want := Want("order", name)) not in self.got
        ]
        if missing:
            raise MissingError(*missing)
        return [order for name in names if (order := self.order(name)) is not None]

    def orders_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        raise AssertionError("the store sweeps, order by order")

    # Accounts and books

    @override
    def account(self, name: str) -> Account:
        found: Account = self.get(Want("account", name))
        change = self.changes.accounts.get(name)
        return change.on(found) if change is not None else found

    def close(self, name: str) -> None:
        self.changes.account(name).base = self.get(Want("account", name))
        self.changes.account(name).closes = True

    def book(self, key: str) -> Book:
        return self._book(key).seen(key)

    def _book(self, key: str) -> BookChange:
        if key not in self.changes.books:
            base: Paged = self.get(Want("book", key))
            self.changes.books[key] = BookChange(base)
        return self.changes.books[key]

    def books_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        raise AssertionError("the store sweeps, book by book")

    def lot(self, book: str, lot: str) -> Lot | None:
        change = self._book(book)
        if lot not in change.lots:
            found: Lot | None = self.get(Want("lot", book, lot))
            if found is None:
                return None
            change.lots[lot] = found
        return change.lots[lot]

    def save_lot(self, book: str, lot: Lot) -> Lot:
        self.lot(book, lot.id)
        return self._book(book).save(lot)

    def save_touched(self, book: str, touched_ms: int) -> None:
        change = self._book(book)
        change.touched_ms = touched_ms
        change.is_changed = True

    def append(self, rows: Iterable[Transfer]) -> None:
        rows = list(rows)
        for row in rows:
            if row.side is Side.LOT:
                self.lot(row.account, row.lot)
            elif row.side is Side.DEBT:
                self._book(row.account)
        self.changes.append(rows, self.changes.books)

    # Beside the balances

    def publish(self, event: Event) -> None:
        self.changes.events.append(event)

    def answer(self, key: AnswerKey) -> Kept | None:
        found: Kept | None = self.get(answer_want(self.subject, key))
        return self.changes.answers.get(key, found)

    def remember(self, key: AnswerKey, kept: Kept) -> None:
        self.changes.answers[key] = kept

    def forget(self, before_ms: int, most: int) -> int:
        raise AssertionError("the store sweeps, bucket by bucket")

    def manual(self, adjustment: str) -> Kept | None:
        subject = BY_HAND + adjustment
        if subject == self.subject:
            return self.changes.manual or self.record.manual
        found: Record = self.get(Want("order", subject))
        return found.manual

    def save_manual(self, adjustment: str, kept: Kept) -> None:
        self.changes.manual = kept


def answer_want(subject: str, key: AnswerKey) -> Want:
    """Say where an answer is kept: with the record it is about."""
    return Want("answer", subject, SEPARATOR.join((key.client, key.verb, key.token)))


def _is_holding(order: Order, account: str) -> bool:
    spent = order.plan.spend
    return order.state is State.RESERVED and (
        order.held_of(account) > 0 or (spent is not None and spent.book == account)
    )
