"""Files of codes that another system made: CSV, read row by row, every mistake with its place.

The header names the columns: ``code`` and, where wanted, ``coupon``, ``batch``, ``serial``,
``expires``, ``uses``, ``blocked``. So our own exports can be read too.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import BinaryIO, Final

from ledger.code_records import CodeRecord
from ledger.code_secret import CodeDigests
from ledger.limits import (
    CODE_FILE_LINE_BYTES_MAX,
    CODE_MISTAKES_MAX,
    IMPORTED_CODE_CHARS_MAX,
    IMPORTED_CODE_CHARS_MIN,
    IMPORTED_CODES_MAX,
    IMPORTED_USES_MAX,
    NAME_CHARS_MAX,
)
from pricing.codes import fits_pattern, is_ascii_alnum, normalise

IMPORT_COLUMNS: Final = ("code", "coupon", "batch", "serial", "expires", "uses", "blocked")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNT: Final = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_ANSWERS: Final = {"": False, "no": False, "0": False, "false": False,
                   "yes": True, "1": True, "true": True}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportedCode:
    """A row that can be stored: the digest stands for the code."""

    row: int
    digest: bytes
    record: CodeRecord


@dataclass(frozen=True, slots=True)
class CodeMistake:
    """A row that cannot.

    Attributes:
        row: Line of the file, the header being 1.
        column: Name of the column, or empty for the row as a whole.
        message: One plain sentence, lower-case, without a final stop; it shows no code.
        hint: What to do about it, or an empty string.
        ends: Whether nothing was read after it.
    """

    row: int
    column: str
    message: str
    hint: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What the rows of a file are checked against.

    Attributes:
        patterns: Pattern of every coupon with unique codes, by its identifier.
        public: Public codes, normalised; none of them can be unique too.
        coupon: For rows that name none.
        batch: For rows that name none.
        expires: For rows that name no last day.
    """

    patterns: Mapping[str, str]
    public: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    coupon: str = ""
    batch: str = "import"
    expires: date | None = None


class _WrongFieldError(Exception):
    def __init__(self, column: str, message: str, hint: str = "", *, ends: bool = False) -> None:
        super().__init__(message)
        self.column = column
        self.message = message
        self.hint = hint
        self.ends = ends


def read_codes(
    file: BinaryIO, terms: ImportTerms, digests: CodeDigests
) -> Iterator[ImportedCode | CodeMistake]:
    """Read a file of codes row by row.

    Args:
        file: UTF-8, separated by commas or semicolons.
        terms: What rows are checked against.
        digests: Of the shop whose ledger keeps the codes.

    Yields:
        Every row, good or wrong, in order. Reading ends early at ``CODE_MISTAKES_MAX`` mistakes,
        and where the file is no such file at all; the last mistake says so.
    """
    lines = _Lines(file)
    texts = lines.texts()
    mistakes = 0
    try:
        columns, separator = _header(texts)
    except _WrongFieldError as wrong:
        yield CodeMistake(max(1, lines.number), wrong.column, wrong.message, wrong.hint, ends=True)
        return
    rows = _Rows(columns, terms, digests)
    reader = csv.reader(texts, delimiter=separator, strict=True)
    while True:
        start = lines.number + 1
        try:
            cells = next(reader, None)
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            yield rows.read(start, cells)
        except csv.Error as error:
            yield CodeMistake(start, "", f"this is no row of CSV: {error}", ends=True)
            return
        except _WrongFieldError as wrong:
            mistakes += 1
            ends = wrong.ends or mistakes >= CODE_MISTAKES_MAX
            yield CodeMistake(start, wrong.column, wrong.message, wrong.hint, ends)
            if ends:
                return


class _Lines:
    """The lines of a file as text, counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0

    def texts(self) -> Iterator[str]:
        """Yield every line.

        Raises:
            _WrongFieldError: The file is no such file; nothing is read after it.
        """
        while raw := self._file.readline(CODE_FILE_LINE_BYTES_MAX + 1):
            self.number += 1
            if len(raw) > CODE_FILE_LINE_BYTES_MAX:
                message = f"a line is longer than {CODE_FILE_LINE_BYTES_MAX} bytes"
                raise _WrongFieldError("", message, "this is no file of codes", ends=True)
            try:
                yield raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError:
                message = "the file is not UTF-8"
                raise _WrongFieldError("", message, "save it as UTF-8", ends=True) from None


def _header(texts: Iterator[str]) -> tuple[tuple[str, ...], str]:
    """Read the names of the columns, and what separates them."""
    text = next(texts, None)
    known = ", ".join(IMPORT_COLUMNS)
    if text is None or not text.strip():
        raise _WrongFieldError("", "the file is empty", f"its first line names columns: {known}")
    separator = ";" if ";" in text else ","
    columns = tuple(name.strip().strip('"').lower() for name in text.strip().split(separator))
    for name in columns:
        if name not in IMPORT_COLUMNS:
            message = f"the column `{name[:40]}` is unknown"
            raise _WrongFieldError(name[:40], message, f"the columns are {known}")
        if columns.count(name) > 1:
            raise _WrongFieldError(name, f"the column `{name}` is there twice", "leave one out")
    if "code" not in columns:
        raise _WrongFieldError("code", "there is no column `code`", f"the columns are {known}")
    return columns, separator


class _Rows:
    """Checks rows, and remembers the codes seen."""

    def __init__(self, columns: Sequence[str], terms: ImportTerms, digests: CodeDigests) -> None:
        self._columns = columns
        self._terms = terms
        self._digests = digests
        self._rows: dict[bytes, int] = {}

    def read(self, row: int, cells: Sequence[str]) -> ImportedCode:
        """Return a row as what is stored of it.

        Raises:
            _WrongFieldError: Something in it is wrong.
        """
        if len(cells) != len(self._columns):
            raise _WrongFieldError(
                "", f"the row has {len(cells)} fields, the header {len(self._columns)}"
            )
        fields = {name: cell.strip() for name, cell in zip(self._columns, cells, strict=True)}
        coupon = fields.get("coupon") or self._terms.coupon
        code = self._code(fields["code"], coupon)
        digest = self._digests.of(code)
        earlier = self._rows.get(digest)
        if earlier is not None:
            raise _WrongFieldError(
                "code", f"the code reads the same as that of row {earlier}",
                "case, spaces, dashes and look-alike letters do not tell codes apart",
            )  # fmt: skip
        record = CodeRecord(
            coupon,
            _batch(fields.get("batch") or self._terms.batch),
            _day(fields.get("expires", "")) or self._terms.expires,
            _uses(fields.get("uses", "")),
            _blocked(fields.get("blocked", "")),
        )
        if len(self._rows) >= IMPORTED_CODES_MAX:
            message = f"a file has at most {IMPORTED_CODES_MAX} codes"
            raise _WrongFieldError("", message, "split it", ends=True)
        self._rows[digest] = row
        return ImportedCode(row, digest, record)

    def _code(self, typed: str, coupon: str) -> str:
        """Return a code normalised, which is one of its coupon's."""
        pattern = self._terms.patterns.get(coupon)
        if pattern is None:
            known = ", ".join(sorted(self._terms.patterns)) or "none"
            message = (
                f"there is no coupon `{coupon[:40]}` with unique codes"
                if coupon
                else ("the row names no coupon")
            )
            raise _WrongFieldError("coupon", message, f"coupons with unique codes: {known}")
        code = normalise(typed)
        if not code:
            raise _WrongFieldError("code", "the code is empty")
        if not all(map(is_ascii_alnum, code)):
            message = "the code has signs other than letters and digits"
            raise _WrongFieldError("code", message, "spaces and dashes do not matter")
        if not IMPORTED_CODE_CHARS_MIN <= len(code) <= IMPORTED_CODE_CHARS_MAX:
            raise _WrongFieldError(
                "code", f"the code has {len(code)} letters and digits",
                f"it needs {IMPORTED_CODE_CHARS_MIN} to {IMPORTED_CODE_CHARS_MAX}",
            )  # fmt: skip
        if code in self._terms.public:
            message = f"the code is the public one of `{self._terms.public[code][:40]}`"
            raise _WrongFieldError("code", message)
        if not fits_pattern(code, pattern):
            raise _WrongFieldError(
                "code", f"the code does not fit the pattern `{pattern[:60]}` of its coupon",
                "each `#` of `codes unique` is one letter or digit",
            )  # fmt: skip
        return code


def _batch(name: str) -> str:
    if len(name) <= NAME_CHARS_MAX and name.isprintable():
        return name
    message = f"the name of the batch has more than {NAME_CHARS_MAX} printable characters"
    raise _WrongFieldError("batch", message, "give it a short one")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _WrongFieldError("expires", "the last day is no date", "write it as 2026-11-30")


def _uses(text: str) -> int:
    if not text:
        return 1
    if _COUNT.fullmatch(text) and int(text) <= IMPORTED_USES_MAX:
        return int(text)
    message = "the number of uses is none"
    raise _WrongFieldError("uses", message, f"write 1 to {IMPORTED_USES_MAX}")


def _blocked(text: str) -> bool:
    answer = _ANSWERS.get(text.lower())
    if answer is None:
        raise _WrongFieldError("blocked", "blocked is neither yes nor no", "write `yes` or `no`")
    return answer
