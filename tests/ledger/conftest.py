"""Stores that every test of the conformance suite runs on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.memory import MemoryStore
from ledger.sqlite.writer import LocalStore
from tests.ledger.desk import Clock, Desk


def _raise(error: Exception) -> None:
    raise error


def _memory(folder: Path, clock: Clock) -> MemoryStore:
    return MemoryStore(clock)


def _sqlite(folder: Path, clock: Clock) -> LocalStore:
    return LocalStore(folder / "ledger.sqlite", clock, _raise)


STORES: dict[str, Callable] = {"memory": _memory, "sqlite": _sqlite}


@pytest.fixture(params=sorted(STORES))
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Give an empty store of each kind; afterwards its books must add up."""
    clock = Clock()
    store = STORES[request.param](tmp_path, clock)
    found = Desk(store, clock)
    yield found
    found.check()
    if isinstance(store, LocalStore):
        store.writer.close()
