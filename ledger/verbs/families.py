"""A customer together with those merged into it: whose account counts, and one book of them all.

What open orders of a merged customer hold stays where it is held. Everything else stands with the
customer that stays, so there is one number to decide by: its own.
"""

from collections.abc import Iterable, Mapping

import msgspec

from ledger import keys
from ledger.books import Book, Lot
from ledger.customers import Family
from ledger.orders import Order
from ledger.records import Records

_replace = msgspec.structs.replace


class Families:
    """The families that one step meets; each is looked up once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._found: dict[str, Family] = {}

    def of(self, customer: str) -> Family:
        """Return a customer's family; one that is not registered stands alone."""
        family = self._found.get(customer)
        if family is None:
            person = self._records.person(customer)
            root = person.moved_to if person is not None and person.moved_to else customer
            stands = person if root == customer else self._records.person(root)
            erased = stands is not None and stands.erased_at_ms is not None
            family = Family(root, self._records.moved_into(root), erased)
            self._found[customer] = family
        return family

    def forget(self) -> None:
        """Look everything up again: somebody was merged or erased."""
        self._found.clear()

    def named(self, name: str) -> Family | None:
        """Return whose an account or a book is; None where it is no customer's."""
        customer = keys.customer_of(name)
        return self.of(customer) if customer is not None else None

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names of an account or a book in its family, the one that counts first."""
        family = self.named(name)
        return family.names(name) if family is not None else (name,)

    def root(self, name: str) -> str:
        """Return the name of the account or book that counts."""
        return self.names(name)[0]

    def held_of(self, order: Order | None, name: str) -> int:
        """Return what an order holds of an account, whatever it was called when it was held."""
        if order is None:
            return 0
        return sum(order.held_of(one) for one in self.names(name))

    def held_lots(self, order: Order | None, book: str) -> dict[str, int]:
        """Return the points an order holds of a book, by lot."""
        if order is None or order.plan.spend is None:
            return {}
        is_here = order.plan.spend.book in self.names(book)
        return order.held_lots() if is_here else {}

    def overdue_holders(self, name: str, now_ms: int) -> tuple[Order, ...]:
        """List the overdue orders that hold some of an account or a book, the earliest first."""
        found = [
            order
            for one in self.names(name)
            for order in self._records.overdue_holders(one, now_ms)
        ]
        return tuple(sorted(found, key=lambda order: (order.due_ms, order.id)))

    def held_by(self, customer: str, name: str) -> tuple[str, ...]:
        """List the reserved orders of a customer that hold some of an account or a book."""
        return tuple(
            order
            for member in self.of(customer).members
            for one in self.names(name)
            for order in self._records.held_by(member, one)
        )

    def book(self, name: str) -> Book:
        """Find a book with what orders of merged customers still hold of it."""
        first, *others = self.names(name)
        book = self._records.book(first)
        held = [lot for one in others for lot in self._records.book(one).lots]
        if not held:
            return book
        lots = {lot.id: lot for lot in book.lots}
        for lot in held:
            there = lots.get(lot.id) or self._records.lot(first, lot.id) or _replace(lot, balance=0)
            lots[lot.id] = _replace(
                there, balance=there.balance + lot.balance, held=there.held + lot.held
            )
        return _replace(book, lots=tuple(lots.values()))

    def renamed(self, order: Order) -> Order:
        """Let an order that holds nothing use the accounts that count."""
        plan = order.plan
        debits = tuple(_replace(one, account=self.root(one.account)) for one in plan.debits)
        spend, earn = (
            _replace(one, book=self.root(one.book)) if one is not None else None
            for one in (plan.spend, plan.earn)
        )
        customer = self.of(order.customer).root if order.customer is not None else None
        plan = _replace(plan, debits=debits, spend=spend, earn=earn)
        return _replace(order, customer=customer, plan=plan)

    def are_current(self, customer: str | None, names: Iterable[str]) -> bool:
        """Tell whether nobody among these was merged or erased."""
        found: Mapping[str, Family] = {
            one: self.of(one)
            for one in (customer, *map(keys.customer_of, names))
            if one is not None
        }
        return all(one == family.root and not family.erased for one, family in found.items())


def without_points(lot: Lot) -> Lot:
    """Return a lot of the same name and dates, to be opened in another book."""
    return _replace(lot, balance=0, held=0)
