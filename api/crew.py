"""The worker processes as their parent handles them: forked, listened to, told things, reaped."""

import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from multiprocessing import Pipe
from typing import Final, NoReturn

from starlette.types import ASGIApp

from api.hatch import Hatch
from api.limits import DRAIN_SECONDS_MAX, RETIRE_SECONDS_MAX, START_SECONDS_MAX
from api.log import log
from api.settings import Settings
from api.state import ActiveState
from api.worker import BACKLOG, Link, Open, Retire, Stay, WorkerServer

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
_GRACE_SECONDS: Final = 3


class Stage(Enum):
    """How far a worker is in its life."""

    STARTING = auto()
    READY = auto()
    OPEN = auto()
    RETIRED = auto()


@dataclass(slots=True, eq=False)
class Worker:
    """A worker process as its parent sees it.

    Attributes:
        pid: Its process.
        slot: The place it answers at: a door, and a hatch.
        generation: Workers of one generation price by one snapshot.
        link: The parent's end of the pipe.
        stage: How far it is.
        since: When it came to that stage, on the monotonic clock.
    """

    pid: int
    slot: int
    generation: int
    link: Link
    stage: Stage
    since: float

    def is_now(self, stage: Stage) -> None:
        """Move on to a stage."""
        self.stage = stage
        self.since = time.monotonic()


class Crew:
    """Every worker process, of whatever generation.

    Args:
        app: The application; its state is *state*.
        state: Holds the snapshot that workers start with.
        settings: What workers need to know.
        doors: The bound sockets; slot *n* has the *n*-th, or the last one.
        selector: Where the links are listened to; their data is the worker.
    """

    def __init__(
        self,
        app: ASGIApp,
        state: ActiveState,
        settings: Settings,
        doors: Sequence[socket.socket],
        selector: selectors.BaseSelector,
    ) -> None:
        self._app = app
        self._state = state
        self._settings = settings
        self._doors = doors
        self._hatches = [Hatch() for _ in range(settings.workers)]
        self._selector = selector
        self._workers: dict[int, Worker] = {}
        # Whoever comes waits in the kernel's queue until a worker opens, between two of them too.
        for door in doors:
            door.listen(BACKLOG)

    def __iter__(self) -> Iterator[Worker]:
        """Yield the workers that have not been reaped, oldest first."""
        return iter(list(self._workers.values()))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._workers)

    def at(self, slot: int, generation: int) -> Worker | None:
        """Return the worker of a generation at a slot, unless it has retired."""
        for worker in self._workers.values():
            is_there = (worker.slot, worker.generation) == (slot, generation)
            if is_there and worker.stage is not Stage.RETIRED:
                return worker
        return None

    def fork(self, slot: int, generation: int) -> None:
        """Start a worker on the snapshot that is active now."""
        # A signal must not meet a child that still has its parent's handlers, nor a parent that
        # does not know its child yet.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        ours, theirs = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._become_worker(slot, theirs, before)
        theirs.close()
        worker = Worker(pid, slot, generation, ours, Stage.STARTING, time.monotonic())
        self._workers[pid] = worker
        self._selector.register(ours, selectors.EVENT_READ, worker)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def tell(self, worker: Worker, message: Open | Retire | Stay) -> None:
        """Send a message; to one that has just died, in vain."""
        try:
            worker.link.send(message)
        except OSError:
            return

    def send_signal(self, worker: Worker, number: signal.Signals) -> None:
        """Send a signal to one worker."""
        os.kill(worker.pid, number)

    def kill(self, worker: Worker) -> None:
        """End a worker that answers nobody."""
        worker.is_now(Stage.RETIRED)
        self.send_signal(worker, signal.SIGKILL)

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to every worker."""
        for worker in self:
            self.send_signal(worker, number)

    def end_overdue(self) -> None:
        """Kill who does not get ready, and who was told to end and does not."""
        now = time.monotonic()
        for worker in self:
            if worker.stage is Stage.STARTING and now > worker.since + START_SECONDS_MAX:
                log(f"worker {worker.pid} is not ready after {START_SECONDS_MAX} seconds")
                self.send_signal(worker, signal.SIGKILL)
            patience = RETIRE_SECONDS_MAX + DRAIN_SECONDS_MAX + _GRACE_SECONDS
            if worker.stage is Stage.RETIRED and now > worker.since + patience:
                self.send_signal(worker, signal.SIGKILL)

    def reap(self) -> list[Worker]:
        """Return the workers that have ended since the last time."""
        ended = []
        for worker in self:
            pid, _ = os.waitpid(worker.pid, os.WNOHANG)
            if pid:
                del self._workers[pid]
                if worker.link in self._selector.get_map():
                    self._selector.unregister(worker.link)
                worker.link.close()
                ended.append(worker)
        return ended

    def shut_doors(self) -> None:
        """Close the parent's doors; workers hold theirs open as long as they need them."""
        for door in self._doors:
            door.close()

    def close(self) -> None:
        """Close the hatches."""
        for hatch in self._hatches:
            hatch.close()

    def _become_worker(self, slot: int, link: Link, mask: set[int | signal.Signals]) -> NoReturn:
        code = 1
        try:
            door, hatch = self._keep_own(slot)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            server = WorkerServer(self._app, self._state, self._settings, link, hatch)
            server.run(sockets=[door])
            code = 0
        except Exception:  # noqa: BLE001 - nobody else will say why this process ends
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _keep_own(self, slot: int) -> tuple[socket.socket, Hatch]:
        """Let go of what belongs to the parent and to other workers."""
        signal.set_wakeup_fd(-1)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        # Until the event loop listens, a SIGHUP has nothing to tell and must not kill.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._selector.close()
        for sibling in self._workers.values():
            sibling.link.close()
        mine, hatch = self._doors[min(slot, len(self._doors) - 1)], self._hatches[slot]
        for door in self._doors:
            if door is not mine:
                door.close()
        for other in self._hatches:
            if other is not hatch:
                other.close()
        return mine, hatch
