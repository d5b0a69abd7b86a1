"""What is kept with a revision is all that pricing again needs."""

from dataclasses import fields
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec

from orders.promise import (
    KeptFacts,
    Promise,
    basis_of,
    read_promise,
    write_promise,
)
from pricing.cart import Cart, CartLine
from pricing.goods import Embedded, Facts, ListPrice, Product

FACTS = Facts(
    products={"A": Product("A", category=("x", "y"), tags=frozenset({"t"}), attributes={"b": "c"})},
    prices=MappingProxyType({"A": ListPrice(199_900, reduced=True)}),
    prices_digest="sha256:" + "1" * 64,
    has_catalogue=True,
    used={"p": 3},
    regions=frozenset({"north"}),
    embedded={"L": Embedded(milli=250)},
    codes={"C": "good"},
    orders={"web": 2},
    points_balance=7,
    unknown_stores=("/store",),
)


def test_every_fact_is_kept_but_what_only_explanations_ask():
    kept = {field.name for field in msgspec.structs.fields(KeptFacts)}
    assert kept == {field.name for field in fields(Facts)} - {"find"}


def test_what_is_read_is_what_was_written():
    cart = Cart("web", "2026-11-05T12:00:00+01:00", "PLN", (CartLine("1", "A", quantity=2),))
    basis = basis_of("sha256:r", cart, datetime(2026, 11, 5, 11, tzinfo=UTC), FACTS)
    found = read_promise(write_promise(Promise(b"{}", basis)))
    assert found == Promise(b"{}", basis)
    assert found.basis is not None
    assert found.basis.facts == FACTS
    assert read_promise(write_promise(Promise(b"[]"))) == Promise(b"[]")
