"""A receiver of webhooks on a real socket that can be down, slow, wrong or rude."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def fine(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")


def status(code: int, *headers: str) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} No", "content-length: 2", *headers, "", "no"]
        writer.write("\r\n".join(lines).encode())

    return answer


async def silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def closes_at_once(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def closes_in_the_middle(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
    await writer.drain()
    writer.close()


async def talks_nonsense(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 hello\r\n\r\n")
    writer.close()


async def drips(writer: asyncio.StreamWriter) -> None:
    """Sends a byte now and then, so that no single read takes too long."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n")
    for _ in range(1000):
        writer.write(b".")
        await asyncio.sleep(0.02)


async def talks_for_ever(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n")
    for _ in range(100):
        writer.write(b"x" * 10_000)
        await writer.drain()


class HttpReceiver:
    """Keeps what it was sent.

    Attributes:
        requests: Headers and body of each request that came whole, whatever was answered.
        accepted: Identifiers of the events that were answered with a 2xx, in order.
        answers: What it does with the next requests; afterwards it is fine.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.accepted: list[str] = []
        self.answers: deque[Answer] = deque()
        self.always: Answer = fine
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    async def up(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.close()
        self._open.clear()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                values = dict(line.split(": ", 1) for line in head[1:] if line)
                headers = {name.lower(): value for name, value in values.items()}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.requests.append((headers, body))
                answer = self.answers.popleft() if self.answers else self.always
                await answer(writer)
                await writer.drain()
                if answer is fine:
                    self.accepted += [one["id"] for one in events_of(body)]
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()


def events_of(body: bytes) -> list[dict[str, Any]]:
    found = json.loads(body)
    return found if isinstance(found, list) else [found]
