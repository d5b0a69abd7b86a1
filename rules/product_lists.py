"""Lists of products that lie beside the rule files: ``products in "lunch-drinks.csv"``."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from pricing.limits import AMOUNT_MAJOR_MAX
from pricing.money import PRICE_DECIMALS, PRICE_SCALE, parse_scaled

COLUMN = "sku"
PRICE_COLUMN = "price"


@dataclass(frozen=True, slots=True)
class ProductList:
    """What a file lists.

    Attributes:
        skus: The numbers, in the order of the file.
        problem: What is wrong with it, or ``None``.
        row: The row that is wrong, from 1, the header included.
    """

    skus: tuple[str, ...]
    problem: str | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a leaflet lists.

    Attributes:
        prices_e4: Price per piece, kg, l or m in 1/10 000, by number, in the order of the file.
        problem: What is wrong with it, or ``None``.
        row: The row that is wrong, from 1, the header included.
    """

    prices_e4: Mapping[str, int]
    problem: str | None = None
    row: int = 0


def read_price_list(text: str) -> PriceList:
    """Read a CSV text whose first row names the columns, ``sku`` and ``price`` among them."""
    listed = read_product_list(text)
    if listed.problem is not None:
        return PriceList({}, listed.problem, listed.row)
    rows = csv.reader(text.lstrip("\ufeff").splitlines())
    header = [name.strip().casefold() for name in next(rows, [])]
    if PRICE_COLUMN not in header:
        return PriceList({}, f"there is no column `{PRICE_COLUMN}`", 1)
    number_at, price_at = header.index(COLUMN), header.index(PRICE_COLUMN)
    found: dict[str, int] = {}
    for row_number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        sku = row[number_at].strip()
        written = row[price_at].strip() if price_at < len(row) else ""
        price_e4 = parse_scaled(written, PRICE_DECIMALS)
        if price_e4 is None or not 0 <= price_e4 <= AMOUNT_MAJOR_MAX * PRICE_SCALE:
            return PriceList({}, f"`{written[:40]}` is no price, such as 19.99", row_number)
        if found.setdefault(sku, price_e4) != price_e4:
            return PriceList({}, f"`{sku[:40]}` has another price in a row above", row_number)
    return PriceList(found)


def read_product_list(text: str) -> ProductList:
    """Read a CSV text whose first row names the columns; one of them is ``sku``."""
    rows = csv.reader(text.lstrip("\ufeff").splitlines())
    found: list[str] = []
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if COLUMN not in header:
            return ProductList((), f"there is no column `{COLUMN}`", 1)
        position = header.index(COLUMN)
        for number, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            sku = row[position].strip() if position < len(row) else ""
            if not sku:
                return ProductList((), "it has no number", number)
            found.append(sku)
    except csv.Error as error:
        return ProductList((), f"it cannot be read ({error})", len(found) + 2)
    return ProductList(tuple(found))
