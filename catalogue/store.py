"""The catalogue as everyone reads it, and the one that lives in memory.

A memory-mapped snapshot shared by all workers will answer the same ``Catalogue``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from catalogue.digest import digest_of
from catalogue.gtin import is_gtin_shaped
from catalogue.records import PriceRecord, Store
from pricing.goods import ListPrice, Product

_GTIN_DIGITS: Final = 14
PriceOf: TypeAlias = Callable[[str], ListPrice | None]


class Catalogue(Protocol):
    """Products and prices of one moment; nothing in it ever changes."""

    @property
    def digest(self) -> str:
        """``sha256:`` and 64 hexadecimal digits over the content, in whatever order."""

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """Names, sorted, of the columns the retailer added to the products."""

    @property
    def has_stores(self) -> bool:
        """Whether there is a list of stores at all."""

    def __len__(self) -> int:
        """Return how many products there are."""

    def __iter__(self) -> Iterator[Product]:
        """Yield every product, by SKU."""

    def product(self, key: str) -> Product | None:
        """Return the product of a SKU, or of a GTIN of any length; a SKU wins."""

    def price(self, sku: str, channel: str, store: str | None, at: datetime) -> ListPrice | None:
        """Return the list price in force, or ``None`` where there is none; see ``prices_at``."""

    def prices_at(self, channel: str, store: str | None, at: datetime) -> PriceOf:
        """Return what tells the list price of a SKU, not a GTIN, or ``None`` where there is none.

        Args:
            channel: Name of the channel.
            store: Identifier of the store, or ``None``; it selects the price zone.
            at: Aware. Prices that are valid for whole days are read on its own calendar day, so the
                caller gives it in the shop's time zone.
        """

    def store(self, store: str) -> Store | None:
        """Return what is known of a store, or ``None``."""


class MemoryCatalogue:
    """A catalogue in the memory of one process.

    Its records are taken as already checked: ``catalogue.load`` does that.
    """

    __slots__ = (
        "_always",
        "_attribute_names",
        "_by_gtin",
        "_by_sku",
        "_digest",
        "_shelves",
        "_stores",
    )

    def __init__(
        self,
        products: Iterable[Product],
        prices: Iterable[PriceRecord] = (),
        stores: Iterable[Store] = (),
    ) -> None:
        self._by_sku = {p.sku: p for p in sorted(products, key=lambda p: p.sku)}
        self._by_gtin = {p.gtin: p for p in self._by_sku.values() if p.gtin is not None}
        self._stores = {store.id: store for store in sorted(stores, key=lambda s: s.id)}
        self._shelves = _shelve(prices)
        # Most goods have one price, in every channel and zone, without an end.
        self._always = {
            sku: shelf[0].price
            for sku, shelf in self._shelves.items()
            if shelf == (PriceRecord(sku, shelf[0].price),)
        }
        names = {name for product in self._by_sku.values() for name in product.attributes}
        self._attribute_names = tuple(sorted(names))
        self._digest = digest_of(
            self._by_sku.values(),
            (record for shelf in self._shelves.values() for record in shelf),
            self._stores.values(),
        )

    @property
    def digest(self) -> str:
        """``sha256:`` and 64 hexadecimal digits over the content, in whatever order."""
        return self._digest

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """Names, sorted, of the columns the retailer added to the products."""
        return self._attribute_names

    @property
    def has_stores(self) -> bool:
        """Whether there is a list of stores at all."""
        return bool(self._stores)

    def __len__(self) -> int:
        """Return how many products there are."""
        return len(self._by_sku)

    def __iter__(self) -> Iterator[Product]:
        """Yield every product, by SKU."""
        return iter(self._by_sku.values())

    def product(self, key: str) -> Product | None:
        """Return the product of a SKU, or of a GTIN of any length; a SKU wins."""
        found = self._by_sku.get(key)
        if found is None and is_gtin_shaped(key):
            # The check digit needs no second look: only sound numbers are in the index.
            found = self._by_gtin.get(key.rjust(_GTIN_DIGITS, "0"))
        return found

    def price(self, sku: str, channel: str, store: str | None, at: datetime) -> ListPrice | None:
        """Return the list price in force, or ``None``; see ``Catalogue.prices_at``."""
        return self.prices_at(channel, store, at)(sku)

    def prices_at(self, channel: str, store: str | None, at: datetime) -> PriceOf:
        """Return what tells the list price of a SKU; see ``Catalogue.prices_at``."""
        known = None if store is None else self._stores.get(store)
        zone = None if known is None else known.zone
        always, shelves = self._always, self._shelves

        def price_of(sku: str) -> ListPrice | None:
            price = always.get(sku)
            if price is None:
                for record in shelves.get(sku, ()):
                    if record.is_for(channel, zone) and record.is_valid(at):
                        return record.price
            return price

        return price_of

    def store(self, store: str) -> Store | None:
        """Return what is known of a store, or ``None``."""
        return self._stores.get(store)


def _shelve(prices: Iterable[PriceRecord]) -> Mapping[str, tuple[PriceRecord, ...]]:
    """Gather the prices of each product, the most specific and then the latest first."""
    gathered: dict[str, list[PriceRecord]] = {}
    for record in prices:
        gathered.setdefault(record.sku, []).append(record)
    return {
        sku: tuple(sorted(gathered[sku], key=lambda r: r.precedence, reverse=True))
        for sku in sorted(gathered)
    }
