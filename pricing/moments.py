"""The moment a cart is priced for: its own, or the one it was put aside at."""

from datetime import datetime, timedelta

from pricing.cart import Cart
from pricing.errors import CartError
from pricing.shop import Shop
from pricing.wire import parse_instant


def moment_of(cart: Cart, shop: Shop, at: datetime) -> datetime:
    """Return the moment that decides prices and promotions.

    A basket that was put aside is priced anew, except where the shop holds its prices for a while.
    Asking again with the answer gives the same answer.

    Args:
        cart: Says when it was put aside, where it was.
        shop: Says for how long that moment is kept.
        at: When it is finalised; aware.

    Raises:
        CartError: ``suspended_at`` is no moment, or one after *at*.
    """
    if cart.suspended_at is None:
        return at
    try:
        suspended = parse_instant(cart.suspended_at)
    except ValueError as error:
        raise CartError(
            "malformed", "/suspended_at", str(error),
            "write ISO 8601 with the offset from UTC, such as 2026-11-05T08:30:00+01:00",
        ) from None  # fmt: skip
    if suspended > at:
        raise CartError(
            "malformed", "/suspended_at", "the basket was put aside after the moment it is priced",
            "`at` is when it is finalised",
        )  # fmt: skip
    return suspended if at - suspended <= timedelta(minutes=shop.hold_minutes) else at
