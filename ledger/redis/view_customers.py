"""Customers as one verb sees them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ledger.accounts import Account
from ledger.customer_records import Moved
from ledger.customers import Person, Spending
from ledger.memory_customers import added_up
from ledger.redis.names import bucket_tag
from ledger.redis.seen import MissingError, Seen
from ledger.redis.wants import Kin, Scored, Want
from ledger.transfers import Transfer

if TYPE_CHECKING:
    from ledger.orders import Order


class CustomersSeen(Seen):
    """What verbs read and write of customers."""

    def order(self, order: str) -> "Order | None":
        """Find an order."""
        raise NotImplementedError

    def account(self, name: str) -> Account:
        """Find an account."""
        raise NotImplementedError

    def cid_of(self, reference: str) -> str | None:
        if reference in self.changes.references:
            return self.changes.references[reference]
        found: str | None = self.get(Want("reference", reference))
        return found

    def save_reference(self, reference: str, cid: str) -> None:
        self.changes.references[reference] = cid

    def drop_references(self, cid: str) -> int:
        found: tuple[str, ...] = self.get(Want("references", cid))
        self.changes.dropped[cid] = found
        return len(found)

    def point_references(self, cid: str, to: str) -> None:
        """Change nothing: a reference leads to who was merged, and that one's record goes on."""

    def person(self, cid: str) -> Person | None:
        return self.changes.persons.get(cid) or self._kin(cid).person

    def _kin(self, cid: str) -> Kin:
        found: Kin = self.get(Want("family", cid))
        return found

    def save_person(self, person: Person) -> None:
        self._kin(person.cid)
        self.changes.persons[person.cid] = person

    def moved_into(self, cid: str) -> tuple[str, ...]:
        changed = self.changes.persons
        before = [one for one in self._kin(cid).moved if one not in changed]
        return tuple(sorted([*before, *(one for one in changed if changed[one].moved_to == cid)]))

    def accounts_of(self, customer: str) -> Mapping[str, Account]:
        names: tuple[str, ...] = self.get(Want("accounts", customer))
        known = {*names, *(one for one in self.changes.accounts if _is_of(one, customer))}
        missing = [one for name in known if (one := Want("account", name)) not in self.got]
        if missing:
            raise MissingError(*missing)
        return {name: self.account(name) for name in sorted(known)}

    def books_of(self, customer: str) -> tuple[str, ...]:
        names: tuple[str, ...] = self.get(Want("books", customer))
        changed = {
            name
            for name, book in self.changes.books.items()
            if _is_of(name, customer) and (book.count or book.debt or book.base.count)
        }
        return tuple(sorted({*names, *changed}))

    def open_orders_of(self, customer: str) -> tuple[str, ...]:
        opened: Scored = self.get(Want("open", customer))
        missing = [one for name, _ in opened.found if (one := Want("order", name)) not in self.got]
        if missing:
            raise MissingError(*missing)
        orders = [self.order(name) for name, _ in opened.found]
        return tuple(
            sorted(
                one.id
                for one in orders
                if one is not None and one.customer == customer and one.state == "reserved"
            )
        )

    def save_spending(self, customer: str, order: str, spending: Spending) -> None:
        self.changes.spent[customer, order] = spending

    def spending(self, customer: str, since_ms: int) -> tuple[Spending, ...]:
        found: tuple[Spending, ...] = self.get(Want("spent", customer))
        late = [one for one in found if one.at_ms >= since_ms]
        return tuple(sorted(late, key=lambda one: (one.at_ms, one.minor)))

    def rows_of(
        self, books: Sequence[str], before: int, most: int
    ) -> tuple[tuple[int, Transfer], ...]:
        found = [row for book in books for row in self._story(book, before, most)]
        return tuple(sorted(found, key=lambda one: -one[0])[:most])

    def moved_in(self, books: Sequence[str], before: int) -> tuple[Moved, ...]:
        return added_up(row for book in books for _, row in self._story(book, before, 0))

    def _story(self, book: str, before: int, most: int) -> tuple[tuple[int, Transfer], ...]:
        found: tuple[tuple[int, Transfer], ...] = self.get(Want("story", book, f"{before} {most}"))
        return found

    def moved_between(self, from_ms: int, until_ms: int) -> tuple[Moved, ...]:
        span = f"{from_ms} {until_ms}"
        wants = [Want("moved", bucket_tag(number), span) for number in range(self.buckets)]
        missing = [one for one in wants if one not in self.got]
        if missing:
            raise MissingError(*missing)
        return added_up(row for one in wants for row in self.got[one])


def _is_of(name: str, customer: str) -> bool:
    return name.startswith(f"{{customer/{customer}}} ")
