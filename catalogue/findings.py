"""What is wrong with catalogue files: every mistake with its file, row and column."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from catalogue.limits import ERRORS_MAX, SUGGESTED_AMONG_MAX

_QUOTED_CHARS_MAX = 40


@dataclass(frozen=True, slots=True)
class CatalogueError:
    """One mistake in one file.

    Attributes:
        file: Name of the file inside the catalogue folder.
        message: One plain sentence, lower-case, without a final stop.
        row: Line of a CSV file, counting the header as 1, or row of a Parquet file, counting the
            first as 1; ``None`` where the whole file is meant.
        column: Name of the column, or ``None`` where the whole row is meant.
        hint: What to do about it, or an empty string.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    hint: str = ""

    def render(self) -> str:
        """Return it as printed: ``prices.csv:12: column price: `19,99` has …``."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        column = "" if self.column is None else f"column {self.column}: "
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}: {column}{self.message}{hint}"


class CatalogueErrors(Exception):  # noqa: N818 - several errors at once
    """A catalogue that cannot be used.

    Attributes:
        errors: Every mistake found, file by file, at least one and at most ``ERRORS_MAX``.
        is_complete: ``False`` where reading stopped because there were too many.
    """

    def __init__(self, errors: tuple[CatalogueError, ...], *, is_complete: bool = True) -> None:
        lines = [error.render() for error in errors]
        if not is_complete:
            lines.append(f"stopped after {len(errors)} errors; there may be more")
        super().__init__("\n".join(lines))
        self.errors = errors
        self.is_complete = is_complete


class Findings:
    """Collects mistakes, so that all of them can be told at once."""

    def __init__(self) -> None:
        self._errors: list[CatalogueError] = []

    def add(
        self,
        file: str,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        hint: str = "",
    ) -> None:
        """Record a mistake.

        Raises:
            CatalogueErrors: It was the last one of ``ERRORS_MAX``.
        """
        self._errors.append(CatalogueError(file, message, row, column, hint))
        if len(self._errors) >= ERRORS_MAX:
            raise CatalogueErrors(tuple(self._errors), is_complete=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was wrong so far."""
        return not self._errors

    def raise_if_any(self) -> None:
        """Stop where something was wrong.

        Raises:
            CatalogueErrors: At least one mistake was recorded.
        """
        if self._errors:
            raise CatalogueErrors(tuple(self._errors))


def refuse(file: str, message: str, hint: str = "") -> NoReturn:
    """Stop at once: nothing more can be read.

    Raises:
        CatalogueErrors: Always, with this one mistake.
    """
    raise CatalogueErrors((CatalogueError(file, message, hint=hint),))


def quoted(text: str) -> str:
    """Return a user's text in backticks, on one line, cut at 40 characters."""
    text = "".join(char if char.isprintable() else "�" for char in text[: _QUOTED_CHARS_MAX + 1])
    cut = text if len(text) <= _QUOTED_CHARS_MAX else text[: _QUOTED_CHARS_MAX - 1] + "…"
    return f"`{cut}`"


def did_you_mean(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """Return ``did you mean `x`?`` for the nearest known word, or nothing where none is near.

    Args:
        word: What was written.
        known: What could have been meant.
        cutoff: How alike the two must be, from 0 to 1.
    """
    if len(known) > SUGGESTED_AMONG_MAX:
        return ""
    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"did you mean `{near[0]}`?" if near else ""
