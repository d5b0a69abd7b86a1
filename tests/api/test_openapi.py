"""The document is OpenAPI 3.1, and its schemas accept what the decoders accept."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from api.app import create_app
from api.problems import PROBLEMS
from api.settings import Settings
from api.state import ActiveState
from pricing.errors import CartError
from pricing.wire import decode_cart
from tests.api.carts import FULL, junk, mutated_carts
from tests.api.conftest import Caller, cart_document

DOCUMENT: dict[str, Any] = Caller(create_app(Settings(), ActiveState())).get("/openapi.json").json()


def validator(name: str) -> Any:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema_rs.validator_for(schema)


CART = validator("Cart")


def test_is_complete():
    assert DOCUMENT["openapi"].startswith("3.1")
    assert set(DOCUMENT["paths"]) == {
        "/healthz",
        "/readyz",
        "/readyz/quotes",
        "/v1/coupons/validate",
        "/v1/customers/{reference}",
        "/v1/customers/{reference}/adjustments",
        "/v1/customers/{reference}/merge",
        "/v1/customers/{reference}/points",
        "/v1/customers/{reference}/statement",
        "/v1/orders/{order}",
        "/v1/orders/{order}/cancel",
        "/v1/orders/{order}/confirm",
        "/v1/orders/{order}/delivered",
        "/v1/orders/{order}/returns",
        "/v1/quotes",
        "/v1/rulesets/active",
        "/v1/rulesets/check",
    }
    identifiers = [
        operation["operationId"]
        for operations in DOCUMENT["paths"].values()
        for operation in operations.values()
    ]
    assert len(identifiers) == len(set(identifiers))


def test_every_reference_leads_somewhere():
    schemas = DOCUMENT["components"]["schemas"]

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            here = [value["$ref"]] if "$ref" in value else []
            return here + [one for child in value.values() for one in references(child)]
        return (
            [one for child in value for one in references(child)] if isinstance(value, list) else []
        )

    found = {one.removeprefix("#/components/schemas/") for one in references(DOCUMENT)}
    assert found <= schemas.keys()
    assert {"Cart", "Quote", "ProblemDocument"} <= found
    assert "HTTPValidationError" not in schemas


def test_lists_every_problem_type():
    types = DOCUMENT["components"]["schemas"]["ProblemDocument"]["properties"]["type"]["enum"]
    assert types == [f"/problems/{slug}" for slug in PROBLEMS]


def test_answers_fit_their_schema(caller):
    quotes, problems = validator("Quote"), validator("ProblemDocument")
    for explain in ("true", "false"):
        answer = caller.quote(cart_document(codes=["JESIEN26", "X"]), params={"explain": explain})
        assert answer.status_code == 200
        quotes.validate(answer.json())
    problems.validate(caller.quote(cart_document(channel="kiosk")).json())
    problems.validate(caller.get("/nowhere").json())


# --- the schema and the decoder accept the same bodies ------------------------------------------


def decodes(document: Any) -> bool:
    try:
        decode_cart(json.dumps(document).encode())
    except CartError:
        return False
    return True


def test_the_full_cart_is_accepted_by_both():
    assert CART.is_valid(FULL)
    assert decodes(FULL)


@given(mutated_carts())
def test_schema_and_decoder_accept_the_same_carts(document):
    assert CART.is_valid(document) == decodes(document)


@given(junk)
def test_schema_and_decoder_refuse_the_same_junk(document):
    assert CART.is_valid(document) == decodes(document)


@pytest.mark.parametrize("number", ["3.0", "3e0", "0.3e1"])
def test_whole_numbers_are_written_without_a_fraction(number):
    body = json.dumps(cart_document(points=12321)).replace("12321", number)
    with pytest.raises(CartError) as caught:
        decode_cart(body.encode())
    assert caught.value.pointer == "/points"
