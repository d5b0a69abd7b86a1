"""A process of the ledger's own, as the parent of all workers keeps it alive.

It is nobody's worker: a new ruleset or a dead worker does not disturb it. It lives as long as the
parent, or a worker that outlives the parent, holds the other end of its standard input.
"""

import signal
import subprocess
import sys
import time
from typing import Final

from api.log import log

_STOP_SECONDS_MAX: Final = 10


class LedgerProcess:
    """Starts a module in a process, starts it anew when it ends, and ends it last.

    Attributes:
        name: What it is called in the log.
        pause_seconds: One that ended so soon after its start would end again: wait, then try.
    """

    name = "the ledger's process"
    pause_seconds = 0.5

    def __init__(self, *arguments: str) -> None:
        """Name the module and its arguments; nothing is started yet."""
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start it."""
        self.spawn()

    def keep(self) -> None:
        """Start it anew where it has ended."""
        if not self.has_ended() or time.monotonic() < self._started + self.pause_seconds:
            return
        assert self._process is not None, "it was started"
        log(f"{self.name} ended with {self._process.returncode}; another one takes its place")
        self.spawn()

    def stop(self) -> None:
        """End it, once nobody needs it any more."""
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._process = None

    def has_ended(self) -> bool:
        """Tell whether it does not run."""
        return self._process is None or self._process.poll() is not None

    def spawn(self) -> None:
        """Start it, in place of one that has ended."""
        self._started = time.monotonic()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        # In a group of its own: Ctrl-C is for the parent, which still has orders to finish.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", *self._arguments],
            stdin=subprocess.PIPE,
            process_group=0,
            env=self.environment(),
        )

    def environment(self) -> dict[str, str] | None:
        """Return its environment; None where it is the parent's."""
        return None
