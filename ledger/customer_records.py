"""What the verbs need of a store about customers, beside ``ledger.records``."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from ledger.accounts import Account
from ledger.customers import Person, Spending
from ledger.transfers import Kind, Side, Transfer


class Moved(msgspec.Struct, frozen=True):
    """What rows come to that move points: one sum for each programme, source, side and kind.

    Attributes:
        programme: The points programme.
        by_hand: Whether it was done by hand rather than by an order or the clock.
        side: Lot or debt.
        kind: What for.
        amount: The sum.
    """

    programme: str
    by_hand: bool
    side: Side
    kind: Kind
    amount: int


class CustomerRecords(Protocol):
    """Customers, what they spent, and the rows of their books."""

    def cid_of(self, reference: str) -> str | None:
        """Find the customer of a reference."""

    def save_reference(self, reference: str, cid: str) -> None:
        """Note whose a reference is."""

    def drop_references(self, cid: str) -> int:
        """Forget every reference of a customer; return how many there were."""

    def point_references(self, cid: str, to: str) -> None:
        """Let every reference of one customer mean another."""

    def person(self, cid: str) -> Person | None:
        """Find a customer."""

    def save_person(self, person: Person) -> None:
        """Save a customer."""

    def moved_into(self, cid: str) -> tuple[str, ...]:
        """List the customers merged into one, sorted."""

    def accounts_of(self, customer: str) -> Mapping[str, Account]:
        """Find every account of a customer by its name."""

    def books_of(self, customer: str) -> tuple[str, ...]:
        """List the books of a customer that ever had a lot or a debt, sorted."""

    def open_orders_of(self, customer: str) -> tuple[str, ...]:
        """List the reserved orders of a customer, sorted."""

    def save_spending(self, customer: str, order: str, spending: Spending) -> None:
        """Note what an order counts towards a tier, in place of what was noted before."""

    def spending(self, customer: str, since_ms: int) -> tuple[Spending, ...]:
        """List what a customer spent from a moment on, the earliest first."""

    def rows_of(
        self, books: Sequence[str], before: int, most: int
    ) -> tuple[tuple[int, Transfer], ...]:
        """List rows of books that changed points, the newest first, with their numbers.

        Args:
            books: Their names.
            before: Only rows with a lower number.
            most: How many at most.
        """

    def moved_in(self, books: Sequence[str], before: int) -> tuple[Moved, ...]:
        """Add up the rows of books that changed points and have a lower number."""

    def moved_between(self, from_ms: int, until_ms: int) -> tuple[Moved, ...]:
        """Add up the rows of all books that are dated in a half-open span."""
