"""The ledgers that servers fight over."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.conftest import BINARIES, Running
from tests.ledger.servers import Cluster, Server
from tests.orders.grounds import Ground


@pytest.fixture(scope="session")
def grounds_running(tmp_path_factory) -> Iterator[Running]:
    """Give the servers of this session; the first test that wants one starts it."""
    found = Running(tmp_path_factory.mktemp("grounds"))
    yield found
    found.stop()


@pytest.fixture(params=["sqlite", "valkey", "cluster"])
def ground(request: pytest.FixtureRequest, grounds_running: Running, tmp_path: Path) -> Ground:
    """Give an empty ledger; a cluster only where ``GROSZ_FIGHTS`` asks for fights."""
    if request.param == "sqlite":
        return Ground("sqlite", str(tmp_path / "ledger"))
    if request.param == "cluster" and "GROSZ_FIGHTS" not in os.environ:
        pytest.skip("a cluster takes long to start: GROSZ_FIGHTS=1 fights on it too")
    kind = Cluster if request.param == "cluster" else Server
    return Ground(request.param, grounds_running.empty(kind, BINARIES[0]).url)
