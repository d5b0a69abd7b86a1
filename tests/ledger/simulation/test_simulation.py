"""Lives of a ledger in a network that loses, delays and repeats, each from its seed.

``GROSZ_LIVES`` sets their number, ``GROSZ_SEED`` the first of them.
"""

import os
from collections.abc import Iterator
from importlib import resources

import pytest

from tests.ledger.servers import Server
from tests.ledger.simulation.life import Life, Past
from tests.ledger.simulation.network import Databases, Weather
from tests.ledger.simulation.sabotage import SABOTAGES

LIVES = int(os.environ.get("GROSZ_LIVES", "3"))
FIRST = int(os.environ.get("GROSZ_SEED", "1"))
# A sabotage shows in most lives; in this many it was always seen.
SABOTAGED = 40
STORMS = Weather(failovers=2)


@pytest.fixture
def databases(redis_node: Server) -> Iterator[Databases]:
    """Give the databases of a real server, with the functions of the ledger."""
    library = (resources.files("ledger.redis") / "library.lua").read_bytes()
    found = Databases(redis_node.address, library)
    # Nothing of it has to outlive the test.
    redis_node.ask("CONFIG", "SET", "appendfsync", "no")
    yield found
    redis_node.ask("CONFIG", "SET", "appendfsync", "always")
    found.close()


def lived(databases: Databases, seed: int, weather: Weather = STORMS, **more) -> Past:
    databases.empty()
    return Life(databases, seed, weather, **more).live()


@pytest.mark.slow
@pytest.mark.parametrize("is_cluster", [False, True], ids=["one node", "three nodes"])
def test_whatever_befalls_messages_every_promise_is_kept(databases: Databases, is_cluster: bool):
    for seed in range(FIRST, FIRST + LIVES):
        past = lived(databases, seed, is_cluster=is_cluster)
        assert past.verdict.faults == [], f"GROSZ_SEED={seed} GROSZ_LIVES=1"
        assert past.verdict.confirms > 0
        assert min(past.befell.values()) > 0


@pytest.mark.slow
def test_a_life_is_the_same_from_the_same_seed(databases: Databases):
    assert lived(databases, FIRST) == lived(databases, FIRST)


@pytest.mark.slow
@pytest.mark.parametrize("name", SABOTAGES)
def test_each_rule_that_is_left_out_is_found(databases: Databases, name: str):
    for seed in range(SABOTAGED):
        if lived(databases, seed, forged=SABOTAGES[name]).verdict.faults:
            return
    raise AssertionError(f"in {SABOTAGED} lives nobody noticed that {name}")


@pytest.mark.slow
def test_confirms_that_are_not_waited_for_are_lost_by_failovers(databases: Databases):
    for seed in range(SABOTAGED):
        if lived(databases, seed, Weather(failovers=2, waits=False)).verdict.lost:
            return
    raise AssertionError(f"in {SABOTAGED} lives no confirm was lost")
