"""Reads the rows of a published file as any chain may write them.

Columns are found in any case. What a row leaves out, or what is no number and no day, becomes the
empty value of its kind: ``causes`` tells of it, promotion by promotion.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]
MISSING: Final = -1
"""A number that is never published, where there is none."""


class SnapshotError(ValueError):
    """A file that cannot be read at all, in one sentence."""


def read_rows(folder: Path, name: str) -> list[Row]:
    """Return every row of one of the files.

    Raises:
        SnapshotError: It is no Parquet file, or a column without which nothing is known is missing.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    try:
        rows = read_table(folder / f"{name}.parquet").to_pylist()
    except (ArrowException, OSError) as error:
        raise SnapshotError(f"{name}.parquet is no Parquet file: {error}") from error
    return list(_read(name, rows))


def _read(name: str, rows: list[Row]) -> Iterator[Row]:
    readers = COLUMNS[name]
    found = {column.lower(): column for column in rows[0]} if rows else {}
    for column in NEEDED[name]:
        if rows and column not in found:
            raise SnapshotError(f"{name}.parquet has no column `{column}`")
    for row in rows:
        yield {column: read(row.get(found.get(column, ""))) for column, read in readers.items()}


def _text(value: Any) -> str:
    if isinstance(value, float):  # a column of numbers with gaps
        value = int(value) if value.is_integer() else None
    return "" if value is None else str(value)


def _day(value: Any) -> str:
    """Return an ISO day; of a moment, its day."""
    return _text(value)[:10]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int:
    number = _number(value)
    return MISSING if number is None else round(number)


def _price(value: Any) -> int | None:
    """Return a list price; one below nothing is as good as none."""
    number = _number(value)
    return None if number is None or number < 0 else round(number)


def _flag(value: Any) -> bool:
    return bool(value)


def _allowed(value: Any) -> bool:
    return value is None or bool(value)


Readers = Mapping[str, Callable[[Any], Any]]
_RUN: Final[Readers] = {"chain": _text, "store_id": _text, "first_seen": _day, "last_seen": _day}
COLUMNS: Final[Mapping[str, Readers]] = {
    "promos": {
        **_RUN, "promo_id": _text, "description": _text, "end_date": _day, "club": _flag,
        "is_coupon": _flag,
    },
    "promo_lines": {
        **_RUN, "promo_id": _text, "barcode": _text, "reward_type": _whole,
        "min_qty_milli": _whole, "price_agorot": _number, "discount_rate": _number,
    },
    "prices_log": {**_RUN, "barcode": _text, "price_agorot": _price, "allow_discount": _allowed},
    "items": {"chain": _text, "barcode": _text, "item_name": _text, "is_weighted": _flag},
}  # fmt: skip
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "promos": ("chain", "store_id", "promo_id", "end_date", "first_seen", "last_seen"),
    "promo_lines": ("chain", "store_id", "promo_id", "barcode", "reward_type", "min_qty_milli",
                    "first_seen", "last_seen"),
    "prices_log": ("chain", "store_id", "barcode", "price_agorot", "first_seen", "last_seen"),
    "items": ("chain", "barcode"),
}  # fmt: skip
