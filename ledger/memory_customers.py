"""Customers in memory: every question is answered by looking at everything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ledger import keys
from ledger.accounts import Account
from ledger.customer_records import Moved
from ledger.customers import Person, Spending
from ledger.orders import Order, State
from ledger.transfers import BY_HAND, Kind, Side, Transfer, changes_points

if TYPE_CHECKING:
    from ledger.books import Lot


class MemoryCustomers:
    """Customers in dictionaries, beside the records they are about."""

    def __init__(self) -> None:
        self.rows: list[Transfer] = []
        self.orders: dict[str, Order] = {}
        self.accounts: dict[str, Account] = {}
        self.lots: dict[str, dict[str, Lot]] = defaultdict(dict)
        self.debts: dict[str, int] = {}
        self.references: dict[str, str] = {}
        self.persons: dict[str, Person] = {}
        self.spent: dict[tuple[str, str], Spending] = {}

    def cid_of(self, reference: str) -> str | None:
        return self.references.get(reference)

    def save_reference(self, reference: str, cid: str) -> None:
        self.references[reference] = cid

    def drop_references(self, cid: str) -> int:
        gone = [reference for reference, whose in self.references.items() if whose == cid]
        for reference in gone:
            del self.references[reference]
        return len(gone)

    def point_references(self, cid: str, to: str) -> None:
        for reference, whose in self.references.items():
            if whose == cid:
                self.references[reference] = to

    def person(self, cid: str) -> Person | None:
        return self.persons.get(cid)

    def save_person(self, person: Person) -> None:
        self.persons[person.cid] = person

    def moved_into(self, cid: str) -> tuple[str, ...]:
        return tuple(sorted(one.cid for one in self.persons.values() if one.moved_to == cid))

    def accounts_of(self, customer: str) -> Mapping[str, Account]:
        return {
            name: account
            for name, account in sorted(self.accounts.items())
            if keys.customer_of(name) == customer
        }

    def books_of(self, customer: str) -> tuple[str, ...]:
        names = {name for name, lots in self.lots.items() if lots} | set(self.debts)
        return tuple(sorted(name for name in names if keys.customer_of(name) == customer))

    def open_orders_of(self, customer: str) -> tuple[str, ...]:
        return tuple(
            sorted(
                order.id
                for order in self.orders.values()
                if order.customer == customer and order.state is State.RESERVED
            )
        )

    def save_spending(self, customer: str, order: str, spending: Spending) -> None:
        self.spent[customer, order] = spending

    def spending(self, customer: str, since_ms: int) -> tuple[Spending, ...]:
        found = [
            one
            for (whose, _), one in self.spent.items()
            if whose == customer and one.at_ms >= since_ms
        ]
        return tuple(sorted(found, key=lambda one: (one.at_ms, one.minor)))

    def rows_of(
        self, books: Sequence[str], before: int, most: int
    ) -> tuple[tuple[int, Transfer], ...]:
        found = [
            (number, row)
            for number, row in enumerate(self.rows, 1)
            if row.account in books and number < before and changes_points(row)
        ]
        return tuple(found[::-1][:most])

    def moved_in(self, books: Sequence[str], before: int) -> tuple[Moved, ...]:
        return added_up(
            row
            for number, row in enumerate(self.rows, 1)
            if row.account in books and number < before
        )

    def moved_between(self, from_ms: int, until_ms: int) -> tuple[Moved, ...]:
        return added_up(row for row in self.rows if from_ms <= row.at_ms < until_ms)


def added_up(rows: Iterable[Transfer]) -> tuple[Moved, ...]:
    """Add up the rows that changed points."""
    sums = Counter[tuple[str, bool, Side, Kind]]()
    for row in rows:
        if row.side is not Side.ACCOUNT and row.kind not in ("hold", "release"):
            by_hand = row.order.startswith(BY_HAND)
            sums[keys.programme_of(row.account), by_hand, row.side, row.kind] += row.amount
    return tuple(Moved(*key, amount) for key, amount in sorted(sums.items()))
