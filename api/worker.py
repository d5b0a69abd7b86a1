"""One worker process: answers requests by one snapshot, from its first to its last.

Parent and worker talk over a pipe; when the parent is gone, the pipe ends and the worker stops. A
new ruleset means new workers: the old one hands its open connections to the one that takes its
place, finishes what it has begun, and ends.
"""

import asyncio
import contextlib
import signal
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from api.collector import keep_memory_shared
from api.connection import Connection, Connections
from api.hatch import Hatch
from api.limits import DRAIN_SECONDS_MAX, KEEP_ALIVE_SECONDS, RETIRE_SECONDS_MAX
from api.settings import Settings
from api.state import ActiveState, LoadFailure
from api.warming import warm

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from multiprocessing import connection

Link: TypeAlias = "connection.Connection[Any, Any]"
BACKLOG: Final = 2048
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Open:
    """Parent to worker: answer."""


@dataclass(frozen=True, slots=True)
class Retire:
    """Parent to worker: another one answers in your place; hand over, finish and end."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Parent to worker: what is on disk did not load, or is what runs already (no failure)."""

    failure: LoadFailure | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to parent: warm, and waiting to be let in."""


@dataclass(frozen=True, slots=True)
class ReloadAsked:
    """Worker to parent: somebody sent this worker a SIGHUP, which is meant for all."""


class WorkerServer(uvicorn.Server):
    """Uvicorn with a line to the parent, a way out for connections, and a drain before the end.

    Args:
        app: The application.
        state: Its active program.
        settings: How long to drain.
        link: The worker's end of the pipe.
        hatch: Brings the connections of the worker before this one, and takes those of this one.
    """

    server_state: Connections

    def __init__(
        self, app: ASGIApp, state: ActiveState, settings: Settings, link: Link, hatch: Hatch
    ) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            loop="uvloop",
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS_MAX,
        )
        super().__init__(config)
        self.server_state = Connections()
        self._state = state
        self._settings = settings
        self._link = link
        self._hatch = hatch
        self._may_open = asyncio.Event()
        self._is_retired = False
        self._tasks: set[asyncio.Task[None]] = set()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Make everything warm, tell the parent, and open the door when it says so."""
        keep_memory_shared()
        if self._state.snapshot is not None:
            warm(self._state.snapshot)
        keep_memory_shared()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._link.fileno(), self._on_message)
        loop.add_signal_handler(signal.SIGHUP, self._tell, ReloadAsked())
        self._tell(Ready())
        while not (self._may_open.is_set() or self.should_exit):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._may_open.wait(), _LOOK_SECONDS)
        if self.should_exit:
            return
        await super().startup(sockets=sockets)
        loop.add_reader(self._hatch.fileno(), self._take_over)
        if self._is_retired:
            # Opened and retired in one breath.
            self._retire()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say no to readiness probes for a while, then close the door and finish what is open."""
        if not self._is_retired:
            self._state.is_draining = True
            await asyncio.sleep(self._settings.drain_seconds)
        await super().shutdown(sockets=sockets)

    def _tell(self, message: Ready | ReloadAsked) -> None:
        try:
            self._link.send(message)
        except OSError:
            self.should_exit = True

    def _on_message(self) -> None:
        try:
            message: Open | Retire | Stay = self._link.recv()
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(self._link.fileno())
            self.should_exit = True
            return
        match message:
            case Open():
                self._may_open.set()
            case Retire():
                self._is_retired = True
                if self.started:
                    self._retire()
            case Stay(failure=failure):
                self._state.last_failure = failure

    # --- handing over ---------------------------------------------------------------------

    def _take_over(self) -> None:
        """Go on with the connections that the worker before this one has handed over."""
        while (one := self._hatch.take()) is not None:
            self._keep(self._adopt(one))

    async def _adopt(self, one: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            _, connection = await loop.connect_accepted_socket(self._new_connection, one)
            connection.stay()

    def _new_connection(self) -> Connection:
        return Connection(self.config, self.server_state, self.lifespan.state)

    def _retire(self) -> None:
        """Let nobody else in and send everybody on; the parent keeps the door itself open."""
        asyncio.get_running_loop().remove_reader(self._hatch.fileno())
        for server in self.servers:
            server.close()
        self.server_state.leave(self._hatch)
        self._keep(self._end_when_empty())

    async def _end_when_empty(self) -> None:
        until = time.monotonic() + RETIRE_SECONDS_MAX
        while self._is_busy() and time.monotonic() < until:
            await asyncio.sleep(_LOOK_SECONDS)
        self.should_exit = True

    def _is_busy(self) -> bool:
        return bool(self.server_state.connections or self.server_state.tasks)

    def _keep(self, work: "Coroutine[Any, Any, None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
