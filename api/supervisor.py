"""The parent process: owns the door and the truth, keeps workers alive, and reloads.

It alone compiles, and it answers nobody, so nobody waits while it does. What does not compile never
reaches a worker; what does goes to a new generation of workers, forked from the parent with the
program in its memory. When all of them are warm, they open and the old ones hand over and end:

    SIGHUP ─ load (a thread) ─ fork ─ all are ready ─ open the new, retire the old
                  │                        └ they die: the old ones stay, and so does the ruleset
                  └ it does not compile: the old ones stay

A worker that dies is forked again from the parent's own snapshot, so that a broken file on disk
cannot stop a server that runs.
"""

import contextlib
import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import Final

from starlette.types import ASGIApp

from api.crew import Crew, Stage, Worker
from api.ledger_process import LedgerProcess
from api.limits import DRAIN_SECONDS_MAX, WATCH_SECONDS
from api.loader import Loader, settle_memory
from api.loading import clock
from api.log import log, log_text
from api.settings import Settings
from api.state import ActiveState, LoadFailure, Snapshot
from api.watch import Watch
from api.worker import Open, Ready, ReloadAsked, Retire, Stay
from rules.workspace import Workspace

# A worker that dies before it is ready would die again; this many in a row and they are given up.
_STILLBORN_MAX: Final = 3
_GRACE_SECONDS: Final = 3
# A worker that lived shorter than this is not replaced at once, so that a crash makes no storm.
_SHORT_LIFE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.25


class WorkersKeepDyingError(Exception):
    """Workers die before they answer anything."""


@dataclass(frozen=True, slots=True)
class Before:
    """What answers until a new generation opens, and goes on if it never does."""

    generation: int
    snapshot: Snapshot | None


class Supervisor:
    """Runs the workers until it is told to stop.

    Args:
        settings: How many workers, from which files, whether to watch them.
        app: The application; its state is *state*.
        state: Holds the snapshot that workers start with.
        doors: The bound sockets; worker *n* answers at the *n*-th, or at the last one.
        workspace: What the compiler remembers of the snapshot.
        on_ready: Called once, when every worker answers.
        keeper: Owns the ledger's file, or sweeps it on Redis; ``None`` where there is none.
    """

    def __init__(
        self,
        settings: Settings,
        app: ASGIApp,
        state: ActiveState,
        doors: Sequence[socket.socket],
        workspace: Workspace,
        *,
        on_ready: Callable[[], None],
        keeper: LedgerProcess | None = None,
    ) -> None:
        self._settings = settings
        self._state = state
        self._keeper = keeper
        self._on_ready: Callable[[], None] | None = on_ready
        self._selector = selectors.DefaultSelector()
        self._crew = Crew(app, state, settings, doors, self._selector)
        self._woken, self._waker = socket.socketpair()
        self._loader = Loader(settings, self._wake, workspace)
        self._generation = 1
        self._before: Before | None = None
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
        self._woken.settimeout(0)
        self._waker.settimeout(0)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._woken, selectors.EVENT_READ)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)
        signal.signal(signal.SIGCHLD, _ignore)
        try:
            self._fill()
            while self._crew:
                self._wait()
                self._bury()
                self._look()
        finally:
            self._crew.signal_all(signal.SIGKILL)
            if self._keeper is not None:
                self._keeper.stop()
            signal.set_wakeup_fd(-1)
            self._selector.close()
            self._crew.close()
            self._woken.close()

    # --- waiting --------------------------------------------------------------------------

    def _wait(self) -> None:
        for key, _ in self._selector.select(WATCH_SECONDS / 2):
            if key.fileobj is self._woken:
                self._woken.recv(4096)
            else:
                self._hear(key.data)

    def _hear(self, worker: Worker) -> None:
        try:
            message: Ready | ReloadAsked = worker.link.recv()
        except (EOFError, OSError):
            self._selector.unregister(worker.link)
            return
        match message:
            case Ready():
                if worker.stage is Stage.STARTING:
                    worker.is_now(Stage.READY)
                    self._stillborn = 0
                    self._open_ready()
            case ReloadAsked():
                self._is_reload_asked = True

    def _look(self) -> None:
        """Do what is due."""
        now = time.monotonic()
        if self._keeper is not None:
            # Also while stopping: workers still finish what they have begun.
            self._keeper.keep()
        if self._is_stopping:
            if now > self._stop_by:
                self._crew.signal_all(signal.SIGKILL)
            return
        self._crew.end_overdue()
        if (found := self._loader.take()) is not None:
            self._on_loaded(found)
        if self._watch is not None and now >= self._next_look:
            self._next_look = now + WATCH_SECONDS
            self._is_reload_asked = self._is_reload_asked or self._watch.has_settled_change()
        if self._is_reload_asked and not self._loader.is_busy:
            self._is_reload_asked = False
            self._reload()

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Begin to stop; a second signal does not wait any longer."""
        is_second = self._is_stopping
        self._is_stopping = True
        drain = self._settings.drain_seconds + DRAIN_SECONDS_MAX + _GRACE_SECONDS
        self._stop_by = time.monotonic() + drain
        self._crew.shut_doors()
        self._crew.signal_all(signal.SIGKILL if is_second else signal.SIGTERM)

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        self._is_reload_asked = True

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    # --- workers --------------------------------------------------------------------------

    def _fill(self) -> None:
        """Fork a worker for every slot that has none of the present generation."""
        for slot in range(self._settings.workers):
            if self._crew.at(slot, self._generation) is None and not self._is_stopping:
                self._crew.fork(slot, self._generation)

    def _open_ready(self) -> None:
        """Open whoever is ready; a new generation all at once, in place of the one before."""
        generation = self._generation if self._before is None else self._before.generation
        slots = range(self._settings.workers)
        mine = [self._crew.at(slot, self._generation) for slot in slots]
        are_all_ready = all(one is not None and one.stage is not Stage.STARTING for one in mine)
        if are_all_ready:
            self._before, generation = None, self._generation
        for worker in self._crew:
            if worker.generation == generation and worker.stage is Stage.READY:
                worker.is_now(Stage.OPEN)
                self._crew.tell(worker, Open())
        if are_all_ready:
            self._retire_others()
            if self._on_ready is not None:
                self._on_ready()
                self._on_ready = None

    def _retire_others(self) -> None:
        others = [one for one in self._crew if one.generation != self._generation]
        for worker in others:
            if worker.stage is Stage.OPEN:
                worker.is_now(Stage.RETIRED)
                self._crew.tell(worker, Retire())
            elif worker.stage is not Stage.RETIRED:
                self._crew.kill(worker)
        if others and self._state.snapshot is not None:
            log(f"every worker answers by {self._state.snapshot.ruleset_digest}")

    def _bury(self) -> None:
        """Reap who has ended, and fork another one where somebody is missed."""
        for worker in self._crew.reap():
            if self._is_stopping or worker.stage is Stage.RETIRED:
                continue
            if worker.generation != self._generation:
                # It answered until the new generation opens; its slot's new worker need not wait.
                log(f"worker {worker.pid} ended; the one that takes its place is being started")
                continue
            self._stillborn += worker.stage is Stage.STARTING
            if self._stillborn >= _STILLBORN_MAX:
                self._give_up()
                continue
            log(f"worker {worker.pid} ended; another one takes its place")
            if time.monotonic() - worker.since < _SHORT_LIFE_SECONDS:
                time.sleep(_PAUSE_SECONDS)
            self._fill()

    def _give_up(self) -> None:
        """Go back to the generation before.

        Raises:
            WorkersKeepDyingError: There is none.
        """
        self._stillborn = 0
        before = self._before
        if before is None:
            self._is_stopping = True
            raise WorkersKeepDyingError
        self._before = None
        self._kill_generation()
        self._generation, self._state.snapshot = before.generation, before.snapshot
        self._stay(LoadFailure(clock(), "workers end when they start with the new ruleset", ""))
        self._fill()

    def _kill_generation(self) -> None:
        for worker in self._crew:
            if worker.generation == self._generation and worker.stage is not Stage.RETIRED:
                self._crew.kill(worker)

    # --- reloading ------------------------------------------------------------------------

    def _reload(self) -> None:
        """Begin to load what is on disk."""
        if self._settings.rules is None:
            return
        if self._watch is not None:
            self._watch.mark_loaded()
        self._loader.start()

    def _on_loaded(self, found: Snapshot | LoadFailure) -> None:
        """Start a generation of workers on a new snapshot, or tell everybody why not."""
        if isinstance(found, LoadFailure):
            self._stay(found)
            return
        active = self._state.snapshot
        if active is not None and active.is_same_content(found):
            self._state.last_failure = None
            log(f"nothing changed: {active.ruleset_digest}")
            self._tell_all(Stay(None))
            return
        if self._before is None:
            self._before = Before(self._generation, active)
        else:
            # A generation that never opened has nothing to finish.
            self._kill_generation()
        self._state.swap(found)
        self._generation += 1
        self._stillborn = 0
        log(f"loaded {found.ruleset_digest} ({len(found.program.promotions)} promotions)")
        self._fill()

    def _stay(self, failure: LoadFailure) -> None:
        """Keep what runs, and tell everybody why."""
        log_text(failure.text)
        log(f"{failure.message}; the ruleset that runs stays")
        self._state.last_failure = replace(failure, text="")
        self._tell_all(Stay(self._state.last_failure))

    def _tell_all(self, message: Stay) -> None:
        for worker in self._crew:
            if worker.stage is not Stage.RETIRED:
                self._crew.tell(worker, message)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Wake the parent up, nothing more."""
