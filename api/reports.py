"""Diagnostics of rule files as JSON: the objects of ``grosz check --format json``, with a schema.

Lines and columns count from 1, columns and offsets in code points.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from pydantic import BaseModel, TypeAdapter

from grammar.diagnostics import Diagnostic
from grammar.render import render_json
from grammar.source import Source
from rules.compiler import compile_sources


class Place(BaseModel):
    """A half-open place in a file; without lines and columns the whole ruleset is meant."""

    file: str
    start: int
    end: int
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


class LabelReport(Place):
    """A place and a few words about it."""

    label: str | None = None


class EditReport(Place):
    """Replace what a place covers by a text; an empty place inserts."""

    replacement: str


class FixReport(BaseModel):
    """Edits that mend a mistake; ``review`` asks a person to look first."""

    safety: Literal["safe", "review"]
    edits: tuple[EditReport, ...]


class DiagnosticReport(LabelReport):
    """One complaint about a rule file; ``code`` never changes its meaning."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    secondary: tuple[LabelReport, ...] = ()
    hint: str | None = None
    fix: FixReport | None = None


_REPORTS: Final = TypeAdapter(tuple[DiagnosticReport, ...])


def report(
    diagnostics: Iterable[Diagnostic], sources: Sequence[Source]
) -> tuple[DiagnosticReport, ...]:
    """Return diagnostics with their places worked out, in their own order."""
    return _REPORTS.validate_json(render_json(diagnostics, sources))


class RulesetReport(BaseModel):
    """Whether the files compile, and everything there is to say about them.

    ``digest`` is what quotes would name if this ruleset were active; it is there when ``ok`` is.
    ``omitted`` counts diagnostics left out because there were too many.
    """

    ok: bool
    digest: str | None
    promotions: int
    coupons: int
    errors: int
    warnings: int
    omitted: int
    diagnostics: tuple[DiagnosticReport, ...]


def check_files(files: dict[str, str]) -> RulesetReport:
    """Return what the compiler says about rule files; the order of the files changes nothing."""
    sources = tuple(Source(name, files[name]) for name in sorted(files))
    result = compile_sources(sources)
    program = result.program
    errors = sum(found.is_error for found in result.diagnostics)
    return RulesetReport(
        ok=program is not None,
        digest=None if program is None else program.digest,
        promotions=0 if program is None else len(program.promotions),
        coupons=0 if program is None else len(program.coupons),
        errors=errors,
        warnings=len(result.diagnostics) - errors,
        omitted=result.omitted,
        diagnostics=report(result.diagnostics, result.sources),
    )
