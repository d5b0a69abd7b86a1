"""``make proof``: every kind of crash many times over, and a table of what was lost.

``python -m tests.ledger.proof [ROUNDS] [LIVES] [SEED]`` kills so many times, and lets a simulated
ledger live so many lives. It ends with 1 where anything was lost, done twice or exceeded.
"""

# ruff: noqa: T201 - the table is what it is run for

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib import resources
from pathlib import Path

from tests.ledger.crash.rounds import new_seed
from tests.ledger.crash.test_owner_rounds import owner_rounds
from tests.ledger.crash.test_redis_rounds import cluster_rounds, node_rounds
from tests.ledger.crash.verdict import Verdict
from tests.ledger.servers import Cluster, Server, binaries
from tests.ledger.simulation.life import Life
from tests.ledger.simulation.network import Databases, Weather

ROUNDS, LIVES = 100, 300
COLUMNS = ("what", "rounds", "operations", "orders", "confirms", "silent", "unanswered",
           "forced", "lost", "twice", "over", "left")  # fmt: skip


class Table:
    """Rows for a person, and whether all is well."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.faults: list[str] = []

    def add(self, what: str, rounds: int, verdicts: list[Verdict]) -> None:
        counts = [sum(_count(getattr(one, name)) for one in verdicts) for name in COLUMNS[2:]]
        self.rows.append((what, *map(str, (rounds, *counts))))
        self.faults += [f"{what}: {fault}" for one in verdicts for fault in one.faults]
        print(f"{what}: {rounds} rounds done", file=sys.stderr)

    def __str__(self) -> str:
        lines = [COLUMNS, ("---", *["--:"] * (len(COLUMNS) - 1)), *self.rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _count(value: int | list[str]) -> int:
    return len(value) if isinstance(value, list) else value


def _stopped(server: Server | Cluster, use: Callable[[], Verdict]) -> Verdict:
    try:
        return use()
    finally:
        server.stop()


def _of_redis(table: Table, folder: Path, seed: int, rounds: int) -> None:
    for binary in binaries():
        name = binary.name
        node = Server(binary, folder / f"node {name}").start()
        into = _folder(folder / f"of node {name}")
        verdict = _stopped(node, partial(node_rounds, node, into, seed, rounds))
        table.add(f"{name}: node killed", rounds, [verdict])
        cluster = Cluster(binary, folder / f"cluster {name}").start()
        if not cluster.nodes[0].has_waitaof:
            cluster.stop()
            continue
        into = _folder(folder / f"of cluster {name}")
        few = max(1, rounds // 5)
        verdict = _stopped(cluster, partial(cluster_rounds, cluster, into, seed, few))
        table.add(f"{name}: primary of a cluster killed", few, [verdict])


def _lives(folder: Path, seed: int, lives: int) -> Iterator[Verdict]:
    server = Server(binaries()[0], folder / "simulated", appendfsync="no").start()
    library = (resources.files("ledger.redis") / "library.lua").read_bytes()
    databases = Databases(server.address, library)
    try:
        for number in range(seed, seed + lives):
            databases.empty()
            yield Life(databases, number, Weather(failovers=2)).live().verdict
    finally:
        databases.close()
        server.stop()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def main(rounds: int, lives: int, seed: int) -> int:
    """Run everything; return the exit code."""
    print(f"seed {seed}: `python -m tests.ledger.proof {rounds} {lives} {seed}` repeats it")
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        verdict = owner_rounds(_folder(folder / "sqlite"), seed, rounds)
        table.add("SQLite: owner or worker killed", rounds, [verdict])
        if binaries():
            _of_redis(table, folder, seed, rounds)
            table.add("simulated lives of three nodes", lives, list(_lives(folder, seed, lives)))
    print(table)
    for fault in table.faults:
        print(fault)
    return 1 if table.faults else 0


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    named = (*given, *(ROUNDS, LIVES, new_seed())[len(given) :])
    sys.exit(main(*named))
