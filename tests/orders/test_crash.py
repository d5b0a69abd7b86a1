"""API workers and the ledger's owner are killed under load: every acknowledged confirm is there.

``GROSZ_CRASHES`` sets the number of kills; ``GROSZ_FIGHTS`` lets them happen over a cluster, too.
"""

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.running import Server, running, until, write_rules
from tests.ledger.crash.rounds import new_seed
from tests.orders.fighting import Client, served
from tests.orders.market import SHOP, cart

ROUNDS = int(os.environ.get("GROSZ_CRASHES", "6"))
CLIENTS = 8
LIMIT = 40
RULES = f"""{SHOP}coupon jesien "Jesień" {{ code "JESIEN26" }}
promotion hot "40 razy" {{
  needs coupon jesien
  give 10% off basket
  limit {LIMIT} in total
}}
"""


class Load:
    """Clients that buy without pause, and what they were promised.

    Attributes:
        confirmed: The orders whose confirm was acknowledged.
        left: Orders that were put for a second and never paid.
        refused: How many were given up.
    """

    def __init__(self) -> None:
        self.confirmed: dict[str, dict[str, Any]] = {}
        self.left: set[str] = set()
        self.refused = 0
        self.answers: list[int] = []
        self.is_over = False

    async def client(self, name: int, http: httpx.AsyncClient) -> None:
        number = 0
        while not self.is_over:
            number += 1
            order = f"{name}-{number}"
            client = Client(http)
            wished = cart(codes=["JESIEN26"] if number % 2 else [])
            if number % 5 == 0:
                put = await client.put(order, cart(codes=["JESIEN26"]), hold_seconds=1)
                if put is not None and put.status_code == 200:
                    self.left.add(order)
            else:
                done = await client.buy(order, wished)
                if done is None:
                    self.refused += 1
                else:
                    self.confirmed[order] = done
            self.answers += client.answers


def is_owner(pid: int) -> bool:
    return b"ledger.sqlite" in Path(f"/proc/{pid}/cmdline").read_bytes()


def kill_one(server: Server, owner: bool) -> None:
    """Kill the owner or one of the workers, whoever is there."""
    found = [pid for pid in server.workers() if is_owner(pid) is owner]
    if found:
        os.kill(random.choice(found), signal.SIGKILL)


async def crash(server: Server, load: Load, chance: random.Random, *, owned: bool) -> None:
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(
        base_url=server.url, limits=limits, timeout=30, trust_env=False
    ) as http:
        clients = [asyncio.create_task(load.client(n, http)) for n in range(CLIENTS)]
        for number in range(ROUNDS):
            await asyncio.sleep(chance.uniform(0.2, 0.8))
            kill_one(server, owner=owned and number % 2 == 0)
        await asyncio.sleep(1.0)
        load.is_over = True
        await asyncio.gather(*clients)


def is_as_promised(server: Server, load: Load) -> None:
    for order, promised in load.confirmed.items():
        found = server.get(f"/v1/orders/{order}").json()
        assert found["state"] == "confirmed", f"{order} was confirmed and is lost"
        assert (found["confirmed_at"], found["quote"]) == (
            promised["confirmed_at"],
            promised["quote"],
        )
    for order in load.left:
        assert server.get(f"/v1/orders/{order}").json()["state"] == "expired"


@pytest.mark.slow
def test_every_acknowledged_confirm_survives_and_none_counts_twice(ground, tmp_path, capsys):
    folder = write_rules(tmp_path / "rules", RULES)
    load = Load()
    command = served(folder, "--ledger", ground.address, "--workers", 2)
    with running(tmp_path, command_line=command) as server:
        seed = new_seed()
        print(f"GROSZ_SEED={seed}")  # noqa: T201 - it repeats the moments
        asyncio.run(crash(server, load, random.Random(seed), owned=ground.is_folder))
        processes = 3 if ground.is_folder else 2
        until(lambda: len(server.workers()) == processes, "two workers, and the owner of a file")
        is_as_promised(server, load)
        assert "Traceback" not in server.log()
        ground.sweep()
    books = ground.books()
    found = dict(books.all_accounts())["{series/hot} total"]
    confirmed = {one.id for one in books.all_orders() if one.confirmed_at_ms is not None}
    with capsys.disabled():
        print(  # noqa: T201 - the report is what the test is run for
            f"\n{ground.name}: {ROUNDS} kills, {len(load.answers)} answers,"
            f" {len(load.confirmed)} confirms acknowledged,"
            f" {len(confirmed) - len(load.confirmed)} done without an answer,"
            f" {len(load.left)} left, {load.refused} given up, 0 lost"
        )
    assert load.confirmed
    assert load.confirmed.keys() <= confirmed
    assert found.posted <= LIMIT
    assert found.pending <= load.refused
    taken = sum(bool(one["quote"]["accepted"]) for one in load.confirmed.values())
    assert taken <= found.posted <= taken + len(confirmed) - len(load.confirmed)
    assert set(load.answers) <= {200, 409, 503}


@pytest.mark.slow
def test_nobody_is_left_behind_by_a_server_that_is_killed(tmp_path):
    folder = write_rules(tmp_path / "rules", RULES)
    command = served(folder, "--ledger", tmp_path / "ledger", "--workers", 2)
    with running(tmp_path, command_line=command) as server:
        left = server.workers()
        assert sum(is_owner(pid) for pid in left) == 1
        server.process.kill()
        server.process.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "they all end")
    with running(tmp_path, command_line=command) as server:
        assert server.get("/readyz").status_code == 200


@pytest.mark.slow
def test_new_rules_do_not_disturb_the_ledger(tmp_path):
    folder = write_rules(tmp_path / "rules", RULES)
    command = served(folder, "--ledger", tmp_path / "ledger", "--workers", 2)
    with running(tmp_path, command_line=command) as server:
        (owner,) = [pid for pid in server.workers() if is_owner(pid)]
        put = httpx.put(
            f"{server.url}/v1/orders/a",
            json={"cart": cart(codes=["JESIEN26"])},
            headers={"idempotency-key": "p"},
            trust_env=False,
        )
        before = server.digests()
        write_rules(folder, RULES.replace("10%", "50%"))
        server.signal(signal.SIGHUP)
        until(lambda: server.digests() != before and len(server.digests()) == 1, "new rules")
        assert [pid for pid in server.workers() if is_owner(pid)] == [owner]
        done = httpx.post(
            f"{server.url}/v1/orders/a/confirm",
            json={"revision": 1},
            headers={"idempotency-key": "c"},
            trust_env=False,
        )
        assert done.json()["quote"] == put.json()["quote"]
        assert done.json()["quote"]["totals"]["due"] == "53.97"


@pytest.mark.slow
def test_a_ledger_that_somebody_else_owns(tmp_path):
    folder = write_rules(tmp_path / "rules", RULES)
    command = served(folder, "--ledger", tmp_path / "ledger")
    with running(tmp_path, command_line=command) as server:
        (tmp_path / "other").mkdir()
        other = running(tmp_path / "other", command_line=command)
        with pytest.raises(AssertionError, match="another process owns this ledger"), other:
            pass
        put = httpx.put(
            f"{server.url}/v1/orders/a",
            json={"cart": cart()},
            headers={"idempotency-key": "p"},
            trust_env=False,
        )
        assert put.status_code == 200, "the one who has it goes on"
