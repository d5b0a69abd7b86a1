"""Customers in SQLite: a statement or two for each question, each by an index."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import apsw
import msgspec

from ledger.accounts import Account
from ledger.customer_records import Moved
from ledger.customers import Person, Spending
from ledger.transfers import Kind, Side, Transfer

# The indexes of migration 0003 hold exactly the rows of these two conditions, word for word.
_ROWS: Final = """
SELECT seq, order_id, attempt, side, account, lot, kind, amount, at_ms FROM transfer
WHERE side <> 'account' AND kind NOT IN ('hold', 'release')
  AND kind NOT IN ('moved', 'joined') AND NOT (kind = 'repay' AND order_id = '')
  AND account IN (SELECT value FROM json_each(?)) AND seq < ?
ORDER BY seq DESC LIMIT ?
"""
_SUMS: Final = """
SELECT substr(account, instr(account, '} points/') + 9) AS programme,
  substr(order_id, 1, 8) = 'by hand' || char(10) AS by_hand, side, kind, sum(amount)
FROM transfer WHERE side <> 'account' AND kind NOT IN ('hold', 'release') AND %s
GROUP BY programme, by_hand, side, kind ORDER BY programme, by_hand, side, kind
"""
_BEFORE: Final = "account IN (SELECT value FROM json_each(?)) AND seq < ?"
_BETWEEN: Final = "at_ms >= ? AND at_ms < ?"
_BOOKS: Final = """
SELECT book FROM lot WHERE book > ?1 AND book < ?2
UNION
SELECT key FROM book WHERE key > ?1 AND key < ?2 AND EXISTS
  (SELECT 1 FROM transfer WHERE account = key AND side = 'debt'
    AND side <> 'account' AND kind NOT IN ('hold', 'release'))
ORDER BY 1
"""


class SqliteCustomers:
    """The customers of one connection's records."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._do = connection.execute

    def cid_of(self, reference: str) -> str | None:
        found = self._do("SELECT cid FROM reference WHERE reference = ?", (reference,)).get
        return str(found) if found is not None else None

    def save_reference(self, reference: str, cid: str) -> None:
        self._do("INSERT OR REPLACE INTO reference VALUES (?, ?)", (reference, cid))

    def drop_references(self, cid: str) -> int:
        gone = self._do("DELETE FROM reference WHERE cid = ? RETURNING 1", (cid,))
        return sum(1 for _ in gone)

    def point_references(self, cid: str, to: str) -> None:
        self._do("UPDATE reference SET cid = ? WHERE cid = ?", (to, cid))

    def person(self, cid: str) -> Person | None:
        found = self._do(
            "SELECT cid, moved_to, erased_at_ms FROM customer WHERE cid = ?", (cid,)
        ).fetchone()
        return Person(*found) if found is not None else None

    def save_person(self, person: Person) -> None:
        self._do(
            "INSERT OR REPLACE INTO customer VALUES (?, ?, ?)",
            (person.cid, person.moved_to, person.erased_at_ms),
        )

    def moved_into(self, cid: str) -> tuple[str, ...]:
        found = self._do("SELECT cid FROM customer WHERE moved_to = ? ORDER BY cid", (cid,))
        return tuple(str(one) for (one,) in found)

    def accounts_of(self, customer: str) -> Mapping[str, Account]:
        found = self._do(
            "SELECT name, credits, pending, posted, closed FROM account"
            " WHERE name > ? AND name < ? ORDER BY name",
            _span(customer),
        )
        return {
            str(name): Account(granted, pending, posted, closed=bool(closed))
            for name, granted, pending, posted, closed in found
        }

    def books_of(self, customer: str) -> tuple[str, ...]:
        found = self._do(_BOOKS, _span(customer))
        return tuple(str(name) for (name,) in found)

    def open_orders_of(self, customer: str) -> tuple[str, ...]:
        found = self._do(
            "SELECT id FROM orders WHERE state = 'reserved' AND customer = ? ORDER BY id",
            (customer,),
        )
        return tuple(str(order) for (order,) in found)

    def save_spending(self, customer: str, order: str, spending: Spending) -> None:
        self._do(
            "INSERT OR REPLACE INTO spending VALUES (?, ?, ?, ?)",
            (customer, order, spending.at_ms, spending.minor),
        )

    def spending(self, customer: str, since_ms: int) -> tuple[Spending, ...]:
        found = self._do(
            "SELECT at_ms, minor FROM spending WHERE customer = ? AND at_ms >= ?"
            " ORDER BY at_ms, minor",
            (customer, since_ms),
        )
        return tuple(Spending(*row) for row in found)

    def rows_of(
        self, books: Sequence[str], before: int, most: int
    ) -> tuple[tuple[int, Transfer], ...]:
        found = self._do(_ROWS, (_json(books), before, most))
        return tuple((number, _transfer(rest)) for number, *rest in found)

    def moved_in(self, books: Sequence[str], before: int) -> tuple[Moved, ...]:
        return self._sums(_BEFORE, _json(books), before)

    def moved_between(self, from_ms: int, until_ms: int) -> tuple[Moved, ...]:
        return self._sums(_BETWEEN, from_ms, until_ms)

    def _sums(self, where: str, *values: str | int) -> tuple[Moved, ...]:
        return tuple(
            Moved(programme, bool(by_hand), Side(side), Kind(kind), amount)
            for programme, by_hand, side, kind, amount in self._do(_SUMS % where, values)
        )


def _span(customer: str) -> tuple[str, str]:
    """Return what the names of a customer's accounts and books lie between."""
    return f"{{customer/{customer}}} ", f"{{customer/{customer}}}!"


def _json(names: Sequence[str]) -> str:
    return msgspec.json.encode(names).decode()


def _transfer(row: Sequence[Any]) -> Transfer:
    order, attempt, side, account, lot, kind, amount, at_ms = row
    return Transfer(order, attempt, Side(side), account, lot, Kind(kind), amount, at_ms)
