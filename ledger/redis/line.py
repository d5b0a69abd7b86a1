"""One connection that many tasks share: what they say at once goes out in one write."""

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import Sequence
from typing import Any, Final, cast

import hiredis
from typing_extensions import override

from ledger.redis.url import Address, Settings

# Commands of one round: beyond it the first waits longer for the last than for the disk.
_ROUND_MAX: Final = 256
# How long replicas have to say what they have before they are asked again.
_ASKED_AGAIN_MS: Final = 20
# Words: text, bytes or whole numbers. (A union of text and bytes cannot be decoded by msgspec.)
Command = Sequence[Any]


class NotReachedError(Exception):
    """Nothing happened: the node was not reached, or does not take it now."""


class LostError(Exception):
    """The line was lost after it was said: perhaps it was done."""


class SlowError(Exception):
    """It was done, and the disks that were to have it have not said so in time."""


class ReplyError(Exception):
    """The node answered with an error; its first word says which."""

    @property
    def word(self) -> str:
        """The first word, such as ``MOVED``."""
        return str(self).partition(" ")[0]


class Line(asyncio.Protocol):
    """One connection. Answers come in the order in which questions were asked."""

    def __init__(self) -> None:
        self.is_lost = False
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader(replyError=ReplyError, protocolError=ConnectionResetError)
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._out = bytearray()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Redis speaks over a stream; that of uvloop has the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not False:
                waiting = self._waiting.popleft()
                if waiting.done():
                    continue
                if isinstance(reply, ReplyError):
                    waiting.set_exception(reply)
                else:
                    waiting.set_result(reply)
        except (ConnectionResetError, IndexError):
            self.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(LostError("the line was lost"))
        self._waiting.clear()

    def ask(self, command: Command) -> "asyncio.Future[Any]":
        """Say something; the answer comes later. NotReachedError where the line is lost already."""
        if self.is_lost or self._transport is None:
            raise NotReachedError("the line was lost")
        loop = asyncio.get_running_loop()
        if not self._out:
            loop.call_soon(self._flush)
        self._out += encode(command)
        answer: asyncio.Future[Any] = loop.create_future()
        # Whoever asked may be gone when the line is lost; nobody then is to be told.
        answer.add_done_callback(_heard)
        self._waiting.append(answer)
        return answer

    def _flush(self) -> None:
        if self._transport is not None and not self.is_lost:
            self._transport.write(bytes(self._out))
        self._out.clear()

    def close(self) -> None:
        """Hang up; whoever waits hears that the line was lost."""
        self.is_lost = True
        if self._transport is not None:
            self._transport.abort()


class Rounds:
    """A line on which changes are made, and waited for until disks have them.

    What is said while the disks of one round are waited for goes out together in the next one.
    """

    def __init__(self, line: Line, promise: Command | None) -> None:
        """Begin; ``promise`` waits for disks, its last word is for how long; None does not wait."""
        self.line = line
        self._promise = promise
        self._queue: deque[tuple[Command, asyncio.Future[Any]]] = deque()
        self._working: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._queue)

    async def ask(self, command: Command) -> Any:
        """Say something and wait until it is done, answered and promised."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_heard)
        self._queue.append((command, answer))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._queue:
            count = min(len(self._queue), _ROUND_MAX)
            await self._round([self._queue.popleft() for _ in range(count)])

    async def _round(self, asked: list[tuple[Command, asyncio.Future[Any]]]) -> None:
        replies: list[Any]
        try:
            answers = [self.line.ask(command) for command, _ in asked]
            replies = await asyncio.gather(*answers, return_exceptions=True)
        except NotReachedError as error:
            replies = [error] * len(asked)
        else:
            replies = await self._kept(replies)
        for (_, waiting), reply in zip(asked, replies, strict=True):
            if waiting.done():
                continue
            if isinstance(reply, BaseException):
                waiting.set_exception(reply)
            else:
                waiting.set_result(reply)

    async def _kept(self, replies: list[Any]) -> list[Any]:
        """Wait for the disks; what was done and is not known to be kept is no answer."""
        broken: Exception
        try:
            await self._promised()
        except SlowError as error:
            broken = error
        except (NotReachedError, LostError, ReplyError) as error:
            # The node is lost, or has become a replica since. All of it was said.
            broken = LostError(str(error))
        else:
            return replies
        return [reply if isinstance(reply, BaseException) else broken for reply in replies]

    async def _promised(self) -> None:
        """Wait for disks after the answers: said in one write with them it takes a second."""
        if self._promise is None:
            return
        *command, wait_ms = self._promise
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_ms / 1000
        while True:
            # Asked in short: a replica that was asked while it was still writing says so only a
            # second later, unless it is asked again.
            found = await self.line.ask([*command, min(wait_ms, _ASKED_AGAIN_MS)])
            have = found if isinstance(found, list) else [found]
            if all(there >= needed for there, needed in zip(have, command[1:], strict=True)):
                return
            if loop.time() >= deadline:
                raise SlowError(f"{have} disks have it where {command[1:]} must")


async def dial(address: Address, settings: Settings) -> Line:
    """Connect and sign in.

    Raises:
        NotReachedError: Nobody answers there, or the user may not.
    """
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context() if settings.is_encrypted else None
    try:
        if address.path:
            _, line = await loop.create_unix_connection(Line, address.path)
        else:
            _, line = await loop.create_connection(Line, address.host, address.port, ssl=context)
    except OSError as error:
        raise NotReachedError(f"{address}: {error}") from error
    said = []
    if settings.password:
        said.append(line.ask(["AUTH", *filter(None, (settings.user, settings.password))]))
    if settings.database:
        said.append(line.ask(["SELECT", settings.database]))
    try:
        await asyncio.gather(*said)
    except (ReplyError, LostError) as error:
        line.close()
        raise NotReachedError(f"{address}: {error}") from error
    return line


def encode(command: Command) -> bytes:
    """Write a command as Redis reads it."""
    parts = [b"*%d\r\n" % len(command)]
    for word in command:
        raw = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(raw), raw))
    return b"".join(parts)


def _heard(answer: "asyncio.Future[Any]") -> None:
    with contextlib.suppress(asyncio.CancelledError):
        answer.exception()
