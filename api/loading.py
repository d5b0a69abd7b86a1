"""Loads a ruleset and a catalogue from disk into a snapshot, or says why it cannot."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.reports import report
from api.state import LoadFailure, Snapshot
from catalogue.findings import CatalogueErrors
from catalogue.load import load_catalogue
from grammar.render import render_text
from rules.bundle import BundleError, read_folder
from rules.compiler import compile_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grammar.diagnostics import Diagnostic
    from grammar.source import Source


class LoadError(Exception):
    """Rules or catalogue cannot be loaded.

    Attributes:
        failure: When, why, and the whole story.
    """

    def __init__(self, failure: LoadFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def load_snapshot(rules: Path, catalogue: Path | None) -> Snapshot:
    """Read, compile and put together; nothing that is active is touched.

    Args:
        rules: Folder of ``.promo`` files, or one such file.
        catalogue: Folder of the product and price files, or ``None``.

    Raises:
        LoadError: A file cannot be read, the rules do not compile or the catalogue has mistakes.
    """
    try:
        sources = read_folder(rules)
    except BundleError as error:
        raise _failed(str(error), f"error: {error}\n") from None
    result = compile_sources(sources)
    if result.program is None:
        raise _does_not_compile(rules, result.diagnostics, sources)
    loaded = None
    if catalogue is not None:
        try:
            loaded = load_catalogue(catalogue, result.program.shop.currency.code)
        except CatalogueErrors as error:
            raise _bad_catalogue(error) from None
    return Snapshot(
        program=result.program,
        catalogue=loaded,
        loaded_at=clock(),
        source=rules.resolve().name,
        files=len(sources),
    )


def clock() -> datetime:
    """Return the present moment: for what happens to the server, never for a price."""
    return datetime.fromtimestamp(time.time(), UTC)


def _failed(message: str, text: str, diagnostics: tuple[dict[str, Any], ...] = ()) -> LoadError:
    return LoadError(LoadFailure(clock(), message, text, diagnostics))


def _does_not_compile(
    rules: Path, diagnostics: "Sequence[Diagnostic]", sources: "Sequence[Source]"
) -> LoadError:
    count = sum(found.is_error for found in diagnostics)
    mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
    return _failed(
        f"the rules in `{rules.resolve().name}` do not compile: {mistakes}",
        render_text(diagnostics, sources),
        tuple(one.model_dump(mode="json") for one in report(diagnostics, sources)),
    )


def _bad_catalogue(error: CatalogueErrors) -> LoadError:
    count = len(error.errors)
    told = tuple(
        {
            "severity": "error",
            "message": one.message,
            "hint": one.hint or None,
            "place": {"file": one.file, "line": one.row, "column_name": one.column},
        }
        for one in error.errors
    )
    mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
    return _failed(f"the catalogue has {mistakes}", f"{error}\n", told)
