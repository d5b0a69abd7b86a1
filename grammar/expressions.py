"""Expressions: of goods, of stores, of conditions; each family is one closed union.

``and`` binds stronger than ``or``; ``SetAny``, ``SetAll`` and their sisters have two parts or more.
"""

from typing import Literal

from grammar.literals import Comparison, Literals, Money, Name, Percent, Text
from grammar.node import Node, node

# --- goods: what stands after ``set NAME =`` ---------------------------------------------------


@node
class SetAny(Node):
    """``tag "jesien" or sku "590..."``."""

    parts: tuple["SetExpression", ...]


@node
class SetAll(Node):
    """``category "Kawa" and not brand "Lavazza"``."""

    parts: tuple["SetExpression", ...]


@node
class SetNot(Node):
    """``not brand "Lavazza"``."""

    operand: "SetExpression"


@node
class HasAttribute(Node):
    """``brand "Lavazza"``, ``sku "1", "2"``: the attribute equals one of the values."""

    attribute: Name
    values: tuple[Text, ...]


@node
class CompareAttribute(Node):
    """``alcohol >= 18%``: an attribute of the catalogue against a literal."""

    attribute: Name
    operator: Comparison
    value: Literals


@node
class CompareListPrice(Node):
    """``list price >= 10.00 PLN``."""

    operator: Comparison
    value: Literals


@node
class Marked(Node):
    """``marked "short-date"``: a mark on the scanned unit, not on the product."""

    values: tuple[Text, ...]


@node
class ProductsIn(Node):
    """``products in "lunch-drinks.csv"``."""

    file: Text


@node
class SetName(Node):
    """``coffee``: another set."""

    name: Name


@node
class Everything(Node):
    """``everything``: all goods that may lawfully be promoted."""


SetExpression = (
    SetAny | SetAll | SetNot | HasAttribute | CompareAttribute | CompareListPrice | Marked
    | ProductsIn | SetName | Everything
)  # fmt: skip


@node
class Target(Node):
    """``coffee``, ``regular-priced shoes``, ``identical yoghurt``."""

    goods: SetName | Everything
    regular_priced: bool = False
    identical: bool = False


# --- stores: what stands after ``stores`` ------------------------------------------------------


@node
class StoreAny(Node):
    """``region "south" or "WAW-01"``."""

    parts: tuple["StoreExpression", ...]


@node
class StoreAll(Node):
    """``region "south" and not "KRK-02"``."""

    parts: tuple["StoreExpression", ...]


@node
class StoreNot(Node):
    """``not "KRK-02"``."""

    operand: "StoreExpression"


@node
class StoreIs(Node):
    """``"WAW-01", "WAW-02"``: one of these stores."""

    stores: tuple[Text, ...]


@node
class StoreHas(Node):
    """``region "south"``: an attribute of the store equals one of the values."""

    attribute: Name
    values: tuple[Text, ...]


StoreExpression = StoreAny | StoreAll | StoreNot | StoreIs | StoreHas

# --- audiences: what stands after ``for`` -------------------------------------------------------


@node
class Members(Node):
    """``members``."""


@node
class Employees(Node):
    """``employees``."""


@node
class Everyone(Node):
    """``everyone``."""


@node
class InTier(Node):
    """``tier gold, silver``."""

    tiers: tuple[Name, ...]


@node
class InSegment(Node):
    """``segment "vip-offline"``."""

    segments: tuple[Text, ...]


Audience = Members | Employees | Everyone | InTier | InSegment

# --- conditions: what stands after ``when`` ------------------------------------------------------


@node
class ConditionAny(Node):
    """``payment is blik or payment is card``."""

    parts: tuple["Condition", ...]


@node
class ConditionAll(Node):
    """``basket total >= 150 PLN and quantity of coffee >= 3``."""

    parts: tuple["Condition", ...]


@node
class ConditionNot(Node):
    """``not delivery is courier``."""

    operand: "Condition"


@node
class Compare(Node):
    """``basket total >= 150 PLN``; whether the types meet is not yet checked."""

    quantity: "Quantity"
    operator: Comparison
    value: Literals


@node
class DeliveryIs(Node):
    """``delivery is click-and-collect at store "WAW-01"``."""

    method: Name
    store: Text | None = None


@node
class PaymentIs(Node):
    """``payment is blik``."""

    method: Name


@node
class FirstOrder(Node):
    """``customer first order in app``."""

    channel: Name | None = None


Condition = (
    ConditionAny | ConditionAll | ConditionNot | Compare | DeliveryIs | PaymentIs | FirstOrder
)


@node
class BasketTotal(Node):
    """``basket total``, or ``basket list total`` with ``at_list_price``."""

    at_list_price: bool = False


@node
class TotalOf(Node):
    """``total of coffee``, or ``list total of coffee`` with ``at_list_price``."""

    target: Target
    at_list_price: bool = False


@node
class QuantityOf(Node):
    """``quantity of coffee``."""

    target: Target


@node
class WeightOf(Node):
    """``weight of potatoes``."""

    target: Target


@node
class OrderNumber(Node):
    """``customer order number``: 1 for the first."""


Quantity = BasketTotal | TotalOf | QuantityOf | WeightOf | OrderNumber

# --- what a group ends in ------------------------------------------------------------------------


@node
class Free(Node):
    """``free``."""


@node
class PercentLess(Node):
    """``50% off``."""

    percent: Percent


@node
class AmountLess(Node):
    """``1.50 PLN off``."""

    amount: Money


@node
class ForPrice(Node):
    """``for 4.99 PLN``: the price of all that one group rewards."""

    price: Money


Ending = Free | PercentLess | AmountLess | ForPrice
Window = Literal["day", "week", "month", "year"]
