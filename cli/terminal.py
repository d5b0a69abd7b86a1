"""Writing to the terminal, or to the pipe or file that stands in for it."""

import os
import sys
from collections.abc import Iterable
from typing import Final, TextIO

_STYLES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def wants_colour(stream: TextIO) -> bool:
    """Tell whether colour belongs on this stream: a terminal that nobody asked to stay plain.

    ``NO_COLOR`` (https://no-color.org) with any value but an empty one, and ``TERM=dumb``, say no.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def styled(text: str, style: str, stream: TextIO) -> str:
    """Return the text in a style where the stream wants colour, and as it is otherwise.

    Args:
        text: What to write.
        style: One of ``bold``, ``dim``, ``red``, ``green``, ``yellow``, ``cyan``.
        stream: Where it will be written.
    """
    if not wants_colour(stream):
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def say(text: str = "") -> None:
    """Write one line of the answer to standard output."""
    sys.stdout.write(text + "\n")


def say_all(lines: Iterable[str]) -> None:
    """Write lines of the answer to standard output."""
    for line in lines:
        say(line)


def say_bytes(body: bytes) -> None:
    """Write exactly these bytes to standard output; on a terminal a line end follows them."""
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    if sys.stdout.isatty():
        say()


def complain(text: str, *, hint: str = "", level: str = "error") -> None:
    """Write one sentence about what is wrong to standard error.

    Args:
        text: The sentence, lower-case, without a final stop.
        hint: What to do about it, or an empty string.
        level: ``error``, ``warning`` or ``note``.
    """
    colour = {"error": "red", "warning": "yellow"}.get(level, "cyan")
    sys.stderr.write(f"{styled(level, colour, sys.stderr)}: {text}\n")
    if hint:
        sys.stderr.write(f"  {styled('hint', 'cyan', sys.stderr)}: {hint}\n")


def survive_any_encoding() -> None:
    """Let a terminal that cannot show a letter show ``?`` instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
