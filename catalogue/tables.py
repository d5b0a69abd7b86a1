"""Reads a CSV or Parquet file into rows of plain text; what the text means is for others."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue.findings import Findings, did_you_mean, quoted, refuse
from catalogue.limits import CELL_CHARS_MAX, FILE_BYTES_MAX
from catalogue.parquet import read_parquet

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a kind of file may have.

    Attributes:
        required: Those it cannot do without.
        optional: Those it may leave out.
        has_attributes: Whether any further column is an attribute of the retailer's own.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    has_attributes: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """Every column with a meaning of its own."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person counts, and its cells, trimmed, by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as text.

    Attributes:
        file: Its name inside the folder.
        columns: Names of its columns in lower case, as the file has them.
        rows: Its rows in the order of the file, empty ones left out.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, columns: Columns, findings: Findings) -> Table:
    """Read a file and check its header.

    Args:
        path: An existing ``.csv`` or ``.parquet`` file.
        columns: What its header may say.
        findings: Receives rows that have too many or too few cells.

    Raises:
        CatalogueErrors: The file cannot be read as a table, or its header is wrong; whatever its
            rows say would then mean nothing.
    """
    rows: Iterator[tuple[int, list[str]]]
    if path.suffix == ".parquet":
        header, rows = read_parquet(path)
    else:
        header, rows = _read_csv(path)
    names = _checked_header(path.name, header, columns)
    return Table(path.name, names, tuple(_checked_rows(path.name, names, rows, findings)))


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        CatalogueErrors: It cannot be read, or is larger than ``FILE_BYTES_MAX``.
    """
    try:
        size = path.stat().st_size
        if size > FILE_BYTES_MAX:
            refuse(path.name, f"the file has {size} bytes; at most {FILE_BYTES_MAX} are read")
        return path.read_bytes()
    except OSError as error:
        refuse(path.name, f"the file cannot be read: {error.strerror or error}")


def _read_csv(path: Path) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the header and the rows, each with the line on which it begins."""
    text = _decoded(path)
    first = text.lstrip("\r\n").partition("\n")[0]
    # Excel with Polish settings writes semicolons.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = _csv_rows(path.name, text, delimiter)
    header = next(rows, None)
    if header is None:
        refuse(path.name, "the file is empty", "its first line names the columns")
    return header[1], rows


def _decoded(path: Path) -> str:
    raw = read_bytes(path)
    hint = "save it as `CSV UTF-8`"
    if raw.startswith(_UTF16_MARKS):
        refuse(path.name, "the file is UTF-16, not UTF-8", hint)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        refuse(
            path.name, f"the file is not UTF-8: byte 0x{raw[error.start]:02x} in line {line}", hint
        )


def _csv_rows(file: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        refuse(
            file,
            f"the row that begins in line {begins} cannot be read: {error}",
            "a quotation mark inside a quoted cell is written twice",
        )


def _checked_header(file: str, header: list[str], columns: Columns) -> tuple[str, ...]:
    """Return the names of the columns; a header that is wrong is told whole."""
    names = tuple(name.strip().lower() for name in header)
    findings = Findings()
    strange = [name for name in names if name and name not in columns.known]
    for name in columns.required:
        if name not in names:
            hint = did_you_mean(name, strange).replace("did you mean", "is it")
            findings.add(file, f"there is no column `{name}`", row=1, hint=hint)
    if findings.is_empty:
        _check_strange(file, names, strange, columns, findings)
    for place, name in enumerate(names, start=1):
        if not name:
            findings.add(file, f"column {place} has no name", row=1)
        elif name in names[: place - 1]:
            findings.add(file, f"column {quoted(name)} is there twice", row=1)
    findings.raise_if_any()
    return names


def _check_strange(
    file: str, names: tuple[str, ...], strange: list[str], columns: Columns, findings: Findings
) -> None:
    """Refuse unknown columns, and among attributes those that look like a slip of the pen."""
    absent = [name for name in columns.known if name not in names]
    for name in strange:
        hint = did_you_mean(name, absent, cutoff=0.8 if columns.has_attributes else 0.6)
        if hint or not columns.has_attributes:
            hint = hint or f"the columns are {', '.join(columns.known)}"
            findings.add(file, f"column {quoted(name)} is not known", row=1, hint=hint)


def _checked_rows(
    file: str,
    names: tuple[str, ...],
    rows: Iterator[tuple[int, list[str]]],
    findings: Findings,
) -> Iterator[Row]:
    for number, cells in rows:
        if len(cells) != len(names):
            findings.add(
                file,
                f"the row has {len(cells)} cells where the header has {len(names)}",
                row=number,
                hint="a cell that holds the separator is put in quotation marks",
            )
        elif any(len(cell) > CELL_CHARS_MAX for cell in cells):
            findings.add(
                file,
                f"a cell has more than {CELL_CHARS_MAX} characters",
                row=number,
                hint="is a quotation mark not closed?",
            )
        else:
            yield Row(number, dict(zip(names, (cell.strip() for cell in cells), strict=True)))
