"""What was sold and paid, as integers: all that a return ever needs to know.

A sale is taken from the quote when the order is confirmed and kept with it. A return reads it and
never today's rules or prices.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from pricing.cart import Cart, CartLine
from pricing.codes import normalise
from pricing.goods import NO_FACTS, Facts
from pricing.legal import COUNTRIES
from pricing.money import EXPONENTS, MEASURE_DECIMALS, PRICE_DECIMALS, currency, parse_scaled
from pricing.points import LinePoints
from pricing.program import Program
from pricing.quote import Quote, QuoteLine
from pricing.rewards import PointsOff
from pricing.rounding import divide


class Promises(msgspec.Struct, frozen=True):
    """What the ruleset that priced a sale promised about its returns.

    Attributes:
        repricing: Promotions with ``returns reprice remaining``.
        programmes: Points programmes; what they took off was paid with points.
        vat_percent: Rate of each VAT letter.
        unique: Coupons with unique codes; a public code is not given back.
    """

    repricing: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    vat_percent: Mapping[str, int] = msgspec.field(default_factory=dict)
    unique: frozenset[str] = frozenset()


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
    """A confirmed order as it was paid.

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

    @property
    def goods(self) -> tuple[SoldLine, ...]:
        """Lines of goods: once all of these came back, nothing is left of the purchase."""
        return tuple(line for line in self.lines if line.kind == "goods")

    def line(self, identifier: str) -> SoldLine | None:
        """Return a line by its id."""
        return next((line for line in self.lines if line.id == identifier), None)


def promises_of(program: Program) -> Promises:
    """Return what a ruleset promises about returns; asked when the order is confirmed."""
    return Promises(
        frozenset(one.id for one in program.promotions if one.reprices),
        frozenset(one.id for one in program.promotions if isinstance(one.reward, PointsOff)),
        dict(COUNTRIES[program.shop.country].vat_percent),
        frozenset(one.id for one in program.coupons.values() if one.pattern is not None),
    )


def sale_of(
    cart: Cart,
    quote: Quote,
    promises: Promises,
    *,
    facts: Facts = NO_FACTS,
    points: Mapping[str, LinePoints] | None = None,
) -> Sale:
    """Return the sale that a confirmed quote is.

    Args:
        cart: The cart that was quoted.
        quote: Its quote.
        promises: Of the ruleset that priced it.
        facts: What it was priced with; tells the price of deposits that the cart does not state.
        points: What each line earned before rounding, by id (``pricing.engine.points_by_line``);
            where left out, what was earned is taken to fall on all goods with VAT in proportion
            to what they cost.
    """
    exponent = EXPONENTS[quote.currency]
    quoted = {line.id: line for line in quote.lines}
    lines: list[SoldLine] = []
    for line in cart.lines:
        if line.id in quoted:
            sold = _sold(line, quoted[line.id], exponent)
            lines.append(sold)
        elif line.kind == "deposit" and (line.quantity or 0) > 0:
            lines.append(_deposit(line, facts, quote.currency))
    if points is None:
        points = _in_proportion(lines, quote.points.earned)
    return Sale(
        currency=quote.currency,
        lines=tuple(_earning(line, points.get(line.id)) for line in lines),
        delivery=_minor(quote.delivery.net, exponent) if quote.delivery else 0,
        payments=tuple(Paid(one.method, _minor(one.amount, exponent)) for one in quote.payments),
        spent=quote.points.spent,
        earned=quote.points.earned,
        codes=tuple(normalise(one.code) for one in quote.accepted if one.coupon in promises.unique),
        issued=tuple(one.coupon for one in quote.issued),
        promises=promises,
    )


def _sold(line: CartLine, quoted: QuoteLine, exponent: int) -> SoldLine:
    measured = quoted.measure is not None
    if quoted.measure is not None:
        units = _minor(quoted.measure, MEASURE_DECIMALS)
    else:
        units = quoted.quantity or 1
    discounts: dict[str, int] = {}
    for one in quoted.discounts:
        taken = discounts.get(one.promotion, 0)
        discounts[one.promotion] = taken + _minor(one.amount, exponent)
    return SoldLine(
        line.id,
        "fee" if line.kind == "fee" else "goods",
        units,
        measured,
        _minor(quoted.net, exponent),
        quoted.vat,
        discounts,
    )


def _in_proportion(lines: Sequence[SoldLine], earned: int) -> dict[str, LinePoints]:
    earning = [line for line in lines if line.kind == "goods" and line.vat is not None]
    whole = sum(line.net for line in earning)
    if not whole:
        return {}
    return {line.id: LinePoints(Fraction(earned * line.net, whole)) for line in earning}


def _earning(line: SoldLine, points: LinePoints | None) -> SoldLine:
    if points is None:
        return line
    return msgspec.structs.replace(
        line,
        points=points.together.as_integer_ratio(),
        line_points=points.alone.as_integer_ratio(),
    )


def _deposit(line: CartLine, facts: Facts, code: str) -> SoldLine:
    quantity = line.quantity or 0
    if line.price is not None:
        price_e4 = _minor(line.price, PRICE_DECIMALS)
    else:
        price_e4 = facts.prices[line.sku].price_e4
    net = divide(price_e4 * quantity, currency(code).price_per_minor)
    return SoldLine(line.id, "deposit", quantity, measured=False, net=net)


def _minor(amount: str, decimals: int) -> int:
    value = parse_scaled(amount, decimals)
    assert value is not None, amount
    return value
