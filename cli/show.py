"""``grosz show``: what the compiler made of rule files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode

EXAMPLES: Final = (
    "grosz show --stage syntax a.promo       the tree the parser saw",
    "grosz show --stage ir rules             what it means, after the passes",
    "grosz show --stage python rules         the Python that prices carts",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "shown"),
    (ExitCode.INPUT, "the rules do not compile as far as that stage"),
    (ExitCode.USAGE, "a path is missing or unreadable"),
)


class Stage(StrEnum):
    """An intermediate result of the compiler."""

    SYNTAX = "syntax"
    IR = "ir"
    PYTHON = "python"


def show(
    rules: Annotated[
        Path, typer.Argument(metavar="RULES", help="A folder of .promo files, or one such file.")
    ],
    stage: Annotated[Stage, typer.Option("--stage", help="Which result to show.")] = Stage.PYTHON,
) -> None:
    """Show what the compiler made of rule files, for those who want to see how it works."""
    raise NotImplementedError
