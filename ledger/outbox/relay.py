"""The relay: brings events to one receiver, in order, at least once, and never gives up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from ledger.limits import EVENTS_WAITING_MAX, RELAY_PAGE_EVENTS, RELAY_WAIT_S_MAX
from ledger.outbox.receiver import DeliveryError, Receiver
from ledger.outbox_outcomes import Events
from ledger.outbox_requests import Advance, ReadEvents
from ledger.outcomes import Refusal
from ledger.records import OutboxEvent
from ledger.store import Store

# Between looks at an outbox in which nothing waits.
_LOOK_S: Final = 0.25
# Events that a slow receiver has are noted at least this often.
_NOTE_MS: Final = 1_000
_FIRST_WAIT_S: Final = 1.0


class Waits:
    """How long to wait after each failure: twice as long each time, up to five minutes.

    The second half of each wait is by chance, so that many relays do not come back at once.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._failures = 0

    def next_s(self, asked_s: float | None = None) -> float:
        """Return the next wait in seconds; at least what the receiver asked for, within reason."""
        whole = min(_FIRST_WAIT_S * 2.0 ** min(self._failures, 30), RELAY_WAIT_S_MAX)
        self._failures += 1
        wait = whole / 2 + whole / 2 * self._chance()
        return max(wait, min(asked_s or 0.0, RELAY_WAIT_S_MAX))

    def reset(self) -> bool:
        """Begin anew after a success; tell whether there had been failures."""
        had_failed = self._failures > 0
        self._failures = 0
        return had_failed


class Relay:
    """Reads the outbox for one receiver. There may be only one relay of a receiver at a time."""

    def __init__(
        self,
        store: Store,
        receiver: Receiver,
        *,
        clock_ms: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float],
        log: Callable[[str], None],
        is_announcing: bool = False,
    ) -> None:
        """Begin; nothing is read yet.

        Args:
            store: Whose outbox.
            receiver: Who gets the events.
            clock_ms: Milliseconds, of any clock.
            sleep: Waits some seconds.
            chance: Gives numbers from 0 to 1.
            log: Told what a person should know, a line at a time.
            is_announcing: Note in the ledger what is about to be sent, and wait for the answer,
                before it is sent. Where the ledger is replicated, an event is thereby as safe as
                that note: a failover cannot lose a confirm which others were told of.
        """
        self._store = store
        self._receiver = receiver
        self._clock_ms = clock_ms
        self._sleep = sleep
        self._log = log
        self._is_announcing = is_announcing
        self._waits = Waits(chance)
        self._ledger_waits = Waits(chance)
        self._places: dict[int, int] = {}
        self._noted_ms = 0
        self._is_alarmed = False

    async def run(self) -> None:
        """Relay until cancelled; what was delivered is noted then, if the ledger answers."""
        try:
            while True:
                if not await self.relay_some():
                    await self._sleep(_LOOK_S)
        finally:
            for part in self._places:
                await asyncio.shield(self._store.perform(self._advance(part)))
            await self.close()

    async def close(self) -> None:
        """Hang up."""
        await self._receiver.close()

    async def relay_some(self) -> int:
        """Bring at most a page of each part to the receiver; return how many events."""
        parts, part, count = 1, 0, 0
        while part < parts:
            page = await self._read(part)
            parts = page.parts
            await self._relay(part, page)
            count += len(page.events)
            part += 1
        return count

    async def _read(self, part: int) -> Events:
        if part not in self._places:
            await self._note(part)
        while True:
            asked = ReadEvents(part=part, after=self._places[part], most=RELAY_PAGE_EVENTS)
            page = await self._store.read_events(asked)
            if isinstance(page, Refusal):
                await self._wait(self._ledger_waits, f"the ledger does not answer ({page.code})")
            elif page.last < self._places[part]:
                # A backup was restored: the ledger says where the receiver is now.
                del self._places[part]
                await self._note(part)
            else:
                self._ledger_waits.reset()
                return page

    async def _relay(self, part: int, page: Events) -> None:
        self._look_how_many(page.waiting)
        waiting = page.waiting
        if page.events and self._is_announcing:
            await self._note(part, reading=page.events[-1].seq)
        for batch in _batches(page.events, self._receiver.most):
            await self._deliver(part, batch, waiting)
            waiting -= len(batch)
            self._places[part] = batch[-1].seq
            if self._clock_ms() - self._noted_ms >= _NOTE_MS:
                await self._note(part)
        if page.events and not self._is_announcing:
            await self._note(part)
        elif page.events and page.events[-1].seq == page.last:
            # No next page will say it.
            await self._note(part)

    async def _deliver(self, part: int, batch: Sequence[OutboxEvent], waiting: int) -> None:
        while True:
            try:
                await self._receiver.deliver(batch)
            except DeliveryError as error:
                await self._store.perform(self._advance(part))
                why = f"{error.message}; {waiting} events wait"
                await self._wait(self._waits, why, error.wait_s)
            else:
                if self._waits.reset():
                    self._log(f"{self._receiver.name}: receives again")
                return

    async def _note(self, part: int, reading: int = 0) -> None:
        """Note how far the receiver is; wait until the ledger has it."""
        while True:
            outcome = await self._store.advance(self._advance(part, reading))
            if not isinstance(outcome, Refusal) and outcome.cursor is not None:
                self._places[part] = outcome.cursor.delivered
                self._noted_ms = self._clock_ms()
                return
            code = outcome.code if isinstance(outcome, Refusal) else "dismissed"
            await self._wait(self._ledger_waits, f"the ledger does not note its place ({code})")

    def _advance(self, part: int, reading: int = 0) -> Advance:
        delivered = self._places.get(part, 0)
        return Advance(
            receiver=self._receiver.name, part=part, delivered=delivered, reading=reading
        )

    async def _wait(self, waits: Waits, why: str, asked_s: float | None = None) -> None:
        wait_s = waits.next_s(asked_s)
        self._log(f"{self._receiver.name}: {why}; next try in {wait_s:.0f} s")
        await self._sleep(wait_s)

    def _look_how_many(self, waiting: int) -> None:
        is_many = waiting >= EVENTS_WAITING_MAX // 2
        if is_many and not self._is_alarmed:
            self._log(
                f"{self._receiver.name}: ALARM: {waiting} events wait; at {EVENTS_WAITING_MAX} "
                "no new order is reserved"
            )
        self._is_alarmed = is_many


def _batches(events: Sequence[OutboxEvent], most: int) -> Iterator[Sequence[OutboxEvent]]:
    for begin in range(0, len(events), most):
        yield events[begin : begin + most]
