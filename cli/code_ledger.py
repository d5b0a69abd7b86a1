"""The ledger that commands work with: through its owner, as its owner, or on its Redis."""

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import clock_ms, is_address, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ledger import Store
    from ledger.outcomes import Refusal

T = TypeVar("T")
# A minute for each step: an owner that is started anew is back by then.
_PATIENCE_MS: Final = 60_000

LedgerOption = Annotated[
    str,
    typer.Option("--ledger", metavar="FOLDER|URL", help="Folder of the ledger, or its Redis."),
]
MaybeLedgerOption = Annotated[
    str | None,
    typer.Option("--ledger", metavar="FOLDER|URL", help="Keep them there; its folder, or Redis."),
]


def in_ledger(place: str, work: "Callable[[Store], Coroutine[object, object, T]]") -> T:
    """Do something with a ledger; where a folder's has no owner at work, own it meanwhile.

    Raises:
        StopError: There is none, or it cannot be used.
    """
    if is_address(place):
        return asyncio.run(_on_redis(place, work))
    return _in_folder(Path(place), work)


async def _on_redis(place: str, work: "Callable[[Store], Coroutine[object, object, T]]") -> T:
    with contextlib.closing(open_store(place)) as store:
        return await work(store)


def _in_folder(folder: Path, work: "Callable[[Store], Coroutine[object, object, T]]") -> T:
    from ledger.sqlite import LedgerFileError, LocalStore, SharedStore, owned
    from ledger.sqlite.owner import FILE

    async def shared() -> T:
        store = SharedStore(folder, clock_ms, patience_ms=_PATIENCE_MS)
        try:
            return await work(store)
        finally:
            store.close()

    async def local() -> T:
        store = LocalStore(folder / FILE, clock_ms, _raise)
        try:
            return await work(store)
        finally:
            store.writer.close()

    if not folder.is_dir():
        hint = f"name the folder of `{FILE}`"
        raise StopError(ExitCode.USAGE, f"there is no folder `{folder}`", hint)
    try:
        with owned(folder) as is_ours:
            return asyncio.run(local() if is_ours else shared())
    except LedgerFileError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StopError(ExitCode.USAGE, f"cannot use the ledger in `{folder}`: {why}") from None


def refused(refusal: "Refusal") -> StopError:
    """Say why the ledger refused, and what to do about it."""
    from ledger import Code

    said = {
        Code.BATCH_DIFFERS: (
            "the batch is there with another last day",
            "state the same day of issue, or give the batch another name",
        ),
        Code.UNKNOWN_CODE: (
            "there is no such code, or no such batch",
            "`grosz codes status` lists the batches",
        ),
        Code.STORE_DOWN: ("the ledger does not answer", "look whether it runs"),
        Code.OUTCOME_UNKNOWN: (
            "the ledger has not answered in time",
            "run the same command again: what is done is not done twice",
        ),
    }
    message, hint = said.get(refusal.code, (f"the ledger refused: {refusal.code}", ""))
    return StopError(ExitCode.INPUT, message, hint)


def _raise(error: Exception) -> None:
    raise error
