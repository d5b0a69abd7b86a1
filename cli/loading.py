"""Reads what commands are given: rules, a catalogue, a cart. Every failure says where it lies."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError, note_input
from cli.terminal import complain, counted, styled, wants_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from api.problems import ProblemError
    from api.state import Snapshot
    from catalogue.store import Catalogue
    from grammar.diagnostics import Diagnostic
    from grammar.source import Source
    from pricing.quote import Quote
    from pricing.reader_numbers import Language
    from rules.compiler import CompileResult

STDIN: Final = "-"

RulesPath = Annotated[
    Path, typer.Argument(metavar="RULES", help="A folder of .promo files, or one such file.")
]
CartPath = Annotated[
    str, typer.Argument(metavar="CART.json", help="A cart document; `-` reads standard input.")
]
CatalogueOption = Annotated[
    Path | None,
    typer.Option(
        "--catalogue",
        metavar="DIR",
        help="Products and prices; without it the cart states them itself.",
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="ISO", help="Price it at this moment instead of the cart's own."),
]
ChannelOption = Annotated[
    str | None,
    typer.Option("--channel", metavar="C", help="Price it in this channel instead of its own."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the very bytes of the API.")]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command shall price, as it was typed.

    Attributes:
        rules: Folder or file.
        cart: File, or ``-`` for standard input.
        catalogue: Folder, or ``None``.
        at: Another moment than the cart's, or ``None``.
        channel: Another channel than the cart's, or ``None``.
    """

    rules: Path
    cart: str
    catalogue: Path | None = None
    at: str | None = None
    channel: str | None = None


def quote_for(
    wish: Wish, *, explain: bool = False, language: "Language" = "en"
) -> "tuple[Quote, Snapshot]":
    """Price a cart exactly as the API does, with the same code.

    Raises:
        StopError: A file is missing or unreadable (2), or its content is wrong (1). What is wrong
            has been told by then.
    """
    from api.body import check_depth
    from api.problems import ProblemError
    from api.quoting import quote_cart, read_cart

    snapshot = load_snapshot(wish.rules, wish.catalogue)
    body = read_cart_bytes(wish.cart)
    name = "standard input" if wish.cart == STDIN else wish.cart
    try:
        check_depth(body)
        body = _with_wishes(body, wish, snapshot)
        cart, at = read_cart(body, may_state=True)
        return quote_cart(snapshot, cart, at, explain=explain, language=language), snapshot
    except ProblemError as problem:
        _tell_problem(name, problem)
        raise StopError(ExitCode.INPUT) from None


def load_snapshot(rules: Path, catalogue: Path | None) -> "Snapshot":
    """Compile rules and load a catalogue.

    Raises:
        StopError: See ``quote_for``.
    """
    from api.state import Snapshot

    compiled = compile_rules(rules)
    if compiled.program is None:
        raise StopError(ExitCode.INPUT)
    goods = load_goods(catalogue, compiled.program.shop.currency.code)
    # The moment of loading is for a server to tell; here nobody asks.
    long_ago = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return Snapshot(compiled.program, goods, long_ago, rules.name, len(compiled.sources))


def compile_rules(path: Path) -> "CompileResult":
    """Compile a folder or file; errors are printed to standard error, warnings are not.

    Raises:
        StopError: It is missing or unreadable.
    """
    compiled = compile_quietly(path)
    if compiled.program is None:
        errors = [found for found in compiled.diagnostics if found.is_error]
        tell_diagnostics(errors, compiled.sources)
    return compiled


def compile_quietly(path: Path) -> "CompileResult":
    """Compile a folder or file and print nothing.

    Raises:
        StopError: It is missing or unreadable.
    """
    from rules.compiler import compile_sources

    compiled = compile_sources(read_rules(path))
    note_input("rules", compiled.digest.encode())
    return compiled


def read_rules(path: Path) -> "tuple[Source, ...]":
    """Read the rule files of a folder, or one file, and the lists beside them.

    Raises:
        StopError: It is missing or unreadable.
    """
    from rules.bundle import BundleError, read_folder

    try:
        return read_folder(path)
    except BundleError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None


def tell_diagnostics(found: "Iterable[Diagnostic]", sources: "Sequence[Source]") -> None:
    """Print diagnostics to standard error as rustc does, and how many there are."""
    from grammar.render import render_text

    listed = list(found)
    text = render_text(listed, sources, color=wants_colour(sys.stderr))
    sys.stderr.write(text.rstrip("\n") + "\n\n")
    complain(
        f"the rules do not compile: {counted(len(listed), 'error')}",
        hint="`grosz check` shows warnings too",
    )


def load_goods(folder: Path | None, currency: str) -> "Catalogue | None":
    """Load a catalogue, or none.

    Raises:
        StopError: It is missing (2), or something in it is wrong (1).
    """
    if folder is None:
        return None
    from catalogue.findings import CatalogueErrors
    from catalogue.load import load_catalogue

    if not folder.is_dir():
        raise StopError(ExitCode.USAGE, f"there is no catalogue folder `{folder}`")
    try:
        return load_catalogue(folder, currency)
    except CatalogueErrors as error:
        mark = styled("error", "red", sys.stderr)
        sys.stderr.write("".join(f"{mark}: {one.render()}\n" for one in error.errors))
        if not error.is_complete:
            complain("there may be more mistakes; reading stopped here", level="note")
        raise StopError(ExitCode.INPUT, f"the catalogue `{folder}` cannot be used") from None


def read_cart_bytes(name: str) -> bytes:
    """Read a cart document from a file or from standard input.

    Raises:
        StopError: It is missing, unreadable or larger than the API takes.
    """
    from api.limits import BODY_BYTES_MAX

    if name == STDIN:
        body = sys.stdin.buffer.read(BODY_BYTES_MAX + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                body = file.read(BODY_BYTES_MAX + 1)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StopError(ExitCode.USAGE, f"cannot read the cart `{name}`: {why}") from None
    if len(body) > BODY_BYTES_MAX:
        raise StopError(ExitCode.INPUT, f"{name}: larger than {BODY_BYTES_MAX} bytes")
    note_input("cart", body)
    return body


def _with_wishes(body: bytes, wish: Wish, snapshot: "Snapshot") -> bytes:
    """Put another moment or channel into the document, before anything checks it."""
    if wish.at is None and wish.channel is None:
        return body
    import msgspec

    from api.body import check_names_once
    from pricing.wire import parse_instant

    channels = snapshot.program.shop.channels
    if wish.channel is not None and wish.channel not in channels:
        known = ", ".join(channels)
        raise StopError(ExitCode.USAGE, f"there is no channel `{wish.channel}`", f"one of {known}")
    try:
        if wish.at is not None:
            parse_instant(wish.at)
    except ValueError as error:
        hint = "write it with the offset from UTC, such as 2026-11-05T08:30:00+01:00"
        raise StopError(ExitCode.USAGE, str(error), hint) from None
    check_names_once(body)
    try:
        document = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    if not isinstance(document, dict):
        return body
    wishes = {"at": wish.at, "channel": wish.channel}
    document |= {field: value for field, value in wishes.items() if value is not None}
    return msgspec.json.encode(document)


def _tell_problem(name: str, problem: "ProblemError") -> None:
    if not problem.errors:
        complain(f"{name}: {problem.detail}")
    for error in problem.errors:
        place = f"{name}: {error.pointer}" if error.pointer else name
        complain(f"{place}: {error.message}", hint=error.hint)
