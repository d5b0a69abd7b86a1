"""Readiness with a ledger: no where orders would not be safe or not be taken; quotes go on."""

import asyncio
from pathlib import Path

import pytest
from typing_extensions import override

from api.app import create_app
from api.ledger_watch import LedgerWatch
from api.limits import LEDGER_AWAY_SECONDS
from api.problems import ProblemError
from api.settings import Settings
from ledger import Code, Facts, MemoryStore, Refusal, Store
from ledger.sqlite import SharedStore
from orders.service import Orders
from tests.api.conftest import Caller

FINE = Facts((), (), 0)


class Scripted(Store):
    """A store that answers as it is told."""

    def __init__(self) -> None:
        self.answer: Facts | Refusal = FINE
        self.asked = 0

    @override
    async def perform(self, verb, key=None):
        self.asked += 1
        return self.answer


class World:
    def __init__(self, **more) -> None:
        self.now = 0.0
        self.store = Scripted()
        self.watch = LedgerWatch(self.store, lambda: 0, monotonic=lambda: self.now, **more)

    def look(self, after: float = 0.0) -> str:
        """Return the problem after some seconds, or nothing."""
        self.now += after
        try:
            asyncio.run(self.watch.check())
        except ProblemError as problem:
            return f"{problem.kind.slug}: {problem.detail}"
        return ""


def test_a_ledger_is_asked_at_most_once_a_second():
    world = World()
    for _ in range(5):
        assert world.look() == ""
    assert world.store.asked == 1
    assert world.look(after=1.0) == ""
    assert world.store.asked == 2


def test_a_restart_of_its_owner_is_no_reason_and_a_long_absence_is():
    world = World()
    world.look()
    world.store.answer = Refusal(Code.STORE_DOWN)
    assert world.look(after=LEDGER_AWAY_SECONDS - 1) == ""
    assert world.look(after=1) == "store-down: the ledger has not answered for 10 s"
    assert world.look(after=0.5) == "store-down: the ledger has not answered for 10 s"
    world.store.answer = FINE
    assert world.look(after=1) == ""


def test_until_it_has_answered_once_it_is_not_ready():
    world = World()
    world.store.answer = Refusal(Code.STORE_DOWN)
    assert world.look() == "store-down: the ledger has not answered yet"
    world.store.answer = FINE
    assert world.look(after=1) == ""


def test_a_wrong_clock_is_a_reason_at_once():
    world = World()
    world.look()
    world.store.answer = Refusal(Code.CLOCK)
    assert world.look(after=1) == "clock: this server's clock is not that of the ledger"


def test_a_promise_that_is_not_kept_is_a_reason_until_it_is_kept():
    broken: list[str] = ["node:6379: appendfsync is everysec"]
    asked: list[int] = []

    async def promises() -> list[str]:
        asked.append(1)
        return list(broken)

    world = World(promises=promises)
    assert world.look() == "ledger-unsafe: node:6379: appendfsync is everysec"
    broken.clear()
    assert world.look(after=1) == ""
    assert world.look(after=30) == ""
    assert len(asked) == 2, "what was kept is asked again after a minute only"
    broken.append("node:6379: maxmemory-policy is allkeys-lru")
    assert world.look(after=61).startswith("ledger-unsafe: node:6379: maxmemory-policy")


@pytest.fixture
def down(state) -> Caller:
    """A caller of a server whose ledger never answered."""
    store = Scripted()
    store.answer = Refusal(Code.STORE_DOWN)
    return Caller(create_app(Settings(), state, orders_of=Orders(store, lambda: 0)))


def test_readyz_says_no_for_orders_and_yes_for_quotes(down: Caller):
    answer = down.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/store-down"
    assert answer.headers["retry-after"] == "5"
    assert down.get("/readyz/quotes").status_code == 200
    assert down.get("/healthz").status_code == 200


def test_a_server_whose_ledger_answers_is_ready(state):
    orders = Orders(MemoryStore(lambda: 0), lambda: 0)
    assert Caller(create_app(Settings(), state, orders_of=orders)).get("/readyz").status_code == 200


def test_a_file_without_an_owner_is_no_ledger_that_answers(tmp_path: Path):
    async def main() -> Refusal | None:
        store = SharedStore(tmp_path, lambda: 0, patience_ms=50)
        try:
            return await store.probe(0)
        finally:
            store.close()

    assert asyncio.run(main()) == Refusal(Code.STORE_DOWN)
