"""Whether the ledger of this worker can be relied on, for readiness probes."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from api.limits import LEDGER_AWAY_SECONDS
from api.problems import ProblemError
from ledger.outcomes import Code, Refusal
from ledger.store import Store

# Probes in between are told what was found before.
_LOOK_SECONDS: Final = 1.0
# Settings of a server seldom change.
_PROMISES_SECONDS: Final = 60.0
_RETRY: Final = (("retry-after", "5"),)


class LedgerWatch:
    """Asks the ledger how it is, at most once a second, and remembers when it last answered."""

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int],
        *,
        promises: Callable[[], Awaitable[Sequence[str]]] | None = None,
        no_changes: Callable[[], Awaitable[str | None]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin; nothing is asked yet.

        Args:
            store: The ledger.
            clock_ms: This worker's clock; the ledger compares it with its own.
            promises: Tells what the ledger's server does not promise though it must, a sentence
                each; None where it always does.
            no_changes: Tells why the ledger takes no changes though it answers; None where that
                cannot be.
            monotonic: Seconds of a clock that nobody sets.
        """
        self._store = store
        self._clock_ms = clock_ms
        self._promises = promises
        self._no_changes = no_changes
        self._monotonic = monotonic
        self._looked: float | None = None
        self._answered: float | None = None
        self._promised: float | None = None
        self._refusal: Refusal | None = None
        self._broken: Sequence[str] = ()
        self._why: str | None = None

    async def check(self) -> None:
        """Say no where orders would not be safe here, or not be taken.

        Raises:
            ProblemError: ``ledger-unsafe``, ``clock``, or ``store-down`` when it has not answered
                for a while; a shorter absence is a restart, and callers repeat.
        """
        now = self._monotonic()
        if self._looked is None or now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            await self._look(now)
        if self._broken:
            raise ProblemError("ledger-unsafe", "; ".join(self._broken), headers=_RETRY)
        if self._refusal is None:
            return
        if self._refusal.code is Code.CLOCK:
            raise ProblemError(
                "clock", "this server's clock is not that of the ledger", headers=_RETRY
            )
        why = f": {self._why}" if self._why is not None else ""
        did = "taken a change" if self._why is not None else "answered"
        if self._answered is None:
            raise ProblemError("store-down", f"the ledger has not {did} yet{why}", headers=_RETRY)
        if now - self._answered >= LEDGER_AWAY_SECONDS:
            away = int(now - self._answered)
            raise ProblemError(
                "store-down", f"the ledger has not {did} for {away} s{why}", headers=_RETRY
            )

    async def _look(self, now: float) -> None:
        self._refusal, self._why = await self._store.probe(self._clock_ms()), None
        if self._refusal is None and self._no_changes is not None:
            self._why = await self._no_changes()
            self._refusal = None if self._why is None else Refusal(Code.STORE_DOWN)
        if self._refusal is not None:
            return
        self._answered = now
        is_old = self._promised is None or now - self._promised >= _PROMISES_SECONDS
        if self._promises is not None and (is_old or self._broken):
            self._broken = await self._promises()
            self._promised = now
