"""Nodes of sets of goods: what an item must be to belong.

Sets are classical: ``not brand "X"`` holds goods without a brand.
"""

from dataclasses import dataclass
from typing import Final, Literal

from rules.comparison import Comparison

ATTRIBUTE_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class AnyGoods:
    """Every item that may be promoted."""


@dataclass(frozen=True, slots=True)
class NoGoods:
    """No item at all."""


@dataclass(frozen=True, slots=True)
class InCategory:
    """A name on the category path, or a path from the root joined by ``/``."""

    name: str


@dataclass(frozen=True, slots=True)
class OfBrand:
    """The brand is this one."""

    brand: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """The product carries this tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The scanned unit carries this mark."""

    mark: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A cashier entered this: ``price``, ``discount``, or ``reason X`` for the reason given."""

    fact: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """The retailer's number or the GTIN-14 is one of these; both sorted."""

    skus: tuple[str, ...]
    gtins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """The VAT letter or the unit of sale is this one."""

    field: Literal["vat", "unit"]
    value: str


@dataclass(frozen=True, slots=True)
class WithAttribute:
    """Another column of the catalogue holds this text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class AttributeCompared:
    """Another column of the catalogue, read as a number in millionths, compares so.

    Goods without the column, or with a text in it that is no number, do not belong.
    """

    name: str
    comparison: Comparison
    number_e6: int


@dataclass(frozen=True, slots=True)
class ListPriced:
    """The list price compares so with a price in 1/10 000."""

    comparison: Comparison
    price_e4: int


@dataclass(frozen=True, slots=True)
class UnionOf:
    """At least one of the parts."""

    parts: tuple["SetNode", ...]


@dataclass(frozen=True, slots=True)
class IntersectionOf:
    """Every one of the parts."""

    parts: tuple["SetNode", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Everything else, goods that lack the fact included."""

    part: "SetNode"


SetLeaf = (
    AnyGoods | NoGoods | InCategory | OfBrand | Tagged | Marked | Entered | Numbered | Described
    | WithAttribute | AttributeCompared | ListPriced
)  # fmt: skip
SetNode = SetLeaf | UnionOf | IntersectionOf | Without
