"""``POST /v1/coupons/validate``: is this code good for this cart, and if not, why."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.problems import FieldError, ProblemError
from api.quoting import quote_cart, read_cart
from api.state import ActiveState, Snapshot
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.errors import pointer_step
from pricing.limits import TEXT_CHARS_MAX
from pricing.money import format_scaled, parse_scaled
from pricing.quote import Accepted, Quote, Rejected
from pricing.reasons import Reason

router = APIRouter(tags=["coupons"])

_FIELDS: Final = ("code", "cart")
_DOCUMENT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
# The cart is part of the request; mistakes in it are pointed at from the whole document.
_PREFIX: Final = "/cart"


class CouponCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code as typed, and the cart it is for; codes already in the cart stay there."""

    code: str
    cart: Cart


class CouponVerdict(BaseModel):
    """What a quote would say of one code.

    ``saves`` is what the customer pays less with the code than without it, everything else of the
    cart unchanged; ``payable`` is what is left to pay with it.
    """

    code: str
    valid: bool
    coupon: str | None = None
    promotions: tuple[str, ...] = ()
    reason: Reason | None = None
    message: str | None = None
    missing: str | None = None
    promotion: str | None = None
    currency: str
    saves: str
    payable: str
    ruleset: str


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
    """Price the cart with the code and without it; a refused code is an answer, not an error."""
    active: ActiveState = request.app.state.active
    snapshot = active.current()
    code, cart, at = _read(
        await request.body(),
        may_state=request.app.state.may_state,
        labels=snapshot.program.shop.labels,
    )
    response.headers["grosz-ruleset"] = snapshot.ruleset_digest
    return await asyncio.to_thread(judge, snapshot, code, cart, at)


def judge(snapshot: Snapshot, code: str, cart: Cart, at: datetime) -> CouponVerdict:
    """Return what becomes of a code in a cart, and what it saves.

    Raises:
        ProblemError: The cart cannot be priced.
    """
    wanted = normalise(code)
    others = tuple(other for other in cart.codes if normalise(other) != wanted)
    without = msgspec.structs.replace(cart, codes=others)
    with_code = msgspec.structs.replace(cart, codes=(*others, code))
    after = quote_cart(snapshot, with_code, at, prefix=_PREFIX)
    before = quote_cart(snapshot, without, at, prefix=_PREFIX)
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
    )
    if isinstance(found, Accepted):
        return verdict.model_copy(update={"promotions": found.promotions})
    told = ("reason", "message", "missing", "promotion")
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


def _read(body: bytes, *, may_state: bool, labels: Sequence[str]) -> tuple[str, Cart, datetime]:
    try:
        document = _DOCUMENT.decode(body)
    except msgspec.ValidationError:
        raise _wrong("", "malformed", "the body is an object with `code` and `cart`") from None
    for name in document:
        if name not in _FIELDS:
            raise _wrong(
                pointer_step(name), "unknown-field", f"there is no field `{name[:40]}` here"
            )
    for name in _FIELDS:
        if name not in document:
            raise _wrong(f"/{name}", "missing-field", f"the field `{name}` is missing")
    code = msgspec.json.decode(document["code"])
    if not isinstance(code, str) or not 1 <= len(code) <= TEXT_CHARS_MAX:
        raise _wrong("/code", "malformed", f"a code has 1 to {TEXT_CHARS_MAX} characters")
    cart, at = read_cart(
        bytes(document["cart"]), may_state=may_state, prefix=_PREFIX, labels=labels
    )
    return code, cart, at


def _wrong(pointer: str, code: str, message: str) -> ProblemError:
    return ProblemError(code, message, (FieldError(pointer, code, message),))
