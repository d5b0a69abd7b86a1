"""How each discount came to lie on its lines, as an explanation tells it."""

from fractions import Fraction
from typing import Final

import msgspec

from pricing.burdens import Bearing, Burden
from pricing.cart import Cart
from pricing.explanation import LineShare, SharePart, Sharing
from pricing.money import format_scaled
from pricing.rewards import BP, PercentOff
from pricing.shop import Shop
from pricing.telling import Teller

OWN_LINE: Final = "own line"


def sharing_of(bearing: Bearing, cart: Cart, shop: Shop, teller: Teller) -> Sharing:
    """Return how a discount on goods was shared.

    Args:
        bearing: What a promotion took off which units.
        cart: Names the lines.
        shop: Whose allocation it was.
        teller: Says it in the reader's language.
    """
    whole = sum(burden.base for burden in bearing.burdens)
    exponent = shop.currency.exponent
    parts = []
    for burden in bearing.burdens:
        exact = _exact(bearing, burden, whole)
        part = SharePart(
            sku=burden.item.sku,
            base=format_scaled(burden.base, exponent),
            exact=str(exact),
            rounding=str(burden.amount - exact),
            amount=format_scaled(burden.amount, exponent),
            lines=_lines(burden, cart, exponent),
        )
        name = burden.item.product.name or part.sku
        message = teller.part(part, name, whole=None if bearing.own else whole)
        parts.append(msgspec.structs.replace(part, message=message))
    return Sharing(
        rule=OWN_LINE if bearing.own else shop.allocation.value,
        base=format_scaled(whole, exponent),
        amount=format_scaled(bearing.application.amount, exponent),
        parts=tuple(parts),
    )


def _exact(bearing: Bearing, burden: Burden, whole: int) -> Fraction:
    """Return a share before rounding, minor units; of a line's own discount only percents round."""
    reward = bearing.application.promotion.reward
    if not bearing.own:
        return Fraction(bearing.application.amount * burden.base, whole or 1)
    if isinstance(reward, PercentOff) and reward.share[1]:
        paid, due = reward.share
        return Fraction(burden.base * reward.rate_bp * paid, BP * due)
    return Fraction(burden.amount)


def _lines(burden: Burden, cart: Cart, exponent: int) -> tuple[LineShare, ...]:
    """Return the shares of one item's units, cart line by cart line as scanned."""
    found: dict[int, list[int]] = {}
    for unit in sorted(burden.shares):
        found.setdefault(burden.item.lines[unit], []).append(burden.shares[unit])
    return tuple(
        LineShare(
            line=cart.lines[line].id,
            units=tuple(format_scaled(share, exponent) for share in shares),
            amount=format_scaled(sum(shares), exponent),
        )
        for line, shares in found.items()
    )
