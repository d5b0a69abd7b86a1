"""Reads a catalogue folder: products, prices and stores, checked whole.

| file | holds | needed |
|---|---|---|
| ``products.csv`` or ``.parquet`` | one article a row | yes |
| ``prices.csv`` or ``.parquet`` | one price a row | yes |
| ``stores.csv`` or ``.parquet`` | one store a row: price zone, regions | no |
"""

from pathlib import Path

from catalogue.findings import Findings, quoted, refuse
from catalogue.prices import PRICE_COLUMNS, read_prices
from catalogue.products import PRODUCT_COLUMNS, read_products
from catalogue.records import Store
from catalogue.store import MemoryCatalogue
from catalogue.store_list import STORE_COLUMNS, read_stores
from catalogue.tables import read_table
from pricing.money import currency

_KINDS = (".csv", ".parquet")


def load_catalogue(folder: Path, currency_code: str = "PLN") -> MemoryCatalogue:
    """Read a folder into memory.

    Args:
        folder: Holds the files named above.
        currency_code: Of every amount in them; its decimals say how fine a minimum price may be.

    Raises:
        CatalogueErrors: Something is wrong; every mistake is told with its file, row and column.
    """
    if not folder.is_dir():
        refuse(folder.name, f"there is no folder {quoted(str(folder))}")
    exponent = currency(currency_code).exponent
    findings = Findings()
    product_table = read_table(_needed(folder, "products"), PRODUCT_COLUMNS, findings)
    price_table = read_table(_needed(folder, "prices"), PRICE_COLUMNS, findings)
    products = read_products(product_table, findings, exponent)
    stores = _stores(folder, findings)
    zones = {store.zone for store in stores if store.zone is not None}
    prices = read_prices(price_table, products, zones, findings)
    findings.raise_if_any()
    return MemoryCatalogue(products.values(), prices, stores)


def _stores(folder: Path, findings: Findings) -> tuple[Store, ...]:
    path = _found(folder, "stores")
    return () if path is None else read_stores(read_table(path, STORE_COLUMNS, findings), findings)


def _needed(folder: Path, kind: str) -> Path:
    path = _found(folder, kind)
    if path is None:
        refuse(f"{kind}.csv", f"there is no such file in {quoted(str(folder))}", "or `.parquet`")
    return path


def _found(folder: Path, kind: str) -> Path | None:
    """Return the one file of a kind, or ``None``; two of one kind would be a guess."""
    paths = [folder / f"{kind}{suffix}" for suffix in _KINDS]
    there = [path for path in paths if path.exists()]
    if len(there) > 1:
        refuse(there[0].name, f"{there[1].name} is there too", "leave one of the two out")
    return there[0] if there else None
