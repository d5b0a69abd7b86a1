"""The exit codes of every command, and what they mean."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """How a command ended; scripts may rely on these numbers."""

    OK = 0
    INPUT = 1
    USAGE = 2
    ENVIRONMENT = 3
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


MEANINGS: Final = {
    ExitCode.OK: "it worked; warnings do not change that",
    ExitCode.INPUT: "rules, tests, cart or catalogue are wrong; it says where",
    ExitCode.USAGE: "wrong use, or a file is missing or unreadable",
    ExitCode.ENVIRONMENT: "a limit or a problem of this machine, such as a taken port",
    ExitCode.BUG: "a bug in grosz; the message asks for a report",
    ExitCode.INTERRUPTED: "stopped with Ctrl-C",
    ExitCode.PIPE_CLOSED: "the reader of the output went away, as `head` does",
}


def exit_code_lines(codes: Iterable[tuple[int, str]]) -> list[str]:
    """Lay out exit codes as an indented list, one line each."""
    return [f"  {int(code):>3}  {meaning}" for code, meaning in codes]
