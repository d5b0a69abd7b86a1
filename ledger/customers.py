"""Customers as the books know them: a random identifier, and whether it still stands by itself.

The shop's reference of a customer stands in one table, ``reference -> cid``, and nowhere else. It
is never part of an account, a row, an order or an event: when its row goes, the person is gone and
the books stay.
"""

import msgspec

from ledger import keys
from ledger.limits import CID_CHARS_MIN, NAME_CHARS_MAX
from ledger.orders import Order, State, check_name


class Person(msgspec.Struct, frozen=True):
    """What is kept of a customer.

    Attributes:
        cid: The identifier in the books; random, never given twice.
        moved_to: The customer it was merged into, always one that was not moved itself.
        erased_at_ms: When the person was erased; its books stay, its points are forfeited.
    """

    cid: str
    moved_to: str | None = None
    erased_at_ms: int | None = None


class Family(msgspec.Struct, frozen=True):
    """A customer with those that were merged into it.

    Attributes:
        root: The one that stands.
        moved: Those merged into it, sorted.
        erased: Whether the person was erased.
    """

    root: str
    moved: tuple[str, ...] = ()
    erased: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """All of them, the root first."""
        return self.root, *self.moved

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names of one account or book of each of them, the root's first."""
        return tuple(keys.of_customer(name, member) for member in self.members)


class Spending(msgspec.Struct, frozen=True):
    """What one order counts towards a tier: at its sale, less what came back of it."""

    at_ms: int
    minor: int


def qualifying(order: Order) -> int:
    """Return what an order counts towards a tier: what was paid for goods and not given back.

    What a return pays back is taken off the day of its sale.
    """
    sale = order.plan.sale
    if order.state is not State.CONFIRMED or sale is None:
        return 0
    back = order.returned.refunded
    return sum(line.net - back.get(line.id, 0) for line in sale.goods)


def check_reference(reference: str) -> None:
    """Raise ValueError for what is no reference of a customer."""
    check_name(reference, "customer")


def check_cid(cid: str) -> None:
    """Raise ValueError for what is no identifier of the ledger: it must be long and random."""
    if not CID_CHARS_MIN <= len(cid) <= NAME_CHARS_MAX or not (cid.isascii() and cid.isalnum()):
        raise ValueError(f"a customer's identifier has at least {CID_CHARS_MIN} letters and digits")
