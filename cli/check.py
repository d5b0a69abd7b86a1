"""``grosz check``: what is wrong with rule files, and where."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.terminal import counted, say, styled, wants_colour

if TYPE_CHECKING:
    from grammar.diagnostics import Diagnostic, Fix, Label
    from grammar.source import Source, Span

EXAMPLES: Final = (
    "grosz check examples/sklep/rules      a folder is one ruleset",
    "grosz check a.promo b.promo           so are single files together",
    "grosz check rules --format json       for an editor or a script",
    "grosz check rules --format github     annotations on a pull request",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "no errors; there may be warnings"),
    (ExitCode.INPUT, "at least one error"),
    (ExitCode.USAGE, "a path is missing or unreadable"),
)


class Format(StrEnum):
    """How diagnostics are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Folders of .promo files, or single such files."),
    ],
    layout: Annotated[
        Format, typer.Option("--format", help="`text` for people, `json` or `github` for machines.")
    ] = Format.TEXT,
    no_warnings: Annotated[
        bool, typer.Option("--no-warnings", help="Tell of errors only.")
    ] = False,
) -> None:
    """Compile rule files and tell every mistake: file, line, underlined place, and what to do.

    One mistake is one diagnostic, and the other promotions are still checked. Nothing is written.
    """
    rulesets = [_compile(*ruleset) for ruleset in _rulesets(paths)]
    found = [one for diagnostics, _, _ in rulesets for one in diagnostics]
    sources = [source for _, read, _ in rulesets for source in read]
    omitted = sum(left for _, _, left in rulesets)
    errors = [one for one in found if one.is_error]
    _write(errors if no_warnings else found, sources, layout)
    if layout is Format.TEXT:
        say(_summary(len(errors), len(found) - len(errors), len(sources), omitted))
    if errors:
        raise typer.Exit(ExitCode.INPUT)


def _rulesets(paths: Iterable[Path]) -> "Iterator[tuple[Sequence[Source], dict[str, str]]]":
    """Yield every ruleset, with the names by which the person knows its files."""
    from cli.loading import read_rules

    singles: dict[str, Source] = {}
    for path in dict.fromkeys(paths):
        read = read_rules(path)
        if path.is_dir():
            yield read, {source.name: str(path / source.name) for source in read}
            continue
        # Two rule files of one name in different folders are two; rules know lists by their name.
        for source in read:
            name = str(path) if source.name == path.name else source.name
            singles[name] = replace(source, name=name)
    if singles:
        yield tuple(singles.values()), {}


def _compile(
    read: "Sequence[Source]", names: dict[str, str]
) -> "tuple[list[Diagnostic], list[Source], int]":
    """Return diagnostics and sources by the names the person knows, and how many are left out."""
    from rules.compiler import compile_sources

    compiled = compile_sources(read)
    found = [_renamed(one, names) for one in compiled.diagnostics]
    renamed = [replace(one, name=names.get(one.name, one.name)) for one in compiled.sources]
    return found, renamed, compiled.omitted


def _renamed(found: "Diagnostic", names: dict[str, str]) -> "Diagnostic":
    """Name files as the person typed them, so that an editor can jump there."""

    def span(place: "Span") -> "Span":
        return place._replace(file=names.get(place.file, place.file))

    def label(one: "Label") -> "Label":
        return replace(one, span=span(one.span))

    def fix(one: "Fix") -> "Fix":
        return replace(one, edits=tuple(replace(edit, span=span(edit.span)) for edit in one.edits))

    return replace(
        found,
        primary=label(found.primary),
        secondary=tuple(label(one) for one in found.secondary),
        fix=None if found.fix is None else fix(found.fix),
    )


def _write(found: "Sequence[Diagnostic]", sources: "Sequence[Source]", layout: Format) -> None:
    from grammar.render import render_github, render_json, render_text

    if layout is Format.JSON:
        text = render_json(found, sources)
    elif layout is Format.GITHUB:
        text = render_github(found, sources)
    else:
        text = render_text(found, sources, color=wants_colour(sys.stdout))
    if text.strip():
        say(text.rstrip("\n") + ("\n" if layout is Format.TEXT else ""))


def _summary(errors: int, warnings: int, files: int, omitted: int) -> str:
    looked = counted(files, "file")
    if not errors and not warnings:
        return f"{styled('ok', 'green', sys.stdout)}: nothing to complain about in {looked}"
    counts = [counted(errors, "error")] if errors else ["no errors"]
    if warnings:
        counts.append(counted(warnings, "warning"))
    if omitted:
        counts.append(f"{omitted} more not shown")
    mark = styled("failed", "red", sys.stdout) if errors else styled("ok", "green", sys.stdout)
    return f"{mark}: {', '.join(counts)} in {looked}"
