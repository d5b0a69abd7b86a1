"""Reads Parquet as text cells; needs the extra ``grosz[parquet]``."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from catalogue.findings import quoted, refuse

if TYPE_CHECKING:
    import pyarrow

_BATCH_ROWS: Final = 10_000


def read_parquet(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the names of the columns and the rows as text, numbered from 1.

    Raises:
        CatalogueErrors: pyarrow is not installed, the file is no Parquet, or a column has a type
            that cannot be read exactly.
    """
    try:
        import pyarrow  # noqa: PLC0415 - 300 ms, and most catalogues are CSV
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        refuse(path.name, "reading Parquet needs pyarrow", "pip install 'grosz[parquet]'")
    try:
        table = pyarrow.parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        refuse(path.name, f"the file cannot be read as Parquet: {str(error).splitlines()[0]}")
    for field in table.schema:
        if pyarrow.types.is_floating(field.type):
            refuse(
                path.name,
                f"column {quoted(field.name)} is floating point, which cannot hold 0.10 exactly",
                "store it as decimal or as text",
            )
    return list(table.schema.names), _rows(table)


def _rows(table: "pyarrow.Table") -> Iterator[tuple[int, list[str]]]:
    number = 0
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            yield number, [_as_text(cell) for cell in cells]


def _as_text(cell: object) -> str:
    """Write a value as the same CSV would have it."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case Decimal():
            return format(cell, "f")
        case datetime() | date():
            return cell.isoformat()
        case list():
            return ";".join(_as_text(part) for part in cell)
        case _:
            return str(cell)
