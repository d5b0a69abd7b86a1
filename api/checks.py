"""Has rule files checked by a process of its own, a few at a time, so that no quote waits.

The worker's own part is to pass texts on. The process is started when it is first needed, and
again when it was ended: because a check took too long, or because nobody asked for a while.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import weakref
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any, Final

import msgspec

from api.check_process import BROKEN, REPORT
from api.limits import (
    CHECK_MEMORY_BYTES_MAX,
    CHECK_SECONDS_MAX,
    CHECK_WAIT_SECONDS_MAX,
    CHECKS_AT_ONCE_MAX,
    CHECKS_WAITING_MAX,
)
from api.problems import ProblemError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_NOBODY: Final = b""  # instead of an answer, where the process has ended
_ENDING_SECONDS_MAX: Final = 5  # from the last thing it does to its end
_RETRY: Final = (("retry-after", "2"),)


class CheckBrokeError(Exception):
    """The compiler met a bug of ours; the message is its traceback."""


class Checker:
    """One process that checks rulesets, one after another; not for two threads at once.

    Args:
        seconds_max: A check that takes longer is ended.
        memory_bytes: What the process may take, its own code included.
    """

    def __init__(
        self,
        seconds_max: float = CHECK_SECONDS_MAX,
        memory_bytes: int = CHECK_MEMORY_BYTES_MAX,
    ) -> None:
        self._seconds_max = seconds_max
        self._memory_bytes = memory_bytes
        self._process: _Process | None = None

    @property
    def pid(self) -> int | None:
        """The process, ``None`` while there is none."""
        return None if self._process is None else self._process.pid

    def check(self, files: dict[str, str]) -> bytes:
        """Return the report on rule files as JSON; blocks until there is one.

        Raises:
            ProblemError: ``check-stopped``: it took too long, or more memory than there is for it.
            CheckBrokeError: It met a bug of ours.
        """
        asked = msgspec.json.encode(files)
        process = self._process
        if process is None or not process.ask(asked):
            process = self._process = _Process(self._memory_bytes)
            process.ask(asked)
        answer = process.answer(self._seconds_max)
        if answer == _NOBODY and process.has_left():
            # It left, for want of work, in the moment in which we asked.
            process = self._process = _Process(self._memory_bytes)
            process.ask(asked)
            answer = process.answer(self._seconds_max)
        return self._read(answer)

    def _read(self, answer: bytes | None) -> bytes:
        kind = None if answer is None else answer[:1]
        if answer is not None and kind == REPORT:
            return answer[1:]
        if answer is not None and kind == BROKEN:
            raise CheckBrokeError(answer[1:].decode())
        self.close()
        raise ProblemError(
            "check-stopped",
            "these rules take longer to check, or more memory, than this server has for it",
        )

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None


class _Process:
    def __init__(self, memory_bytes: int) -> None:
        ours, theirs = Pipe()
        # With the modules this process has, wherever it has them from, and nothing in between.
        paths = [path or os.getcwd() for path in sys.path]
        self._child = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
            [
                sys.executable,
                "-P",
                "-m",
                "api.check_process",
                str(theirs.fileno()),
                str(memory_bytes),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._link = ours
        self.pid = self._child.pid
        self.close = weakref.finalize(self, _end, self._child, ours)

    def ask(self, asked: bytes) -> bool:
        """Send what is asked; tell whether somebody is there."""
        try:
            self._link.send_bytes(asked)
        except OSError:
            self.close()
            return False
        return True

    def answer(self, seconds_max: float) -> bytes | None:
        """Return the answer, ``None`` where it does not come in time."""
        try:
            return self._link.recv_bytes() if self._link.poll(seconds_max) else None
        except (EOFError, OSError):
            return _NOBODY

    def has_left(self) -> bool:
        """Tell whether it has ended of its own accord; ask when it has closed its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._child.wait(_ENDING_SECONDS_MAX) == 0
        return False


def _end(child: subprocess.Popen[bytes], link: "Connection[Any, Any]") -> None:
    link.close()
    child.kill()
    child.wait()


class Checks:
    """Lets few checks run at once and few wait.

    Args:
        checker: What checks.
    """

    def __init__(self, checker: Checker | None = None) -> None:
        self._checker = checker if checker is not None else Checker()
        self._running = asyncio.Semaphore(CHECKS_AT_ONCE_MAX)
        self._waiting = 0

    async def check(self, files: dict[str, str]) -> bytes:
        """Return the report on rule files as JSON, when it is this one's turn.

        Raises:
            ProblemError: ``busy``: too many wait already, or this one waits too long;
                ``check-stopped``: it took too long or too much memory.
            CheckBrokeError: It met a bug of ours.
        """
        if self._waiting >= CHECKS_AT_ONCE_MAX + CHECKS_WAITING_MAX:
            raise ProblemError("busy", "too many rulesets are being checked", headers=_RETRY)
        self._waiting += 1
        try:
            await self._wait()
            try:
                return await asyncio.to_thread(self._checker.check, files)
            finally:
                self._running.release()
        finally:
            self._waiting -= 1

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(CHECK_WAIT_SECONDS_MAX):
                await self._running.acquire()
        except TimeoutError:
            raise ProblemError(
                "busy", "the rulesets before this one take long to check", headers=_RETRY
            ) from None
