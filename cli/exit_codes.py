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
    ExitCode.INPUT: "the input is wrong, and the answer says where (rules, tests, cart, catalogue)",
    ExitCode.USAGE: "the command was used wrongly, or a file is missing or unreadable",
    ExitCode.ENVIRONMENT: "a limit or a problem of this machine (port taken, disk full)",
    ExitCode.BUG: "a bug in grosz itself; the message asks for a report and carries a digest",
    ExitCode.INTERRUPTED: "stopped with Ctrl-C",
    ExitCode.PIPE_CLOSED: "the reader of the output went away, as in `grosz ... | head`",
}


def exit_code_lines(codes: Iterable[tuple[int, str]]) -> list[str]:
    """Lay out exit codes as an indented list, one line each."""
    return [f"  {int(code):>3}  {meaning}" for code, meaning in codes]
