"""Errors as a program reads them: RFC 9457 problems, one table, a page for each.

A problem's ``type`` is the path of its page, such as ``/problems/unknown-sku``; it never changes
its meaning.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

import msgspec

from api.limits import ERRORS_TOLD_MAX
from pricing.errors import CartErrors, PricingError

MEDIA_TYPE: Final = "application/problem+json"

Retry = Literal["never", "after-change", "later"]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One row of the table.

    Attributes:
        slug: Last part of its ``type``.
        status: The HTTP status it comes with.
        title: What it is, the same for every occurrence.
        retry: Whether the same request may be sent again.
        advice: What a client or the person behind it does about it.
    """

    slug: str
    status: HTTPStatus
    title: str
    retry: Retry
    advice: str


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mistake: a JSON pointer into the body or a query parameter, what, and a way out."""

    pointer: str
    code: str
    message: str
    hint: str = ""
    parameter: str | None = None


class ProblemDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An RFC 9457 problem. ``retry`` tells whether sending the same again can help."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    retry: Retry
    errors: tuple[FieldError, ...] = ()


def _kind(
    slug: str, status: HTTPStatus, title: str, advice: str, retry: Retry = "after-change"
) -> ProblemKind:
    return ProblemKind(slug, status, title, retry, advice)


_BAD = HTTPStatus.BAD_REQUEST
_CONTENT = HTTPStatus.UNPROCESSABLE_ENTITY

_TABLE: Final = (
    _kind("not-json", _BAD, "the body is not a JSON document",
          "Send one JSON document (RFC 8259) in UTF-8, with nothing after it."),
    _kind("too-deep", _BAD, "the JSON document is nested too deeply",
          "No document of this interface nests this deep; look for a serialiser in a loop."),
    _kind("duplicate-key", _CONTENT, "a name appears twice in one JSON object",
          "Send each name once; readers disagree about which of two counts."),
    _kind("malformed", _CONTENT, "a field has the wrong type",
          "Compare the field with the schema in /openapi.json. Amounts are decimal strings."),
    _kind("missing-field", _CONTENT, "a required field is missing",
          "Add the field the pointer names."),
    _kind("unknown-field", _CONTENT, "there is a field that is not known",
          "Take it out or correct its spelling; nothing is ignored silently."),
    _kind("invalid-cart", _CONTENT, "the cart cannot be priced",
          "Correct every field listed under `errors`, then send the cart again."),
    _kind("unknown-sku", _CONTENT, "the catalogue does not know the product",
          "Check the SKU or GTIN, or load the product into the catalogue."),
    _kind("no-price", _CONTENT, "there is no price in force for the product",
          "Add a price for this channel, store and moment to the price list, or state one."),
    _kind("duplicate-line", _CONTENT, "two lines have the same identifier",
          "Number the lines; a quote names them by these identifiers."),
    _kind("unknown-channel", _CONTENT, "the shop has no such channel",
          "Use one of the channels the ruleset declares."),
    _kind("wrong-currency", _CONTENT, "the cart is in another currency than the shop",
          "Send amounts in the shop's currency; nothing is converted."),
    _kind("unknown-vat", _CONTENT, "the country has no such VAT letter",
          "Use one of the letters of the shop's country."),
    _kind("absurd-quantity", _CONTENT, "a quantity or measure is out of its range",
          "Whole pieces in `quantity`; kg, l or m in `measure`; negative for what is given back."),
    _kind("measure-expected", _CONTENT, "the product is sold by measure",
          "Give `measure` instead of `quantity`."),
    _kind("quantity-expected", _CONTENT, "the product is sold by the piece",
          "Give `quantity` instead of `measure`."),
    _kind("too-many-lines", _CONTENT, "the cart has too many lines",
          "Split the order; the limit is in `detail`."),
    _kind("too-many-units", _CONTENT, "the cart has too many pieces",
          "Split the order; the limit is in `detail`."),
    _kind("too-many-codes", _CONTENT, "the cart has too many codes",
          "Send only the codes the customer gave."),
    _kind("too-many-payments", _CONTENT, "the cart has too many payments",
          "Send only the payments of this order."),
    _kind("may-not-state", HTTPStatus.FORBIDDEN, "this caller may not state this",
          "Leave the field out: the price list and the customer's record answer instead.", "never"),
    _kind("parameter", _CONTENT, "a query parameter has a value it cannot have",
          "Compare the parameter with /openapi.json."),
    _kind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large",
          "Send less: the limit is in `detail`."),
    _kind("media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is not sent as JSON",
          "Send `Content-Type: application/json`, in UTF-8 and not compressed."),
    _kind("not-found", HTTPStatus.NOT_FOUND, "there is nothing at this address",
          "The addresses are listed in /openapi.json and readable at /docs.", "never"),
    _kind("method", HTTPStatus.METHOD_NOT_ALLOWED, "this address does not take this method",
          "Use one of the methods in the `Allow` header.", "never"),
    _kind("slow-body", HTTPStatus.REQUEST_TIMEOUT, "the body took too long to arrive",
          "Send it again, on a better line.", "later"),
    _kind("no-ruleset", HTTPStatus.SERVICE_UNAVAILABLE, "no ruleset is loaded yet",
          "Wait until /readyz answers 200.", "later"),
    _kind("draining", HTTPStatus.SERVICE_UNAVAILABLE, "this server is about to stop",
          "Send new requests to another one.", "later"),
    _kind("busy", HTTPStatus.SERVICE_UNAVAILABLE, "too many rulesets are being checked",
          "Try again after the seconds in `Retry-After`.", "later"),
    _kind("check-stopped", HTTPStatus.SERVICE_UNAVAILABLE, "the check of a ruleset was ended",
          "Try again when the server has less to do; `grosz check` has no such limits.", "later"),
    _kind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "this is a bug of ours",
          "Report the incident number in `instance`; the server's log has the rest.", "later"),
    _kind("http", _BAD, "the request is not acceptable",
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
    ) -> None:
        super().__init__(detail)
        self.kind = PROBLEMS[slug]
        self.detail = detail
        self.errors = errors
        self.headers = headers
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
        )
    )
