"""Errors as a program reads them: RFC 9457 problems, one table, a page for each.

A problem's ``type`` is the path of its page, such as ``/problems/unknown-sku``; it never changes
its meaning.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from api.customer_kinds import CUSTOMER_KINDS
from api.limits import ERRORS_TOLD_MAX
from api.order_kinds import ORDER_KINDS
from api.problem_kinds import ProblemKind, Retry, kind_of
from pricing.errors import CartErrors, PricingError
from pricing.quote import Quote

MEDIA_TYPE: Final = "application/problem+json"


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mistake: a JSON pointer into the body or a query parameter, what, and a way out."""

    pointer: str
    code: str
    message: str
    hint: str = ""
    parameter: str | None = None


class Gone(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that an order wanted and cannot have.

    ``what`` is the uses of a coupon or promotion in ``total``, its ``budget``, those of one
    ``customer``, a single ``code`` or ``points``; ``of`` names the campaign or the programme.
    ``orders`` are open orders of the same customer that hold some of it.
    """

    what: Literal["total", "budget", "customer", "code", "points"]
    of: str
    wanted: int
    left: int
    why: Literal["exhausted", "held"]
    orders: tuple[str, ...] = ()


class ProblemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An RFC 9457 problem. ``retry`` tells whether sending the same again can help.

    Of an order: its present ``revision``, what is ``gone``, and the ``quote`` as it is now.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    retry: Retry
    errors: tuple[FieldError, ...] = ()
    revision: int | None = None
    gone: tuple[Gone, ...] = ()
    quote: Quote | None = None


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_BAD = HTTPStatus.BAD_REQUEST
_CONTENT = HTTPStatus.UNPROCESSABLE_ENTITY

_TABLE: Final = (
    kind_of("not-json", _BAD, "the body is not a JSON document",
          "Send one JSON document (RFC 8259) in UTF-8, with nothing after it."),
    kind_of("too-deep", _BAD, "the JSON document is nested too deeply",
          "No document of this interface nests this deep; look for a serialiser in a loop."),
    kind_of("duplicate-key", _CONTENT, "a name appears twice in one JSON object",
          "Send each name once; readers disagree about which of two counts."),
    kind_of("malformed", _CONTENT, "a field has the wrong type",
          "Compare the field with the schema in /openapi.json. Amounts are decimal strings."),
    kind_of("missing-field", _CONTENT, "a required field is missing",
          "Add the field the pointer names."),
    kind_of("unknown-field", _CONTENT, "there is a field that is not known",
          "Take it out or correct its spelling; nothing is ignored silently."),
    kind_of("invalid-cart", _CONTENT, "the cart cannot be priced",
          "Correct every field listed under `errors`, then send the cart again."),
    kind_of("unknown-sku", _CONTENT, "the catalogue does not know the product",
          "Check the SKU or GTIN, or load the product into the catalogue."),
    kind_of("no-price", _CONTENT, "there is no price in force for the product",
          "Add a price for this channel, store and moment to the price list, or state one."),
    kind_of("duplicate-line", _CONTENT, "two lines have the same identifier",
          "Number the lines; a quote names them by these identifiers."),
    kind_of("unknown-channel", _CONTENT, "the shop has no such channel",
          "Use one of the channels the ruleset declares."),
    kind_of("wrong-currency", _CONTENT, "the cart is in another currency than the shop",
          "Send amounts in the shop's currency; nothing is converted."),
    kind_of("unknown-vat", _CONTENT, "the country has no such VAT letter",
          "Use one of the letters of the shop's country."),
    kind_of("absurd-quantity", _CONTENT, "a quantity or measure is out of its range",
          "Whole pieces in `quantity`; kg, l or m in `measure`; negative for what is given back."),
    kind_of("measure-expected", _CONTENT, "the product is sold by measure",
          "Give `measure` instead of `quantity`."),
    kind_of("quantity-expected", _CONTENT, "the product is sold by the piece",
          "Give `quantity` instead of `measure`."),
    kind_of("too-many-lines", _CONTENT, "the cart has too many lines",
          "Split the order; the limit is in `detail`."),
    kind_of("too-many-units", _CONTENT, "the cart has too many pieces",
          "Split the order; the limit is in `detail`."),
    kind_of("too-many-codes", _CONTENT, "the cart has too many codes",
          "Send only the codes the customer gave."),
    kind_of("too-many-payments", _CONTENT, "the cart has too many payments",
          "Send only the payments of this order."),
    kind_of("may-not-state", HTTPStatus.FORBIDDEN, "this caller may not state this",
          "Leave the field out: the price list and the customer's record answer instead.", "never"),
    kind_of("parameter", _CONTENT, "a query parameter has a value it cannot have",
          "Compare the parameter with /openapi.json."),
    kind_of("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large",
          "Send less: the limit is in `detail`."),
    kind_of("media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not sent as JSON",
          "Send `Content-Type: application/json`, in UTF-8 and not compressed."),
    kind_of("not-found", HTTPStatus.NOT_FOUND, "there is nothing at this address",
          "The addresses are listed in /openapi.json and readable at /docs.", "never"),
    kind_of("method", HTTPStatus.METHOD_NOT_ALLOWED, "this address does not take this method",
          "Use one of the methods in the `Allow` header.", "never"),
    kind_of("slow-body", HTTPStatus.REQUEST_TIMEOUT, "the body took too long to arrive",
          "Send it again, on a better line.", "later"),
    kind_of("no-ruleset", HTTPStatus.SERVICE_UNAVAILABLE, "no ruleset is loaded yet",
          "Wait until /readyz answers 200.", "later"),
    kind_of("draining", HTTPStatus.SERVICE_UNAVAILABLE, "this server is about to stop",
          "Send new requests to another one.", "later"),
    *ORDER_KINDS,
    *CUSTOMER_KINDS,
    kind_of("guessing", HTTPStatus.TOO_MANY_REQUESTS, "too many wrong codes were tried",
            "Try again after the seconds in `Retry-After`. Codes that were issued are not counted.",
            "later"),
    kind_of("busy", HTTPStatus.SERVICE_UNAVAILABLE, "too much waits already",
          "Try again after the seconds in `Retry-After`.", "later"),
    kind_of("check-stopped", HTTPStatus.SERVICE_UNAVAILABLE, "the check of a ruleset was ended",
            "Try again when the server has less to do; `grosz check` has no such limits.", "later"),
    kind_of("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "this is a bug of ours",
          "Report the incident number in `instance`; the server's log has the rest.", "later"),
    kind_of("http", _BAD, "the request is not acceptable",
          "`detail` says why."),
)  # fmt: skip

PROBLEMS: Final[dict[str, ProblemKind]] = {kind.slug: kind for kind in _TABLE}


class ProblemError(Exception):
    """A request that ends in a problem.

    Attributes:
        kind: Its row of the table.
        detail: One plain sentence about this occurrence, lower-case, without a final stop.
        errors: The single mistakes, in document order.
        headers: Further response headers.
        facts: Of an order: further fields of the document.
        status: The status to answer with; the table's one unless the cause brought its own.
    """

    def __init__(
        self,
        slug: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        *,
        headers: tuple[tuple[str, str], ...] = (),
        status: int | None = None,
        facts: Mapping[str, Any] = _NOTHING,
    ) -> None:
        super().__init__(detail)
        self.kind = PROBLEMS[slug]
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.facts = facts
        self.status = int(self.kind.status) if status is None else status


def problem_of(error: PricingError, prefix: str = "") -> ProblemError:
    """Turn a refused cart into a problem.

    A single mistake with a row of its own gets that row's type; anything else is ``invalid-cart``.

    Args:
        error: What ``pricing`` raised.
        prefix: JSON pointer of the cart inside the request's document.
    """
    singles = error.errors if isinstance(error, CartErrors) else (error,)
    told = tuple(
        FieldError(f"{prefix}{one.pointer}", one.code, one.message, one.hint)
        for one in singles[:ERRORS_TOLD_MAX]
    )
    codes = {one.code for one in singles}
    slug = codes.pop() if len(codes) == 1 else "invalid-cart"
    if slug not in PROBLEMS:
        slug = "invalid-cart"
    more = len(singles) - 1
    detail = singles[0].message if not more else f"{singles[0].message}, and {more} more"
    return ProblemError(slug, detail, told if any(one.pointer for one in told) else ())


def encode_problem(problem: ProblemError, instance: str) -> bytes:
    """Return the JSON bytes of a problem; *instance* names this occurrence."""
    return msgspec.json.encode(
        ProblemDocument(
            type=f"/problems/{problem.kind.slug}",
            title=problem.kind.title,
            status=problem.status,
            detail=problem.detail,
            instance=instance,
            retry=problem.kind.retry,
            errors=problem.errors,
            **problem.facts,
        )
    )
