"""``python -m ledger.sqlite FOLDER``: own the ledger in a folder until a signal.

With ``--until-alone`` it ends as well when its standard input does: whoever started it is gone.
"""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from pathlib import Path
from typing import Final

from ledger.sqlite.database import LedgerFileError
from ledger.sqlite.owner import own

_UNTIL_ALONE: Final = "--until-alone"
_LOG = logging.getLogger("ledger")


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


def _log_bug(error: Exception) -> None:
    _LOG.error("a verb failed and was undone", exc_info=error)


async def _until_told(folder: Path, *, until_alone: bool) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(own(folder, _clock_ms, _log_bug, _LOG.info))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    if until_alone:
        # Nobody writes to it: it can be read when the last one who could is gone.
        loop.add_reader(sys.stdin.fileno(), task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def main(arguments: list[str]) -> int:
    """Own a ledger; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    until_alone = arguments[:1] == [_UNTIL_ALONE]
    arguments = arguments[until_alone:]
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        _LOG.error("name the folder of the ledger, one that is there")
        return 2
    try:
        asyncio.run(_until_told(Path(arguments[0]), until_alone=until_alone))
    except LedgerFileError as error:
        _LOG.error("%s", error)
        return 1
    except BaseExceptionGroup as failed:
        _LOG.error("the disk failed, the log decides what is there", exc_info=failed)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
