"""The parent process: owns the door and the truth, keeps workers alive, and reloads.

It compiles first. What does not compile never reaches a worker; what does is followed by each of
them in its own thread. A worker that dies is forked again from the parent's own snapshot, so that a
broken file on disk cannot stop a server that runs.
"""

import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from types import FrameType
from typing import Final, NoReturn

from starlette.types import ASGIApp

from api.limits import DRAIN_SECONDS_MAX, WATCH_SECONDS
from api.loading import LoadError, clock, load_snapshot
from api.log import log, log_text
from api.settings import Settings
from api.state import ActiveState, LoadFailure
from api.watch import Watch
from api.worker import Follow, Link, Lost, Ready, ReloadAsked, Stay, WorkerServer, settle_memory
from rules.workspace import Workspace

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
# A worker that dies before it is ready would die again; this many in a row and the server gives up.
_STILLBORN_MAX: Final = 3
_GRACE_SECONDS: Final = 3
# A worker that lived shorter than this is not replaced at once, so that a crash makes no storm.
_SHORT_LIFE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.25


class WorkersKeepDyingError(Exception):
    """Workers die before they answer anything."""


@dataclass(slots=True)
class Worker:
    """A worker process as its parent sees it; a retired one has been told to stop."""

    pid: int
    slot: int
    link: Link
    started_at: float
    is_ready: bool = False
    is_retired: bool = False


class Supervisor:
    """Runs the workers until it is told to stop.

    Args:
        settings: How many workers, from which files, whether to watch them.
        app: The application; its state is *state*.
        state: Holds the snapshot that workers start with.
        doors: The bound sockets; worker *n* answers at the *n*-th, or at the last one.
        on_ready: Called once, when every worker answers.
    """

    def __init__(
        self,
        settings: Settings,
        app: ASGIApp,
        state: ActiveState,
        doors: Sequence[socket.socket],
        *,
        on_ready: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._app = app
        self._state = state
        self._doors = doors
        self._on_ready: Callable[[], None] | None = on_ready
        self._workers: dict[int, Worker] = {}
        self._workspace = Workspace()
        self._selector = selectors.DefaultSelector()
        self._stillborn = 0
        self._is_stopping = False
        self._stop_by = 0.0
        self._is_reload_asked = False
        self._watch = Watch(settings.rules, settings.catalogue) if settings.watch else None
        self._next_look = time.monotonic() + WATCH_SECONDS

    def run(self) -> None:
        """Start the workers and stay until the last one has ended after a stop.

        Raises:
            WorkersKeepDyingError: They do not even start.
        """
        settle_memory()
        woken, waker = socket.socketpair()
        woken.settimeout(0)
        waker.settimeout(0)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(woken, selectors.EVENT_READ)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)
        signal.signal(signal.SIGCHLD, _ignore)
        try:
            for slot in range(self._settings.workers):
                self._fork(slot)
            while self._workers:
                self._wait(woken)
                self._reap()
                self._look()
                if self._is_stopping and time.monotonic() > self._stop_by:
                    self._signal_all(signal.SIGKILL)
        finally:
            self._signal_all(signal.SIGKILL)
            signal.set_wakeup_fd(-1)
            self._selector.close()
            woken.close()
            waker.close()

    # --- waiting --------------------------------------------------------------------------

    def _wait(self, woken: socket.socket) -> None:
        for key, _ in self._selector.select(WATCH_SECONDS / 2):
            if key.fileobj is woken:
                woken.recv(4096)
            else:
                self._hear(key.data)

    def _hear(self, worker: Worker) -> None:
        try:
            message: Ready | ReloadAsked | Lost = worker.link.recv()
        except (EOFError, OSError):
            self._selector.unregister(worker.link)
            return
        match message:
            case Ready():
                self._on_worker_ready(worker)
            case ReloadAsked():
                self._is_reload_asked = True
            case Lost():
                self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        """Start another worker from our own snapshot in place of one that could not follow."""
        if worker.is_retired or self._is_stopping:
            return
        log(f"worker {worker.pid} could not follow; it is replaced")
        worker.is_retired = True
        self._fork(worker.slot)
        os.kill(worker.pid, signal.SIGTERM)

    def _on_worker_ready(self, worker: Worker) -> None:
        worker.is_ready = True
        self._stillborn = 0
        if self._on_ready is not None and all(one.is_ready for one in self._workers.values()):
            self._on_ready()
            self._on_ready = None

    def _look(self) -> None:
        now = time.monotonic()
        if self._watch is not None and now >= self._next_look:
            self._next_look = now + WATCH_SECONDS
            self._is_reload_asked = self._is_reload_asked or self._watch.has_settled_change()
        if self._is_reload_asked and not self._is_stopping:
            self._is_reload_asked = False
            self._reload()

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Begin to stop; a second signal does not wait any longer."""
        is_second = self._is_stopping
        self._is_stopping = True
        drain = self._settings.drain_seconds + DRAIN_SECONDS_MAX + _GRACE_SECONDS
        self._stop_by = time.monotonic() + drain
        # The workers hold their doors open as long as they need them.
        for door in self._doors:
            door.close()
        self._signal_all(signal.SIGKILL if is_second else signal.SIGTERM)

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        self._is_reload_asked = True

    # --- workers --------------------------------------------------------------------------

    def _fork(self, slot: int) -> None:
        # A signal must not meet a child that still has its parent's handlers, nor a parent that
        # does not know its child yet.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        ours, theirs = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            ours.close()
            self._become_worker(slot, theirs, before)
        theirs.close()
        worker = Worker(pid, slot, ours, time.monotonic())
        self._workers[pid] = worker
        self._selector.register(ours, selectors.EVENT_READ, worker)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _become_worker(self, slot: int, link: Link, mask: set[int | signal.Signals]) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            # Until the event loop listens, a SIGHUP has nothing to tell and must not kill.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            self._selector.close()
            for sibling in self._workers.values():
                sibling.link.close()
            mine = self._doors[min(slot, len(self._doors) - 1)]
            for door in self._doors:
                if door is not mine:
                    door.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            WorkerServer(self._app, self._state, self._settings, link).run(sockets=[mine])
            code = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        for worker in list(self._workers.values()):
            pid, _ = os.waitpid(worker.pid, os.WNOHANG)
            if pid == 0:
                continue
            del self._workers[pid]
            if worker.link in self._selector.get_map():
                self._selector.unregister(worker.link)
            worker.link.close()
            if self._is_stopping or worker.is_retired:
                continue
            self._stillborn += not worker.is_ready
            if self._stillborn >= _STILLBORN_MAX:
                self._is_stopping = True
                raise WorkersKeepDyingError
            log(f"worker {pid} ended; another one takes its place")
            if time.monotonic() - worker.started_at < _SHORT_LIFE_SECONDS:
                time.sleep(_PAUSE_SECONDS)
            self._fork(worker.slot)

    def _signal_all(self, number: signal.Signals) -> None:
        for pid in list(self._workers):
            os.kill(pid, number)

    # --- reloading ------------------------------------------------------------------------

    def _reload(self) -> None:
        """Compile what is on disk; let the workers follow, or tell everybody why not."""
        if self._settings.rules is None:
            return
        if self._watch is not None:
            self._watch.mark_loaded()
        try:
            rules, catalogue = self._settings.rules, self._settings.catalogue
            snapshot = load_snapshot(rules, catalogue, workspace=self._workspace)
        except LoadError as error:
            self._stay(error.failure)
            return
        except Exception:  # noqa: BLE001 - a bug in the compiler must not stop a server that runs
            bug = "these rules meet a bug of ours; the server's log has the rest"
            self._stay(LoadFailure(clock(), bug, traceback.format_exc()))
            return
        active = self._state.snapshot
        if active is not None and active.is_same_content(snapshot):
            self._state.last_failure = None
            log(f"nothing changed: {active.ruleset_digest}")
            self._tell_all(Stay(None))
            return
        self._state.swap(snapshot)
        settle_memory()
        log(f"loaded {snapshot.ruleset_digest} ({len(snapshot.program.promotions)} promotions)")
        self._tell_all(Follow(snapshot.ruleset_digest, snapshot.prices_digest))

    def _stay(self, failure: LoadFailure) -> None:
        """Keep what runs, and tell everybody why."""
        log_text(failure.text)
        log(f"{failure.message}; the ruleset that runs stays")
        self._state.last_failure = replace(failure, text="")
        self._tell_all(Stay(self._state.last_failure))

    def _tell_all(self, message: Follow | Stay) -> None:
        for worker in self._workers.values():
            try:
                worker.link.send(message)
            except OSError:
                # It has just died; the one that takes its place starts with what is active.
                continue


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Wake the parent up, nothing more."""
