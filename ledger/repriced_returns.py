"""``returns reprice remaining``: what a goodwill return loses of the discounts of what stays."""

from collections.abc import Callable

import msgspec

from ledger.returned import ReturnedSoFar
from ledger.sale import Sale, SoldLine
from pricing.cart import Cart, CartLine, Entered
from pricing.money import EXPONENTS, MEASURE_DECIMALS, format_scaled, parse_scaled
from pricing.quote import Quote, QuoteLine
from pricing.rounding import divide

Reprice = Callable[[Cart], Quote]
"""Prices a cart under the rules, facts and moment of the sale."""


def needs_repricing(sale: Sale) -> bool:
    """Tell whether a promotion that applied to the sale asks for it."""
    return any(sale.promises.repricing & line.discounts.keys() for line in sale.lines)


def lost_discount(sale: Sale, after: ReturnedSoFar, cart: Cart, reprice: Reprice) -> int:
    """Return the discount that what the customer keeps would not have got alone.

    A promotion with the clause counts with all that changes. Any other never loses, and counts
    where what stays would get more of it. Where every promotion has the clause, what is left is
    exactly what was paid, less the price of what stays.

    Args:
        sale: What was sold.
        after: All returns, the new one among them.
        cart: The cart that was sold.
        reprice: The engine, set to the moment of the sale.

    Returns:
        Minor units, at least zero.
    """
    kept = remaining_cart(sale, after, cart)
    if not any(line.kind == "goods" for line in kept.lines):
        return 0
    alone = {line.id: line for line in reprice(kept).lines}
    exponent = EXPONENTS[sale.currency]
    lost = 0
    others: dict[str, int] = {}
    for line in sale.lines:
        if line.kind != "deposit" and after.kept(line):
            lost += _lost_on(line, sale, after, alone[line.id], exponent)
            _count_others(others, line, sale, after, alone[line.id], exponent)
    return max(0, lost + sum(min(0, change) for change in others.values()))


def _lost_on(
    line: SoldLine, sale: Sale, after: ReturnedSoFar, alone: QuoteLine, exponent: int
) -> int:
    """Return what promotions with the clause took off the units that stay, less what they would.

    It is what is missing between list price and what was paid, so that nothing is lost to the
    rounding of two shares.
    """
    repricing = sale.promises.repricing
    would = sum(
        _minor(one.amount, exponent) for one in alone.discounts if one.promotion in repricing
    )
    if line.discounts and not repricing & line.discounts.keys():
        return -would
    had = _minor(alone.gross, exponent) - (line.net - after.share(line))
    had -= sum(
        _stays(line, after, amount)
        for promotion, amount in line.discounts.items()
        if promotion not in repricing
    )
    return had - would


def _count_others(
    others: dict[str, int],
    line: SoldLine,
    sale: Sale,
    after: ReturnedSoFar,
    alone: QuoteLine,
    exponent: int,
) -> None:
    """Add what promotions without the clause took off the units that stay, less what they would.

    Points spent are a payment and not among them: they come back as points.
    """
    left_out = sale.promises.repricing | sale.promises.programmes
    for promotion, amount in line.discounts.items():
        if promotion not in left_out:
            others[promotion] = others.get(promotion, 0) + _stays(line, after, amount)
    for one in alone.discounts:
        if one.promotion not in left_out:
            would = _minor(one.amount, exponent)
            others[one.promotion] = others.get(one.promotion, 0) - would


def _stays(line: SoldLine, after: ReturnedSoFar, amount: int) -> int:
    """Return the part of an amount on a line that falls on the units that stay."""
    return amount - line.share(after.units_of(line), amount)


def remaining_cart(sale: Sale, after: ReturnedSoFar, cart: Cart) -> Cart:
    """Return the cart of what the customer keeps.

    What was given back in the same cart stays in it: it paid for a part of what is left.
    """
    lines = []
    for line in cart.lines:
        sold = sale.line(line.id)
        if sold is None:
            lines.append(line)
        elif after.kept(sold):
            lines.append(_with_units(line, sold, after.kept(sold), sale.currency))
    points = sale.spent - points_back(sale, after)
    return msgspec.structs.replace(cart, lines=tuple(lines), points=points)


def points_back(sale: Sale, after: ReturnedSoFar) -> int:
    """Return how many of the points spent came back with the goods they paid for, in all."""
    paid = [(line, _by_points(line, sale)) for line in sale.lines]
    whole = sum(amount for _, amount in paid)
    if not whole:
        return 0
    back = sum(line.share(after.units_of(line), amount) for line, amount in paid)
    return divide(sale.spent * back, whole)


def _by_points(line: SoldLine, sale: Sale) -> int:
    return sum(line.discounts.get(one, 0) for one in sale.promises.programmes)


def _with_units(line: CartLine, sold: SoldLine, kept: int, currency: str) -> CartLine:
    """Return a line with fewer units; what was printed or entered for all of it falls with them."""
    if kept == sold.units:
        return line
    exponent = EXPONENTS[currency]
    entered = line.entered
    if entered is not None and entered.discount is not None:
        entered = Entered(
            discount=_part(entered.discount, kept, sold, exponent),
            reason=entered.reason,
            approved_by=entered.approved_by,
        )
    label = None if line.label is None else _part(line.label, kept, sold, exponent)
    measure = format_scaled(kept, MEASURE_DECIMALS) if sold.measured else None
    return msgspec.structs.replace(
        line,
        quantity=None if sold.measured else kept,
        measure=measure,
        label=label,
        entered=entered,
    )


def _part(amount: str, kept: int, sold: SoldLine, exponent: int) -> str:
    return format_scaled(divide(_minor(amount, exponent) * kept, sold.units), exponent)


def _minor(amount: str, exponent: int) -> int:
    value = parse_scaled(amount, exponent)
    assert value is not None, amount
    return value
