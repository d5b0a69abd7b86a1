"""The sentences after ``give``: one node for each row of the language page."""

from grammar.expressions import Ending, Target
from grammar.literals import Measure, Money, Multiplier, Name, Number, Ordinal, Per, Percent, Text
from grammar.node import Node, node


@node
class FixedPrice(Node):
    """``coffee for 4.99 PLN each``, ``ham for 29.99 PLN per kg``."""

    target: Target
    price: Money
    per: Per


@node
class PricesIn(Node):
    """``prices in "leaflet-45.csv"``."""

    file: Text


@node
class ScaleStep(Node):
    """``at 2.49 PLN`` (no start), ``from 6 at 2.29 PLN``, ``from 1 kg at 5.99 PLN per kg``."""

    start: Number | Measure | None
    price: Money
    per: Per | None


@node
class PriceScale(Node):
    """``coffee at 2.49 PLN, from 6 at 2.29 PLN, from 12 at 1.99 PLN each step``."""

    target: Target
    steps: tuple[ScaleStep, ...]
    each_step: bool


@node
class EnteredPrice(Node):
    """``entered price``."""


@node
class EnteredDiscount(Node):
    """``entered discount up to 15%``."""

    up_to: Percent | Money | None


@node
class PercentOff(Node):
    """``20% off coffee``, ``10% off identical coffee from 3``."""

    percent: Percent
    target: Target
    minimum: Number | None


@node
class AmountOff(Node):
    """``1.50 PLN off each coffee``, also ``from 3``."""

    amount: Money
    target: Target
    minimum: Number | None


@node
class SomeForFewer(Node):
    """``3 for 2 on yoghurt``: of ``size`` pay for ``paid``."""

    size: Number
    paid: Number
    target: Target


@node
class EveryNth(Node):
    """``every 2nd shoes 50% off``."""

    nth: Ordinal
    target: Target
    ending: Ending


@node
class Slot(Node):
    """``2 pasta``: so many of these goods."""

    count: Number
    target: Target


@node
class SomeOf(Node):
    """``3 of soap for 10.00 PLN``."""

    slot: Slot
    ending: Ending


@node
class Bundle(Node):
    """``bundle 1 sandwich + 1 drink + 1 snack for 15.00 PLN``."""

    slots: tuple[Slot, ...]
    ending: Ending


@node
class BuyGet(Node):
    """``buy 2 pasta get 1 sauce free``."""

    buy: Slot
    get: Slot
    ending: Ending


@node
class CheapestOf(Node):
    """``cheapest of 3 toys free``."""

    slot: Slot
    ending: Ending


@node
class Gift(Node):
    """``gift "MUG-1" for 0.01 PLN``."""

    sku: Text
    ending: Ending


@node
class TotalOff(Node):
    """``15% off basket up to 30.00 PLN``, ``10.00 PLN off total of fruit``.

    ``target`` is ``None`` for the basket, here and in the two sentences below.
    """

    off: Percent | Money
    target: Target | None
    up_to: Money | None


@node
class Tier(Node):
    """``5% from 100 PLN``."""

    off: Percent | Money
    start: Money


@node
class TotalTiers(Node):
    """``off basket: 5% from 100 PLN, 10% from 200 PLN each step``."""

    target: Target | None
    tiers: tuple[Tier, ...]
    each_step: bool


@node
class TotalSteps(Node):
    """``5.00 PLN off basket every 50.00 PLN up to 20.00 PLN``."""

    amount: Money
    target: Target | None
    every: Money
    up_to: Money | None


@node
class DeliveryOff(Node):
    """``free delivery``, ``50% off delivery``, ``delivery for 4.99 PLN``."""

    ending: Ending


@node
class MultipliedPoints(Node):
    """``3x points on fruit``."""

    multiplier: Multiplier
    target: Target


@node
class ExtraPoints(Node):
    """``200 points``."""

    count: Number


@node
class IssuedCoupon(Node):
    """``coupon next-visit``."""

    coupon: Name


Reward = (
    FixedPrice | PricesIn | PriceScale | EnteredPrice | EnteredDiscount | PercentOff | AmountOff
    | SomeForFewer | EveryNth | SomeOf | Bundle | BuyGet | CheapestOf | Gift | TotalOff | TotalTiers
    | TotalSteps | DeliveryOff | MultipliedPoints | ExtraPoints | IssuedCoupon
)  # fmt: skip
