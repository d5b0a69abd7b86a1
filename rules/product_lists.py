"""Lists of products that lie beside the rule files: ``products in "lunch-drinks.csv"``."""

import csv
from dataclasses import dataclass

COLUMN = "sku"


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
