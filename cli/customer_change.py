"""``grosz customer adjust``, ``merge`` and ``erase``: what people do by hand."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.code_ledger import LedgerOption
from cli.customer_ledger import (
    TIMEZONE_DEFAULT,
    Identifier,
    Reason,
    Reference,
    Timezone,
    check_timezone,
    of_customers,
    read_day,
)
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.terminal import counted, say

if TYPE_CHECKING:
    from ledger.customer_outcomes import Erased, Merged
    from ledger.outcomes import Adjusted
    from orders.customers import Customers

EXAMPLES: Final = (
    "grosz customer adjust card-1 100 --programme club --id A-17 \\",
    "  --reason apology --ledger ledger",
    "grosz customer adjust --programme club --id A-18 --reason error \\",
    "  --ledger ledger -- card-1 -40",
    "grosz customer merge card-1 card-2 --id M-3 --reason double --ledger F",
    "grosz customer erase card-1 --yes --ledger ledger",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "it is done, now or by the same identifier before"),
    (ExitCode.INPUT, "there is no such customer, or there are not so many points"),
    (ExitCode.USAGE, "there is no such ledger, or an option is wrong"),
)


def adjust(
    reference: Reference,
    points: Annotated[int, typer.Argument(help="How many; negative takes some away.")],
    programme: Annotated[str, typer.Option(help="The points programme.")],
    identifier: Identifier,
    reason: Reason,
    ledger: LedgerOption,
    until: Annotated[str | None, typer.Option(help="Last day of points that are added.")] = None,
    may_owe: Annotated[
        bool, typer.Option("--may-owe", help="Points that are not there become a debt.")
    ] = False,
    timezone: Timezone = TIMEZONE_DEFAULT,
) -> None:
    """Add points by hand, or take some away. Someone new becomes a customer."""
    from orders.customers import Adjusting

    zone = check_timezone(timezone)
    if until is not None and points < 0:
        raise StopError(ExitCode.USAGE, "only points that are added have a last day")
    last = read_day(until) if until is not None else None
    asked = Adjusting(identifier, points, reason, last, may_owe)

    async def work(customers: "Customers") -> "Adjusted":
        cid = await customers.meet(reference)
        return await customers.adjust(cid, programme, asked, zone)

    done = of_customers(ledger, work)
    say(f"{counted(abs(points), 'point')} {'added' if points > 0 else 'taken'}")
    if done.owed:
        say(f"{done.owed} of them are owed")


def merge(
    into: Annotated[str, typer.Argument(metavar="INTO", help="The reference that stays.")],
    gone: Annotated[str, typer.Argument(metavar="GONE", help="Another one of the same person.")],
    identifier: Identifier,
    reason: Reason,
    ledger: LedgerOption,
) -> None:
    """Let two references be one person: points, uses and history of both, each once."""

    async def work(customers: "Customers") -> "Merged":
        other = await customers.find(gone)
        return await customers.merge(await customers.meet(into), other, identifier, reason)

    done = of_customers(ledger, work)
    say(f"`{gone}` is `{into}`; {counted(done.points, 'point')} came with it")


def erase(
    reference: Reference,
    ledger: LedgerOption,
    yes: Annotated[bool, typer.Option("--yes", help="Do it: it cannot be undone.")] = False,
) -> None:
    """Let the person go and keep the books: open orders end, points are forfeited."""
    if not yes:
        raise StopError(ExitCode.USAGE, "erasing cannot be undone", "say `--yes` to do it")

    async def work(customers: "Customers") -> "Erased":
        return await customers.erase(await customers.find(reference))

    done = of_customers(ledger, work)
    parts = (
        counted(done.references, "reference") + " forgotten",
        counted(done.orders, "open order") + " ended",
        counted(done.points, "point") + " forfeited",
    )
    say(", ".join(parts))
