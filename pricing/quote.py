"""The quote as it goes over the wire: priced lines, reasons, totals and evidence.

Amounts are decimal strings of the quote's currency. A field that holds nothing is left out only
where its comment says so; everything else is always there, so that a client needs no defaults.
"""

from typing import Literal

import msgspec

Reason = Literal[
    "unknown", "not-started", "expired", "channel", "store", "time", "sign-in", "not-for-you",
    "delivery", "payment", "used-up", "already-in-cart", "needs-approval", "no-goods",
    "below-minimum", "not-combinable", "better-deal", "no-saving",
]  # fmt: skip
# In the order in which they are asked: the first that holds is the one that is told.
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]

Counts = Literal["amount", "pieces", "weight"]
"""What a number that is missing counts."""


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


class Accepted(msgspec.Struct, frozen=True):
    """A code that unlocked something in this quote."""

    code: str
    coupon: str
    promotions: tuple[str, ...]


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code that did nothing, and why. ``missing`` is an amount, a count or a weight."""

    code: str
    reason: Reason
    message: str
    missing: str | None = None
    coupon: str | None = None  # left out for an unknown code
    promotion: str | None = None  # the promotion that came nearest


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


class ConditionReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One condition of a promotion as it stood: what it asked, what it found."""

    text: str
    holds: bool
    actual: str | None = None
    needed: str | None = None
    missing: str | None = None
    reason: Reason | None = None  # left out where it holds


class Considered(msgspec.Struct, frozen=True, omit_defaults=True):
    """One promotion and what became of it.

    ``saved`` is what it took off; ``alone`` what it would have taken off in its stage without
    competitors; ``beaten_by`` names those that took its goods.
    """

    promotion: str
    title: str
    stage: str
    outcome: Literal["applied", "refused"]
    conditions: tuple[ConditionReport, ...]
    reason: Reason | None = None
    saved: str | None = None
    alone: str | None = None
    beaten_by: tuple[str, ...] = ()


class NearMiss(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promotion that little would unlock, priced by the engine itself.

    ``missing`` is an amount (``of: amount``) or a number of pieces (``of: pieces``). ``add`` is a
    cart change that unlocks it, where one more of something already in the cart does; ``saves`` is
    what the discounts of the whole cart grow by with it and ``due`` what would then be paid.
    """

    promotion: str
    title: str
    missing: str
    of: Counts
    message: str
    add: str | None = None
    add_quantity: int | None = None
    saves: str | None = None
    due: str | None = None


class Explanation(msgspec.Struct, frozen=True):
    """Every promotion considered, and what little would unlock more."""

    promotions: tuple[Considered, ...]
    near_misses: tuple[NearMiss, ...]


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
