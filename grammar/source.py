"""Text and places in it: half-open code-point offsets; lines and columns belong to ``render``."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file, ``start`` included and ``end`` not, in code points.

    ``file`` is the name of the source, so that a label may point into another file than its
    diagnostic does.
    """

    start: int
    end: int
    file: str = ""

    def until(self, other: "Span") -> "Span":
        """Return the span from the start of this one to the end of the other."""
        return Span(self.start, other.end, self.file)


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the language as text.

    Attributes:
        name: As shown to people: the path inside its folder.
        text: Everything in it, line ends as they are in the file.
    """

    name: str
    text: str
    _line_starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def span(self, start: int, end: int) -> Span:
        """Return the span of these offsets in this file."""
        return Span(start, end, self.name)

    def span_of(self, quoted: str, occurrence: int = 1) -> Span:
        """Find a piece of the text; tests name spans by quoting.

        Raises:
            ValueError: The text does not hold that many of it.
        """
        start = -1
        for _ in range(occurrence):
            start = self.text.index(quoted, start + 1)
        return self.span(start, start + len(quoted))

    def quote(self, span: Span) -> str:
        """Return the text under a span."""
        return self.text[span.start : span.end]

    def line_of(self, offset: int) -> int:
        """Return the number, from 0, of the line that holds an offset."""
        return bisect_right(self._starts(), offset) - 1

    def line_start(self, line: int) -> int:
        """Return the offset at which a line, counted from 0, begins."""
        return self._starts()[line]

    def line_text(self, line: int) -> str:
        """Return a line, counted from 0, without its line end."""
        starts = self._starts()
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        return self.text[starts[line] : end].rstrip("\r\n")

    def _starts(self) -> list[int]:
        """Offsets of all line starts, found once when they are first asked for."""
        if not self._line_starts:
            starts = [0]
            at = self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._line_starts.extend(starts)
        return self._line_starts
