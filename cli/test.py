"""``grosz test``: the ``test`` blocks that stand beside the rules."""

from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.loading import CatalogueOption, RulesPath

EXAMPLES: Final = (
    "grosz test examples/sklep/rules --catalogue examples/sklep/catalogue",
    "grosz test rules -k coffee      only tests whose name contains `coffee`",
    "grosz test rules --json         for a machine",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every test passed"),
    (ExitCode.INPUT, "a test failed, or the rules do not compile"),
    (ExitCode.USAGE, "a path is missing or unreadable, or no test has that name"),
)


def run_tests(
    rules: RulesPath,
    catalogue: CatalogueOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    name: Annotated[
        str | None,
        typer.Option("-k", metavar="NAME", help="Only tests whose name contains this."),
    ] = None,
) -> None:
    """Run the `test` blocks of a ruleset; a failure says what differed and why."""
    raise NotImplementedError
