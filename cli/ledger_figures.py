"""``grosz ledger figures``: what became of points by day, for the books of the company."""

import csv
import io
import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.customer_ledger import (
    TIMEZONE_DEFAULT,
    Timezone,
    check_timezone,
    of_customers,
    read_day,
)
from cli.exit_codes import ExitCode
from cli.ledger_place import LedgerPlace
from cli.terminal import say, say_all, wants_colour

if TYPE_CHECKING:
    from ledger.figures import Figures

EXAMPLES: Final = (
    "grosz ledger figures /var/lib/grosz --from 2026-11-01 --to 2026-11-30",
    "  --format csv   for a spreadsheet; json for a script",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "they were told"),
    (ExitCode.USAGE, "there is no such ledger, or the days are wrong"),
)


class Form(Enum):
    """How figures are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def figures(
    ledger: LedgerPlace,
    first: Annotated[str, typer.Option("--from", help="First day, such as 2026-11-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = Form.TABLE,
    timezone: Timezone = TIMEZONE_DEFAULT,
) -> None:
    """Add up points by local day and programme: issued, redeemed, expired, and what is left.

    Each day begins with what the day before left, and `closing` is what customers may still spend:
    the liability. Expired points are written down first, so that a day that is over stays as it is.
    """
    zone = check_timezone(timezone)
    days = read_day(first), read_day(last)
    found = of_customers(ledger, lambda customers: customers.figures(*days, zone))
    rows = [_row(one) for one in found]
    match form:
        case Form.JSON:
            import msgspec

            say(msgspec.json.encode(rows).decode())
        case Form.CSV:
            say_all(_csv(rows))
        case Form.TABLE:
            _print_table(rows)


def _row(one: "Figures") -> dict[str, str | int]:
    """Return a day of a programme by the names of its columns."""
    row: dict[str, str | int] = {"day": one.first.isoformat(), "programme": one.programme}
    names = one.__struct_fields__[3:]
    return row | {name.replace("_", "-"): getattr(one, name) for name in names}


def _columns() -> list[str]:
    from datetime import date

    from ledger.figures import Figures

    return list(_row(Figures("", date.min, date.min)))


def _csv(rows: list[dict[str, str | int]]) -> list[str]:
    text = io.StringIO()
    writer = csv.DictWriter(text, _columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().splitlines()


def _print_table(rows: list[dict[str, str | int]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not rows:
        say("no points were ever earned")
        return
    table = Table(box=None, header_style="bold")
    for name in _columns():
        table.add_column(name, justify="left" if name in ("day", "programme") else "right")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console = Console(no_color=not wants_colour(sys.stdout), highlight=False)
    if not sys.stdout.isatty():
        console.width = 200
    console.print(table)
