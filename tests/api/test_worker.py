"""What a worker does with what its parent says."""

import asyncio

import pytest

import api.worker
from api.app import create_app
from api.loading import LoadError, clock
from api.settings import Settings
from api.state import ActiveState, LoadFailure, Snapshot
from api.worker import Follow, Lost, WorkerServer
from tests.api.conftest import demo_program


class FakeLink:
    """Keeps what a worker tells its parent."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    def send(self, message: object) -> None:
        self.sent.append(message)


@pytest.fixture
def on_disk(monkeypatch):
    """A snapshot that loading gives, or an error that it raises."""
    answer: list[Snapshot | Exception] = []

    def load(_rules, _catalogue):
        (found,) = answer
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(api.worker, "load_snapshot", load)
    monkeypatch.setattr(api.worker, "settle_memory", lambda: None)
    return answer


def follow(state: ActiveState, tmp_path, wanted: Follow) -> list[object]:
    settings = Settings(rules=tmp_path)
    link = FakeLink()
    server = WorkerServer(create_app(Settings(), state), state, settings, link)
    asyncio.run(server._follow(wanted))
    return link.sent


def test_follows_to_what_its_parent_named(state, tmp_path, on_disk):
    new = Snapshot(demo_program(), None, clock(), source="new")
    on_disk.append(new)
    assert follow(state, tmp_path, Follow(new.ruleset_digest, new.prices_digest)) == []
    assert state.current() is new


def test_does_not_follow_to_anything_else(state, tmp_path, on_disk):
    before = state.current()
    on_disk.append(Snapshot(demo_program(), None, clock(), source="new"))
    assert follow(state, tmp_path, Follow("sha256:other", before.prices_digest)) == [Lost()]
    assert state.current() is before


@pytest.mark.parametrize(
    "error", [LoadError(LoadFailure(clock(), "no", "no\n")), ZeroDivisionError()]
)
def test_says_when_it_cannot_follow(state, tmp_path, on_disk, error):
    before = state.current()
    on_disk.append(error)
    assert follow(state, tmp_path, Follow("sha256:x", "sha256:y")) == [Lost()]
    assert state.current() is before
