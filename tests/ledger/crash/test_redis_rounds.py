"""Servers of a Redis or Valkey are killed under load: one node, and primaries of a cluster.

``GROSZ_CRASHES`` sets the number of rounds, ``GROSZ_SEED`` repeats the moments.
"""

import asyncio
import os
import random
from pathlib import Path

import pytest

from ledger.audit import check
from ledger.redis.everything import read_everything
from ledger.redis.store import open_store
from tests.ledger.crash.rounds import crash_rounds, new_seed
from tests.ledger.crash.verdict import Verdict
from tests.ledger.servers import Cluster, Server

ROUNDS = int(os.environ.get("GROSZ_CRASHES", "6"))
# A failover takes seconds: the cluster has to notice, elect, and take the lost node back.
FAILOVERS = max(2, ROUNDS // 5)


def node_rounds(node: Server, folder: Path, seed: int, rounds: int) -> Verdict:
    """Kill and restart the one server so many times."""

    def crash(_: random.Random) -> None:
        node.restart()

    return asyncio.run(_judged(crash_rounds(node.url, folder, seed, rounds, crash), node.url))


def cluster_rounds(cluster: Cluster, folder: Path, seed: int, rounds: int) -> Verdict:
    """Kill a primary so many times, let its replica take over, and take it back as a replica."""

    def crash(chance: random.Random) -> None:
        primary = chance.choice(cluster.primaries())
        cluster.fail_over(primary)
        primary.start()
        cluster.wait_until_whole()

    return asyncio.run(_judged(crash_rounds(cluster.url, folder, seed, rounds, crash), cluster.url))


async def _judged(rounds, url: str) -> Verdict:
    """Add the books up, too."""
    verdict = await rounds
    store = open_store(url, _raise)
    verdict.left += check(await read_everything(store.nodes, store.names.prefix)).findings
    store.close()
    await asyncio.sleep(0.01)
    return verdict


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.slow
def test_a_node_that_is_killed_loses_nothing_it_promised(own_node: Server, tmp_path: Path):
    seed = new_seed()
    print(f"GROSZ_SEED={seed}")  # noqa: T201 - it repeats the run
    verdict = node_rounds(own_node, tmp_path, seed, ROUNDS)
    print(verdict)  # noqa: T201
    assert verdict.faults == []
    assert verdict.confirms > 0


@pytest.mark.slow
def test_a_cluster_that_loses_primaries_loses_nothing_it_promised(
    own_cluster: Cluster, tmp_path: Path
):
    if not own_cluster.nodes[0].has_waitaof:
        pytest.skip("without WAITAOF nothing is promised after a failover")
    seed = new_seed()
    print(f"GROSZ_SEED={seed}")  # noqa: T201
    verdict = cluster_rounds(own_cluster, tmp_path, seed, FAILOVERS)
    print(verdict)  # noqa: T201
    assert verdict.faults == []
    assert verdict.confirms > 0
