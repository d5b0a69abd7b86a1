"""``grosz ledger prune``: drop carts that were never paid."""

import contextlib
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.ledger_place import LedgerPlace, clock_ms, folder_of, refused
from cli.terminal import complain, counted

if TYPE_CHECKING:
    from ledger.sqlite import SharedStore

EXAMPLES: Final = ("grosz ledger prune /var/lib/grosz --carts-days 90",)
EXIT_CODES: Final = (
    (ExitCode.OK, "done"),
    (ExitCode.USAGE, "there is no ledger, or they are to go too soon"),
    (ExitCode.ENVIRONMENT, "its owner does not answer"),
)
_DAY_MS: Final = 86_400_000
DAYS_MIN: Final = 30


def prune(
    place: LedgerPlace,
    carts_days: Annotated[
        int,
        typer.Option(min=DAYS_MIN, help="Days since the reservation ended.", show_default=False),
    ],
) -> None:
    """Drop orders that were never paid, with their rows and quotes, from a ledger in a file.

    No balance changes: what they held they have let go. Orders that were ever confirmed stay. A
    payment for a cart that is gone finds no order. The owner goes on working meanwhile.
    """
    import asyncio

    from ledger.sqlite import SharedStore

    carts, events = asyncio.run(
        _prune_all(SharedStore(folder_of(place), clock_ms), carts_days * _DAY_MS)
    )
    dropped = f"{counted(carts, 'cart')} and {counted(events, 'event')} dropped"
    complain(dropped, level="summary")


async def _prune_all(store: "SharedStore", carts_ms: int) -> tuple[int, int]:
    from ledger import Prune, Refusal

    carts, events, after = 0, 0, (0, "")
    with contextlib.closing(store):
        while True:
            done = await store.prune(Prune(client="operator", carts_ms=carts_ms, carts_after=after))
            if isinstance(done, Refusal):
                raise refused(done)
            carts, events, after = carts + done.carts, events + done.events, done.carts_upto
            if not done.more:
                return carts, events
