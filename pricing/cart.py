"""The cart as it comes over the wire: the same document from till, web and app.

Amounts are decimal strings in the cart's currency, never JSON numbers. These structs are the wire
format of ``POST /v1/quotes``; ``pricing.intake`` checks what a type cannot say.
"""

from typing import Literal

import msgspec


class Entered(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a cashier entered on a line: a price for each unit, or a discount on the line."""

    price: str | None = None
    discount: str | None = None
    reason: str | None = None
    approved_by: str | None = None


class CartLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One scanned line.

    ``quantity`` counts whole pieces and may be negative for what is given back; ``measure`` is
    kilograms, litres or metres with up to three decimals. Exactly one of the two is present.
    """

    id: str
    sku: str
    quantity: int | None = None
    measure: str | None = None
    price: str | None = None
    label: str | None = None
    kind: Literal["goods", "deposit", "fee"] = "goods"
    marks: tuple[str, ...] = ()
    entered: Entered | None = None
    vat: str | None = None
    class_: str | None = msgspec.field(default=None, name="class")


class Customer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who buys: an opaque reference and what may be known of it."""

    ref: str | None = None
    member: bool = False
    employee: bool = False
    tier: str | None = None
    segments: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    orders: dict[str, int] | None = None  # completed orders by channel, before this one


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the goods reach the customer, and for how much."""

    method: str
    price: str = "0"
    store: str | None = None  # where a click-and-collect order is fetched


class Payment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A means of payment; the one without an amount pays the rest."""

    method: str
    amount: str | None = None


class Cart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A cart to be priced. ``at`` is the moment of finalising, ISO 8601 with an offset.

    ``suspended_at`` is when it was put aside before; a shop may hold its prices for a while.
    """

    channel: str
    at: str
    currency: str
    lines: tuple[CartLine, ...]
    id: str | None = None
    store: str | None = None
    suspended_at: str | None = None
    customer: Customer | None = None
    codes: tuple[str, ...] = ()
    points: int = 0
    delivery: Delivery | None = None
    payments: tuple[Payment, ...] = ()
