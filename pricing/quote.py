"""The quote as it goes over the wire: priced lines, reasons, totals and evidence.

Amounts are decimal strings of the quote's currency. A field that holds nothing is left out only
where its comment says so; everything else is always there, so that a client needs no defaults.
"""

from typing import Literal

import msgspec

from pricing.explanation import Explanation
from pricing.reasons import Reason


class Discount(msgspec.Struct, frozen=True):
    """What one promotion took off one line (or off the delivery)."""

    promotion: str
    amount: str


class QuoteLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A priced line of goods or fees, in the order of the cart.

    ``price`` is the list price per piece, kg, l or m; ``stated`` tells that the caller gave it.
    """

    id: str
    sku: str
    price: str
    gross: str
    discounts: tuple[Discount, ...] = msgspec.field(default_factory=tuple)
    net: str = ""
    vat: str | None = None  # left out for goods outside VAT, such as gift cards
    name: str | None = None  # left out where the catalogue does not know the goods
    quantity: int | None = None  # left out for measured goods
    measure: str | None = None  # left out for counted goods
    stated: bool = False  # left out where the price list answered


class Applied(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promotion that applied, with what it took off in all.

    ``times`` counts groups for a multi-buy, full steps for a step reward, and is 1 otherwise.
    """

    promotion: str
    title: str
    stage: str
    times: int
    amount: str
    receipt: str
    because: str | None = None  # why it is not for every channel; left out where it is
    units: int | None = None  # rewarded pieces, where a limit over many baskets counts them
    measure: str | None = None  # rewarded kg, l or m, where such a limit counts those


class Accepted(msgspec.Struct, frozen=True):
    """A code that unlocked something in this quote."""

    code: str
    coupon: str
    promotions: tuple[str, ...]


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code that did nothing, and why. ``missing`` is an amount, a count or a weight.

    ``held_by`` names open orders of the same customer that hold its last use: one that was
    abandoned may be cancelled.
    """

    code: str
    reason: Reason
    message: str
    missing: str | None = None
    coupon: str | None = None  # left out for an unknown code
    promotion: str | None = None  # the promotion that came nearest
    held_by: tuple[str, ...] = ()


class GiftOffer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A gift that is earned and does not lie in the cart yet; ``price`` is what it would cost."""

    promotion: str
    title: str
    sku: str
    price: str | None = None  # left out where it depends on a list price nobody asked for


class Issued(msgspec.Struct, frozen=True, omit_defaults=True):
    """A coupon for a later purchase.

    ``terms`` are the titles of the promotions it will unlock, ``conditions`` what these ask besides
    the coupon, in the words of the rule file: a coupon may not be advertised without them.
    ``expires`` is its last day.
    """

    coupon: str
    title: str
    promotion: str
    terms: tuple[str, ...]
    conditions: tuple[str, ...]
    expires: str | None = None  # left out where it has no end


class DeliveryQuote(msgspec.Struct, frozen=True):
    """The delivery charge; it may become 0.00."""

    gross: str
    discounts: tuple[Discount, ...]
    net: str


class PointsQuote(msgspec.Struct, frozen=True):
    """Loyalty points this cart spends and earns."""

    spent: int = 0
    earned: int = 0


class Totals(msgspec.Struct, frozen=True):
    """The sums of the cart.

    ``goods = gross - discount``; ``payable = goods + deposits + delivery``;
    ``due = payable + returns``. ``deposits`` is less what empties brought back.
    """

    gross: str
    discount: str
    goods: str
    deposits: str
    delivery: str
    payable: str
    returns: str
    due: str


class PaymentQuote(msgspec.Struct, frozen=True):
    """What each means of payment pays."""

    method: str
    amount: str


class Vat(msgspec.Struct, frozen=True):
    """Sales and tax of one rate: ``tax = gross * r / (100 + r)``, half up."""

    letter: str
    gross: str
    tax: str


class PolicyQuote(msgspec.Struct, frozen=True, omit_defaults=True):
    """The policies under which this quote was made."""

    stages: tuple[str, ...]
    rounding: str
    allocation: str
    floor: str
    law: tuple[str, ...] = ()  # what the shop permits or forbids itself; left out where nothing
    hold: str | None = None  # how long a basket put aside keeps its moment; left out for 0


class Evidence(msgspec.Struct, frozen=True):
    """What made this quote; enough to make it again, bit for bit.

    Digests are ``sha256:`` and 64 hexadecimal digits. ``quote`` is that of this document encoded
    with ``quote`` empty and without ``explanation``.
    """

    engine: str
    ruleset: str
    prices: str
    cart: str
    quote: str


class QuoteWarning(msgspec.Struct, frozen=True):
    """Something of the cart that was priced and may still be a mistake.

    ``unknown-store``: the list of stores does not have it, so prices and promotions of all stores
    hold.
    """

    code: Literal["unknown-store"]
    pointer: str
    message: str


class Quote(msgspec.Struct, frozen=True, omit_defaults=True):
    """A priced cart."""

    id: str | None
    currency: str
    at: str
    channel: str
    optimal: bool
    lines: tuple[QuoteLine, ...]
    applied: tuple[Applied, ...]
    accepted: tuple[Accepted, ...]
    rejected: tuple[Rejected, ...]
    gifts: tuple[GiftOffer, ...]
    issued: tuple[Issued, ...]
    points: PointsQuote
    delivery: DeliveryQuote | None
    totals: Totals
    payments: tuple[PaymentQuote, ...]
    vat: tuple[Vat, ...]
    policy: PolicyQuote
    evidence: Evidence
    bound: str | None = None  # where not optimal: no combination could save more than this on top
    explanation: Explanation | None = None  # only when asked for
    warnings: tuple[QuoteWarning, ...] = ()  # left out where there are none
