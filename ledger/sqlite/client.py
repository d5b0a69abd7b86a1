"""What a worker holds: it reads the file itself and sends everything else to the owner."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

import apsw
from typing_extensions import override

from ledger.outbox_requests import Inspect
from ledger.outcomes import Code, Outcome, Refusal
from ledger.requests import Key, Verb
from ledger.sqlite.database import LedgerFileError, open_to_read
from ledger.sqlite.frames import decode_reply, encode_question, monotonic_ms, split
from ledger.sqlite.owner import FILE, SOCKET
from ledger.sqlite.records import SqliteRecords
from ledger.store import Store
from ledger.verbs import is_reading, perform

# Between tries to reach an owner that is being started anew.
_RETRY_SECONDS: Final = 0.02
# Whoever asks how it is does not wait long for the answer.
_PROBE_MS: Final = 1_000


class SharedStore(Store):
    """A store that many processes of one machine share through its owner.

    A verb whose connection is lost is sent again, with the same key, until its deadline: where it
    was done before, the key, the order's revision or the return's identifier tells. A reserve
    should have a key: without one, sent twice, it is two revisions.
    """

    def __init__(
        self, folder: Path, clock_ms: Callable[[], int], *, patience_ms: int = 5_000
    ) -> None:
        """Begin; nothing is opened before the first verb.

        Args:
            folder: The owner's.
            clock_ms: Milliseconds since 1970 in UTC.
            patience_ms: How long a verb may take, with all that goes wrong.
        """
        self._folder = folder
        self._clock_ms = clock_ms
        self._patience_ms = patience_ms
        self._reader: apsw.Connection | None = None
        self._line: _Line | None = None
        self._opening = asyncio.Lock()
        self._number = 0

    @override
    async def perform(self, verb: Verb, key: Key | None = None) -> Outcome:
        """Do one verb.

        Returns:
            The answer; ``store-down`` where the owner was not reached in time, so that nothing
            happened; ``outcome-unknown`` where it was and did not answer: the same key tells.
        """
        if is_reading(verb):
            return self._look(verb)
        return await self._send(verb, key, self._patience_ms)

    @override
    async def probe(self, sent_ms: int) -> Refusal | None:
        """Ask the owner itself: the file can be read where nobody writes."""
        patience_ms = min(self._patience_ms, _PROBE_MS)
        outcome = await self._send(Inspect(sent_ms=sent_ms), None, patience_ms)
        return outcome if isinstance(outcome, Refusal) else None

    async def _send(self, verb: Verb, key: Key | None, patience_ms: int) -> Outcome:
        deadline_ms = monotonic_ms() + patience_ms
        late = Refusal(Code.STORE_DOWN)
        while (left_ms := deadline_ms - monotonic_ms()) > 0:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(left_ms / 1000):
                    line = await self._connected()
                    late = Refusal(Code.OUTCOME_UNKNOWN)
                    self._number += 1
                    question = encode_question(self._number, deadline_ms, verb, key)
                    return await line.ask(self._number, question)
            await asyncio.sleep(_RETRY_SECONDS)
        return late

    def _look(self, verb: Verb) -> Outcome:
        """Read the file as of one moment; it takes microseconds and waits for nobody."""
        try:
            if self._reader is None:
                self._reader = open_to_read(self._folder / FILE)
            self._reader.execute("BEGIN")
            try:
                return perform(SqliteRecords(self._reader), verb, None, self._clock_ms())
            finally:
                self._reader.execute("COMMIT")
        except (LedgerFileError, apsw.Error):
            return Refusal(Code.STORE_DOWN)

    async def _connected(self) -> "_Line":
        async with self._opening:
            if self._line is None or self._line.is_lost:
                _, self._line = await asyncio.get_running_loop().create_unix_connection(
                    _Line, str(self._folder / SOCKET)
                )
            return self._line

    def close(self) -> None:
        """Hang up; verbs under way end with ``store-down`` after their patience."""
        if self._line is not None:
            self._line.close()
        if self._reader is not None:
            self._reader.close()


class _Line(asyncio.Protocol):
    """One connection to the owner, with the questions that wait on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self.is_lost = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A Unix socket is a stream; that of uvloop has the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for frame in split(self._buffer):
            reply = decode_reply(frame)
            waiting = self._waiting.pop(reply.id, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(reply.outcome)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the owner is gone"))
        self._waiting.clear()

    async def ask(self, number: int, question: bytes) -> Outcome:
        """Send a question and wait for its answer; ConnectionError where the line is lost."""
        if self._transport is None or self.is_lost:
            raise ConnectionResetError("the owner is gone")
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self._transport.write(question)
        try:
            return await answer
        finally:
            self._waiting.pop(number, None)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
