"""The check of the books: rows and orders are added up and compared with the balances."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Protocol

import msgspec

from ledger.accounts import Account
from ledger.books import Lot
from ledger.orders import Order
from ledger.transfers import Kind, Side, Transfer, on_account, on_debt, on_lot

# Rows between two reports of how far a check is.
_TOLD_EVERY: Final = 5_000


class Books(Protocol):
    """Everything a store keeps, to be read at one moment."""

    def all_rows(self) -> Iterable[Transfer]:
        """Give every transfer, in the order in which they were written."""

    def all_accounts(self) -> Iterable[tuple[str, Account]]:
        """Give every account that was ever used, by name."""

    def all_lots(self) -> Iterable[tuple[str, Lot]]:
        """Give every lot with the name of its book."""

    def all_debts(self) -> Iterable[tuple[str, int]]:
        """Give the debt of every book."""

    def all_orders(self) -> Iterable[Order]:
        """Give every order."""


class Report(msgspec.Struct, frozen=True):
    """What a check found.

    Attributes:
        rows: How many rows were added up.
        orders: How many orders were.
        forced: Rows that went over a limit because the sale had happened.
        findings: One sentence for each balance that is not explained; empty where all is well.
    """

    rows: int
    orders: int
    forced: tuple[Transfer, ...]
    findings: tuple[str, ...]


class _Sums:
    """Balances as they follow from rows, and from orders."""

    def __init__(self) -> None:
        self.credits = Counter[str]()
        self.pending = Counter[str]()
        self.posted = Counter[str]()
        self.joined = Counter[str]()
        self.lots = Counter[tuple[str, str]]()
        self.held = Counter[tuple[str, str]]()
        self.debts = Counter[str]()

    def add_row(self, row: Transfer) -> None:
        if row.side is Side.ACCOUNT:
            credited, pending, posted = on_account(row.kind, row.amount)
            self.credits[row.account] += credited
            if row.kind is Kind.JOINED:
                self.joined[row.account] += posted
            self.pending[row.account] += pending
            self.posted[row.account] += posted
        elif row.side is Side.LOT:
            balance, held = on_lot(row.kind, row.amount)
            self.lots[row.account, row.lot] += balance
            self.held[row.account, row.lot] += held
        else:
            self.debts[row.account] += on_debt(row.kind, row.amount)

    def add_order(self, order: Order) -> None:
        """What is held follows from open orders, what was used from those ever confirmed."""
        for debit in order.plan.debits:
            self.pending[debit.account] += order.held_of(debit.account)
            if order.confirmed_at_ms is not None:
                self.posted[debit.account] += debit.amount
        if order.plan.spend is not None:
            for lot, points in order.held_lots().items():
                self.held[order.plan.spend.book, lot] += points


def check(books: Books, told: Callable[[int], None] | None = None) -> Report:
    """Add everything up. The books must stand still meanwhile.

    Args:
        books: What to add up.
        told: Told now and then how many rows and orders were added up.
    """
    look = told or (lambda _done: None)
    by_rows, by_orders = _Sums(), _Sums()
    forced, rows, orders = list[Transfer](), 0, 0
    for rows, row in enumerate(books.all_rows(), 1):
        by_rows.add_row(row)
        if rows % _TOLD_EVERY == 0:
            look(rows)
        if row.kind is Kind.FORCED:
            forced.append(row)
    for orders, order in enumerate(books.all_orders(), 1):
        by_orders.add_order(order)
        if orders % _TOLD_EVERY == 0:
            look(rows + orders)
    findings = [
        *_of_accounts(books, by_rows, by_orders),
        *_of_lots(books, by_rows, by_orders),
        *_of_debts(books, by_rows),
    ]
    return Report(rows, orders, tuple(forced), tuple(findings))


def _of_accounts(books: Books, by_rows: _Sums, by_orders: _Sums) -> Iterable[str]:
    kept = dict(books.all_accounts())
    for name in sorted({*kept, *by_rows.credits, *by_orders.pending}):
        account = kept.get(name, Account())
        yield from _differ(name, "credits", account.credits, rows=by_rows.credits[name])
        for what, balance, rows, orders in (
            ("pending", account.pending, by_rows.pending[name], by_orders.pending[name]),
            (
                "posted",
                account.posted,
                by_rows.posted[name],
                # What came from a merged customer was used by orders in that one's name.
                by_orders.posted[name] + by_rows.joined[name],
            ),
        ):
            yield from _differ(name, what, balance, rows=rows, orders=orders)


def _of_lots(books: Books, by_rows: _Sums, by_orders: _Sums) -> Iterable[str]:
    kept = {(book, lot.id): lot for book, lot in books.all_lots()}
    for where in sorted({*kept, *by_rows.lots, *by_orders.held}):
        lot = kept.get(where, Lot(where[1], 0, 0))
        name = f"{where[0]} lot {where[1]!r}"
        yield from _differ(name, "balance", lot.balance, rows=by_rows.lots[where])
        yield from _differ(
            name, "held", lot.held, rows=by_rows.held[where], orders=by_orders.held[where]
        )


def _of_debts(books: Books, by_rows: _Sums) -> Iterable[str]:
    kept = dict(books.all_debts())
    for name in sorted({*kept, *by_rows.debts}):
        yield from _differ(name, "debt", kept.get(name, 0), rows=by_rows.debts[name])


def _differ(name: str, what: str, balance: int, **sums: int) -> Iterable[str]:
    for source, total in sums.items():
        if total != balance:
            yield f"{name}: {what} is {balance}, its {source} say {total}"
