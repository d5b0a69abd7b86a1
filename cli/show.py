"""``grosz show``: what the compiler made of rule files."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.loading import RulesPath, compile_rules
from cli.terminal import say, say_all

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
    rules: RulesPath,
    stage: Annotated[Stage, typer.Option("--stage", help="Which result to show.")] = Stage.PYTHON,
) -> None:
    """Show what the compiler made of rule files, for those who want to see how it works.

    The syntax is shown of rules with errors too, as far as it was understood.
    """
    from cli.outline import outline

    compiled = compile_rules(rules)
    match stage:
        case Stage.SYNTAX:
            for file in compiled.files:
                say_all(outline(file, compiled.sources))
        case Stage.IR if compiled.optimised is not None:
            say_all(outline(compiled.optimised, compiled.sources))
        case Stage.PYTHON if compiled.program is not None:
            for module in compiled.modules:
                say(f"# {module.source or 'sets that stand in no file'}")
                say(module.python)
        case _:
            pass
    if compiled.has_errors:
        raise typer.Exit(ExitCode.INPUT)
