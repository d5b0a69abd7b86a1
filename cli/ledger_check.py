"""``grosz ledger check``: do the rows explain every balance?"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import LedgerPlace, file_of, is_address, moment, open_store
from cli.terminal import counted, say

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.audit import Report

EXAMPLES: Final = (
    "grosz ledger check /var/lib/grosz          beside a ledger at work",
    "grosz ledger check /var/lib/grosz --json   for a script",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every balance is explained"),
    (ExitCode.INPUT, "one is not, or the file is damaged; it says where"),
    (ExitCode.USAGE, "there is no ledger"),
    (ExitCode.ENVIRONMENT, "its server is not reached"),
)


def check_ledger(
    place: LedgerPlace,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Add up every row and every order, and compare the sums with the balances.

    It reads a file as of one moment, while it is at work, and changes nothing. A Redis has no such
    moment: it is read twice, and what both find is told. Uses that a forced confirm posted over a
    limit are listed; they are no mistake.
    """
    report, findings = _check_redis(place) if is_address(place) else _check_file(file_of(place))
    if as_json:
        say(_document(report, findings))
    else:
        _say_report(report, findings)
    if findings:
        raise typer.Exit(ExitCode.INPUT)


def _check_file(path: "Path") -> "tuple[Report | None, tuple[str, ...]]":
    from ledger.sqlite import LedgerFileError, check_file
    from ledger.sqlite.looking import damage

    try:
        damages = damage(path)
        with _progress() as told:
            report = None if damages else check_file(path, told)
    except LedgerFileError as error:
        raise StopError(ExitCode.INPUT, str(error)) from None
    return report, (*damages, *(report.findings if report is not None else ()))


def _check_redis(place: str) -> "tuple[Report | None, tuple[str, ...]]":
    """Read everything twice: what both find is no order that was under way."""
    import asyncio

    first = asyncio.run(_read_redis(place))
    if not first.findings:
        return first, ()
    second = asyncio.run(_read_redis(place))
    return second, tuple(one for one in second.findings if one in set(first.findings))


async def _read_redis(place: str) -> "Report":
    import contextlib

    from ledger.audit import check
    from ledger.redis.everything import read_everything
    from ledger.redis.line import LostError, NotReachedError
    from ledger.redis.store import RedisStore

    store = open_store(place)
    assert isinstance(store, RedisStore), "an address opens a server's ledger"
    with contextlib.closing(store):
        try:
            return check(await read_everything(store.nodes, store.names.prefix))
        except (OSError, NotReachedError, LostError) as error:
            raise StopError(ExitCode.ENVIRONMENT, f"the ledger is not reached: {error}") from None


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
