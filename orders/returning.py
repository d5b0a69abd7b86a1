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
from orders.issuing import issued_accounts
from orders.promise import read_promise
from orders.refusals import OrderRefusedError
from pricing.cart import Cart
from pricing.engine import price
from pricing.program import Program
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
        given_back_days: Points given back to a lot that has expired count for so many days;
            ``None`` leaves them their date.
    """

    policy: ReturnPolicy = field(default_factory=ReturnPolicy)
    on_short: OnShort = OnShort.DEBT
    given_back_days: int | None = None


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
    order: Order,
    identifier: str,
    request: ReturnRequest,
    program: Program | None,
    shop: ShopReturns,
    until_ms: int | None = None,
) -> Return:
    """Return what is to be booked.

    Args:
        order: As it is now; the store refuses where it changed meanwhile.
        identifier: The return's own.
        request: What comes back.
        program: The rules that sold the order, where the return asks for them and they are there.
        shop: What the shop decides.
        until_ms: Until when points count that are given back to a lot that has expired.

    Raises:
        ReturnError: The request does not fit the sale.
    """
    sale = sale_of_order(order)
    terms = ReturnTerms(shop.policy, _repricing(order, program))
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
        reinstate_until_ms=until_ms,
        restore=codes if quote.restored else (),
        close=issued_accounts(order) if after.is_complete(sale) else (),
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


def rules_asked(order: Order, request: ReturnRequest) -> str | None:
    """Return the digest of the rules that a return has to price by; ``None`` where it has not."""
    basis = read_promise(order.plan.quote).basis
    return basis.ruleset if request.kind == "goodwill" and basis is not None else None


def _repricing(order: Order, program: Program | None) -> Repricing | None:
    basis = read_promise(order.plan.quote).basis
    if program is None or basis is None:
        return None

    def again(cart: Cart) -> Quote:
        return price(cart, program, basis.facts, basis.at)

    return Repricing(basis.cart, again)
