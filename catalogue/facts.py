"""Gathers what one cart needs to know of its goods, in one read, before pricing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from catalogue.barcodes import read_label
from catalogue.store import Catalogue
from pricing.cart import Cart
from pricing.goods import Embedded, Facts, Find, ListPrice, Product
from pricing.labels import PATTERNS_DEFAULT

_NOTHING_USED: Final[Mapping[str, int]] = MappingProxyType({})


def facts_for(
    cart: Cart,
    catalogue: Catalogue | None,
    at: datetime,
    timezone: str,
    used: Mapping[str, int] = _NOTHING_USED,
    labels: Sequence[str] = PATTERNS_DEFAULT,
) -> Facts:
    """Return the facts of a cart: products and prices by the key the cart wrote.

    The deposit articles of its goods are there too, by SKU, whether or not the cart has them. What
    the catalogue does not know is left out; saying so is the engine's task, which knows the field.

    Args:
        cart: Read only; its goods, its channel and its store.
        catalogue: ``None`` where lines state for themselves what they are and cost.
        at: The moment of the cart, aware.
        timezone: IANA name of the shop's zone; prices valid for whole days are read in it.
        used: Uses already counted against a limit, by promotion identifier.
        labels: Patterns of the labels that the shop's scales print.
    """
    if catalogue is None:
        return Facts(used=used)
    local = at.astimezone(ZoneInfo(timezone))
    products: dict[str, Product] = {}
    prices: dict[str, ListPrice] = {}
    embedded: dict[str, Embedded] = {}
    product_of = catalogue.product
    price_of = catalogue.prices_at(cart.channel, cart.store, local)

    def look_up(key: str, number: str) -> None:
        """Add a product and its price in force; *number* is its own where *key* is a label's."""
        product = product_of(number)
        if product is not None:
            products[key] = product
            price = price_of(product.sku)
            if price is not None:
                prices[key] = price

    for key in {line.sku: None for line in cart.lines}:
        look_up(key, key)
        if key not in products and (label := read_label(key, labels)) is not None:
            look_up(key, label.plu)
            embedded[key] = Embedded(label.price_minor, label.grams)
    for deposit in {p.deposit: None for p in products.values() if p.deposit is not None}:
        if deposit not in products:
            look_up(deposit, deposit)
    store = None if cart.store is None else catalogue.store(cart.store)
    return Facts(
        products=products,
        prices=prices,
        prices_digest=catalogue.digest,
        has_catalogue=True,
        used=used,
        embedded=embedded,
        regions=frozenset() if store is None else store.regions,
        unknown_stores=tuple(_unknown_stores(cart, catalogue)),
    )


def finder_for(cart: Cart, catalogue: Catalogue | None, at: datetime, timezone: str) -> Find | None:
    """Return what tells product and price of articles that do not lie in a cart.

    Args:
        cart: Its channel and store.
        catalogue: ``None`` where lines state what they cost; then nobody knows.
        at: The moment of the cart, aware.
        timezone: IANA name of the shop's zone.
    """
    if catalogue is None:
        return None
    price_of = catalogue.prices_at(cart.channel, cart.store, at.astimezone(ZoneInfo(timezone)))

    def find(key: str) -> tuple[Product, ListPrice] | None:
        product = catalogue.product(key)
        if product is None:
            return None
        price = price_of(product.sku)
        return None if price is None else (product, price)

    return find


def _unknown_stores(cart: Cart, catalogue: Catalogue) -> Iterator[str]:
    """Yield pointers to stores that a list of stores does not have; without a list, to none."""
    if not catalogue.has_stores:
        return
    if cart.store is not None and catalogue.store(cart.store) is None:
        yield "/store"
    collected = None if cart.delivery is None else cart.delivery.store
    if collected is not None and catalogue.store(collected) is None:
        yield "/delivery/store"
