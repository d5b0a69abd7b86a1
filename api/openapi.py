"""The OpenAPI 3.1 document: routes from FastAPI, carts and quotes from the structs themselves."""

from typing import Any, Final

import msgspec
from fastapi import FastAPI

from api.coupons import CouponCheck
from api.customer_documents import AdjustmentRequest, MergeRequest
from api.hot_path import QUOTES_PATH
from api.order_documents import (
    ConfirmRequest,
    OrderDocument,
    OrderRequest,
    ReturnDocument,
    ReturnsRequest,
)
from api.problems import MEDIA_TYPE, PROBLEMS, ProblemDocument
from ledger.limits import NAME_CHARS_MAX
from orders.provisional import ProvisionalQuote
from pricing.quote import Quote
from pricing.reader_numbers import LANGUAGES

TITLE: Final = "Grosz"
_SCHEMAS: Final = "#/components/schemas/"
_DESCRIPTION: Final = (
    "One price in every channel. Send a cart, get it back priced, with every discount explained. "
    "Amounts are decimal strings, never JSON numbers. Errors are RFC 9457 problems; a refused "
    "coupon is not an error. Every quote names the ruleset it was made with."
)
EXAMPLE_CART: Final[dict[str, Any]] = {
    "channel": "pos",
    "at": "2026-11-05T08:30:00+01:00",
    "currency": "PLN",
    "lines": [{"id": "1", "sku": "5901234123457", "quantity": 3, "price": "19.99", "vat": "A"}],
}
_RULESET_HEADER: Final = {
    "Grosz-Ruleset": {
        "description": "Digest of the ruleset that priced this cart.",
        "schema": {"type": "string"},
    }
}
_QUOTES_PARAMETERS: Final = [
    {
        "name": "explain",
        "in": "query",
        "required": False,
        "description": "Add every promotion considered, why it gave what it gave or "
        "nothing, and what little would unlock more.",
        "schema": {"type": "boolean", "default": False},
    },
    {
        "name": "language",
        "in": "query",
        "required": False,
        "description": "The language of every `message` of the explanation.",
        "schema": {"type": "string", "enum": list(LANGUAGES), "default": "en"},
    },
    {
        "name": "order",
        "in": "query",
        "required": False,
        "description": "The order that asks: what it holds itself counts as free.",
        "schema": {"type": "string", "minLength": 1, "maxLength": NAME_CHARS_MAX},
    },
]
# Status codes any route can answer with, and what they mean here.
_EVERYWHERE: Final = {
    "400": "The body is not JSON.",
    "408": "The body took too long to arrive.",
    "413": "The body is too large.",
    "415": "The body is not sent as JSON.",
    "422": "The content is wrong; `errors` says where.",
    "500": "A bug of ours, with an incident number.",
    "503": "No ruleset is loaded, or the server is busy or stopping.",
}
_OF_A_READ: Final = ("500", "503")
_ORDERS: Final = "/v1/orders/"
_OF_ORDERS: Final = {
    "404": "There is no such order.",
    "409": "The order is in a state that does not allow it; the type says which.",
    "422": "The content is wrong, or more than was bought comes back.",
    "501": "This server keeps no ledger.",
    "503": "The ledger does not answer. Nothing is half done; send it again with the same key.",
}
_CUSTOMERS: Final = "/v1/customers/"
_OF_CUSTOMERS: Final = {
    "404": "There is no such customer, or no points programme.",
    "409": "There are not so many points, or the identifier was used for something else.",
    "422": "The content or a parameter is wrong.",
    "501": "This server keeps no ledger.",
    "503": "The ledger does not answer. Nothing is half done; send it again.",
}
_OF_A_PUT: Final = {
    "412": "The order has another revision than If-Match names.",
    "429": "Too many orders are open.",
}


def openapi_document(api: FastAPI) -> dict[str, Any]:
    """Return the whole document; ``/v1/quotes`` is added to what FastAPI knows."""
    document = api.openapi()
    document["info"]["description"] = _DESCRIPTION
    paths = document["paths"]
    paths[QUOTES_PATH] = {"post": _quotes_operation()}
    _, components = msgspec.json.schema_components(
        [
            CouponCheck,
            Quote,
            ProvisionalQuote,
            ProblemDocument,
            OrderRequest,
            ConfirmRequest,
            ReturnsRequest,
            OrderDocument,
            ReturnDocument,
            AdjustmentRequest,
            MergeRequest,
        ],
        ref_template=_SCHEMAS + "{name}",
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas.update(components)
    _restrict_types(schemas["ProblemDocument"])
    for path, operations in paths.items():
        for method, operation in operations.items():
            _add_problems(operation, path, method)
            _require_key(operation)
    document["paths"] = dict(sorted(paths.items()))
    return document


def _quotes_operation() -> dict[str, Any]:
    return {
        "tags": ["quotes"],
        "summary": "Price a cart",
        "description": "The same cart at the same moment gives the same bytes, as long as as much "
        "is left of what it uses. Nothing is stored and no coupon is used up. Where the ledger "
        "does not answer, the quote is `provisional` and says what it could not check.",
        "operationId": "price_cart",
        "parameters": _QUOTES_PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": _SCHEMAS + "Cart"},
                    "example": EXAMPLE_CART,
                }
            },
        },
        "responses": {
            "200": {
                "description": "The priced cart.",
                "headers": _RULESET_HEADER,
                "content": {
                    "application/json": {
                        "schema": {
                            "anyOf": [
                                {"$ref": _SCHEMAS + "Quote"},
                                {"$ref": _SCHEMAS + "ProvisionalQuote"},
                            ]
                        }
                    }
                },
            }
        },
    }


def _add_problems(operation: dict[str, Any], path: str, method: str) -> None:
    responses = operation["responses"]
    has_body = method in {"post", "put"}
    statuses = dict(_EVERYWHERE) if has_body else {s: _EVERYWHERE[s] for s in _OF_A_READ}
    if has_body and path != "/v1/rulesets/check":
        statuses["403"] = "This caller may not state prices or customer facts."
    if "{" in path:
        statuses["404"] = "There is nothing at this address."
    if path.startswith(_ORDERS):
        statuses |= _OF_ORDERS
        if method == "get":
            del statuses["409"]
        if method == "put":
            statuses |= _OF_A_PUT
    if path.startswith(_CUSTOMERS):
        statuses |= _OF_CUSTOMERS
        for status in {"get": ("409",), "delete": ("404", "409")}.get(method, ()):
            del statuses[status]
    for status, description in statuses.items():
        responses[status] = {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + "ProblemDocument"}}},
        }
    operation["responses"] = dict(sorted(responses.items()))


def _require_key(operation: dict[str, Any]) -> None:
    """Say that an Idempotency-Key must be there: its absence has a problem of its own."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "idempotency-key":
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": NAME_CHARS_MAX}


def _restrict_types(problem: dict[str, Any]) -> None:
    """List the problem types there are: clients may switch on them."""
    problem["properties"]["type"]["enum"] = [f"/problems/{slug}" for slug in PROBLEMS]
