"""The process that owns the ledger's file, as the parent of all workers keeps it alive.

It is nobody's worker: a new ruleset or a dead worker does not disturb it. It lives as long as the
parent, or a worker that outlives the parent, holds the other end of its standard input.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from api.log import log
from ledger.sqlite.owner import SOCKET

START_SECONDS_MAX: Final = 20
_STOP_SECONDS_MAX: Final = 10
_LOOK_SECONDS: Final = 0.01
# An owner that ended right after its start would end again: wait a little, then try.
_PAUSE_SECONDS: Final = 0.5


class OwnerError(Exception):
    """The ledger cannot be owned; what the owner wrote says why."""


class LedgerOwner:
    """Starts the owner, starts it anew when it ends, and ends it last.

    Args:
        folder: The ledger's; it is made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            OwnerError: It does not come to answer.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # An owner that was killed left its own; the new one puts another in its place.
            before = self._socket()
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise OwnerError(
                f"the ledger's folder `{self._folder}` cannot be used: {why}"
            ) from None
        self._spawn()
        deadline = time.monotonic() + START_SECONDS_MAX
        while self._socket() in (None, before):
            if self._has_ended():
                raise OwnerError(f"the ledger in `{self._folder}` cannot be owned")
            if time.monotonic() > deadline:
                self.stop()
                raise OwnerError(f"the ledger's owner is not there after {START_SECONDS_MAX} s")
            time.sleep(_LOOK_SECONDS)

    def keep(self) -> None:
        """Start it anew where it has ended: workers send again what was not answered."""
        if not self._has_ended() or time.monotonic() < self._started + _PAUSE_SECONDS:
            return
        assert self._process is not None, "it was started"
        log(
            f"the ledger's owner ended with {self._process.returncode}; another one takes its place"
        )
        self._spawn()

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

    def _socket(self) -> tuple[int, int] | None:
        """Return which socket is there; a new one is another one."""
        try:
            found = (self._folder / SOCKET).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _spawn(self) -> None:
        self._started = time.monotonic()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        # In a group of its own: Ctrl-C is for the parent, which still has orders to finish.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "ledger.sqlite", "--until-alone", str(self._folder)],
            stdin=subprocess.PIPE,
            process_group=0,
        )
