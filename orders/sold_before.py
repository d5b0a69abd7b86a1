"""What was sold while no order could be put: what was paid is the price of the till's quote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from orders.refusals import OrderRefusedError, Refused
from pricing.cart import Cart
from pricing.goods import Facts
from pricing.money import EXPONENTS, MEASURE_DECIMALS, PRICE_DECIMALS, parse_scaled
from pricing.quote import Quote
from pricing.wire import sealed


@dataclass(frozen=True, slots=True)
class SoldBefore:
    """A cart that was sold, at its moment, by a quote."""

    cart: Cart
    at: datetime
    quote: Quote


def check_sold(cart: Cart, quote: Quote, facts: Facts) -> None:
    """Refuse a quote that is not as it was made, or was made of another cart.

    Raises:
        OrderRefusedError: ``invalid-order``.
    """
    unsealed = msgspec.structs.replace(quote.evidence, quote="")
    made = sealed(msgspec.structs.replace(quote, evidence=unsealed)).evidence.quote
    if made != quote.evidence.quote:
        raise _refused("the quote is not as it was made: its digest does not fit")
    exponent = EXPONENTS.get(quote.currency)
    if exponent is None or not all(
        parse_scaled(text, decimals) is not None for text, decimals in _numbers(quote, exponent)
    ):
        raise _refused("the quote has amounts that no quote has")
    if not {(one.id, one.sku) for one in quote.lines} <= {(one.id, one.sku) for one in cart.lines}:
        raise _refused("the quote was made of another cart")
    for line in cart.lines:
        has_price = line.price is not None and parse_scaled(line.price, PRICE_DECIMALS) is not None
        if line.kind == "deposit" and not has_price and line.sku not in facts.prices:
            raise _refused(f"nobody knows what the deposit `{line.id[:40]}` costs")


def _numbers(quote: Quote, exponent: int) -> Iterator[tuple[str, int]]:
    """Yield every number of a quote that a sale is made of, with its decimals."""
    if quote.delivery is not None:
        yield quote.delivery.net, exponent
    for payment in quote.payments:
        yield payment.amount, exponent
    for line in quote.lines:
        yield line.net, exponent
        if line.measure is not None:
            yield line.measure, MEASURE_DECIMALS
        for discount in line.discounts:
            yield discount.amount, exponent


def _refused(message: str) -> OrderRefusedError:
    return OrderRefusedError(Refused.INVALID_ORDER, message=message)
