"""A bounded load generator: a few connections kept alive, one request at a time on each.

It sends prepared bytes and knows the length of the answer, so it costs a few microseconds a request
and the server is what is measured. Every answer is compared with the first one.
"""

import select
import socket
from time import perf_counter_ns, process_time_ns
from typing import Any, Final

CONNECTIONS: Final = 16
TIMEOUT_SECONDS: Final = 10.0


def request_bytes(path: str, body: bytes) -> bytes:
    """Return a whole HTTP/1.1 POST request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def exchange(connection: socket.socket, request: bytes) -> tuple[bytes, bytes]:
    """Send one request and read its whole answer; returns the head and the body."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += _receive(connection)
    return head, body


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def drive(port: int, request: bytes, seconds: float) -> dict[str, Any]:
    """Send the same request over and over and count.

    Returns:
        Requests per second, latency in microseconds at p50 and p99, the size of the answer, and
        the share of one core that this client took.

    Raises:
        ConnectionError: The server closed a connection.
        ValueError: An answer was no 200, or differed from the first.
    """
    sockets = [
        socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) for _ in range(CONNECTIONS)
    ]
    try:
        for one in sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head, body = exchange(sockets[0], request)
        if b" 200 " not in head.split(b"\r\n")[0] + b" ":
            raise ValueError(f"the server answered {head[:60]!r} {body[:200]!r}")
        return _loop(sockets, request, (len(head) + 4 + len(body), body), seconds)
    finally:
        for one in sockets:
            one.close()


def _loop(
    sockets: list[socket.socket], request: bytes, answer: tuple[int, bytes], seconds: float
) -> dict[str, Any]:
    size, body = answer
    poll = select.epoll()
    by_number = {one.fileno(): one for one in sockets}
    sent: dict[int, int] = {}
    pending = dict.fromkeys(by_number, b"")
    latencies: list[int] = []
    start, busy = perf_counter_ns(), process_time_ns()
    end = start + int(seconds * 1e9)
    for number, one in by_number.items():
        poll.register(number, select.EPOLLIN)
        sent[number] = perf_counter_ns()
        one.sendall(request)
    while (now := perf_counter_ns()) < end:
        for number, _ in poll.poll(TIMEOUT_SECONDS):
            data = pending[number] + _receive(by_number[number])
            if len(data) < size:
                pending[number] = data
                continue
            if len(data) != size or not data.endswith(body):
                raise ValueError("an answer differed from the first one")
            pending[number] = b""
            now = perf_counter_ns()
            latencies.append(now - sent[number])
            sent[number] = now
            by_number[number].sendall(request)
    elapsed, busy = perf_counter_ns() - start, process_time_ns() - busy
    poll.close()
    latencies.sort()
    return {
        "requests_per_second": len(latencies) * 1e9 / elapsed,
        "p50_us": latencies[len(latencies) // 2] / 1_000,
        "p99_us": latencies[len(latencies) * 99 // 100] / 1_000,
        "answer_bytes": len(body),
        "client_core_share": busy / elapsed,
    }
