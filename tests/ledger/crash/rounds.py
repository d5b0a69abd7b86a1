"""Rounds of crashes: workers put load on a ledger while they, or what it runs on, are killed."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.ledger.crash.load import open_books, open_store, read_journals
from tests.ledger.crash.verdict import Verdict, judge
from tests.ledger.owning import ROOT

WORKERS = 2
# How long there is load between two crashes, in seconds.
PAUSE = (0.05, 0.4)
# Whoever judges has time.
JUDGE_MS = 30_000


def new_seed() -> int:
    """Take ``$GROSZ_SEED``, or draw one; whoever draws it prints it."""
    named = os.environ.get("GROSZ_SEED")
    return int(named) if named else random.SystemRandom().randrange(1_000_000)


class Crew:
    """Worker processes that are killed and started again."""

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        self.folder = folder
        self._address = address
        self._seed = seed
        self._started = 0
        self._workers: list[subprocess.Popen] = []

    def start(self) -> None:
        for _ in range(WORKERS):
            self._workers.append(self._new())

    def kill_one(self, chance: random.Random) -> None:
        number = chance.randrange(WORKERS)
        self._end(self._workers[number])
        self._workers[number] = self._new()

    def stop(self) -> None:
        for worker in self._workers:
            self._end(worker)

    def _new(self) -> subprocess.Popen:
        self._started += 1
        name = f"w{self._started}"
        journal = self.folder / f"{name}.journal"
        errors = (self.folder / f"{name}.errors").open("wb")
        with errors:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.ledger.crash.load", self._address, journal, name,
                 str(self._seed)],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stderr=errors,
            )  # fmt: skip

    def _end(self, worker: subprocess.Popen) -> None:
        assert worker.poll() is None, f"a worker ended by itself:\n{self.errors()}"
        worker.kill()
        worker.wait(10)

    def errors(self) -> str:
        return "\n".join(file.read_text()[-2000:] for file in self.folder.glob("*.errors"))


async def crash_rounds(
    address: str, folder: Path, seed: int, rounds: int, crash: Callable[[random.Random], None]
) -> Verdict:
    """Let workers work, kill something so often, and judge what is left.

    Args:
        address: The ledger's.
        folder: For the journals.
        seed: Of the moments and of the load.
        rounds: How many crashes.
        crash: Kills what the ledger runs on, and starts it again; in a thread of its own.
    """
    store = open_store(address, JUDGE_MS)
    verdict = Verdict()
    try:
        await open_books(store)
        await _crash(Crew(address, folder, seed), random.Random(seed), rounds, crash)
        await judge(store, read_journals(folder), verdict)
    finally:
        store.close()
        # Lines are closed by the loop.
        await asyncio.sleep(0.01)
    return verdict


async def _crash(
    crew: Crew, chance: random.Random, rounds: int, crash: Callable[[random.Random], None]
) -> None:
    crew.start()
    try:
        await asyncio.sleep(0.5)
        for number in range(rounds):
            await asyncio.sleep(chance.uniform(*PAUSE))
            if number % 4 == 3:
                crew.kill_one(chance)
            else:
                await asyncio.to_thread(crash, chance)
        await asyncio.sleep(0.5)
    finally:
        crew.stop()
