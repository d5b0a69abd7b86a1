"""Clauses of the ``test`` block: a cart, who buys it and when, and what its price should be."""

from typing import Literal

from grammar.literals import Date, Measure, Money, Name, Number, Text, Time
from grammar.node import Node, node


@node
class AtClause(Node):
    """``at 2026-11-05 08:30 in pos at store "WAW-01"``."""

    date: Date
    time: Time | None
    channel: Name | None
    store: Text | None


@node
class CartItem(Node):
    """``3 x "590..." at 19.99 PLN``, ``0.635 kg of "HAM" at 29.90 PLN marked "short-date"``.

    Without a price the catalogue answers.
    """

    amount: Number | Measure
    sku: Text
    price: Money | None
    marks: tuple[Text, ...]
    entered: "Entered | None"


@node
class Entered(Node):
    """``entered discount 10.00 PLN because "DAMAGED_PACK" approved by "K-7"``."""

    kind: Literal["price", "discount"]
    amount: Money
    reason: Text | None
    approved_by: Text | None


@node
class CartClause(Node):
    """``cart 3 x "590..." at 19.99 PLN, 1 x "591..."``; a test may have several."""

    items: tuple[CartItem, ...]


@node
class ExpectTotal(Node):
    """``expect total 39.98 PLN``: payable."""

    total: Money


@node
class ExpectSaves(Node):
    """``expect coffee-3-for-2 saves 19.99 PLN``."""

    promotion: Name
    amount: Money


@node
class ExpectRefused(Node):
    """``expect app-5 refused because channel``; the reason is one of the quote's closed list."""

    promotion: Name
    reason: Name


@node
class OrdersMade(Node):
    """``orders 4 in app``: completed before this one; without a channel, in the shop's first."""

    count: Number
    channel: Name | None


@node
class CustomerClause(Node):
    """``customer member, tier gold, segment "vip", employee, consent profiling, orders 4``."""

    member: bool
    employee: bool
    tier: Name | None
    segments: tuple[Text, ...]
    consents: tuple[Name, ...]
    orders: tuple[OrdersMade, ...]


@node
class CodesTyped(Node):
    """``codes "JESIEN26", "MINUS15"``."""

    codes: tuple[Text, ...]


@node
class PointsSpent(Node):
    """``points 500``: what the customer wishes to spend."""

    count: Number


@node
class PaymentMade(Node):
    """``payment blik``, ``payment gift-card 50.00 PLN``."""

    method: Name
    amount: Money | None


@node
class DeliveryChosen(Node):
    """``delivery courier at 14.99 PLN``, ``delivery click-and-collect at store "WAW-01"``."""

    method: Name
    price: Money | None
    store: Text | None


@node
class UsedClause(Node):
    """``used 3 units of oil-price``: already counted against its limit per customer."""

    count: Number
    promotion: Name


@node
class UsedAmount(Node):
    """``used 120.00 PLN of staff``: money already counted against its limits and its budget."""

    amount: Money
    promotion: Name


@node
class SuspendedClause(Node):
    """``suspended at 19:50``: when on its day the basket was put aside."""

    time: Time


TestClause = (
    AtClause | CartClause | ExpectTotal | ExpectSaves | ExpectRefused | CustomerClause | CodesTyped
    | PointsSpent | PaymentMade | DeliveryChosen | UsedClause | UsedAmount | SuspendedClause
)  # fmt: skip
