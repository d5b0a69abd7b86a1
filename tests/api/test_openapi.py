"""The document is OpenAPI 3.1, and its schemas accept what the decoders accept."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.problems import PROBLEMS
from api.settings import Settings
from api.state import ActiveState
from pricing.errors import CartError
from pricing.wire import decode_cart
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
        "/v1/coupons/validate",
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

FULL: dict[str, Any] = cart_document(
    id="WAW-01/7/000123",
    store="WAW-01",
    customer={
        "ref": "c-1", "member": True, "employee": False, "tier": "gold", "segments": ["s"],
        "consents": ["profiling"], "orders": {"app": 3},
    },
    codes=["jesien 26"],
    points=500,
    delivery={"method": "courier", "price": "14.99", "store": None},
    payments=[{"method": "gift-card", "amount": "50.00"}, {"method": "card"}],
    lines=[
        {"id": "1", "sku": "A", "quantity": 3, "marks": ["short-date"], "kind": "goods"},
        {"id": "2", "sku": "B", "measure": "0.250", "label": "8.75", "class": "tobacco"},
        {"id": "3", "sku": "C", "quantity": -1, "price": "1.00", "vat": "A",
         "entered": {"discount": "10.00", "reason": "DAMAGED", "approved_by": "x"}},
        {"id": "4", "sku": "D", "quantity": 6, "kind": "deposit", "price": "0.50"},
    ],
)  # fmt: skip

# Whole numbers are written without a fraction: `3.0` is an integer to JSON Schema and none to us.
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number % 1 != 0)
    | st.text(max_size=6)
    | st.sampled_from(["goods", "deposit", "fee", "19.99"])
)
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "sku", "method", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a document as its container and key."""
    keys: Any = ()
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    return [place for key in keys for place in [(value, key), *places(value[key])]]


@st.composite
def mutated_carts(draw: Any) -> Any:
    """A full cart with up to three places replaced, removed or added to."""
    document = json.loads(json.dumps(FULL))
    for _ in range(draw(st.integers(0, 3))):
        found = places(document)
        if not found:
            break
        container, key = found[draw(st.integers(0, len(found) - 1))]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                container[key] = draw(junk)
            case "remove":
                del container[key]
            case _ if isinstance(container, dict):
                container[draw(st.sampled_from(["more", "Sku", "price", "orders"]))] = draw(junk)
            case _:
                container.append(draw(junk))
    return document


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
