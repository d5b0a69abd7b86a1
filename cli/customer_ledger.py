"""What the commands about customers share: their options, and a ledger's customers."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.code_ledger import in_ledger
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import clock_ms

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ledger import Store
    from orders.customers import Customers

T = TypeVar("T")
# Whose adjustments are: the command line is a client like any other.
_CLIENT: Final = "grosz"

Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The shop's own reference.")]
Timezone = Annotated[str, typer.Option(help="The shop's, in which days are told.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Identifier = Annotated[
    str, typer.Option("--id", help="Its own identifier: done again, it is done once.")
]
Reason = Annotated[str, typer.Option(help="Why, for whoever reads the books later.")]
TIMEZONE_DEFAULT: Final = "Europe/Warsaw"


def of_customers(place: str, work: "Callable[[Customers], Coroutine[object, object, T]]") -> T:
    """Do something with the customers of a ledger.

    Raises:
        StopError: The ledger cannot be used, or refuses.
    """
    from orders.customers import Customers
    from orders.refusals import OrderRefusedError

    async def with_store(store: "Store") -> T:
        return await work(Customers(store, clock_ms, _CLIENT))

    try:
        return in_ledger(place, with_store)
    except OrderRefusedError as error:
        raise _refused(error.code, [one.left for one in error.shortages]) from None
    except ValueError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None


def check_timezone(timezone: str) -> str:
    """Return the name of a timezone.

    Raises:
        StopError: There is none of this name.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "name one such as Europe/Warsaw"
        raise StopError(ExitCode.USAGE, f"there is no timezone `{timezone}`", hint) from None
    return timezone


def read_day(text: str) -> date:
    """Return a day.

    Raises:
        StopError: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        hint = "write it like 2026-11-05"
        raise StopError(ExitCode.USAGE, f"`{text}` is no day", hint) from None


def _refused(code: str, left: list[int]) -> StopError:
    from ledger import Code

    said = {
        Code.UNKNOWN_CUSTOMER: (
            "there is no such customer",
            "nobody has ordered or earned under this reference, or the person was erased",
        ),
        Code.SHORT: (
            f"there are only {left[0] if left else 0} points that can be taken",
            "take fewer, or make the rest a debt with `--may-owe`",
        ),
        Code.KEY_REUSED: (
            "this identifier was used for something else",
            "give each adjustment and each merge an identifier of its own",
        ),
        Code.TOO_MANY_MERGED: ("too many customers are this one already", ""),
        Code.STORE_DOWN: ("the owner of the ledger does not answer", "look whether it runs"),
        Code.OUTCOME_UNKNOWN: (
            "the owner of the ledger has not answered in time",
            "run the same command again: what is done is not done twice",
        ),
    }
    message, hint = next(
        (words for known, words in said.items() if known == code),
        (f"the ledger refused: {code}", ""),
    )
    return StopError(ExitCode.INPUT, message, hint)
