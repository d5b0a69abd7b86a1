"""``POST /v1/coupons/validate``: is this code good for this cart, and if not, why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.datastructures import State

from api.guessing import Brake, address_of
from api.problems import FieldError, ProblemError
from api.quoting import quote_cart, quote_counted, read_cart
from api.state import ActiveState, Snapshot
from ledger.limits import NAME_CHARS_MAX
from orders.counting import Asked as Who
from orders.provisional import ProvisionalQuote
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.errors import pointer_step
from pricing.limits import TEXT_CHARS_MAX
from pricing.money import format_scaled, parse_scaled
from pricing.quote import Accepted, Quote, Rejected
from pricing.reasons import Reason

if TYPE_CHECKING:
    from orders.service import Orders

router = APIRouter(tags=["coupons"])

_NEEDED: Final = ("code", "cart")
_FIELDS: Final = (*_NEEDED, "order")
_DOCUMENT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
# The cart is part of the request; mistakes in it are pointed at from the whole document.
_PREFIX: Final = "/cart"


class CouponCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code as typed, and the cart it is for; codes already in the cart stay there.

    What the ``order`` holds already counts as free to it.
    """

    code: str
    cart: Cart
    order: str | None = None


class CouponVerdict(BaseModel):
    """What a quote would say of one code.

    ``saves`` is what the customer pays less with the code than without it, everything else of the
    cart unchanged; ``payable`` is what is left to pay with it. ``held_by`` names open orders of the
    same customer that hold its last use, so that an abandoned one may be cancelled.
    ``provisional`` tells that the ledger did not answer: a unique code was not looked up, and a
    limit may be reached.
    """

    code: str
    valid: bool
    coupon: str | None = None
    promotions: tuple[str, ...] = ()
    reason: Reason | None = None
    message: str | None = None
    missing: str | None = None
    promotion: str | None = None
    held_by: tuple[str, ...] = ()
    currency: str
    saves: str
    payable: str
    ruleset: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a code.

    Attributes:
        code: As typed.
        cart: What it is for.
        at: The cart's moment.
        order: The order that has the cart.
    """

    code: str
    cart: Cart
    at: datetime
    order: str | None


@router.post(
    "/v1/coupons/validate",
    summary="Is this code good for this cart, and if not, why",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/CouponCheck"}}
            },
        }
    },
)
async def validate_coupon(request: Request, response: Response) -> CouponVerdict:
    """Price the cart with the code and without it; a refused code is an answer, not an error.

    What an ``order`` holds itself counts as free to it. Whoever tries codes that nobody issued is
    answered 429 after a while; codes that were issued are never counted.
    """
    app = request.app.state
    active: ActiveState = app.active
    snapshot = active.current()
    asked = _read(
        await request.body(), may_state=app.may_state, labels=snapshot.program.shop.labels
    )
    response.headers["grosz-ruleset"] = snapshot.ruleset_digest
    brake: Brake = app.brake
    address = address_of(request.scope)
    wanted = normalise(asked.code)
    others = tuple(other for other in asked.cart.codes if normalise(other) != wanted)
    with_code = msgspec.structs.replace(asked.cart, codes=(*others, asked.code))
    brake.check(address, with_code)
    without = msgspec.structs.replace(asked.cart, codes=others)
    after = await _priced(app, snapshot, with_code, asked)
    brake.note(address, with_code, after)
    before = await _priced(app, snapshot, without, asked)
    return verdict_of(asked.code, before, after, snapshot)


async def _priced(app: State, snapshot: Snapshot, cart: Cart, asked: _Asked) -> Quote:
    orders: Orders | None = app.orders
    if orders is None:
        return await asyncio.to_thread(quote_cart, snapshot, cart, asked.at, prefix=_PREFIX)
    who = Who(app.client, asked.order)
    return await quote_counted(orders, snapshot, cart, asked.at, who, prefix=_PREFIX)


def verdict_of(code: str, before: Quote, after: Quote, snapshot: Snapshot) -> CouponVerdict:
    """Return what becomes of a code in a cart, and what it saves.

    Args:
        code: As typed.
        before: The quote without it.
        after: The quote with it.
        snapshot: Both were made by.
    """
    wanted = normalise(code)
    exponent = snapshot.program.shop.currency.exponent
    saved = _payable(before, exponent) - _payable(after, exponent)
    found = _entry(after, wanted)
    verdict = CouponVerdict(
        code=code,
        valid=isinstance(found, Accepted),
        coupon=found.coupon,
        currency=after.currency,
        saves=format_scaled(saved, exponent),
        payable=after.totals.payable,
        ruleset=snapshot.ruleset_digest,
        provisional=isinstance(after, ProvisionalQuote),
    )
    if isinstance(found, Accepted):
        return verdict.model_copy(update={"promotions": found.promotions})
    told = ("reason", "message", "missing", "promotion", "held_by")
    return verdict.model_copy(update={name: getattr(found, name) for name in told})


def _payable(quote: Quote, exponent: int) -> int:
    minor = parse_scaled(quote.totals.payable, exponent)
    assert minor is not None, quote.totals.payable
    return minor


def _entry(quote: Quote, wanted: str) -> Accepted | Rejected:
    """Find the code's entry: every code of a cart is in exactly one of the two lists."""
    entries: list[Accepted | Rejected] = [*quote.accepted, *quote.rejected]
    for entry in entries:
        if normalise(entry.code) == wanted:
            return entry
    raise AssertionError(f"the quote says nothing about the code {wanted}")


def _read(body: bytes, *, may_state: bool, labels: Sequence[str]) -> _Asked:
    try:
        document = _DOCUMENT.decode(body)
    except msgspec.ValidationError:
        raise _wrong("", "malformed", "the body is an object with `code` and `cart`") from None
    for name in document:
        if name not in _FIELDS:
            raise _wrong(
                pointer_step(name), "unknown-field", f"there is no field `{name[:40]}` here"
            )
    for name in _NEEDED:
        if name not in document:
            raise _wrong(f"/{name}", "missing-field", f"the field `{name}` is missing")
    code = msgspec.json.decode(document["code"])
    if not isinstance(code, str) or not 1 <= len(code) <= TEXT_CHARS_MAX:
        raise _wrong("/code", "malformed", f"a code has 1 to {TEXT_CHARS_MAX} characters")
    order = msgspec.json.decode(document["order"]) if "order" in document else None
    if order is not None and not _is_name(order):
        message = f"an order has 1 to {NAME_CHARS_MAX} printable characters"
        raise _wrong("/order", "malformed", message)
    cart, at = read_cart(
        bytes(document["cart"]), may_state=may_state, prefix=_PREFIX, labels=labels
    )
    return _Asked(code, cart, at, order)


def _is_name(order: object) -> bool:
    return isinstance(order, str) and 1 <= len(order) <= NAME_CHARS_MAX and order.isprintable()


def _wrong(pointer: str, code: str, message: str) -> ProblemError:
    return ProblemError(code, message, (FieldError(pointer, code, message),))
