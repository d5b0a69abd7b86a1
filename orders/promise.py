"""What is kept with a revision for ever: the quote as it was promised, and what made it.

A goodwill return may have to price what the customer keeps under the rules and at the moment of the
sale. Only orders of which that can be asked keep their cart and facts.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import msgspec

from pricing.cart import Cart
from pricing.goods import CodeStatus, Embedded, Facts, ListPrice, Product


class KeptFacts(msgspec.Struct, frozen=True, array_like=True):
    """``pricing.goods.Facts`` without what only explanations ask."""

    products: dict[str, Product]
    prices: dict[str, ListPrice]
    prices_digest: str
    has_catalogue: bool
    used: dict[str, int]
    regions: frozenset[str]
    embedded: dict[str, Embedded]
    codes: dict[str, CodeStatus]
    points_balance: int | None
    unknown_stores: tuple[str, ...]
    orders: Mapping[str, int] | None = None


class Basis(msgspec.Struct, frozen=True, array_like=True):
    """What a quote was made from.

    Attributes:
        ruleset: Digest of the ruleset.
        cart: The cart.
        at: The moment it was priced for.
        kept: What was known of its goods, and what was left.
    """

    ruleset: str
    cart: Cart
    at: datetime
    kept: KeptFacts

    @property
    def facts(self) -> Facts:
        """The facts as the engine takes them."""
        names = msgspec.structs.fields(KeptFacts)
        return Facts(**{field.name: getattr(self.kept, field.name) for field in names})


class Promise(msgspec.Struct, frozen=True, array_like=True):
    """What one revision promises.

    Attributes:
        quote: The quote's own bytes.
        basis: What it was made from, where somebody may have to ask again.
    """

    quote: bytes
    basis: Basis | None = None


def basis_of(ruleset: str, cart: Cart, at: datetime, facts: Facts) -> Basis:
    """Return what a quote is made from, ready to be kept."""
    fields = msgspec.structs.fields(KeptFacts)
    return Basis(ruleset, cart, at, KeptFacts(*(getattr(facts, field.name) for field in fields)))


def write_promise(promise: Promise) -> bytes:
    """Return the bytes that are kept."""
    return _ENCODER.encode(promise)


def read_promise(kept: bytes) -> Promise:
    """Read what was kept."""
    return _DECODER.decode(kept)


def _plain(value: Any) -> Any:
    if isinstance(value, MappingProxyType | Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} is not kept")


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_plain)
_DECODER: Final = msgspec.msgpack.Decoder(Promise)
