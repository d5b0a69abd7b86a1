"""From a quote to the sale that it is once it is paid."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from ledger.sale import Paid, Promises, Sale, SoldLine
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


def promises_of(program: Program) -> Promises:
    """Return what a ruleset promises about returns; asked when the order is confirmed."""
    return Promises(
        frozenset(one.id for one in program.promotions if one.reprices),
        frozenset(one.id for one in program.promotions if isinstance(one.reward, PointsOff)),
        dict(COUNTRIES[program.shop.country].vat_percent),
        frozenset(one.id for one in program.coupons.values() if one.pattern is not None),
        _point_worth(program),
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


def _point_worth(program: Program) -> tuple[int, int]:
    for promotion in program.promotions:
        if isinstance(promotion.reward, PointsOff):
            return promotion.reward.worth_minor, promotion.reward.count
    return 0, 1


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
