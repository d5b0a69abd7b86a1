"""``serve``: load, bind, start the workers, stay."""

import errno
import socket
import sys
from typing import Final

from api.app import create_app
from api.ledger_owner import OwnerError
from api.ledgers import keeper_of
from api.loading import LoadError, load_snapshot
from api.settings import Settings
from api.state import ActiveState, Snapshot
from api.supervisor import Supervisor, WorkersKeepDyingError
from rules.workspace import Workspace

__all__ = ["LoadError", "ServeError", "serve"]

_WHY_NOT: Final = {
    errno.EADDRINUSE: ("port {port} on {host} is taken", "choose another one with --port"),
    errno.EACCES: ("port {port} needs more rights than this user has", "choose one from 1024 on"),
    errno.EADDRNOTAVAIL: ("this machine has no address {host}", "choose another one with --host"),
}


class ServeError(Exception):
    """The server cannot run on this machine.

    Attributes:
        message: One plain sentence.
        hint: What to do about it, or an empty string.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is open and return.

    SIGHUP to the parent or to any worker loads the rules and the catalogue again, for all of them.

    Raises:
        LoadError: The rules or the catalogue cannot be loaded at the start.
        ServeError: The address cannot be listened on, the ledger cannot be owned, or workers do not
            start.
    """
    state = ActiveState()
    workspace = Workspace()  # filled now, so that the first reload compiles only what changed
    if settings.rules is not None:
        state.swap(load_snapshot(settings.rules, settings.catalogue, workspace=workspace))
    app = create_app(settings, state)
    doors = _open_doors(settings)
    port: int = doors[0].getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host

    def tell_ready() -> None:
        sys.stdout.write(_ready_line(settings, state.snapshot, f"http://{host}:{port}"))
        sys.stdout.flush()

    keeper = keeper_of(settings)
    try:
        if keeper is not None:
            keeper.start()
        Supervisor(settings, app, state, doors, workspace, on_ready=tell_ready, keeper=keeper).run()
    except OwnerError as error:
        raise ServeError(str(error), "the lines above say why") from None
    except WorkersKeepDyingError:
        raise ServeError(
            "the workers end before they answer anything", "the lines above say why"
        ) from None
    finally:
        for door in doors:
            door.close()


def _ready_line(settings: Settings, snapshot: Snapshot | None, url: str) -> str:
    what = "no ruleset"
    if snapshot is not None:
        what = f"{snapshot.source}, {len(snapshot.program.promotions)} promotions"
        if snapshot.catalogue is not None:
            what += f", {len(snapshot.catalogue)} products"
    if settings.ledger is not None:
        what += ", with a ledger"
    workers = "1 worker" if settings.workers == 1 else f"{settings.workers} workers"
    return f"grosz serves {url} ({what}; {workers}; read {url}/docs)\n"


def _open_doors(settings: Settings) -> list[socket.socket]:
    """Return a bound socket for each worker where the kernel shares connections out among them.

    With one socket for all, the worker that wakes up first takes every connection of a burst. The
    parent keeps them all, so that nothing that waits is lost when a worker dies.
    """
    first = _bind(settings, settings.port)
    if settings.workers == 1 or sys.platform != "linux":
        return [first]
    # Sockets that share a port share it with other servers of this user too, hence the first one.
    port: int = first.getsockname()[1]
    first.close()
    return [_bind(settings, port, is_shared=True) for _ in range(settings.workers)]


def _bind(settings: Settings, port: int, *, is_shared: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if is_shared:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        door.bind((settings.host, port))
    except OSError as error:
        door.close()
        message, hint = _WHY_NOT.get(
            error.errno or 0, ("{host} cannot be listened on", "check --host and --port")
        )
        raise ServeError(message.format(host=settings.host, port=port), hint) from None
    return door
