"""Records in SQLite: a statement or two each. The caller begins and ends transactions."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, assert_never

import apsw
import msgspec

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.orders import Order, State
from ledger.outcomes import ENCODER
from ledger.records import AnswerKey, Kept
from ledger.sqlite.code_records import SqliteCodes
from ledger.sqlite.customers import SqliteCustomers
from ledger.sqlite.outbox_records import OutboxRecords
from ledger.transfers import Kind, Side, Transfer, on_account, on_debt, on_lot

_ORDER: Final = msgspec.msgpack.Decoder(Order)
_replace = msgspec.structs.replace
_LOT: Final = "SELECT id, seq, balance, held, available_at_ms, expires_at_ms FROM lot"
_TRANSFER: Final = "SELECT order_id, attempt, side, account, lot, kind, amount, at_ms FROM transfer"
_OVERDUE: Final = (
    "SELECT body FROM hold JOIN orders ON id = order_id"
    " WHERE account = ? AND hold.due_ms <= ? ORDER BY hold.due_ms, id"
)


class SqliteRecords(SqliteCodes, SqliteCustomers, OutboxRecords):
    """One connection's view of the records."""

    def last_ms(self) -> int:
        found = self._do("SELECT value FROM meta WHERE name = 'last_ms'").get
        return int(found or 0)

    def save_last(self, now_ms: int) -> None:
        self._do("INSERT OR REPLACE INTO meta VALUES ('last_ms', ?)", (now_ms,))

    # Orders

    def order(self, order: str) -> Order | None:
        body = self._do("SELECT body FROM orders WHERE id = ?", (order,)).get
        if body is None:
            return None
        found = _ORDER.decode(body)
        return _with_quote(found, self.quote(order, found.revision))

    def save_order(self, order: Order) -> None:
        is_open = order.state is State.RESERVED
        was_open = self._do("SELECT state FROM orders WHERE id = ?", (order.id,)).get == "reserved"
        self._do(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " customer = excluded.customer, state = excluded.state,"
            " due_ms = excluded.due_ms, body = excluded.body",
            (order.id, order.client, order.customer, str(order.state), order.due_ms,
             ENCODER.encode(_with_quote(order, b""))),
        )  # fmt: skip
        self._do(
            "INSERT OR IGNORE INTO quote VALUES (?, ?, ?)",
            (order.id, order.revision, order.plan.quote),
        )
        if is_open != was_open:
            self._do(
                "INSERT INTO client VALUES (?, 1) ON CONFLICT (name)"
                " DO UPDATE SET open_orders = open_orders + ?",
                (order.client, 1 if is_open else -1),
            )
        if was_open:
            self._do("DELETE FROM hold WHERE order_id = ?", (order.id,))
        if is_open:
            held = [debit.account for debit in order.plan.debits]
            if order.plan.spend is not None:
                held.append(order.plan.spend.book)
            for name in held:
                self._do("INSERT INTO hold VALUES (?, ?, ?)", (name, order.due_ms, order.id))

    def quote(self, order: str, revision: int) -> bytes:
        found = self._do(
            "SELECT bytes FROM quote WHERE order_id = ? AND revision = ?", (order, revision)
        ).get
        return bytes(found)

    def open_of_client(self, client: str) -> int:
        return self._count("SELECT open_orders FROM client WHERE name = ?", client)

    def open_of_customer(self, customer: str, now_ms: int) -> int:
        return self._count(
            "SELECT count(*) FROM orders"
            " WHERE state = 'reserved' AND customer = ? AND due_ms > ?",
            customer, now_ms,
        )  # fmt: skip

    def orders_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        found = self._do(
            "SELECT id FROM orders WHERE state = 'reserved' AND due_ms <= ?"
            " ORDER BY due_ms, id LIMIT ?",
            (now_ms, most),
        )
        return tuple(str(order) for (order,) in found)

    def held_by(self, customer: str, account: str) -> tuple[str, ...]:
        # From the customer's few orders: a hot account has thousands of holders.
        found = self._do(
            "SELECT id FROM orders WHERE state = 'reserved' AND customer = ? AND EXISTS"
            " (SELECT 1 FROM hold WHERE order_id = orders.id AND account = ?) ORDER BY id",
            (customer, account),
        )
        return tuple(str(order) for (order,) in found)

    def overdue_holders(self, account: str, now_ms: int) -> tuple[Order, ...]:
        return tuple(_ORDER.decode(body) for (body,) in self._do(_OVERDUE, (account, now_ms)))

    # Accounts and books

    def account(self, name: str) -> Account:
        found = self._do(
            "SELECT credits, pending, posted, closed FROM account WHERE name = ?", (name,)
        ).fetchone()
        return _account(found) if found is not None else Account()

    def close(self, name: str) -> None:
        self._do(
            "INSERT INTO account VALUES (?, 0, 0, 0, 1) ON CONFLICT DO UPDATE SET closed = 1",
            (name,),
        )

    def book(self, key: str) -> Book:
        found = self._do("SELECT debt, touched_ms FROM book WHERE key = ?", (key,)).fetchone()
        debt, touched_ms = found or (0, 0)
        lots = self._do(f"{_LOT} WHERE book = ? AND balance > 0 ORDER BY seq", (key,))
        return Book(key, tuple(Lot(*row) for row in lots), debt, touched_ms)

    def books_due(self, now_ms: int, most: int) -> tuple[str, ...]:
        # By name of the index: without it a union in order would read every lot there is.
        past = self._do(
            "SELECT DISTINCT book FROM lot INDEXED BY lot_due"
            " WHERE balance > held AND expires_at_ms <= ? LIMIT ?",
            (now_ms, most),
        )
        due = {str(book): None for (book,) in past}
        owing = self._do(
            "SELECT DISTINCT key FROM book INDEXED BY book_in_debt CROSS JOIN lot ON book = key"
            " WHERE debt > 0 AND balance > held AND available_at_ms <= ? LIMIT ?",
            (now_ms, most),
        )
        due |= {str(book): None for (book,) in owing}
        return tuple(due)[:most]

    def lot(self, book: str, lot: str) -> Lot | None:
        found = self._do(f"{_LOT} WHERE book = ? AND id = ?", (book, lot)).fetchone()
        return Lot(*found) if found is not None else None

    def save_lot(self, book: str, lot: Lot) -> Lot:
        self._do(
            "INSERT INTO lot SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3, ?4, ?5, ?6"
            " FROM lot WHERE book = ?1"
            " ON CONFLICT (book, id) DO UPDATE SET"
            " available_at_ms = excluded.available_at_ms, expires_at_ms = excluded.expires_at_ms",
            (book, lot.id, lot.balance, lot.held, lot.available_at_ms, lot.expires_at_ms),
        )
        saved = self.lot(book, lot.id)
        assert saved is not None, "a lot just saved is there"
        return saved

    def save_touched(self, book: str, touched_ms: int) -> None:
        self._do(
            "INSERT INTO book VALUES (?1, 0, ?2) ON CONFLICT DO UPDATE SET touched_ms = ?2",
            (book, touched_ms),
        )

    def append(self, rows: Iterable[Transfer]) -> None:
        for row in rows:
            try:
                self._do(
                    "INSERT INTO transfer VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (row.order, row.attempt, str(row.side), row.account, row.lot,
                     str(row.kind), row.amount, row.at_ms),
                )  # fmt: skip
                self._move(row)
            except apsw.ConstraintError as error:
                raise ValueError(
                    f"a row is there already, or a balance would become negative: {row}"
                ) from error

    def _move(self, row: Transfer) -> None:
        match row.side:
            case Side.ACCOUNT:
                # A row that would begin below zero must be refused, not clipped.
                self._do("INSERT OR IGNORE INTO account VALUES (?, 0, 0, 0, 0)", (row.account,))
                self._do(
                    "UPDATE account SET credits = credits + ?, pending = pending + ?,"
                    " posted = posted + ? WHERE name = ?",
                    (*on_account(row.kind, row.amount), row.account),
                )
            case Side.LOT:
                self._do(
                    "UPDATE lot SET balance = balance + ?, held = held + ?"
                    " WHERE book = ? AND id = ?",
                    (*on_lot(row.kind, row.amount), row.account, row.lot),
                )
            case Side.DEBT:
                self._do("INSERT OR IGNORE INTO book VALUES (?, 0, 0)", (row.account,))
                self._do(
                    "UPDATE book SET debt = debt + ? WHERE key = ?",
                    (on_debt(row.kind, row.amount), row.account),
                )
            case _:
                assert_never(row.side)

    # Beside the balances

    def answer(self, key: AnswerKey) -> Kept | None:
        found = self._do(
            "SELECT digest, outcome, at_ms FROM answer"
            " WHERE client = ? AND verb = ? AND subject = ? AND token = ?",
            (key.client, key.verb, key.subject, key.token),
        ).fetchone()
        return Kept(*found) if found is not None else None

    def remember(self, key: AnswerKey, kept: Kept) -> None:
        self._do(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key.client, key.verb, key.subject, key.token, kept.digest, kept.outcome, kept.at_ms),
        )

    def forget(self, before_ms: int, most: int) -> int:
        gone = self._do(
            "DELETE FROM answer WHERE rowid IN"
            " (SELECT rowid FROM answer WHERE at_ms < ? LIMIT ?) RETURNING 1",
            (before_ms, most),
        )
        return sum(1 for _ in gone)

    def manual(self, adjustment: str) -> Kept | None:
        found = self._do(
            "SELECT digest, outcome, at_ms FROM manual WHERE id = ?", (adjustment,)
        ).fetchone()
        return Kept(*found) if found is not None else None

    def save_manual(self, adjustment: str, kept: Kept) -> None:
        self._do(
            "INSERT INTO manual VALUES (?, ?, ?, ?)",
            (adjustment, kept.digest, kept.outcome, kept.at_ms),
        )

    # For the check

    def all_rows(self) -> Iterator[Transfer]:
        for row in self._do(f"{_TRANSFER} ORDER BY seq"):
            yield _transfer(row)

    def all_accounts(self) -> Iterator[tuple[str, Account]]:
        for name, *rest in self._do("SELECT name, credits, pending, posted, closed FROM account"):
            yield str(name), _account(tuple(rest))

    def all_lots(self) -> Iterator[tuple[str, Lot]]:
        found = self._do(_LOT.replace("SELECT ", "SELECT book, ") + " ORDER BY book, seq")
        for book, *rest in found:
            yield str(book), Lot(*rest)

    def all_debts(self) -> Iterator[tuple[str, int]]:
        for key, debt in self._do("SELECT key, debt FROM book"):
            yield str(key), int(debt)

    def all_orders(self) -> Iterator[Order]:
        for (body,) in self._do("SELECT body FROM orders ORDER BY id"):
            yield _ORDER.decode(body)

    def count_for_check(self) -> int:
        """Count the rows and orders."""
        return self._count("SELECT count(*) FROM transfer") + self._count(
            "SELECT count(*) FROM orders"
        )

    # For a person

    def rows_of_order(self, order: str) -> Iterator[Transfer]:
        """Give the rows of an order, in the order in which they were written."""
        for row in self._do(f"{_TRANSFER} WHERE order_id = ? ORDER BY seq", (order,)):
            yield _transfer(row)


def _with_quote(order: Order, quote: bytes) -> Order:
    return _replace(order, plan=_replace(order.plan, quote=quote))


def _account(row: tuple[int, ...]) -> Account:
    granted, pending, posted, closed = row
    return Account(granted, pending, posted, closed=bool(closed))


def _transfer(row: tuple[Any, ...]) -> Transfer:
    order, attempt, side, account, lot, kind, amount, at_ms = row
    return Transfer(order, attempt, Side(side), account, lot, Kind(kind), amount, at_ms)
