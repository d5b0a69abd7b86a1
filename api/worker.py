"""One worker process: answers requests, and follows its parent to every new ruleset.

Parent and worker talk over a pipe; when the parent is gone, the pipe ends and the worker stops.
"""

import asyncio
import gc
import signal
import socket
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from api.limits import DRAIN_SECONDS_MAX, KEEP_ALIVE_SECONDS
from api.loading import LoadError, load_snapshot
from api.log import log_text
from api.settings import Settings
from api.state import ActiveState, LoadFailure

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Link: TypeAlias = "Connection[Any, Any]"
_BACKLOG: Final = 2048


@dataclass(frozen=True, slots=True)
class Follow:
    """Parent to worker: load from disk what has these digests, and swap to it."""

    ruleset: str
    prices: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Parent to worker: what is on disk did not load, or is what runs already (no failure)."""

    failure: LoadFailure | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to parent: requests are being answered."""


@dataclass(frozen=True, slots=True)
class ReloadAsked:
    """Worker to parent: somebody sent this worker a SIGHUP, which is meant for all."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Worker to parent: what it should follow to is no longer on disk; replace it."""


class WorkerServer(uvicorn.Server):
    """Uvicorn with a line to the parent and a drain before the door closes.

    Args:
        app: The application.
        state: Its active program.
        settings: Where rules and catalogue are, and how long to drain.
        link: The worker's end of the pipe.
    """

    def __init__(self, app: ASGIApp, state: ActiveState, settings: Settings, link: Link) -> None:
        config = uvicorn.Config(
            app,
            http="httptools",
            loop="uvloop",
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            backlog=_BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=DRAIN_SECONDS_MAX,
        )
        super().__init__(config)
        self._state = state
        self._settings = settings
        self._link = link
        self._following = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door, then tell the parent."""
        await super().startup(sockets=sockets)
        loop = asyncio.get_running_loop()
        loop.add_reader(self._link.fileno(), self._on_message)
        loop.add_signal_handler(signal.SIGHUP, self._tell, ReloadAsked())
        self._tell(Ready())

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say no to readiness probes for a while, then close the door and finish what is open."""
        self._state.is_draining = True
        await asyncio.sleep(self._settings.drain_seconds)
        await super().shutdown(sockets=sockets)

    def _tell(self, message: Ready | ReloadAsked | Lost) -> None:
        try:
            self._link.send(message)
        except OSError:
            self.should_exit = True

    def _on_message(self) -> None:
        try:
            message: Follow | Stay = self._link.recv()
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(self._link.fileno())
            self.should_exit = True
            return
        match message:
            case Follow():
                task = asyncio.create_task(self._follow(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case Stay(failure=failure):
                self._state.last_failure = failure

    async def _follow(self, wanted: Follow) -> None:
        """Compile beside the running program, then swap; the event loop goes on meanwhile."""
        assert self._settings.rules is not None
        async with self._following:
            try:
                snapshot = await asyncio.to_thread(
                    load_snapshot, self._settings.rules, self._settings.catalogue
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent knows better
                if not isinstance(error, LoadError):
                    log_text("".join(traceback.format_exception(error)))
                self._tell(Lost())
                return
            if (snapshot.ruleset_digest, snapshot.prices_digest) != (wanted.ruleset, wanted.prices):
                self._tell(Lost())
                return
            self._state.swap(snapshot)
            del snapshot
            settle_memory()


def settle_memory() -> None:
    """Free what the last program left, then keep the garbage collector away from this one."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
