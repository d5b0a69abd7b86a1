"""The owner: the one process that writes a ledger's file, for all workers of a machine.

Workers send verbs over a Unix socket. While one group is being synced the next one gathers, so the
busier it is the more verbs share a sync. Nothing waits for a timer.

Run it with ``python -m ledger.sqlite FOLDER``.
"""

import asyncio
import fcntl
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

from typing_extensions import override

from ledger.diary import Diary
from ledger.limits import GROUP_VERBS_MAX, QUEUE_VERBS_MAX, SOCKET_PATH_BYTES_MAX
from ledger.outbox_requests import Inspect, Prune
from ledger.outcomes import Code, Outcome, Refusal
from ledger.requests import Sweep
from ledger.sqlite.database import LedgerFileError
from ledger.sqlite.frames import (
    BadFrameError,
    decode_question,
    encode_reply,
    monotonic_ms,
    split,
)
from ledger.sqlite.writer import Call, Writer

FILE: Final = "ledger.sqlite"
SOCKET: Final = "ledger.sock"
LOCK: Final = "ledger.lock"
_SWEEP_SECONDS: Final = 5


class Waiting:
    """A question in the queue, and where its answer goes."""

    __slots__ = ("call", "deadline_ms", "number", "worker")

    def __init__(self, worker: "Worker", number: int, deadline_ms: int, call: Call) -> None:
        self.worker = worker
        self.number = number
        self.deadline_ms = deadline_ms
        self.call = call

    def answer(self, outcome: Outcome) -> None:
        """Send the answer; a worker that is gone asks again under its key."""
        self.worker.send(encode_reply(self.number, outcome))


class Owner:
    """Gathers questions and does them in groups."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._queue: deque[Waiting] = deque()
        self._wake = asyncio.Event()

    def put(self, question: Waiting) -> None:
        """Queue a question, or refuse it at once where too many wait: it had no effect."""
        if len(self._queue) >= QUEUE_VERBS_MAX:
            question.answer(Refusal(Code.BUSY))
            return
        self._queue.append(question)
        self._wake.set()

    async def work(self) -> None:
        """Do groups for ever. It ends by an error of the disk, and then the process must end."""
        while True:
            if not self._queue:
                self._wake.clear()
                await self._wake.wait()
            # Let every worker whose questions have arrived put them: they share this sync.
            await asyncio.sleep(0)
            self._do_group()

    async def sweep(self, log: Callable[[str], None]) -> None:
        """Write down what the clock has decided, every few seconds, between groups."""
        diary = Diary(log)
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            for verb in (Sweep(), Prune()):
                while self._tidy(verb, diary):
                    # Those who wait come first; there is time for what nobody asks for.
                    await asyncio.sleep(0)
            (seen,) = self._writer.perform([Call(Inspect())])
            diary.close(monotonic_ms(), seen)

    def _tidy(self, verb: Sweep | Prune, diary: Diary) -> bool:
        (done,) = self._writer.perform([Call(verb)])
        return diary.note(done)

    def _do_group(self) -> None:
        now_ms = monotonic_ms()
        group = list[Waiting]()
        while self._queue and len(group) < GROUP_VERBS_MAX:
            question = self._queue.popleft()
            if question.deadline_ms < now_ms:
                question.answer(Refusal(Code.DEADLINE))
            else:
                group.append(question)
        if group:
            outcomes = self._writer.perform([question.call for question in group])
            for question, outcome in zip(group, outcomes, strict=True):
                question.answer(outcome)


class Worker(asyncio.Protocol):
    """One worker's connection."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a Unix socket is a stream"
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            for frame in split(self._buffer):
                question, verb = decode_question(frame)
                call = Call(verb, question.named.key)
                self._owner.put(Waiting(self, question.id, question.deadline_ms, call))
        except BadFrameError:
            # It is no worker of this version: nothing it says can be trusted any more.
            self._close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def send(self, data: bytes) -> None:
        """Send, where the worker is still there."""
        if self._transport is not None:
            self._transport.write(data)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None


async def own(
    folder: Path,
    clock_ms: Callable[[], int],
    bugs: Callable[[Exception], None],
    log: Callable[[str], None] = lambda _line: None,
) -> None:
    """Own the ledger in a folder until cancelled, or until the disk fails.

    Args:
        folder: Where the file, the socket and the lock are; it must be there.
        clock_ms: Milliseconds since 1970 in UTC.
        bugs: Told what a verb raised that must not raise.
        log: Told what the sweeper did, and what should worry somebody, a line at a time.

    Raises:
        LedgerFileError: Another owner is at work, or the file or the socket cannot be used.
    """
    path = folder / SOCKET
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES_MAX:
        raise LedgerFileError(
            f"the folder's path is too long for a socket, which has {SOCKET_PATH_BYTES_MAX} bytes"
        )
    with (folder / LOCK).open("a") as lock:
        _lock(lock)
        owner = Owner(Writer(folder / FILE, clock_ms, bugs))
        path.unlink(missing_ok=True)
        # Whoever can write to the socket can use any coupon: it is never open to others.
        mask = os.umask(0o177)
        try:
            server = await asyncio.get_running_loop().create_unix_server(
                lambda: Worker(owner), str(path)
            )
        finally:
            os.umask(mask)
        async with server, asyncio.TaskGroup() as tasks:
            tasks.create_task(owner.work())
            tasks.create_task(owner.sweep(log))


def _lock(lock: TextIO) -> None:
    try:
        # The system lets go of it when the process ends, however it ends.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise LedgerFileError("another process owns this ledger: stop it first") from error
