"""``/v1/orders``: reserve, confirm, cancel, deliver, give back, show.

Every change carries an Idempotency-Key: sent again, it is done once and answered as at first. What
may be repeated as it is says so by ``Retry-After``.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar

import msgspec
from fastapi import APIRouter, Header, Path, Request, Response

from api.guessing import Brake, address_of
from api.limits import REVISION_MAX
from api.order_documents import (
    ConfirmRequest,
    OrderDocument,
    ReturnsRequest,
    SaleRequest,
    cancelled_document,
    confirmed_document,
    delivered_document,
    found_document,
    reserved_document,
    return_document,
)
from api.order_problems import problem_of_refusal, problem_of_return
from api.order_requests import (
    check_empty,
    check_name,
    key_of,
    malformed,
    read_document,
    revision_of,
)
from api.problems import ProblemError, problem_of
from api.quoting import read_cart
from api.state import ActiveState, Snapshot
from ledger.limits import NAME_CHARS_MAX, RESERVATION_MS_MAX
from ledger.return_requests import ReturnError, ReturnRequest
from orders.asking import Confirming, Putting, Returning, Whose
from orders.limits import HOLD_SECONDS_DEFAULT
from orders.promise import read_promise
from orders.refusals import OrderRefusedError
from orders.service import Orders
from orders.sold_before import SoldBefore
from pricing.errors import PricingError
from pricing.quote import Quote

router = APIRouter(tags=["orders"])

T = TypeVar("T")
_CART: Final = "/cart"
_SOLD: Final = "/sale/cart"
_ORDER: Final = "the identifier of an order"
_JSON: Final = "application/json"
_CONFIRM: Final = msgspec.json.Decoder(ConfirmRequest)
_RETURN: Final = msgspec.json.Decoder(ReturnsRequest)


class _Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``OrderRequest`` with the cart's own bytes."""

    cart: msgspec.Raw
    expect: str | None = None
    hold_seconds: int = HOLD_SECONDS_DEFAULT


_PUT: Final = msgspec.json.Decoder(_Put)

OrderName = Annotated[
    str, Path(max_length=NAME_CHARS_MAX, description="The shop's own identifier of the order.")
]
IdempotencyKey = Annotated[
    str | None,
    Header(description="Random, new for each change; the same only to repeat the same request."),
]
IfMatch = Annotated[
    str | None, Header(description='The revision that the order must have, such as `"3"`.')
]
IfNoneMatch = Annotated[str | None, Header(description="`*`: the order must not be there yet.")]


def _document(name: str, answer: str = "OrderDocument") -> dict[str, Any]:
    """Return what the OpenAPI document says of a route's bodies."""
    extra: dict[str, Any] = {
        "responses": {"200": {"description": "Done, or done before.", "content": {
            _JSON: {"schema": {"$ref": f"#/components/schemas/{answer}"}}}}}
    }  # fmt: skip
    if name:
        schema = {"$ref": f"#/components/schemas/{name}"}
        extra["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    return extra


@router.put(
    "/v1/orders/{order}",
    summary="Reserve what a cart uses, at a price that stays promised",
    openapi_extra=_document("OrderRequest"),
)
async def put_order(
    order: OrderName,
    request: Request,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Price the cart with what is left, hold what it uses, and promise the price for a while."""
    orders, snapshot = _orders(request), _snapshot(request)
    body = await request.body()
    whose = _whose(order, request, body)
    asked = read_document(body, _PUT)
    cart, at = read_cart(
        bytes(asked.cart),
        may_state=request.app.state.may_state,
        prefix=_CART,
        labels=snapshot.program.shop.labels,
    )
    if not 1 <= asked.hold_seconds <= RESERVATION_MS_MAX // 1000:
        raise ProblemError(
            "reservation-too-long",
            f"an order is reserved for 1 to {RESERVATION_MS_MAX // 1000} seconds",
        )
    putting = Putting(cart, at, asked.hold_seconds * 1000, asked.expect, revision_of(request))
    brake: Brake = request.app.state.brake
    brake.check(address_of(request.scope), cart)
    try:
        done = await _told(lambda: orders.put(snapshot, whose, putting))
    except PricingError as error:
        raise problem_of(error, _CART) from None
    if cart.codes:
        quote = msgspec.json.decode(read_promise(done.quote).quote, type=Quote)
        brake.note(address_of(request.scope), cart, quote)
    return _answer(reserved_document(done))


@router.post(
    "/v1/orders/{order}/confirm",
    summary="The order is paid: use what it holds",
    openapi_extra=_document("ConfirmRequest"),
)
async def confirm_order(
    order: OrderName, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Confirm the revision that was paid, at the price that was promised."""
    orders, snapshot = _orders(request), _snapshot(request)
    body = await request.body()
    whose = _whose(order, request, body)
    asked = read_document(body, _CONFIRM)
    if asked.force and not request.app.state.may_force:
        raise ProblemError("may-not-force", "this caller may not force a confirm")
    if not 1 <= asked.revision <= REVISION_MAX:
        raise malformed("/revision", f"a revision is a number from 1 to {REVISION_MAX}")
    if asked.sale is not None and not asked.force:
        raise malformed("/sale", "a sale that was never put is confirmed with `force` only")
    confirming = Confirming(
        revision=asked.revision,
        customer=asked.customer,
        force=asked.force,
        delivered=asked.delivered,
        sale=_sold(asked.sale, request),
    )
    try:
        done = await _told(lambda: orders.confirm(snapshot, whose, confirming))
    except PricingError as error:
        raise problem_of(error, _SOLD) from None
    return _answer(confirmed_document(done, orders.secret))


@router.post(
    "/v1/orders/{order}/cancel",
    summary="Let go what an order holds, or undo it before its delivery",
    openapi_extra=_document(""),
)
async def cancel_order(
    order: OrderName, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Cancel an order: all that it held or used is given back, points and uses too."""
    orders = _orders(request)
    body = await request.body()
    whose = _whose(order, request, body)
    check_empty(body)
    return _answer(cancelled_document(await _told(lambda: orders.cancel(whose))))


@router.post(
    "/v1/orders/{order}/delivered",
    summary="The goods are with the customer",
    openapi_extra=_document(""),
)
async def deliver_order(
    order: OrderName, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Note the delivery: from that day on pending points and windows of return count."""
    orders, snapshot = _orders(request), _snapshot(request)
    body = await request.body()
    whose = _whose(order, request, body)
    check_empty(body)
    return _answer(delivered_document(await _told(lambda: orders.deliver(snapshot, whose))))


@router.post(
    "/v1/orders/{order}/returns",
    summary="Take units of an order back",
    openapi_extra=_document("ReturnsRequest", "ReturnDocument"),
)
async def return_units(
    order: OrderName, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Book a return, once for its identifier: what was paid for the units goes back."""
    orders, snapshot = _orders(request), _snapshot(request)
    body = await request.body()
    whose = _whose(order, request, body)
    asked = read_document(body, _RETURN)
    check_name("/id", asked.id, "the identifier of a return")
    returning = Returning(asked.id, ReturnRequest(asked.lines, asked.kind))
    try:
        sale, receipt = await _told(lambda: orders.take_back(snapshot, whose, returning))
    except ReturnError as error:
        raise problem_of_return(error) from None
    return Response(msgspec.json.encode(return_document(sale, receipt)), media_type=_JSON)


@router.get(
    "/v1/orders/{order}",
    summary="Show an order with its returns",
    openapi_extra=_document(""),
)
async def show_order(order: OrderName, request: Request) -> Response:
    """Show the order as it is now; an order of another client is none."""
    orders = _orders(request)
    check_name("", order, _ORDER)
    found = await _told(lambda: orders.find(request.app.state.client, order))
    return _answer(found_document(found, orders.secret))


def _sold(sale: SaleRequest | None, request: Request) -> SoldBefore | None:
    """Return a sale with the moment of its cart.

    Raises:
        ProblemError: The cart has no moment, or states what the caller may not.
    """
    if sale is None:
        return None
    cart, at = read_cart(
        msgspec.json.encode(sale.cart), may_state=request.app.state.may_state, prefix=_SOLD
    )
    return SoldBefore(cart, at, sale.quote)


def _orders(request: Request) -> Orders:
    orders: Orders | None = request.app.state.orders
    if orders is None:
        raise ProblemError("no-ledger", "this server keeps no ledger, and so no orders")
    return orders


def _snapshot(request: Request) -> Snapshot:
    active: ActiveState = request.app.state.active
    return active.current()


def _whose(order: str, request: Request, body: bytes) -> Whose:
    check_name("", order, _ORDER)
    return Whose(request.app.state.client, order, key_of(request, body))


async def _told(work: Callable[[], Awaitable[T]]) -> T:
    """Do something with an order.

    Raises:
        ProblemError: It is refused.
    """
    try:
        return await work()
    except OrderRefusedError as error:
        raise problem_of_refusal(error) from None


def _answer(document: OrderDocument) -> Response:
    headers = {"etag": f'"{document.revision}"'} if document.revision is not None else None
    return Response(msgspec.json.encode(document), media_type=_JSON, headers=headers)
