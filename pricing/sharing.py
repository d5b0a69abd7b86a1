"""How each discount came to lie on its lines: made from what was applied, after the fact."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec

from pricing.cart import Cart
from pricing.explanation import LineShare, SharePart, Sharing
from pricing.money import format_scaled
from pricing.rewards import BP, PercentOff
from pricing.shop import Shop
from pricing.stages import Application
from pricing.telling import Teller
from pricing.units import Unit, by_item

OWN_LINE: Final = "own line"


def sharing_of(application: Application, cart: Cart, shop: Shop, teller: Teller) -> Sharing | None:
    """Return how a discount on goods was shared; ``None`` where it lies on no goods.

    Args:
        application: What a promotion took off.
        cart: Names the lines.
        shop: Whose allocation it was.
        teller: Says it in the reader's language.
    """
    deal = application.deal
    if deal is None or not application.shares:
        return None
    own = bool(deal.by_item)
    rule = OWN_LINE if own else shop.allocation.value
    members = by_item(deal.units if own else deal.sharing)
    whole = sum(unit.base for units in members.values() for unit in units)
    exponent = shop.currency.exponent
    parts = []
    for number in sorted(members):
        units = members[number]
        given = [application.shares.get((number, unit.index), 0) for unit in units]
        amount = sum(given)
        base = sum(unit.base for unit in units)
        if own:
            exact = _own_exact(application, base, amount)
        else:
            exact = Fraction(application.amount * base, whole) if whole else Fraction(amount)
        part = SharePart(
            sku=units[0].item.sku,
            base=format_scaled(base, exponent),
            exact=str(exact),
            rounding=str(amount - exact),
            amount=format_scaled(amount, exponent),
            lines=_lines(units, application, cart, exponent),
        )
        name = units[0].item.product.name or part.sku
        message = teller.part(part, name, whole=None if own else whole)
        parts.append(msgspec.structs.replace(part, message=message))
    return Sharing(
        rule=rule,
        base=format_scaled(whole, exponent),
        amount=format_scaled(application.amount, exponent),
        parts=tuple(parts),
    )


def _own_exact(application: Application, base: int, amount: int) -> Fraction:
    """Return a line's own discount before rounding; only percents are ever rounded."""
    reward = application.promotion.reward
    if isinstance(reward, PercentOff):
        paid, due = reward.share
        return Fraction(base * reward.rate_bp * paid, BP * due) if due else Fraction(amount)
    return Fraction(amount)


def _lines(
    units: Sequence[Unit], application: Application, cart: Cart, exponent: int
) -> tuple[LineShare, ...]:
    """Return the shares of one item's units, cart line by cart line as scanned."""
    found: dict[int, list[int]] = {}
    for unit in sorted(units, key=lambda one: one.index):
        share = application.shares.get((unit.item.number, unit.index), 0)
        if share:
            found.setdefault(unit.item.lines[unit.index], []).append(share)
    return tuple(
        LineShare(
            line=cart.lines[line].id,
            units=tuple(format_scaled(share, exponent) for share in shares),
            amount=format_scaled(sum(shares), exponent),
        )
        for line, shares in found.items()
    )
