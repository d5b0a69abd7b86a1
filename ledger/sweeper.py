"""The sweeper of a store that has no owner: it asks for what the clock has decided.

The owner of a file sweeps by itself. On Redis anyone may sweep, and one sweeper is enough.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from ledger.diary import Diary
from ledger.outbox_requests import Inspect, Prune
from ledger.requests import Sweep
from ledger.store import Store

SWEEP_SECONDS: Final = 5.0


class Sweeper:
    """Sweeps and prunes a store through its verbs."""

    def __init__(
        self,
        store: Store,
        *,
        monotonic_ms: Callable[[], int],
        log: Callable[[str], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Begin; nothing is swept yet.

        Args:
            store: What to sweep.
            monotonic_ms: Milliseconds of a clock that nobody sets.
            log: Told what was done, and what should worry somebody, a line at a time.
            sleep: Waits some seconds.
        """
        self._store = store
        self._monotonic_ms = monotonic_ms
        self._sleep = sleep
        self._diary = Diary(log)

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await self.sweep()
            await self._sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Sweep and prune until nothing is left, and say what was done."""
        for verb in (Sweep(), Prune()):
            while self._diary.note(await self._store.perform(verb)):
                pass
        self._diary.close(self._monotonic_ms(), await self._store.perform(Inspect()))
