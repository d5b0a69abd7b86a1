"""Where ledgers are that servers fight over: a folder, one Valkey, or a cluster of six nodes."""

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from api.ledgers import clock_ms
from ledger.audit import Books
from ledger.code_list import NewCode
from ledger.outcomes import CodesSaved
from ledger.redis import open_store
from ledger.redis.everything import Everything, read_everything
from ledger.requests import SaveCodes
from ledger.sqlite import SharedStore
from ledger.sqlite.database import open_to_read
from ledger.sqlite.owner import FILE
from ledger.sqlite.records import SqliteRecords
from ledger.sweeper import SWEEP_SECONDS
from tests.api.running import ROOT, environment
from tests.orders.fighting import DIGESTS

_ABANDONED_SECONDS = 31


class Ground:
    """One empty ledger.

    Attributes:
        name: What keeps it, for a report.
        address: What servers and commands are told.
    """

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.address = address

    @property
    def is_folder(self) -> bool:
        return "://" not in self.address

    def issue(self, coupon: str, *codes: str) -> None:
        """Put unique codes on the list of a ledger that is at work."""
        listed = tuple(NewCode(DIGESTS.of(code)) for code in codes)
        verb = SaveCodes(client="tests", coupon=coupon, batch="1", codes=listed)
        assert isinstance(self._with_store(lambda store: store.perform(verb)), CodesSaved)

    def books(self) -> Books:
        """Read everything, after ``grosz ledger check`` had nothing to say and nothing forced."""
        told = self.command("check", "--json")
        report = msgspec.json.decode(told)
        assert (report["findings"], report["forced"]) == ([], []), told
        if self.is_folder:
            return SqliteRecords(open_to_read(Path(self.address) / FILE))
        return self._with_store(_everything)

    def sweep(self) -> None:
        """Let the clock's decisions be written down, while a server is at work.

        On a cluster a step that was left half done is ended after half a minute.
        """
        if self.name == "cluster":
            time.sleep(_ABANDONED_SECONDS)
        elif self.is_folder:
            # The owner does it by itself, soon.
            time.sleep(SWEEP_SECONDS + 1)
            return
        self.command("sweep", "--once")

    def command(self, *arguments: str) -> str:
        """Run ``grosz ledger`` on it; return what it prints."""
        name, *options = arguments
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "ledger", name, self.address, *options],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _with_store(self, work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        async def done() -> Any:
            with contextlib.closing(self._open()) as store:
                return await work(store)

        return asyncio.run(done())

    def _open(self) -> Any:
        if self.is_folder:
            return SharedStore(Path(self.address), clock_ms)
        return open_store(self.address, _raise)


async def _everything(store: Any) -> Everything:
    return await read_everything(store.nodes, store.names.prefix)


def _raise(error: Exception) -> None:
    raise error
