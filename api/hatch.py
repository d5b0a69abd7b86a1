"""Where a worker that ends leaves its open connections for the one that takes its place."""

import socket
from typing import Final

_WORD: Final = b"\0"  # a descriptor travels with at least one byte


class Hatch:
    """A pair of Unix sockets through which open sockets go from one process to another.

    The parent makes it before it forks and keeps it. What lies in it is lost with nobody: a worker
    that dies before it has taken everything leaves the rest for the next one.
    """

    def __init__(self) -> None:
        self._front, self._back = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._front.settimeout(0)
        self._back.settimeout(0)

    def fileno(self) -> int:
        """Return what becomes readable when something lies in it."""
        return self._back.fileno()

    def put(self, descriptor: int) -> bool:
        """Lay a copy of an open socket into it; tell whether there was room."""
        try:
            socket.send_fds(self._front, [_WORD], [descriptor])
        except BlockingIOError:
            return False
        return True

    def take(self) -> socket.socket | None:
        """Return the socket that has lain in it longest, or ``None``."""
        try:
            _, descriptors, _, _ = socket.recv_fds(self._back, len(_WORD), 1)
        except BlockingIOError:
            return None
        if not descriptors:
            return None
        one = socket.socket(fileno=descriptors[0])
        one.settimeout(0)
        return one

    def close(self) -> None:
        """Close this process's ends; what lies in it goes when every process has done so."""
        self._front.close()
        self._back.close()
