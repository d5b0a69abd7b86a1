"""A server of a ledger on Redis sweeps it: what the clock decides is written though nobody asks."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import Reserve
from ledger.redis.store import open_store
from tests.api.running import Server, rules_text, running, until, write_rules
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.servers import Server as Redis

SOON_MS = 300


def _raise(error: Exception) -> None:
    raise error


def reserve(url: str, *orders: str) -> None:
    """Hold one use for each order, for a moment."""

    async def work() -> None:
        store = open_store(url, _raise)
        for order in orders:
            of = plan({TOTAL: (1, 50)})
            await store.reserve(Reserve(client=TILL, order=order, plan=of, ttl_ms=SOON_MS))
        await store.settle()
        store.close()

    asyncio.run(work())


def pending(redis: Redis) -> int:
    """Look how much is held, past the ledger: asking the ledger would bring it to the present."""
    (key,) = [key for key in redis.ask("KEYS", "*account:*") if b"total" in key]
    return int(redis.ask("HGET", key, "pending") or 0)


def events(redis: Redis, order: str) -> list[bytes]:
    """List what was told of an order, past the ledger."""
    told = []
    for key in redis.ask("KEYS", "*outbox"):
        for _, fields in redis.ask("XRANGE", key, "-", "+"):
            if fields[b"subject"] == order.encode():
                told.append(fields[b"name"])
    return told


def sweepers(server: Server) -> list[int]:
    return [pid for pid in server.workers() if is_sweeper(pid)]


def is_sweeper(pid: int) -> bool:
    try:
        return b"ledger.redis" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.fixture
def serve(tmp_path: Path, redis_node: Redis) -> Callable:
    rules = write_rules(tmp_path / "rules", rules_text(10))

    def started(name: str):
        (tmp_path / name).mkdir()
        return running(tmp_path / name, rules, "--ledger", redis_node.url)

    return started


@pytest.mark.slow
def test_an_expired_reservation_lets_go_though_nobody_asks(serve: Callable, redis_node: Redis):
    with serve("one") as server:
        reserve(redis_node.url, "left")
        assert pending(redis_node) == 1
        until(lambda: pending(redis_node) == 0, "what it held is free")
        assert events(redis_node, "left") == [b"order.reserved", b"order.expired"]
        until(lambda: "ledger: swept: 1 orders ended" in server.log(), "the sweeper says so")
        assert "Traceback" not in server.log()


@pytest.mark.slow
def test_a_sweeper_that_is_killed_is_started_anew_and_ends_with_its_server(
    serve: Callable, redis_node: Redis
):
    with serve("one") as server:
        (first,) = sweepers(server)
        os.kill(first, signal.SIGKILL)
        until(lambda: sweepers(server) not in ([], [first]), "another sweeper")
        (second,) = sweepers(server)
        assert "the ledger's sweeper ended with -9; another one takes its place" in server.log()
        reserve(redis_node.url, "left")
        until(lambda: pending(redis_node) == 0, "the new one sweeps")
    assert not is_sweeper(second)


@pytest.mark.slow
def test_a_sweeper_ends_though_its_server_is_killed(serve: Callable):
    with serve("one") as server:
        (sweeper,) = sweepers(server)
        command = Path(f"/proc/{sweeper}/cmdline").read_bytes()
        assert b"redis://" not in command, "an address may have a password"
        server.process.kill()
        server.process.wait()
        until(lambda: not is_sweeper(sweeper), "the sweeper ends")


@pytest.mark.slow
def test_two_servers_with_a_sweeper_each_end_every_order_once(serve: Callable, redis_node: Redis):
    orders = [f"left-{number}" for number in range(20)]
    with serve("one") as one, serve("two") as two:
        assert len(sweepers(one)) == len(sweepers(two)) == 1
        reserve(redis_node.url, *orders)
        until(lambda: pending(redis_node) == 0, "what they held is free")
        for order in orders:
            assert events(redis_node, order) == [b"order.reserved", b"order.expired"]
        assert "Traceback" not in one.log() + two.log()
