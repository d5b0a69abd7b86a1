"""What is asked of an order, whatever way it is asked."""

from dataclasses import dataclass
from datetime import datetime

from ledger.requests import Key
from ledger.return_requests import ReturnRequest
from orders.sold_before import SoldBefore
from pricing.cart import Cart


@dataclass(frozen=True, slots=True)
class Whose:
    """Which order, of whom, and under which key it is asked.

    Attributes:
        client: Who asks; the orders of others do not exist.
        order: The shop's own identifier.
        key: The Idempotency-Key; it finds the first answer again.
    """

    client: str
    order: str
    key: Key


@dataclass(frozen=True, slots=True)
class Putting:
    """A cart to be reserved.

    Attributes:
        cart: The cart.
        at: Its moment.
        hold_ms: How long it is reserved, from the store's now.
        expect: What the caller saw; ``None`` takes any price.
        if_revision: Do it only where the order is at this revision; 0 is an order not there yet.
    """

    cart: Cart
    at: datetime
    hold_ms: int
    expect: str | None = None
    if_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Confirming:
    """A revision that was paid.

    Attributes:
        revision: Which.
        customer: The shop's reference of whose it is; ``None`` does not ask.
        force: The sale has happened: post all the same.
        delivered: The goods are handed over with it.
        sale: With ``force``: what was sold while no order could be put.
    """

    revision: int
    customer: str | None = None
    force: bool = False
    delivered: bool = False
    sale: SoldBefore | None = None


@dataclass(frozen=True, slots=True)
class Returning:
    """Units that come back under an identifier of their own."""

    id: str
    request: ReturnRequest
