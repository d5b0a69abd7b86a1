"""A bounded load generator, closed model: a few connections, one request at a time on each.

It sends prepared bytes and knows the length of the answer, so it costs a few microseconds a request
and the server is what is measured. Every answer is compared with the first one. A server that is
slow for a moment is asked less in that moment; ``benchmarks.open_load`` does not wait for it.
"""

import select
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter_ns, process_time_ns
from typing import Any, Final

CONNECTIONS: Final = 16
TIMEOUT_SECONDS: Final = 10.0


def request_bytes(path: str, body: bytes, *, fresh: bool = False) -> bytes:
    """Return a whole HTTP/1.1 POST request; *fresh* asks the server to close afterwards."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"{'Connection: close' + chr(13) + chr(10) if fresh else ''}"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def connect(port: int) -> socket.socket:
    """Open one connection that sends without delay."""
    one = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return one


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """Send one request and read its whole answer; returns the head and the body."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += receive(connection)
    return head, body


def receive(connection: socket.socket) -> bytes:
    """Return what has arrived.

    Raises:
        ConnectionError: The server closed the connection.
    """
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def drive(
    port: int,
    request: bytes,
    seconds: float,
    *,
    connections: int = CONNECTIONS,
    fresh: bool = False,
) -> dict[str, Any]:
    """Send the same request over and over and count.

    Args:
        port: Where the server listens on this machine.
        request: From ``request_bytes``, with the same *fresh*.
        seconds: How long.
        connections: How many at a time.
        fresh: Open a new connection for every request.

    Returns:
        Requests per second, latency in microseconds at p50 and p99, all latencies in order of size,
        the size of the answer, and the share of one core that this client took.

    Raises:
        ConnectionError: The server closed a connection.
        ValueError: An answer was no 200, or differed from the first.
    """
    with ExitStack() as held:
        first = held.enter_context(connect(port))
        head, body = exchange(first, request)
        if b" 200 " not in head.split(b"\r\n")[0] + b" ":
            raise ValueError(f"the server answered {head[:60]!r} {body[:200]!r}")
        kept = 0 if fresh else 1
        sockets = ([first] if kept else []) + [connect(port) for _ in range(connections - kept)]
        loop = _Loop(port, sockets, request, (len(head) + 4 + len(body), body), fresh=fresh)
        return loop.run(seconds)


class _Loop:
    """The connections of one run, each with a request on its way."""

    def __init__(
        self,
        port: int,
        sockets: Sequence[socket.socket],
        request: bytes,
        answer: tuple[int, bytes],
        *,
        fresh: bool,
    ) -> None:
        self._port, self._request, self._fresh = port, request, fresh
        self._size, self._body = answer
        self._poll = select.epoll()
        self._open = {one.fileno(): one for one in sockets}
        self._sent: dict[int, int] = {}
        self._pending = dict.fromkeys(self._open, b"")
        self._latencies: list[int] = []

    def run(self, seconds: float) -> dict[str, Any]:
        try:
            start, busy = perf_counter_ns(), process_time_ns()
            end = start + int(seconds * 1e9)
            for number, one in self._open.items():
                self._poll.register(number, select.EPOLLIN)
                self._sent[number] = perf_counter_ns()
                one.sendall(self._request)
            while perf_counter_ns() < end:
                for number, _ in self._poll.poll(TIMEOUT_SECONDS):
                    self._take(number)
            elapsed, busy = perf_counter_ns() - start, process_time_ns() - busy
        finally:
            self._poll.close()
            for one in self._open.values():
                one.close()
        return summary(self._latencies, elapsed) | {
            "answer_bytes": len(self._body),
            "client_core_share": busy / elapsed,
        }

    def _take(self, number: int) -> None:
        data = self._pending[number] + receive(self._open[number])
        if len(data) < self._size:
            self._pending[number] = data
            return
        if len(data) != self._size or not data.endswith(self._body):
            raise ValueError("an answer differed from the first one")
        now = perf_counter_ns()
        self._latencies.append(now - self._sent[number])
        if self._fresh:
            self._open.pop(number).close()
            one = connect(self._port)
            number = one.fileno()
            self._open[number] = one
            self._poll.register(number, select.EPOLLIN)
        self._pending[number] = b""
        # The time it takes to connect is part of what a caller waits for.
        self._sent[number] = now
        self._open[number].sendall(self._request)


def summary(latencies_ns: Sequence[int], elapsed_ns: int) -> dict[str, Any]:
    """Return throughput and percentiles of some latencies."""
    ordered = sorted(latencies_ns)
    return {
        "requests": len(ordered),
        "requests_per_second": len(ordered) * 1e9 / elapsed_ns,
        "p50_us": share(ordered, 50) / 1_000,
        "p99_us": share(ordered, 99) / 1_000,
        "latencies_us": [one // 1_000 for one in ordered],
    }


def share(ordered: Sequence[int], percent: int) -> int:
    """Return a percentile of values in order of size."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
