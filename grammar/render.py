"""Diagnostics for people and for programs: text as rustc prints it, JSON, GitHub annotations.

Lines and columns exist only here. Both count from 1; columns count code points.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from grammar.diagnostics import Diagnostic, Label, Severity
from grammar.source import Source, Span

LINE_CHARS_MAX: Final = 200  # of a longer line only the part around the mistake is shown
_TAB_COLUMNS: Final = 4
_BOLD, _RED, _YELLOW, _BLUE, _PLAIN = "\033[1m", "\033[1;31m", "\033[1;33m", "\033[1;34m", "\033[0m"


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Sequence[Source], *, color: bool = False
) -> str:
    """Write diagnostics for people: sentence, place, the line itself with carets, hint.

    Args:
        diagnostics: In the order in which they are to be shown.
        sources: The files they speak about; one that is not among them is named without its line.
        color: Whether to use ANSI escapes.

    Returns:
        Lines, each with its end; a blank line stands between two diagnostics.
    """
    by_name = {source.name: source for source in sources}
    shown = (_Text(diagnostic, by_name, color=color).render() for diagnostic in diagnostics)
    return "\n".join(shown)


def render_json(diagnostics: Iterable[Diagnostic], sources: Sequence[Source]) -> str:
    """Write diagnostics as a JSON array, one object each, with offsets, lines and columns."""
    by_name = {source.name: source for source in sources}
    objects = [_object(diagnostic, by_name) for diagnostic in diagnostics]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def render_github(diagnostics: Iterable[Diagnostic], sources: Sequence[Source]) -> str:
    """Write diagnostics as workflow commands that GitHub shows beside the lines of a change."""
    by_name = {source.name: source for source in sources}
    return "".join(_annotation(diagnostic, by_name) + "\n" for diagnostic in diagnostics)


def position(source: Source, offset: int) -> tuple[int, int]:
    """Return the line and the column, both from 1, of an offset."""
    line = source.line_of(offset)
    return line + 1, offset - source.line_start(line) + 1


# --- text -----------------------------------------------------------------------------------------


class _Text:
    def __init__(self, diagnostic: Diagnostic, sources: dict[str, Source], *, color: bool) -> None:
        self.diagnostic = diagnostic
        self.sources = sources
        self.color = color
        lines = [
            sources[label.span.file].line_of(label.span.start) + 1
            for label in (diagnostic.primary, *diagnostic.secondary)
            if label.span.file in sources
        ]
        self.margin = len(str(max(lines, default=1)))

    def paint(self, text: str, style: str) -> str:
        return f"{style}{text}{_PLAIN}" if self.color and text else text

    def severity_style(self) -> str:
        return _RED if self.diagnostic.severity is Severity.ERROR else _YELLOW

    def render(self) -> str:
        found = self.diagnostic
        kind = self.paint(f"{found.severity.value}[{found.code}]", self.severity_style())
        lines = [f"{kind}{self.paint(': ' + found.message, _BOLD)}"]
        file, row = None, -1
        labels = sorted(
            (found.primary, *found.secondary),
            key=lambda label: (label.span.file != found.primary.span.file, label.span),
        )
        for label in labels:
            source = self.sources.get(label.span.file)
            line = source.line_of(label.span.start) if source else -1
            is_new_file = label.span.file != file
            place = self.place(label, is_new_file=is_new_file)
            # Two labels under one line share it.
            lines += place[1:] if source and not is_new_file and line == row else place
            file, row = label.span.file, line
        if found.hint:
            bar = self.paint(" " * self.margin + " =", _BLUE)
            lines.append(f"{bar} {self.paint('hint', _BOLD)}: {found.hint}")
        return "\n".join(lines) + "\n"

    def place(self, label: Label, *, is_new_file: bool) -> list[str]:
        span = label.span
        source = self.sources.get(span.file)
        pad = " " * self.margin
        if source is None:
            return [f"{pad}{self.paint('-->', _BLUE)} {span.file}"] if span.file else []
        line, _ = position(source, span.start)
        bar = self.paint(f"{pad} |", _BLUE)
        lines = []
        if is_new_file:
            row, column = position(source, self.first_of(span).start)
            arrow = self.paint("-->", _BLUE)
            lines += [f"{pad}{arrow} {span.file}:{row}:{column}", bar]
        text, cut = self.shown_line(source, line - 1, span)
        start = min(max(span.start - source.line_start(line - 1) - cut, 0), len(text))
        end = min(max(span.end - source.line_start(line - 1) - cut, start), len(text))
        is_primary = label == self.diagnostic.primary
        marks = ("^" if is_primary else "-") * max(_columns(text, end) - _columns(text, start), 1)
        marks = self.paint(
            f"{marks} {label.text}".rstrip(), self.severity_style() if is_primary else _BLUE
        )
        number = self.paint(f"{line:>{self.margin}} |", _BLUE)
        lines.append(f"{number} {_expanded(text)}".rstrip())
        lines.append(f"{bar} {' ' * _columns(text, start)}{marks}".rstrip())
        return lines

    def shown_line(self, source: Source, line: int, span: Span) -> tuple[str, int]:
        """Return a line, or the part of a long one around its place, and where that begins.

        All labels of one line show the same part of it: the one around the primary place.
        """
        text = source.line_text(line)
        if len(text) <= LINE_CHARS_MAX:
            return text, 0
        primary = self.diagnostic.primary.span
        here = primary.file == source.name and source.line_of(primary.start) == line
        start = (primary if here else span).start - source.line_start(line)
        first = max(min(start - LINE_CHARS_MAX // 2, len(text) - LINE_CHARS_MAX), 0)
        part = text[first : first + LINE_CHARS_MAX]
        after = "…" if first + LINE_CHARS_MAX < len(text) else ""
        return (f"…{part}{after}", first - 1) if first else (part + after, 0)

    def first_of(self, span: Span) -> Span:
        """The arrow names the primary place where it is in this file."""
        primary = self.diagnostic.primary.span
        return primary if primary.file == span.file else span


def _expanded(text: str) -> str:
    """Replace tabs by blanks and what cannot be shown by a sign."""
    shown = []
    column = 0
    for character in text:
        width = _width(character, column)
        if character == "\t":
            shown.append(" " * width)
        else:
            shown.append(character if width or character.isprintable() else "�")
            width = width if width or unicodedata.combining(character) else 1
        column += width
    return "".join(shown)


def _columns(text: str, end: int) -> int:
    """Return how many columns of a terminal the first ``end`` characters take."""
    column = 0
    for character in text[:end]:
        width = _width(character, column)
        if not width and not unicodedata.combining(character):
            width = 1
        column += width
    return column


def _width(character: str, column: int) -> int:
    if character == "\t":
        return _TAB_COLUMNS - column % _TAB_COLUMNS
    if unicodedata.combining(character) or not character.isprintable():
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- for programs ---------------------------------------------------------------------------------


def _object(diagnostic: Diagnostic, sources: dict[str, Source]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.primary, sources),
    }
    if diagnostic.secondary:
        made["secondary"] = [_place(label, sources) for label in diagnostic.secondary]
    if diagnostic.hint:
        made["hint"] = diagnostic.hint
    if diagnostic.fix:
        made["fix"] = {
            "safety": diagnostic.fix.safety.value,
            "edits": [
                {**_place(Label(edit.span), sources), "replacement": edit.text}
                for edit in diagnostic.fix.edits
            ],
        }
    return made


def _place(label: Label, sources: dict[str, Source]) -> dict[str, Any]:
    span = label.span
    made: dict[str, Any] = {"file": span.file, "start": span.start, "end": span.end}
    if source := sources.get(span.file):
        made["line"], made["column"] = position(source, span.start)
        made["end_line"], made["end_column"] = position(source, span.end)
    if label.text:
        made["label"] = label.text
    return made


def _annotation(diagnostic: Diagnostic, sources: dict[str, Source]) -> str:
    span = diagnostic.primary.span
    place = f"file={_property(span.file)}"
    if source := sources.get(span.file):
        line, column = position(source, span.start)
        end_line, end_column = position(source, span.end)
        place += f",line={line},col={column},endLine={end_line}"
        if end_line == line:
            place += f",endColumn={max(end_column, column)}"
    text = diagnostic.message + (f"; {diagnostic.hint}" if diagnostic.hint else "")
    title = _property(diagnostic.code)
    return f"::{diagnostic.severity.value} {place},title={title}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
