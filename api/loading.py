"""Loads a ruleset and a catalogue from disk into a snapshot, or says why it cannot."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.reports import report
from api.state import LoadFailure, Snapshot
from catalogue.findings import CatalogueErrors
from catalogue.load import load_catalogue
from grammar.render import render_text
from rules.bundle import BundleError, compile_folder
from rules.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue.store import Catalogue
    from grammar.diagnostics import Diagnostic
    from grammar.source import Source

# The rules say which currency the catalogue is in, and the catalogue which attributes the rules may
# name: one of them must be read first, and most shops are in this currency.
_CURRENCY: Final = "PLN"


class LoadError(Exception):
    """Rules or catalogue cannot be loaded.

    Attributes:
        failure: When, why, and the whole story.
        is_unreadable: Whether the rules are missing or cannot be read, rather than wrong.
    """

    def __init__(self, failure: LoadFailure, *, is_unreadable: bool = False) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.is_unreadable = is_unreadable


def load_snapshot(
    rules: Path, catalogue: Path | None, *, workspace: Workspace | None = None
) -> Snapshot:
    """Read, compile and put together; nothing that is active is touched.

    Args:
        rules: Folder of ``.promo`` files, or one such file.
        catalogue: Folder of the product and price files, or ``None``.
        workspace: What the compiler remembers from load to load.

    Raises:
        LoadError: A file cannot be read, the rules do not compile or the catalogue has mistakes.
    """
    goods: Catalogue | None = None
    refused: CatalogueErrors | None = None
    if catalogue is not None:
        try:
            goods = load_catalogue(catalogue, _CURRENCY)
        except CatalogueErrors as error:
            refused = error
    try:
        columns = None if goods is None else goods.attribute_names
        result = compile_folder(rules, attributes=columns, workspace=workspace)
    except BundleError as error:
        raise LoadError(LoadFailure(clock(), str(error), ""), is_unreadable=True) from None
    if result.program is None:
        raise _does_not_compile(rules, result.diagnostics, result.sources)
    currency = result.program.shop.currency.code
    if catalogue is not None and currency != _CURRENCY:
        goods, refused = _load_again(catalogue, currency)
    if refused is not None:
        raise _bad_catalogue(refused)
    return Snapshot(
        program=result.program,
        catalogue=goods,
        loaded_at=clock(),
        source=rules.resolve().name,
        files=len(result.sources),
        warnings=len(result.diagnostics) + result.omitted,
        sources=result.sources,
    )


def _load_again(
    catalogue: Path, currency: str
) -> "tuple[Catalogue | None, CatalogueErrors | None]":
    try:
        return load_catalogue(catalogue, currency), None
    except CatalogueErrors as error:
        return None, error


def clock() -> datetime:
    """Return the present moment: for what happens to the server, never for a price."""
    return datetime.fromtimestamp(time.time(), UTC)


def _failed(message: str, text: str, diagnostics: tuple[dict[str, Any], ...] = ()) -> LoadError:
    return LoadError(LoadFailure(clock(), message, text, diagnostics))


def _does_not_compile(
    rules: Path, diagnostics: "Sequence[Diagnostic]", sources: "Sequence[Source]"
) -> LoadError:
    mistakes = _mistakes(sum(found.is_error for found in diagnostics))
    return _failed(
        f"the rules in `{rules.resolve().name}` do not compile: {mistakes}",
        render_text(diagnostics, sources),
        tuple(one.model_dump(mode="json") for one in report(diagnostics, sources)),
    )


def _bad_catalogue(error: CatalogueErrors) -> LoadError:
    told = tuple(
        {
            "severity": "error",
            "message": one.message,
            "hint": one.hint or None,
            "file": one.file,
            "line": one.row,
            "field": one.column,
        }
        for one in error.errors
    )
    return _failed(f"the catalogue has {_mistakes(len(error.errors))}", f"{error}\n", told)


def _mistakes(count: int) -> str:
    return "1 mistake" if count == 1 else f"{count} mistakes"
