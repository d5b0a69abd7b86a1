"""``grosz customer balance`` and ``statement``: what a customer has, and how it came about."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from cli.code_ledger import LedgerOption
from cli.customer_ledger import (
    TIMEZONE_DEFAULT,
    AsJson,
    Reference,
    Timezone,
    check_timezone,
    of_customers,
)
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.terminal import counted, say

if TYPE_CHECKING:
    from ledger.customer_outcomes import Holding, PointsShown, StatementShown
    from orders.customers import Customers

EXAMPLES: Final = (
    "grosz customer balance card-1 --ledger /var/lib/grosz",
    "grosz customer statement card-1 --ledger /var/lib/grosz --lang pl",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "it was told"),
    (ExitCode.INPUT, "there is no such customer"),
    (ExitCode.USAGE, "there is no such ledger, or an option is wrong"),
)
_PAGE: Final = 50
Programme = Annotated[
    str | None,
    typer.Option(help="The points programme.", show_default="the customer's only one"),
]


def balance(
    reference: Reference,
    ledger: LedgerOption,
    timezone: Timezone = TIMEZONE_DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Show a customer's points: what counts now, what will and from when, what ends when."""
    zone = check_timezone(timezone)
    shown = of_customers(ledger, lambda customers: _points(customers, reference))
    if as_json:
        say(_document(shown))
        return
    if not shown.holdings:
        say("no points yet")
    for holding in shown.holdings:
        _say_holding(holding, zone)


async def _points(customers: "Customers", reference: str) -> "PointsShown":
    return await customers.points(await customers.find(reference))


def _say_holding(holding: "Holding", timezone: str) -> None:
    from ledger.limits import NEVER_MS
    from ledger.local_days import day_of

    say(f"{holding.programme}: {counted(holding.available, 'point')}")
    if holding.held:
        say(f"  held by open orders  {holding.held:>10}")
    if holding.owed:
        say(f"  owed                 {holding.owed:>10}")
    for part in holding.pending:
        waits = part.at_ms >= NEVER_MS - 1
        when = "once delivered" if waits else f"from {day_of(part.at_ms, timezone)}"
        say(f"  {when:<20} {part.points:>10}")
    for part in holding.expiring:
        say(f"  until {day_of(part.at_ms - 1, timezone)}     {part.points:>10}")


def statement(
    reference: Reference,
    ledger: LedgerOption,
    programme: Programme = None,
    before: Annotated[int | None, typer.Option(help="Only entries older than this one.")] = None,
    limit: Annotated[int, typer.Option(help="How many entries.", min=1, max=1_000)] = _PAGE,
    lang: Annotated[str, typer.Option(help="en or pl.")] = "en",
    timezone: Timezone = TIMEZONE_DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Show what changed a customer's points, the newest first, with the balance after each."""
    from ledger.statement_texts import LANGUAGES, told

    zone = ZoneInfo(check_timezone(timezone))
    language = next((one for one in LANGUAGES if one == lang), None)
    if language is None:
        raise StopError(ExitCode.USAGE, f"there is no language `{lang}`", "en or pl")

    async def shown(customers: "Customers") -> "StatementShown":
        cid = await customers.find(reference)
        name = programme or _only(await customers.points(cid))
        return await customers.statement(cid, name, before, limit)

    page = of_customers(ledger, shown)
    if as_json:
        say(_document(page))
        return
    for entry in page.entries:
        at = datetime.fromtimestamp(entry.at_ms / 1000, UTC).astimezone(zone)
        text = told(entry, language)
        say(f"{at:%Y-%m-%d %H:%M}  {entry.points:>+10}  {entry.after:>10}  {text}")
    if page.more:
        say(f"older: --before {page.entries[-1].number}")


def _only(shown: "PointsShown") -> str:
    names = [one.programme for one in shown.holdings]
    if len(names) == 1:
        return names[0]
    known = f"name one of {', '.join(names)}" if names else "nothing was earned or given yet"
    raise StopError(ExitCode.USAGE, "which programme? say --programme", known)


def _document(shown: object) -> str:
    import msgspec

    fields = msgspec.to_builtins(shown)
    # The ledger's own identifier is nobody's business outside of it.
    return msgspec.json.encode(
        {k: v for k, v in fields.items() if k not in ("cid", "type")}
    ).decode()
