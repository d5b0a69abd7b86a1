"""What the price list and the product master say of one article, and what the ledger knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Product:
    """One article of the catalogue.

    Attributes:
        sku: The retailer's own number.
        gtin: GTIN-14, or ``None``.
        name: As printed on receipts.
        category: Path from the root, such as ``("Napoje", "Kawa", "Kawa mielona")``.
        brand: Or ``None``.
        tags: Free labels of the retailer.
        vat: Letter of the country's table, or ``None`` for what is outside VAT.
        unit: ``szt``, ``kg``, ``l`` or ``m``.
        weighed: Sold by measure (``unit`` says which) rather than counted.
        discountable: ``False`` keeps every promotion away.
        legal_class: Such as ``tobacco``; the country's policy says what it forbids.
        deposit: SKU of the deposit article that goes with it, or ``None``.
        minimum_price_minor: Floor of one unit where the shop's policy honours it, or ``None``.
        attributes: Any other column of the catalogue, as text.
    """

    sku: str
    name: str = ""
    gtin: str | None = None
    category: tuple[str, ...] = ()
    brand: str | None = None
    tags: frozenset[str] = frozenset()
    vat: str | None = None
    unit: str = "szt"
    weighed: bool = False
    discountable: bool = True
    legal_class: str | None = None
    deposit: str | None = None
    minimum_price_minor: int | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A list price in force: 1/10 000 of the major unit per piece, kg, l or m.

    ``reduced`` tells that the price list itself marks it as a reduction.
    """

    price_e4: int
    reduced: bool = False


# What the ledger knows of a code. A unique code of which it knows nothing is unknown; a public one
# of which it knows nothing is good.
CodeStatus = Literal["good", "used", "blocked", "expired"]


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a scale's label says beside the article; exactly one of the two.

    Attributes:
        label_minor: The total printed on it, minor units.
        milli: What was weighed, thousandths of a kg, l or m.
    """

    label_minor: int | None = None
    milli: int | None = None


Find = Callable[[str], tuple[Product, ListPrice] | None]

NO_PRICES: Final = "sha256:" + "0" * 64


@dataclass(frozen=True, slots=True)
class Facts:
    """What the world outside the cart answered, read once before pricing.

    Attributes:
        products: By the SKU or GTIN as the cart wrote it. What is missing is unknown.
        prices: List prices in force for the cart's channel, store and moment, by the same key.
        prices_digest: Digest of the price list they come from.
        has_catalogue: Whether there is a catalogue at all; without one, lines state what they are.
        used: Uses already counted: by promotion identifier against its units per customer, and by
            ``Allowance.counter`` against every other limit over many baskets.
        embedded: What labels of scales say, by the number as the cart wrote it.
        codes: What the ledger knows of the cart's codes, by ``pricing.codes.normalise``.
        orders: Orders of the customer by channel that the ledger counted, open ones too, this one
            not; ``None`` where nobody keeps count, and what the cart says stands.
        points_balance: Points the customer may spend; ``None`` where nobody keeps count, and a wish
            is taken as it stands.
        regions: Regions the cart's store belongs to; empty where the store is unknown or left out.
        unknown_stores: JSON pointers of the cart's stores that the list of stores does not have;
            empty where there is no such list.
        find: Tells product and list price of articles that do not lie in the cart; only
            explanations ask it, and nothing that is paid depends on it.
    """

    products: Mapping[str, Product] = field(default_factory=lambda: MappingProxyType({}))
    prices: Mapping[str, ListPrice] = field(default_factory=lambda: MappingProxyType({}))
    prices_digest: str = NO_PRICES
    has_catalogue: bool = False
    used: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    regions: frozenset[str] = frozenset()
    embedded: Mapping[str, Embedded] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, CodeStatus] = field(default_factory=lambda: MappingProxyType({}))
    orders: Mapping[str, int] | None = None
    points_balance: int | None = None
    unknown_stores: tuple[str, ...] = ()
    find: Find | None = field(default=None, compare=False)


NO_FACTS: Final = Facts()
