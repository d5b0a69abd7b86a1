"""``grosz fmt``: the one canonical layout of rule files."""

import difflib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.terminal import complain, say, say_bytes, wants_colour

EXAMPLES: Final = (
    "grosz fmt rules               every .promo file of a folder, in place",
    "grosz fmt --check rules       for CI: only tells what would change",
    "grosz fmt --diff rules        shows what would change",
    "grosz fmt --stdin < a.promo   for an editor",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every file is, or now is, in canonical form"),
    (ExitCode.INPUT, "a file has syntax errors, or with --check: a file would change"),
    (ExitCode.USAGE, "a path is missing or unreadable"),
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file before and after; ``after`` is ``None`` where it has syntax errors."""

    path: Path
    before: str
    after: str | None

    @property
    def would_change(self) -> bool:
        """Whether it is not in canonical form yet."""
        return self.after is not None and self.after != self.before


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="Folders of .promo files, or single such files."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read standard input, write standard output.")
    ] = False,
) -> None:
    """Put rule files into their one canonical layout; comments and meaning stay.

    Formatting twice changes nothing. A file with syntax errors is left as it is.
    """
    if stdin == bool(paths):
        raise typer.BadParameter("name files or folders, or use --stdin", param_hint="PATH...")
    if stdin:
        _format_stdin()
        return
    results = [_format_file(path) for path in promo_files(paths or ())]
    for result in results:
        _finish(result, check=check, diff=diff)
    changed = sum(result.would_change for result in results)
    broken = sum(result.after is None for result in results)
    _summarise(len(results), changed, broken, is_dry=check or diff)
    if broken or (check and changed):
        raise typer.Exit(ExitCode.INPUT)


def promo_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the files meant by paths: a folder means every ``.promo`` file below it, sorted.

    Raises:
        StopError: A path is not there, or a folder holds no such file.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*.promo") if file.is_file())
            if not inside:
                raise StopError(ExitCode.USAGE, f"there are no .promo files in `{path}`")
            found |= dict.fromkeys(inside)
        elif path.exists():
            found[path] = None
        else:
            raise StopError(ExitCode.USAGE, f"there is no file or folder `{path}`")
    return tuple(found)


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole: a reader sees the old text or the new one, never a part.

    Permissions stay, a symbolic link stays one. After a failure the old file is untouched.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        shutil.copymode(target, name)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _format_file(path: Path) -> Formatted:
    try:
        before = path.read_bytes().decode("utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StopError(ExitCode.USAGE, f"cannot read `{path}`: {why}") from None
    except UnicodeDecodeError as error:
        raise _not_utf8(str(path), error) from None
    return Formatted(path, before, _format_text(str(path), before))


def _format_stdin() -> None:
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8("standard input", error) from None
    after = _format_text("<stdin>", text)
    if after is None:
        raise typer.Exit(ExitCode.INPUT)
    say_bytes(after.encode("utf-8"))


def _format_text(name: str, text: str) -> str | None:
    """Return the canonical layout, or tell the syntax errors and return ``None``."""
    from grammar.formatter import format_source
    from grammar.render import render_text
    from grammar.source import Source

    source = Source(name, text)
    result = format_source(source)
    if result.text is None:
        told = render_text(result.diagnostics, [source], color=wants_colour(sys.stderr))
        sys.stderr.write(told.rstrip("\n") + "\n")
    return result.text


def _finish(result: Formatted, *, check: bool, diff: bool) -> None:
    if result.after is None:
        complain(f"`{result.path}` has syntax errors and stays as it is")
        return
    if not result.would_change:
        return
    if diff:
        _say_diff(result.path, result.before, result.after)
    if not check and not diff:
        write_atomically(result.path, result.after)
    if not diff:
        say(f"{'would format' if check else 'formatted'} {result.path}")


def _say_diff(path: Path, before: str, after: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"{path} (now)",
        f"{path} (formatted)",
    )
    for line in lines:
        say(line.rstrip("\n"))


def _summarise(files: int, changed: int, broken: int, *, is_dry: bool) -> None:
    parts = []
    if changed:
        parts.append(f"{changed} {'would change' if is_dry else 'formatted'}")
    if unchanged := files - changed - broken:
        parts.append(f"{unchanged} unchanged")
    if broken:
        parts.append(f"{broken} with syntax errors")
    complain(", ".join(parts), level="summary")


def _not_utf8(name: str, error: UnicodeDecodeError) -> StopError:
    return StopError(
        ExitCode.USAGE, f"`{name}` is not UTF-8 (byte {error.start})", "save it as UTF-8"
    )
