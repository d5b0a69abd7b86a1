"""``grosz ledger show``: everything about one order."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import LedgerPlace, file_of, moment
from cli.terminal import say, say_all

if TYPE_CHECKING:
    from ledger import Order
    from ledger.sqlite.looking import Dossier

EXAMPLES: Final = (
    "grosz ledger show /var/lib/grosz web-4711          for a person",
    "grosz ledger show /var/lib/grosz web-4711 --json   with the quote",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "there it is"),
    (ExitCode.INPUT, "there is no such order"),
    (ExitCode.USAGE, "there is no ledger"),
)


def show_order(
    place: LedgerPlace,
    order: Annotated[str, typer.Argument(help="The order's identifier.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show an order's record, what it moved, and what was told of it.

    It reads the ledger while it is at work and changes nothing.
    """
    from ledger.sqlite import LedgerFileError
    from ledger.sqlite.looking import dossier

    try:
        found = dossier(file_of(place), order)
    except LedgerFileError as error:
        raise StopError(ExitCode.ENVIRONMENT, str(error)) from None
    if found is None:
        raise StopError(ExitCode.INPUT, f"there is no order `{order[:80]}`")
    if as_json:
        import msgspec

        say(msgspec.json.encode(_document(found)).decode())
    else:
        say_all(_head(found))
        say_all(_uses(found.order))
        say_all(_happened(found))


def _document(found: "Dossier") -> dict[str, Any]:
    import msgspec

    record = msgspec.to_builtins(found.order)
    try:
        record["plan"]["quote"] = msgspec.Raw(found.order.plan.quote)
        msgspec.json.decode(found.order.plan.quote)
    except msgspec.DecodeError:
        # Not every client of the ledger keeps JSON: bytes that are none stay base64.
        record["plan"]["quote"] = msgspec.to_builtins(found.order.plan.quote)
    return {
        "order": record,
        "overdue": found.order.is_overdue(found.at_ms),
        "rows": found.rows,
        "events": [msgspec.to_builtins(one) | {"id": one.id} for one in found.events],
    }


def _head(found: "Dossier") -> list[str]:
    order = found.order
    state = "expired (not swept)" if order.is_overdue(found.at_ms) else str(order.state)
    lines = [
        f"order {order.id}: {state}, revision {order.revision}",
        f"  client     {order.client}",
        f"  customer   {order.customer or 'nobody known'}",
        f"  reserved   until {moment(order.due_ms)}",
    ]
    if order.confirmed_at_ms is not None:
        lines.append(f"  confirmed  {moment(order.confirmed_at_ms)}")
    if order.delivered_at_ms is not None:
        lines.append(f"  delivered  {moment(order.delivered_at_ms)}")
    lines += [
        f"  over limit {one.account}: {one.wanted} used, {one.left} left" for one in order.overrun
    ]
    return lines


def _uses(order: "Order") -> list[str]:
    plan = order.plan
    limits = [
        f"  {one.account}  {one.amount}"
        + (f" of {one.allowance}" if one.allowance is not None else ", counted only")
        for one in plan.debits
    ]
    points = [
        f"  {one.book}  {one.points} points {word}"
        for word, one in (("spent", plan.spend), ("earned", plan.earn))
        if one is not None
    ]
    lines = ["uses", *limits, *points] if limits or points else []
    for receipt in order.receipts:
        refund = sum(one.refund_minor for one in receipt.refunds)
        lines.append(f"return {receipt.id} at {moment(receipt.at_ms)}: {refund} minor units back")
        lines += [
            f"  line {one.line}: {one.quantity}, {one.refund_minor} back" for one in receipt.refunds
        ]
    return lines


def _happened(found: "Dossier") -> list[str]:
    lines = ["rows"] if found.rows else []
    for row in found.rows:
        where = f"{row.account} lot {row.lot!r}" if row.lot else row.account
        lines.append(f"  {moment(row.at_ms)}  {row.kind:<9} {row.amount:>9}  {where}")
    lines += ["events"] if found.events else []
    for one in found.events:
        facts = ", ".join(f"{name} {fact}" for name, fact in one.event.facts.items())
        lines.append(f"  {moment(one.event.at_ms)}  {one.id}  {one.event.name}  {facts}")
    return lines
