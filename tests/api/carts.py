"""A cart with every field, and carts that are nearly like it."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.api.conftest import cart_document

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
