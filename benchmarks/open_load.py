"""A bounded load generator, open model: requests are due at fixed moments, come what may.

A latency counts from the moment a request was due, so a server that stops for a second is charged
for every request that should have been sent meanwhile, not only for the one that was on its way.
"""

import select
from collections import deque
from collections.abc import Callable
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any, Final, Self

from benchmarks.load import TIMEOUT_SECONDS, connect, receive, summary

if TYPE_CHECKING:
    import socket

CONNECTIONS: Final = 64
_RULESET: Final = b"grosz-ruleset: "


class OpenLoad:
    """A stream of the same request at a steady rate.

    Args:
        port: Where the server listens on this machine.
        request: From ``benchmarks.load.request_bytes``.
        per_second: The rate.

    Attributes:
        ruleset: Digest in the last answer, empty when the server names none.
        failures: Answers that were no 200, and connections that broke.
    """

    def __init__(self, port: int, request: bytes, per_second: float) -> None:
        self.ruleset = b""
        self.failures = 0
        self._port, self._request = port, request
        self._gap_ns = 1e9 / per_second
        self._poll = select.epoll()
        self._open: dict[int, socket.socket] = {}
        self._pending: dict[int, bytes] = {}
        self._due: dict[int, int] = {}  # of the request on its way, by connection
        self._idle: deque[int] = deque()
        self._waiting: deque[int] = deque()  # due, but every connection is busy
        self._latencies: list[int] = []

    def __enter__(self) -> Self:
        for _ in range(CONNECTIONS):
            self._add()
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._open.values():
            one.close()
        self._poll.close()

    def run(
        self, seconds: float, until: Callable[[Self], bool] = lambda _: False
    ) -> dict[str, Any]:
        """Keep the rate for so long, or until something is so; then wait for what is on its way.

        Returns:
            As ``benchmarks.load.drive``, of the requests that were due in this run.
        """
        self._latencies = []
        start = perf_counter_ns()
        end, sent = start + int(seconds * 1e9), 0
        while (now := perf_counter_ns()) < end and not until(self):
            while (due := start + int(sent * self._gap_ns)) <= now:
                self._waiting.append(due)
                sent += 1
            self._send()
            self._listen(max(0, due - perf_counter_ns()) / 1e9)
        elapsed = perf_counter_ns() - start
        limit = perf_counter_ns() + int(TIMEOUT_SECONDS * 1e9)
        while (self._due or self._waiting) and perf_counter_ns() < limit:
            self._send()
            self._listen(0.01)
        self.failures += len(self._due) + len(self._waiting)
        return summary(self._latencies or [0], elapsed)

    def _add(self) -> None:
        one = connect(self._port)
        number = one.fileno()
        self._open[number] = one
        self._pending[number] = b""
        self._idle.append(number)
        self._poll.register(number, select.EPOLLIN)

    def _send(self) -> None:
        while self._waiting and self._idle:
            number = self._idle.popleft()
            self._due[number] = self._waiting.popleft()
            self._open[number].sendall(self._request)

    def _listen(self, seconds: float) -> None:
        # The kernel's clock is coarse: what is due sooner than a millisecond is waited for awake.
        for number, _ in self._poll.poll(seconds if seconds > 0.001 else 0):
            try:
                self._take(number, receive(self._open[number]))
            except ConnectionError:
                self._lose(number)

    def _lose(self, number: int) -> None:
        """Count what was on its way as failed and open another connection."""
        self.failures += self._due.pop(number, None) is not None
        self._open.pop(number).close()
        if number in self._idle:
            self._idle.remove(number)
        self._add()

    def _take(self, number: int, more: bytes) -> None:
        data = self._pending[number] + more
        head, found, body = data.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            self._pending[number] = data
            return
        self._pending[number] = b""
        self._latencies.append(perf_counter_ns() - self._due.pop(number))
        self._idle.append(number)
        self.failures += not head.startswith(b"HTTP/1.1 200")
        at = head.find(_RULESET)
        if at >= 0:
            self.ruleset = head[at + len(_RULESET) :].split(b"\r\n", 1)[0]


def _content_length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0])
