"""One life of a ledger in bad weather: workers come and die, and then it is judged."""

import asyncio
import contextlib
import random
import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from unittest import mock

import msgspec

from ledger import Read, Refusal
from ledger.audit import check
from ledger.redis.everything import read_everything
from ledger.redis.line import Command
from ledger.redis.names import Names
from ledger.redis.steps import Clock, Steps
from ledger.redis.store import RedisStore
from ledger.redis.url import Settings
from tests.ledger.crash.load import CLIENT, Note, Worker, open_books
from tests.ledger.crash.verdict import Verdict, judge
from tests.ledger.simulation.instant import InstantLoop, run
from tests.ledger.simulation.network import Databases, SimulatedNodes, Weather, World

PREFIX = "grosz"
WORKERS = 3
CLIENTS = 2
# How long there is load, and between two deaths of workers, in seconds of the simulation.
LOAD_S = 1.2
DEATHS_S = 0.8
LOOK_S = 0.1
# Longer than an attempt may stay open, and than any message travels.
AFTERWARDS_S = 100.0
# Some questions end without an answer, and are asked again.
PATIENCE_MS = 150


class Past(msgspec.Struct):
    """What one life came to.

    Attributes:
        seed: It runs the same way again with it.
        verdict: What was promised and is not so.
        messages: How many were sent.
        befell: What happened to some of them.
        deaths: How many workers died.
        failovers: How many primaries were lost.
    """

    seed: int
    verdict: Verdict
    messages: int
    befell: dict[str, int]
    deaths: int
    failovers: int


class Life:
    """The workers of one ledger."""

    def __init__(
        self,
        databases: Databases,
        seed: int,
        weather: Weather,
        *,
        is_cluster: bool = True,
        forged: Callable[[Sequence[Command]], Sequence[Command]] | None = None,
    ) -> None:
        self.seed = seed
        self.loop = InstantLoop()
        self.world = World(databases, self.loop, weather, seed)
        self.bugs: list[Exception] = []
        self._chance = random.Random(f"life {seed}")
        self._is_cluster = is_cluster
        self._forged = forged
        self._notes: list[Note] = []
        self._started = 0
        self.deaths = 0
        self._over: dict[str, int] = {}

    def live(self) -> Past:
        """Live it to its end, in no time."""
        with contextlib.ExitStack() as patched:
            self._patch(patched)
            verdict = run(self._live(), self.loop)
        befell = dict(sorted(self.world.befell.items()))
        failovers = sum(node.failovers for node in self.world.nodes)
        return Past(self.seed, verdict, self.world.messages, befell, self.deaths, failovers)

    def _patch(self, patched: contextlib.ExitStack) -> None:
        """Give the store's own modules the time and the chance of the simulation."""
        instead = {
            "time": SimpleNamespace(monotonic=self.loop.time),
            "secrets": SimpleNamespace(
                token_hex=lambda count: self._chance.randbytes(count).hex(),
                randbelow=self._chance.randrange,
            ),
        }
        for name, module in list(sys.modules.items()):
            for used, simulated in instead.items():
                if name.startswith("ledger.redis.") and hasattr(module, used):
                    patched.enter_context(mock.patch.object(module, used, simulated))

    def store(self, patience_ms: int = PATIENCE_MS) -> RedisStore:
        """Open the ledger as a new worker does."""
        store = RedisStore(Settings((), is_cluster=True, patience_ms=patience_ms), self.bugs.append)
        store.nodes = SimulatedNodes(self.world, is_cluster=self._is_cluster, forged=self._forged)
        store._steps = Steps(Names(PREFIX), store.nodes, Clock(None))
        return store

    async def _live(self) -> Verdict:
        weather, self.world.weather = self.world.weather, Weather(0, 0, 0, 0, 0, 0, 0)
        await open_books(self.store())
        self.world.weather = weather
        workers = [self._worker() for _ in range(WORKERS)]
        watcher = asyncio.ensure_future(self._watch())
        until = self.loop.time() + LOAD_S
        while self.loop.time() < until:
            await asyncio.sleep(self._chance.uniform(0, DEATHS_S))
            number = self._chance.randrange(WORKERS)
            task, store, _ = workers[number]
            task.cancel()
            store.close()
            self.deaths += 1
            workers[number] = self._worker()
        wrong: list[str] = []
        for task, _, worker in workers:
            worker.is_over = True
            try:
                await task
            except AssertionError as error:
                wrong.append(f"a worker was told something wrong: {error}")
        watcher.cancel()
        self.world.clear()
        await self.world.arrived()
        await asyncio.sleep(AFTERWARDS_S)
        store = self.store(patience_ms=60_000)
        verdict = Verdict(left=wrong)
        try:
            await judge(store, self._notes, verdict)
        except AssertionError as error:
            verdict.left.append(f"it cannot be judged: {error}")
        verdict.over += [
            f"{account} was held and used {beyond} beyond its limit"
            for account, beyond in sorted(self._over.items())
            if beyond > verdict.beyond.get(account, 0)
        ]
        verdict.left += check(await read_everything(store.nodes, PREFIX)).findings
        verdict.left += [f"a worker raised {error!r}" for error in self.bugs]
        return verdict

    def _worker(self) -> tuple[asyncio.Task, RedisStore, Worker]:
        self._started += 1
        store = self.store()
        worker = Worker(store, self._notes.append, f"w{self._started}", self.seed)
        return self.loop.create_task(worker.work(CLIENTS)), store, worker

    async def _watch(self) -> None:
        """Look at every limit all the time; holds count too, and only forced posts go over."""
        store = self.store()
        while True:
            await asyncio.sleep(LOOK_S)
            limits = {
                account: limit
                for note in self._notes
                for account, (_, limit) in note.uses.items()
                if limit is not None
            }
            facts = await store.read(Read(client=CLIENT, accounts=tuple(limits)))
            if isinstance(facts, Refusal):
                continue
            for (account, limit), usage in zip(limits.items(), facts.accounts, strict=True):
                beyond = max(usage.used - limit, self._over.get(account, 0))
                self._over[account] = beyond
