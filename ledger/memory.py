"""The ledger in memory: the reference that other stores are compared with. Nothing is kept.

Every question is answered by looking at everything, so that there is nothing to get wrong.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

import msgspec
from typing_extensions import override

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.code_list import CodeBatch, ListedCode, NewCode
from ledger.code_records import CodeRecord
from ledger.memory_customers import MemoryCustomers
from ledger.orders import Order, State
from ledger.outcomes import Outcome
from ledger.records import AnswerKey, Cursor, Event, Kept, OutboxEvent
from ledger.requests import Key, Verb
from ledger.store import Store
from ledger.transfers import Kind, Side, Transfer, on_account, on_debt, on_lot
from ledger.verbs import perform

_replace = msgspec.structs.replace


class MemoryStore(Store):
    """A store in memory, for tests and for trying things out; safe in several threads.

    Attributes:
        records: What it keeps.
    """

    def __init__(self, clock_ms: Callable[[], int]) -> None:
        """Begin empty; ``clock_ms`` gives milliseconds since 1970 in UTC."""
        self.records = MemoryRecords(epoch=clock_ms())
        self._clock_ms = clock_ms
        self._lock = threading.Lock()

    @override
    async def perform(self, verb: Verb, key: Key | None = None) -> Outcome:
        """Do one verb, one at a time."""
        with self._lock:
            return perform(self.records, verb, key, self._clock_ms())


class MemoryRecords(MemoryCustomers):
    """Records in dictionaries."""

    def __init__(self, epoch: int = 0) -> None:
        super().__init__()
        self.rows: list[Transfer] = []
        self.events: list[Event] = []
        self.orders: dict[str, Order] = {}
        self.accounts: dict[str, Account] = {}
        self.lots: dict[str, dict[str, Lot]] = defaultdict(dict)
        self.debts: dict[str, int] = {}
        self.touched: dict[str, int] = {}
        self._quotes: dict[tuple[str, int], bytes] = {}
        self._identities: set[tuple[str, int, Side, str, str, str]] = set()
        self._answers: dict[AnswerKey, Kept] = {}
        self._manual: dict[str, Kept] = {}
        self._codes: dict[bytes, tuple[NewCode, tuple[str, str]]] = {}
        self._batches: dict[tuple[str, str], CodeBatch] = {}
        self._last_ms = 0
        self._epoch = epoch
        self._dropped = 0
        self._cursors: dict[tuple[str, int], Cursor] = {}

    def last_ms(self) -> int:
        return self._last_ms

    def save_last(self, now_ms: int) -> None:
        self._last_ms = now_ms

    # Orders

    def order(self, order: str) -> Order | None:
        return self.orders.get(order)

    def save_order(self, order: Order) -> None:
        self.orders[order.id] = order
        self._quotes.setdefault((order.id, order.revision), order.plan.quote)

    def quote(self, order: str, revision: int) -> bytes:
        return self._quotes[order, revision]

    def open_of_client(self, client: str) -> int:
        return sum(order.client == client for order in self._reserved())

    def open_of_customer(self, customer: str, now_ms: int) -> int:
        return sum(
            order.customer == customer and not order.is_overdue(now_ms)
            for order in self._reserved()
        )

    def orders_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        due = [order for order in self._reserved() if order.is_overdue(now_ms)]
        return tuple(order.id for order in sorted(due, key=_when_due)[:most])

    def held_by(self, customer: str, account: str) -> tuple[str, ...]:
        return tuple(
            sorted(
                order.id
                for order in self._reserved()
                if order.customer == customer and _holds(order, account)
            )
        )

    def overdue_holders(self, account: str, now_ms: int) -> tuple[Order, ...]:
        due = [order for order in self._reserved() if order.is_overdue(now_ms)]
        return tuple(sorted((one for one in due if _holds(one, account)), key=_when_due))

    def _reserved(self) -> list[Order]:
        return [order for order in self.orders.values() if order.state is State.RESERVED]

    # Accounts and books

    def account(self, name: str) -> Account:
        return self.accounts.get(name, Account())

    def close(self, name: str) -> None:
        self.accounts[name] = _replace(self.account(name), closed=True)

    def book(self, key: str) -> Book:
        lots = tuple(lot for lot in self.lots[key].values() if lot.balance)
        return Book(key, lots, self.debts.get(key, 0), self.touched.get(key, 0))

    def books_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        due = {
            key: None
            for key, lots in self.lots.items()
            for lot in lots.values()
            if lot.free > 0
            and (
                lot.expires_at_ms <= now_ms
                or (self.debts.get(key, 0) > 0 and lot.available_at_ms <= now_ms)
            )
        }
        return tuple(sorted(due))[:most]

    def lot(self, book: str, lot: str) -> Lot | None:
        return self.lots[book].get(lot)

    def save_lot(self, book: str, lot: Lot) -> Lot:
        there = self.lots[book].get(lot.id)
        seq = there.seq if there is not None else len(self.lots[book]) + 1
        self.lots[book][lot.id] = _replace(lot, seq=seq)
        return self.lots[book][lot.id]

    def save_touched(self, book: str, touched_ms: int) -> None:
        self.touched[book] = touched_ms

    def append(self, rows: Iterable[Transfer]) -> None:
        for row in rows:
            identity = (row.order, row.attempt, row.side, row.account, row.lot, row.kind)
            if row.order and identity in self._identities:
                raise ValueError(f"this row is there already: {row}")
            self._identities.add(identity)
            self.rows.append(row)
            self._move(row)

    def _move(self, row: Transfer) -> None:
        match row.side:
            case Side.ACCOUNT:
                was = self.account(row.account)
                credited, pending, posted = on_account(row.kind, row.amount)
                self.accounts[row.account] = now = Account(
                    was.credits + credited, was.pending + pending, was.posted + posted, was.closed
                )
                fine = min(now.credits, now.pending, now.posted) >= 0
            case Side.LOT:
                lot = self.lots[row.account][row.lot]
                balance, held = on_lot(row.kind, row.amount)
                lot = _replace(lot, balance=lot.balance + balance, held=lot.held + held)
                self.lots[row.account][row.lot] = lot
                fine = 0 <= lot.held <= lot.balance
            case Side.DEBT:
                debt = self.debts.get(row.account, 0) + on_debt(row.kind, row.amount)
                self.debts[row.account] = debt
                fine = debt >= 0
            case _:
                assert_never(row.side)
        if not fine:
            raise ValueError(f"a balance would become negative: {row}")

    # The code list

    def code(self, digest: bytes) -> CodeRecord | None:
        listed = self.code_listed(digest)
        return listed.record if listed is not None else None

    def code_listed(self, digest: bytes) -> ListedCode | None:
        found = self._codes.get(digest)
        return ListedCode(found[0], self._batches[found[1]]) if found is not None else None

    def add_codes(self, codes: Sequence[NewCode], batch: CodeBatch) -> tuple[int, int]:
        key, new, elsewhere = (batch.coupon, batch.name), 0, 0
        for code in codes:
            there = self._codes.get(code.digest)
            if there is None:
                self._codes[code.digest] = (code, key)
                new += 1
            elif there[1] != key:
                elsewhere += 1
        return new, elsewhere

    def change_code(self, code: NewCode) -> None:
        there, key = self._codes[code.digest]
        kept = _replace(there, expires=code.expires, blocked=code.blocked)
        self._codes[code.digest] = (kept, key)

    def code_batch(self, coupon: str, name: str) -> CodeBatch | None:
        return self._batches.get((coupon, name))

    def code_batches(self, coupon: str) -> tuple[CodeBatch, ...]:
        return tuple(
            batch for key, batch in sorted(self._batches.items()) if coupon in ("", key[0])
        )

    def save_code_batch(self, batch: CodeBatch) -> None:
        self._batches[batch.coupon, batch.name] = batch

    # Beside the balances

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def epoch(self) -> int:
        return self._epoch

    def events_after(self, seq: int, most: int) -> tuple[OutboxEvent, ...]:
        begin = max(seq - self._dropped, 0)
        found = self.events[begin : begin + most]
        first = self._dropped + begin + 1
        return tuple(OutboxEvent(self._epoch, 0, at, one) for at, one in enumerate(found, first))

    def outbox_ends(self) -> tuple[int, int]:
        return self._dropped + 1, self._dropped + len(self.events)

    def cursors(self) -> tuple[Cursor, ...]:
        return tuple(self._cursors[name] for name in sorted(self._cursors))

    def save_cursor(self, cursor: Cursor) -> None:
        self._cursors[cursor.receiver, cursor.part] = cursor

    def drop_cursor(self, receiver: str) -> None:
        self._cursors = {at: one for at, one in self._cursors.items() if at[0] != receiver}

    def closed_orders(
        self, after: tuple[int, str], before_ms: int, most: int
    ) -> tuple[tuple[int, str], ...]:
        closed = sorted(
            (order.due_ms, order.id)
            for order in self.orders.values()
            if order.state in (State.EXPIRED, State.CANCELLED) and order.due_ms < before_ms
        )
        return tuple([one for one in closed if one > after][:most])

    def drop_order(self, order: str, before_ms: int) -> bool:
        mine = [row for row in self.rows if row.order == order]
        if any(row.kind not in (Kind.HOLD, Kind.RELEASE) for row in mine):
            return False
        left = Counter[tuple[Side, str, str]]()
        for row in mine:
            amount = row.amount if row.kind is Kind.HOLD else -row.amount
            left[row.side, row.account, row.lot] += amount
        if any(left.values()) or any(row.at_ms >= before_ms for row in mine):
            return False
        self.rows = [row for row in self.rows if row.order != order]
        self._identities = {one for one in self._identities if one[0] != order}
        self._quotes = {at: quote for at, quote in self._quotes.items() if at[0] != order}
        del self.orders[order]
        return True

    def drop_events(self, upto: int, before_ms: int, most: int) -> int:
        gone = 0
        while (
            gone < min(most, upto - self._dropped)
            and gone < len(self.events)
            and self.events[gone].at_ms < before_ms
        ):
            gone += 1
        del self.events[:gone]
        self._dropped += gone
        return gone

    def answer(self, key: AnswerKey) -> Kept | None:
        return self._answers.get(key)

    def remember(self, key: AnswerKey, kept: Kept) -> None:
        self._answers[key] = kept

    def forget(self, before_ms: int, most: int) -> int:
        old = [key for key, kept in self._answers.items() if kept.at_ms < before_ms][:most]
        for key in old:
            del self._answers[key]
        return len(old)

    def manual(self, adjustment: str) -> Kept | None:
        return self._manual.get(adjustment)

    def save_manual(self, adjustment: str, kept: Kept) -> None:
        self._manual[adjustment] = kept

    # For the check

    def all_rows(self) -> Iterable[Transfer]:
        return list(self.rows)

    def all_accounts(self) -> Iterable[tuple[str, Account]]:
        return list(self.accounts.items())

    def all_lots(self) -> Iterable[tuple[str, Lot]]:
        return [(book, lot) for book, lots in self.lots.items() for lot in lots.values()]

    def all_debts(self) -> Iterable[tuple[str, int]]:
        return list(self.debts.items())

    def all_orders(self) -> Iterable[Order]:
        return list(self.orders.values())


def _holds(order: Order, account: str) -> bool:
    spent = order.plan.spend
    return order.held_of(account) > 0 or (spent is not None and spent.book == account)


def _when_due(order: Order) -> tuple[int, str]:
    return order.due_ms, order.id
