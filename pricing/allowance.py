"""What a limit per customer leaves of a promotion in this basket."""

from dataclasses import replace

from pricing.basket import Basket
from pricing.program import Promotion
from pricing.quote import Reason


def missing_allowance(promotion: Promotion, basket: Basket) -> Reason | None:
    """Tell why a limit per customer keeps a promotion away, or ``None`` where it does not.

    Such a limit needs a known customer, because nobody can count for a stranger.
    """
    if promotion.limits.customer_units is None:
        return None
    if basket.customer_ref is None:
        return "sign-in"
    return "used-up" if _left(promotion, basket) <= 0 else None


def within_allowance(promotion: Promotion, basket: Basket) -> Promotion:
    """Return the promotion cut down to what its limit per customer leaves."""
    if promotion.limits.customer_units is None:
        return promotion
    left = replace(promotion.limits, customer_units=_left(promotion, basket))
    return replace(promotion, limits=left)


def _left(promotion: Promotion, basket: Basket) -> int:
    assert promotion.limits.customer_units is not None
    return promotion.limits.customer_units - basket.used.get(promotion.id, 0)
