"""``grosz ledger sweep``: the sweeper of a ledger on Redis, which has no owner."""

import contextlib
import signal
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import LedgerPlace, is_address, log_of, open_store

EXAMPLES: Final = (
    "grosz ledger sweep redis://127.0.0.1:6379          until it is stopped",
    "grosz ledger sweep redis://127.0.0.1:6379 --once   from a timer",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "stopped by SIGTERM or Ctrl-C, or swept once"),
    (ExitCode.USAGE, "the address is wrong, or the ledger has an owner that sweeps"),
)


def sweep(
    place: LedgerPlace,
    once: Annotated[bool, typer.Option("--once", help="Sweep once, then end.")] = False,
) -> None:
    """Write down what the clock has decided: orders and points that are over, what to forget.

    Every server of a ledger on Redis does it by itself, and so does the owner of a ledger in a
    file; one more does no harm. Nothing waits for it: it saves room, and tells others in time.
    """
    import asyncio

    if not is_address(place):
        message = "a ledger in a file is swept by its owner"
        raise StopError(ExitCode.USAGE, message, "start `grosz serve --ledger FOLDER`")
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_sweep(place, is_once=once))


async def _sweep(place: str, *, is_once: bool) -> None:
    import asyncio
    import time

    from ledger.sweeper import Sweeper

    with contextlib.closing(open_store(place)) as store:
        sweeper: Sweeper = Sweeper(
            store, monotonic_ms=lambda: time.monotonic_ns() // 1_000_000, log=log_of("sweeper")
        )
        if is_once:
            await sweeper.sweep()
            return
        work = asyncio.ensure_future(sweeper.run())
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        await work
