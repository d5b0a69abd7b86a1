"""What a return gives back, worked out from the sale as it was kept."""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from ledger.orders import Order, Receipt, Refund
from ledger.outcomes import Code
from ledger.refunds import Repricing, ReturnPolicy, ReturnQuote, ReturnTerms, refund
from ledger.requests import OnShort, Return
from ledger.return_requests import ReturnRequest, units_of
from ledger.sale import Sale
from orders.counting import Ruleset
from orders.promise import read_promise
from orders.refusals import OrderRefusedError
from pricing.cart import Cart
from pricing.engine import price
from pricing.quote import Quote

_CODE: Final = "{code/"
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(ReturnQuote)


@dataclass(frozen=True, slots=True)
class ShopReturns:
    """What the shop decides about returns.

    Attributes:
        policy: Payments, codes and delivery.
        on_short: What becomes of points to take back that were spent already.
    """

    policy: ReturnPolicy = field(default_factory=ReturnPolicy)
    on_short: OnShort = OnShort.DEBT


def booked(order: Order, receipt: Receipt, request: ReturnRequest) -> Receipt:
    """Return the receipt of a return that is told again.

    Raises:
        OrderRefusedError: ``already-returned``: other units came back under that identifier.
        ReturnError: The request does not fit the sale.
    """
    sale = sale_of_order(order)
    units = {one.line: one.quantity for one in receipt.refunds if one.quantity}
    if units != units_of(sale, {}, request):
        raise OrderRefusedError(Code.ALREADY_RETURNED, revision=order.revision)
    return receipt


def worked_out(
    order: Order, identifier: str, request: ReturnRequest, ruleset: Ruleset, shop: ShopReturns
) -> Return:
    """Return what is to be booked.

    Args:
        order: As it is now; the store refuses where it changed meanwhile.
        identifier: The return's own.
        request: What comes back.
        ruleset: The rules in force; a goodwill return asks them where they sold the order.
        shop: What the shop decides.

    Raises:
        ReturnError: The request does not fit the sale.
    """
    sale = sale_of_order(order)
    terms = ReturnTerms(shop.policy, _repricing(order, request, ruleset))
    quote, after = refund(sale, request, order.returned, terms)
    paid = dict.fromkeys(range(len(sale.payments)), 0)
    for number in paid:
        before = order.returned.payments[number] if order.returned.payments else 0
        paid[number] = after.payments[number] - before
    codes = tuple(one.account for one in order.plan.debits if one.account.startswith(_CODE))
    return Return(
        client=order.client,
        order=order.id,
        id=identifier,
        seen=order.attempt,
        refunds=tuple(
            Refund(one.line, one.units, one.amount) for one in (*quote.lines, *quote.deposits)
        ),
        delivery=quote.delivery,
        payments=tuple(paid.values()),
        reverse=quote.points_reversed if order.plan.earn is not None else 0,
        reinstate=quote.points_reinstated if order.plan.spend is not None else 0,
        restore=codes if quote.restored else (),
        on_short=shop.on_short,
        quote=_ENCODER.encode(quote),
    )


def quote_of(receipt: Receipt) -> ReturnQuote:
    """Return what a booked return was worked out to."""
    return _DECODER.decode(receipt.quote)


def sale_of_order(order: Order) -> Sale:
    """Return the sale that an order is."""
    assert order.plan.sale is not None, "orders are put with their sale"
    return order.plan.sale


def _repricing(order: Order, request: ReturnRequest, ruleset: Ruleset) -> Repricing | None:
    """Return the rules and the cart of the sale, where a return asks for them and they are here."""
    basis = read_promise(order.plan.quote).basis
    if request.kind != "goodwill" or basis is None or basis.ruleset != ruleset.program.digest:
        return None

    def again(cart: Cart) -> Quote:
        return price(cart, ruleset.program, basis.facts, basis.at)

    return Repricing(basis.cart, again)
