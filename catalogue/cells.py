"""Reads the cells of one row as what they mean, and records those that mean nothing."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from catalogue.findings import Findings, did_you_mean, quoted
from catalogue.records import Moment
from catalogue.tables import Row
from pricing.limits import AMOUNT_MAJOR_MAX
from pricing.money import parse_scaled

_YES_NO: Final = {"yes": True, "no": False}
_OTHER_YES_NO: Final = {
    "tak": "yes", "t": "yes", "y": "yes", "true": "yes", "1": "yes", "prawda": "yes",
    "nie": "no", "n": "no", "false": "no", "0": "no", "fałsz": "no",
}  # fmt: skip
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_POLISH_DAY: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)
_COMMA_AMOUNT: Final = re.compile(r"-?[\d \u00a0]+,\d{1,4}( ?(zł|PLN))?", re.ASCII)


class RowReader:
    """One row, read cell by cell.

    Attributes:
        number: Where the row is, as a person counts.
        is_sound: ``False`` once one of its cells was wrong.
    """

    __slots__ = ("_cells", "_file", "_findings", "is_sound", "number")

    def __init__(self, file: str, row: Row, findings: Findings) -> None:
        self._file = file
        self._cells = row.cells
        self._findings = findings
        self.number = row.number
        self.is_sound = True

    def fault(self, column: str, message: str, hint: str = "") -> None:
        """Record that a cell is wrong."""
        self.is_sound = False
        self._findings.add(self._file, message, row=self.number, column=column, hint=hint)

    def text(self, column: str) -> str:
        """Return a cell; a column that is not there is empty."""
        return self._cells.get(column, "")

    def required(self, column: str) -> str:
        """Return a cell that may not be empty."""
        text = self.text(column)
        if not text:
            self.fault(column, "the cell is empty")
        return text

    def optional(self, column: str) -> str | None:
        """Return a cell, or ``None`` where it is empty."""
        return self.text(column) or None

    def parts(self, column: str) -> frozenset[str]:
        """Return the parts of a cell separated by semicolons."""
        return frozenset(filter(None, (part.strip() for part in self.text(column).split(";"))))

    def yes_no(self, column: str, *, otherwise: bool) -> bool:
        """Return whether a cell says yes; an empty one says ``otherwise``."""
        text = self.text(column)
        if not text:
            return otherwise
        answer = _YES_NO.get(text.lower())
        if answer is None:
            meant = _OTHER_YES_NO.get(text.lower())
            hint = f"write `{meant}`" if meant else ""
            self.fault(column, f"{quoted(text)} is neither `yes` nor `no`", hint)
            return otherwise
        return answer

    def choice(self, column: str, options: Collection[str], what: str) -> str | None:
        """Return a cell that is one of some words, or ``None`` where it is empty or wrong."""
        text = self.text(column)
        if not text or text in options:
            return text or None
        hint = did_you_mean(text.lower(), options) or f"one of {', '.join(sorted(options))}"
        self.fault(column, f"{quoted(text)} is no {what}", hint)
        return None

    def amount(self, column: str, decimals: int) -> int | None:
        """Return a cell as an integer of ``10**-decimals``; ``None`` where it is empty or wrong."""
        text = self.text(column)
        if not text:
            return None
        value = parse_scaled(text, decimals)
        if value is None:
            self.fault(column, *_wrong_amount(text, decimals))
            return None
        if value < 0:
            self.fault(column, f"{quoted(text)} is negative")
            return None
        if value > AMOUNT_MAJOR_MAX * 10**decimals:
            self.fault(column, f"{quoted(text)} is more than {AMOUNT_MAJOR_MAX}")
            return None
        return value

    def moment(self, column: str) -> Moment | None:
        """Return a cell as a day or an aware instant, or ``None`` where it is empty or wrong."""
        text = self.text(column)
        if not text:
            return None
        try:
            if _ISO_DAY.fullmatch(text):
                return date.fromisoformat(text)
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.fault(column, f"{quoted(text)} is no date", _date_hint(text))
            return None
        if instant.tzinfo is None:
            hint = "write a day such as 2026-11-01, or an instant such as 2026-11-01T06:00:00+01:00"
            self.fault(column, f"{quoted(text)} has no offset from UTC", hint)
            return None
        return instant


def _wrong_amount(text: str, decimals: int) -> tuple[str, str]:
    """Say what is wrong with an amount, and what to do about it."""
    if _COMMA_AMOUNT.fullmatch(text):
        plain = re.sub(r"[ \u00a0]|zł|PLN", "", text).replace(",", ".")
        return f"{quoted(text)} has a decimal comma", f"write {plain}"
    if parse_scaled(text, 9) is not None:
        return f"{quoted(text)} has more than {decimals} decimals", ""
    return f"{quoted(text)} is no amount", "write a plain number such as 19.99"


def _date_hint(text: str) -> str:
    polish = _POLISH_DAY.fullmatch(text)
    if polish is None:
        return "write a day such as 2026-11-01"
    return f"write {polish[3]}-{int(polish[2]):02}-{int(polish[1]):02}"
