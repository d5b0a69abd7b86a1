"""Diagnostics of rule files as JSON: places as offsets and as lines and columns, hints and fixes.

Lines and columns count from 1, columns and offsets in code points.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel

from grammar.diagnostics import Diagnostic, Fix, Label
from grammar.source import Source, Span


class Place(BaseModel):
    """A half-open place in a file: ``start`` and ``end`` are offsets."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class LabelReport(BaseModel):
    """A place and a few words about it."""

    place: Place
    text: str


class EditReport(BaseModel):
    """Replace what a place covers by a text; an empty place inserts."""

    place: Place
    text: str


class FixReport(BaseModel):
    """Edits that mend a mistake; ``review`` asks a person to look first."""

    safety: Literal["safe", "review"]
    edits: tuple[EditReport, ...]


class DiagnosticReport(BaseModel):
    """One complaint about a rule file; ``code`` never changes its meaning."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    label: str
    place: Place
    secondary: tuple[LabelReport, ...] = ()
    hint: str | None = None
    fix: FixReport | None = None


def report(
    diagnostics: Iterable[Diagnostic], sources: Sequence[Source]
) -> tuple[DiagnosticReport, ...]:
    """Return diagnostics with their places worked out, in their own order."""
    by_name = {source.name: source for source in sources}
    return tuple(_report_one(found, by_name) for found in diagnostics)


def _report_one(found: Diagnostic, sources: Mapping[str, Source]) -> DiagnosticReport:
    return DiagnosticReport(
        code=found.code,
        severity=found.severity.value,
        message=found.message,
        label=found.primary.text,
        place=_place(found.primary.span, sources),
        secondary=tuple(_label(label, sources) for label in found.secondary),
        hint=found.hint,
        fix=None if found.fix is None else _fix(found.fix, sources),
    )


def _label(label: Label, sources: Mapping[str, Source]) -> LabelReport:
    return LabelReport(place=_place(label.span, sources), text=label.text)


def _fix(fix: Fix, sources: Mapping[str, Source]) -> FixReport:
    edits = tuple(
        EditReport(place=_place(edit.span, sources), text=edit.text) for edit in fix.edits
    )
    return FixReport(safety=fix.safety.value, edits=edits)


def _place(span: Span, sources: Mapping[str, Source]) -> Place:
    source = sources.get(span.file)
    if source is None:
        # The whole bundle is meant, not a place in a file.
        return Place(file=span.file, line=1, column=1, end_line=1, end_column=1, start=0, end=0)
    line, column = _line_and_column(source, span.start)
    end_line, end_column = _line_and_column(source, span.end)
    return Place(
        file=span.file,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        start=span.start,
        end=span.end,
    )


def _line_and_column(source: Source, offset: int) -> tuple[int, int]:
    line = source.line_of(offset)
    return line + 1, offset - source.line_start(line) + 1
