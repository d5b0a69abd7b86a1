"""Starts the stores whose confirms are measured: real servers and real files, and ends them."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.servers import ROOT, STOP_SECONDS
from ledger import Store
from ledger.sqlite.client import SharedStore
from ledger.sqlite.owner import SOCKET

Opening = Callable[[Path], AbstractAsyncContextManager[Store]]
START_SECONDS: Final = 20
PATIENCE_MS: Final = 60_000


class UnavailableError(Exception):
    """A store that cannot be started here; the message says why."""


@asynccontextmanager
async def sqlite(folder: Path) -> AsyncIterator[Store]:
    """Start the owner of a file in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "ledger.sqlite", str(folder)], cwd=ROOT)
    try:
        _wait_for(folder / SOCKET, process)
        store = SharedStore(folder, _clock_ms, patience_ms=PATIENCE_MS)
        try:
            yield store
        finally:
            store.close()
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise UnavailableError("its owner did not start")
        time.sleep(0.01)


STORES: Final[dict[str, Opening]] = {"sqlite": sqlite}
