"""Where a ledger is: a folder of this machine, or a Redis by its URL."""

import contextlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.terminal import complain

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger import Refusal
    from ledger.redis.store import RedisStore
    from ledger.sqlite import SharedStore

_SCHEME: Final = "://"

LedgerPlace = Annotated[
    str,
    typer.Argument(
        metavar="LEDGER", help="Folder of the ledger, or address of its Redis.", show_default=False
    ),
]


def folder_of(place: str) -> Path:
    """Return the folder of a ledger that is in one.

    Raises:
        StopError: There is none, or it is no ledger of this machine.
    """
    from ledger.sqlite.owner import FILE

    if _SCHEME in place:
        raise StopError(ExitCode.USAGE, f"`{place}` is no folder", "this needs a ledger in a file")
    path = Path(place)
    folder = path.parent if path.is_file() else path
    if not (folder / FILE).is_file() or (path.is_file() and path.name != FILE):
        raise StopError(
            ExitCode.USAGE, f"there is no ledger in `{place}`", f"name the folder of `{FILE}`"
        )
    return folder


def file_of(place: str) -> Path:
    """Return the file of a ledger; a backup has a name of its own.

    Raises:
        StopError: There is none.
    """
    from ledger.sqlite.owner import FILE

    return Path(place) if Path(place).is_file() else folder_of(place) / FILE


def is_address(place: str) -> bool:
    """Tell whether a place is the address of a server, and no folder."""
    return _SCHEME in place


def open_store(place: str) -> "SharedStore | RedisStore":
    """Open a ledger, beside its owner where it has one; reading needs no owner, writing does.

    Raises:
        StopError: There is none, or it is the address of none.
    """
    from ledger.redis.store import open_store as open_redis
    from ledger.redis.url import RedisUrlError
    from ledger.sqlite import SharedStore

    if not is_address(place):
        return SharedStore(folder_of(place), clock_ms)
    try:
        return open_redis(place, _report_bug)
    except RedisUrlError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None


def _report_bug(error: Exception) -> None:
    complain(f"a verb failed and was undone: {error}")


def log_of(who: str) -> "Callable[[str], None]":
    """Return what writes the lines of a process that runs for long."""

    def log(text: str) -> None:
        # Whoever read the lines may be gone; the work goes on.
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"grosz {who}: {text}\n")
            sys.stderr.flush()

    return log


def clock_ms() -> int:
    """Return the time in milliseconds since 1970 in UTC."""
    return time.time_ns() // 1_000_000


def moment(at_ms: int) -> str:
    """Write a moment of the ledger for a person, in UTC."""
    seconds, rest = divmod(at_ms, 1_000)
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds)) + f".{rest:03} UTC"


def refused(refusal: "Refusal") -> StopError:
    """Say why a ledger refused something."""
    from ledger import Code

    hints = {
        Code.STORE_DOWN: "does it run? `grosz doctor --ledger` looks",
        Code.OUTCOME_UNKNOWN: "ask again: what was done is not done twice",
        Code.BUSY: "ask again in a moment",
    }
    message = f"the ledger refused: {refusal.code}"
    return StopError(ExitCode.ENVIRONMENT, message, hints.get(refusal.code, ""))
