"""What stands between a command and the person: every ending has its exit code and its sentence."""

import functools
import hashlib
import io
import os
import sys
import traceback
from collections.abc import Callable
from typing import Final

import typer

from cli.exit_codes import ExitCode
from cli.terminal import complain

_INPUTS: Final[dict[str, str]] = {}


class StopError(Exception):
    """A command cannot go on, and the person can do something about it.

    Attributes:
        code: The exit code.
        message: One sentence, lower-case, without a final stop; empty where all has been said.
        hint: What to do about it, or an empty string.
    """

    def __init__(self, code: ExitCode, message: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def note_input(kind: str, body: bytes) -> None:
    """Remember the digest of an input, so that a report about our own bug can name it."""
    _INPUTS[kind] = "sha256:" + hashlib.sha256(body).hexdigest()


def engine_version() -> str:
    """Return the version of the engine; the package metadata carries the same one."""
    from pricing.version import ENGINE_VERSION

    return ENGINE_VERSION


def guarded(command: Callable[..., object]) -> Callable[..., None]:
    """Wrap a command so that it always ends with a documented exit code and without a traceback.

    ``typer.Exit`` and wrong use pass through. ``GROSZ_DEBUG=1`` adds the traceback of our own bugs.
    """

    @functools.wraps(command)
    def run(*args: object, **options: object) -> None:
        _INPUTS.clear()
        try:
            command(*args, **options)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort):
            raise
        except BrokenPipeError:
            _silence_closed_pipe()
            raise typer.Exit(ExitCode.PIPE_CLOSED) from None
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except Exception as error:  # noqa: BLE001 - the last line of defence, nothing may leak
            raise typer.Exit(_told(error)) from None

    return run


def _told(error: Exception) -> ExitCode:
    """Tell the person about an error and return the exit code it stands for."""
    if isinstance(error, StopError):
        if error.message:
            complain(error.message, hint=error.hint)
        return error.code
    if _is_wrong_use(error):
        raise error
    if isinstance(error, OSError):
        place = f" `{error.filename}`" if error.filename else ""
        complain(f"this machine refused{place}: {(error.strerror or str(error)).lower()}")
        return ExitCode.ENVIRONMENT
    if isinstance(error, MemoryError):
        complain("this machine has not enough memory for that")
        return ExitCode.ENVIRONMENT
    if os.environ.get("GROSZ_DEBUG") == "1":
        traceback.print_exception(error)
    _tell_incident(error)
    return ExitCode.BUG


def _is_wrong_use(error: Exception) -> bool:
    # Every complaint of typer about wrong use carries its exit code and can show itself.
    return hasattr(error, "exit_code") and hasattr(error, "show")


def _tell_incident(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    trail = [f"{os.path.basename(frame.filename)}:{frame.name}:{frame.lineno}" for frame in frames]
    kind = type(error).__name__
    digest = hashlib.sha256("\n".join([engine_version(), kind, *trail]).encode()).hexdigest()
    lines = [
        "this is a bug in grosz, not a mistake of yours",
        f"  what      {kind} at {trail[-1] if trail else 'an unknown place'}",
        f"  version   {engine_version()}, Python {sys.version.split()[0]}",
        f"  incident  {digest[:16]}",
        *(f"  {name:<9} {seen}" for name, seen in sorted(_INPUTS.items())),
        "  please report it with these lines; GROSZ_DEBUG=1 shows where it happened",
    ]
    complain("\n".join(lines))


def _silence_closed_pipe() -> None:
    """Point standard output away, so that Python's own last flush has nowhere to fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = io.StringIO()
