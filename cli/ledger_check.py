"""``grosz ledger check``: do the rows explain every balance?"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import LedgerPlace, file_of, moment
from cli.terminal import counted, say

if TYPE_CHECKING:
    from ledger.audit import Report

EXAMPLES: Final = (
    "grosz ledger check /var/lib/grosz          beside a ledger at work",
    "grosz ledger check /var/lib/grosz --json   for a script",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every balance is explained"),
    (ExitCode.INPUT, "one is not, or the file is damaged; it says where"),
    (ExitCode.USAGE, "there is no ledger"),
)


def check_ledger(
    place: LedgerPlace,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Add up every row and every order, and compare the sums with the balances.

    It reads the ledger as of one moment, while it is at work, and changes nothing. Uses that a
    forced confirm posted over a limit are listed; they are no mistake.
    """
    from ledger.sqlite import LedgerFileError, check_file
    from ledger.sqlite.looking import damage

    path = file_of(place)
    try:
        damages = damage(path)
        with _progress() as told:
            report = None if damages else check_file(path, told)
    except LedgerFileError as error:
        raise StopError(ExitCode.INPUT, str(error)) from None
    findings = (*damages, *(report.findings if report is not None else ()))
    if as_json:
        say(_document(report, findings))
    else:
        _say_report(report, findings)
    if findings:
        raise typer.Exit(ExitCode.INPUT)


def _document(report: "Report | None", findings: tuple[str, ...]) -> str:
    import msgspec

    document = {
        "ok": not findings,
        "rows": report.rows if report is not None else 0,
        "orders": report.orders if report is not None else 0,
        "forced": report.forced if report is not None else (),
        "findings": findings,
    }
    return msgspec.json.encode(document).decode()


def _say_report(report: "Report | None", findings: tuple[str, ...]) -> None:
    if report is not None:
        say(f"{counted(report.rows, 'row')} of {counted(report.orders, 'order')} added up")
        for row in report.forced:
            when = moment(row.at_ms)
            say(f"forced: {row.account} by order {row.order}, {row.amount} over at {when}")
    for finding in findings:
        say(f"wrong: {finding}")
    if not findings:
        say("every balance is explained")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Yield what is told how far it is; a bar where a person watches."""
    if not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("rows and orders"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows")
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
