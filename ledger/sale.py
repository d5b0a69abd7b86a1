"""What was sold and paid, as integers: all that a return ever needs to know.

A sale is taken from the quote (``ledger.selling``) and kept with its order. A return reads it and
never today's rules or prices.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from ledger.limits import AMOUNT_MAX, NAME_CHARS_MAX, ORDER_LINES_MAX
from pricing.rounding import divide


class Promises(msgspec.Struct, frozen=True):
    """What the ruleset that priced a sale promised about its returns.

    Attributes:
        repricing: Promotions with ``returns reprice remaining``.
        programmes: Points programmes; what they took off was paid with points.
        vat_percent: Rate of each VAT letter.
        unique: Coupons with unique codes; a public code is not given back.
        point_worth: Minor units of one point, as numerator and denominator.
    """

    repricing: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    vat_percent: Mapping[str, int] = msgspec.field(default_factory=dict)
    unique: frozenset[str] = frozenset()
    point_worth: tuple[int, int] = (0, 1)


class SoldLine(msgspec.Struct, frozen=True):
    """A line of a sale.

    Attributes:
        id: As in the cart.
        kind: Goods, a fee (such as a bag) or a deposit.
        units: Pieces, or thousandths of a kg, l or m where it is ``measured``.
        measured: Whether it was sold by measure.
        net: What was paid for all of it, minor units; deposits too.
        vat: Letter, or ``None`` for what is outside VAT.
        discounts: What each promotion took off it, minor units.
        points: What it earned before anything was rounded, as numerator and denominator.
        line_points: The same where the programme rounds down for each line by itself.
    """

    id: str
    kind: Literal["goods", "deposit", "fee"]
    units: int
    measured: bool
    net: int
    vat: str | None = None
    discounts: Mapping[str, int] = msgspec.field(default_factory=dict)
    points: tuple[int, int] = (0, 1)
    line_points: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        if not 1 <= len(self.id) <= NAME_CHARS_MAX or not self.id.isprintable():
            raise ValueError("the identifier of a line is empty, too long or cannot be printed")
        if not 1 <= self.units <= AMOUNT_MAX or not 0 <= self.net <= AMOUNT_MAX:
            raise ValueError(f"line `{self.id}` has no units, or a negative price")

    def share(self, units: int, of: int | None = None) -> int:
        """Return the part of an amount that falls on so many units, however they came back.

        Args:
            units: How many of all its units, counting every return so far.
            of: Minor units over all units; what was paid where left out.
        """
        return divide((self.net if of is None else of) * units, self.units)


class Paid(msgspec.Struct, frozen=True):
    """What one means of payment paid, minor units."""

    method: str
    amount: int


class Sale(msgspec.Struct, frozen=True):
    """An order as it is paid.

    Attributes:
        currency: ISO 4217 code.
        lines: Goods, fees and deposits, in the order of the cart; what was given back in the same
            cart is none of them.
        delivery: What was paid for the delivery, minor units.
        payments: In the order of the cart.
        spent: Points spent.
        earned: Points earned.
        codes: Unique codes that unlocked something, normalised.
        issued: Coupons given for a later purchase.
        promises: What holds for its returns.
    """

    currency: str
    lines: tuple[SoldLine, ...]
    delivery: int = 0
    payments: tuple[Paid, ...] = ()
    spent: int = 0
    earned: int = 0
    codes: tuple[str, ...] = ()
    issued: tuple[str, ...] = ()
    promises: Promises = Promises()

    def __post_init__(self) -> None:
        if len(self.lines) > ORDER_LINES_MAX:
            raise ValueError(f"an order has at most {ORDER_LINES_MAX} lines")
        if len({line.id for line in self.lines}) < len(self.lines):
            raise ValueError("an order has each line once")
        if not 0 <= self.delivery <= AMOUNT_MAX:
            raise ValueError("a delivery has no negative price")

    @property
    def goods(self) -> tuple[SoldLine, ...]:
        """Lines of goods: once all of these came back, nothing is left of the purchase."""
        return tuple(line for line in self.lines if line.kind == "goods")

    def line(self, identifier: str) -> SoldLine | None:
        """Return a line by its id."""
        return next((line for line in self.lines if line.id == identifier), None)
