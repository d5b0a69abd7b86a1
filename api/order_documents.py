"""Orders as they go over the wire. Amounts are decimal strings, times are in UTC."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, cast

import msgspec

from api.order_problems import gone
from api.problems import Gone
from ledger.code_secret import Secret
from ledger.orders import Receipt, State
from ledger.outcomes import Cancelled, Confirmed, Delivered, Found, Reserved
from ledger.refunds import LineRefund, ReturnQuote
from ledger.return_requests import ReturnKind, ReturnLine
from ledger.sale import Sale
from orders.issuing import GivenCode, codes_of
from orders.limits import HOLD_SECONDS_DEFAULT
from orders.promise import read_promise
from orders.returning import quote_of, sale_of_order
from pricing.cart import Cart
from pricing.money import EXPONENTS, MEASURE_DECIMALS, format_scaled
from pricing.quote import Quote


class OrderRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cart to be reserved.

    ``expect`` is what the customer saw: the digest of the quote (``evidence.quote``) or the amount
    due (``totals.due``); any price is taken where it is left out. ``hold_seconds`` is how long what
    the cart uses is held.
    """

    cart: Cart
    expect: str | None = None
    hold_seconds: int = HOLD_SECONDS_DEFAULT


class SaleRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was sold while no order could be put: the cart and the quote that was paid."""

    cart: Cart
    quote: Quote


class ConfirmRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A revision that was paid.

    ``customer`` is the reference of whose the order is, where that shall be asked. ``delivered``
    says that the goods are handed over, as at a till. ``force`` says that the sale has happened:
    it is posted even where that is over a limit, and ``overrun`` of the answer lists it. With it,
    ``sale`` is what was sold while no order could be put.
    """

    revision: int
    customer: str | None = None
    delivered: bool = False
    force: bool = False
    sale: SaleRequest | None = None


class ReturnsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that come back. ``id`` is the return's own identifier: booked again, it is one return.

    ``statutory`` is a withdrawal or a complaint, ``goodwill`` what the shop takes back without
    having to.
    """

    id: str
    lines: tuple[ReturnLine, ...]
    kind: ReturnKind = "statutory"


class ReturnedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came back on one line, and what it gives back.

    Without units where it gets back what an earlier return kept.
    """

    line: str
    amount: str
    quantity: int | None = None
    measure: str | None = None


class ReturnedPayment(msgspec.Struct, frozen=True):
    """What one payment gets back."""

    method: str
    amount: str


class ReturnedVat(msgspec.Struct, frozen=True):
    """By how much the sale and its tax under one letter fall."""

    letter: str
    gross: str
    tax: str


class ReturnDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A return as it was booked.

    ``amount`` is for goods, fees, deposits and delivery. ``deducted`` is what it bears for points
    that were spent already; ``payments`` say where the rest goes, ``unpaid`` is what no payment of
    the sale holds. ``withheld`` was paid for these units and is not given back now, because what
    stays lost its discount. ``points_owed`` became a debt, ``points_missing`` are nobody's.
    """

    id: str
    at: str
    amount: str
    lines: tuple[ReturnedLine, ...]
    deposits: tuple[ReturnedLine, ...]
    delivery: str
    payments: tuple[ReturnedPayment, ...]
    vat: tuple[ReturnedVat, ...]
    complete: bool
    withheld: str | None = None
    unpaid: str | None = None
    deducted: str | None = None
    points_reversed: int = 0
    points_owed: int = 0
    points_missing: int = 0
    points_reinstated: int = 0
    codes_restored: tuple[str, ...] = ()
    codes_to_reissue: tuple[str, ...] = ()
    coupons_closed: tuple[str, ...] = ()


class OrderDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order. ``revision`` is the one that a confirm names; the ETag is the same.

    ``quote`` is what the customer was promised. ``overrun`` lists what a forced confirm used over
    a limit. ``codes`` are the unique codes that it gives for later, once it is confirmed.
    """

    order: str
    state: Literal["reserved", "expired", "confirmed", "cancelled"]
    revision: int | None = None
    expires_at: str | None = None
    confirmed_at: str | None = None
    delivered_at: str | None = None
    overrun: tuple[Gone, ...] = ()
    returns: tuple[ReturnDocument, ...] = ()
    codes: tuple[GivenCode, ...] = ()
    quote: Quote | None = None


def reserved_document(done: Reserved) -> OrderDocument:
    """Return what a reservation is answered with."""
    return OrderDocument(
        done.order,
        "reserved",
        done.revision,
        expires_at=moment(done.due_ms),
        quote=_promised(done.quote),
    )


def confirmed_document(done: Confirmed, secret: Secret | None = None) -> OrderDocument:
    """Return what a confirm is answered with; the secret makes the codes that it gives."""
    return OrderDocument(
        done.order,
        "confirmed",
        done.revision,
        confirmed_at=moment(done.at_ms),
        overrun=gone(done.overrun),
        codes=codes_of(done.issues, done.order, secret),
        quote=_promised(done.quote),
    )


def cancelled_document(done: Cancelled) -> OrderDocument:
    """Return what a cancel is answered with."""
    return OrderDocument(done.order, "cancelled", done.revision)


def delivered_document(done: Delivered) -> OrderDocument:
    """Return what a delivery is answered with."""
    return OrderDocument(done.order, "confirmed", delivered_at=moment(done.at_ms))


def found_document(found: Found, secret: Secret | None = None) -> OrderDocument:
    """Return an order as it is now; the secret makes the codes that it gave."""
    order = found.order
    issues = order.plan.issues if found.state is State.CONFIRMED else ()
    is_open = found.state in (State.RESERVED, State.EXPIRED)
    confirmed, delivered = order.confirmed_at_ms, order.delivered_at_ms
    return OrderDocument(
        order.id,
        cast("Literal['reserved']", str(found.state)),
        order.revision,
        expires_at=moment(order.due_ms) if is_open else None,
        confirmed_at=moment(confirmed) if confirmed is not None else None,
        delivered_at=moment(delivered) if delivered is not None else None,
        overrun=gone(order.overrun),
        returns=tuple(return_document(sale_of_order(order), one) for one in order.receipts),
        codes=codes_of(issues, order.id, secret),
        quote=_promised(order.plan.quote),
    )


def return_document(sale: Sale, receipt: Receipt) -> ReturnDocument:
    """Return a return as it was booked."""
    quote = quote_of(receipt)
    exponent = EXPONENTS[sale.currency]

    def written(amount: int) -> str:
        return format_scaled(amount, exponent)

    return ReturnDocument(
        id=receipt.id,
        at=moment(receipt.at_ms),
        amount=written(quote.amount),
        lines=_lines(sale, quote.lines, exponent),
        deposits=_lines(sale, quote.deposits, exponent),
        delivery=written(quote.delivery),
        payments=_payments(sale, receipt, exponent),
        vat=_vat(quote, exponent),
        complete=quote.is_complete,
        withheld=written(quote.withheld) if quote.withheld else None,
        unpaid=written(quote.unpaid) if quote.unpaid else None,
        deducted=written(receipt.deducted) if receipt.deducted else None,
        points_reversed=receipt.reversed,
        points_owed=receipt.owed,
        points_missing=receipt.short,
        points_reinstated=receipt.reinstated,
        codes_restored=quote.restored if receipt.restored else (),
        codes_to_reissue=quote.reissued,
        coupons_closed=quote.closed,
    )


def moment(ms: int) -> str:
    """Write a moment of the store."""
    seconds, thousandths = divmod(ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{thousandths:03}Z"


def _promised(kept: bytes) -> Quote:
    """Return the quote's bytes as they were promised, not decoded and written again."""
    return cast("Quote", msgspec.Raw(read_promise(kept).quote))


def _lines(sale: Sale, lines: Sequence[LineRefund], exponent: int) -> tuple[ReturnedLine, ...]:
    found = []
    for one in lines:
        sold = sale.line(one.line)
        is_measured = sold is not None and sold.measured
        measure = format_scaled(one.units, MEASURE_DECIMALS) if is_measured and one.units else None
        quantity = one.units if one.units and not is_measured else None
        amount = format_scaled(one.amount, exponent)
        found.append(ReturnedLine(one.line, amount, quantity, measure))
    return tuple(found)


def _payments(sale: Sale, receipt: Receipt, exponent: int) -> tuple[ReturnedPayment, ...]:
    return tuple(
        ReturnedPayment(paid.method, format_scaled(back, exponent))
        for paid, back in zip(sale.payments, receipt.payments, strict=True)
        if back
    )


def _vat(quote: ReturnQuote, exponent: int) -> tuple[ReturnedVat, ...]:
    return tuple(
        ReturnedVat(
            one.letter, format_scaled(one.gross, exponent), format_scaled(one.tax, exponent)
        )
        for one in quote.vat
    )
