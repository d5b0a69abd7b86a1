"""``python -m ledger.redis``: sweep the ledger that the environment names until a signal.

With ``--until-alone`` it ends as well when its standard input does: whoever started it is gone.
Several at once do no harm: each step is done by one of them, and is nothing to the others.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from typing import Final

from ledger.redis import ADDRESS
from ledger.redis.store import open_store
from ledger.redis.url import RedisUrlError
from ledger.sweeper import Sweeper

_UNTIL_ALONE: Final = "--until-alone"
_LOG = logging.getLogger("ledger")


def _log_bug(error: Exception) -> None:
    _LOG.error("a verb failed and was undone", exc_info=error)


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


async def _until_told(address: str, *, until_alone: bool) -> None:
    loop = asyncio.get_running_loop()
    with contextlib.closing(open_store(address, _log_bug)) as store:
        sweeper = Sweeper(store, monotonic_ms=_monotonic_ms, log=_LOG.info)
        task = asyncio.ensure_future(sweeper.run())
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, task.cancel)
        if until_alone:
            # Nobody writes to it: it can be read when the last one who could is gone.
            loop.add_reader(sys.stdin.fileno(), task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task


def main(arguments: list[str]) -> int:
    """Sweep a ledger; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    until_alone = arguments == [_UNTIL_ALONE]
    address = os.environ.get(ADDRESS)
    if (arguments and not until_alone) or address is None:
        _LOG.error("name the ledger in the environment variable %s", ADDRESS)
        return 2
    try:
        asyncio.run(_until_told(address, until_alone=until_alone))
    except RedisUrlError as error:
        _LOG.error("%s", error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
