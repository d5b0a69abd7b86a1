"""A quote made while the ledger did not answer: what it could not check stands beside it."""

from collections.abc import Iterator

import msgspec

from orders.counting import Counted
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.quote import Quote


class Unchecked(msgspec.Struct, frozen=True):
    """What nobody could be asked.

    ``codes`` are as typed; a unique one was not taken, a public one was. ``promotions`` have limits
    that may be reached. ``points`` tells that the customer may not have the points spent.
    """

    codes: tuple[str, ...]
    promotions: tuple[str, ...]
    points: bool


class ProvisionalQuote(Quote, frozen=True, kw_only=True, omit_defaults=True):
    """A priced cart of which something is not certain; it cannot be held before that is known."""

    provisional: bool
    unchecked: Unchecked


def provisional(counted: Counted, cart: Cart) -> ProvisionalQuote:
    """Return a quote with what could not be checked."""
    quote, limits = counted.quote, counted.needs.limits
    unchecked = Unchecked(
        codes=tuple(dict.fromkeys(_codes(counted, cart))),
        promotions=tuple(one.promotion for one in quote.applied if one.promotion in limits),
        points=quote.points.spent > 0,
    )
    fields = {name: getattr(quote, name) for name in quote.__struct_fields__}
    return ProvisionalQuote(**fields, provisional=True, unchecked=unchecked)


def _codes(counted: Counted, cart: Cart) -> Iterator[str]:
    """Yield the codes whose uses somebody counts."""
    limits = counted.needs.limits
    for typed in cart.codes:
        if normalise(typed) in counted.needs.codes:
            yield typed
    for one in counted.quote.accepted:
        if any(name in limits for name in (f"coupon:{one.coupon}", *one.promotions)):
            yield one.code
