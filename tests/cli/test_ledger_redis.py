"""``grosz ledger`` on a real Redis or Valkey: checked, swept, and relayed from."""

import asyncio
import json

import pytest

from cli import ledger_sweep
from ledger import Confirm, Inspect, Inspected, Reserve
from ledger.redis.store import open_store
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.receiving import HttpReceiver
from tests.ledger.relaying import RelayProcess
from tests.ledger.servers import Server


def _raise(error: Exception) -> None:
    raise error


async def _sell(url: str, orders: int) -> None:
    store = open_store(url, _raise)
    for number in range(orders):
        order = f"o{number}"
        of = plan({TOTAL: (1, None)})
        await store.reserve(Reserve(client=TILL, order=order, plan=of, ttl_ms=60_000))
        await store.confirm(Confirm(client=TILL, order=order, revision=1))
    await store.reserve(Reserve(client=TILL, order="left", plan=plan(), ttl_ms=1))
    await store.settle()
    store.close()


async def _seen(url: str) -> Inspected:
    store = open_store(url, _raise)
    try:
        return await store.inspect(Inspect())
    finally:
        store.close()


@pytest.fixture
def ledger(redis_node: Server) -> Server:
    asyncio.run(_sell(redis_node.url, 5))
    return redis_node


def test_its_books_are_checked(grosz, ledger: Server):
    told = grosz("ledger", "check", ledger.url, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert (found["ok"], found["orders"], found["rows"]) == (True, 6, 10)
    key = next(key for key in ledger.ask("KEYS", "*") if b"account" in key and b"total" in key)
    ledger.ask("HSET", key, "posted", "3")
    told = grosz("ledger", "check", ledger.url)
    assert told.exit_code == 1
    assert "posted is 3, its rows say 5" in told.stdout


def test_a_server_that_is_not_there_is_said_so(grosz):
    told = grosz("ledger", "check", "redis://127.0.0.1:1/0")
    assert told.exit_code == 3, told.output
    assert told.stderr.startswith("error: the ledger is not reached")


def test_it_is_swept_by_a_command(grosz, ledger: Server):
    told = grosz("ledger", "sweep", ledger.url, "--once")
    assert (told.exit_code, told.stderr) == (0, "grosz sweeper: swept: 1 orders ended\n")
    assert asyncio.run(_seen(ledger.url)).overdue_orders == 0
    assert ledger_sweep.EXAMPLES[0].split()[3].startswith("redis://")


def test_its_events_are_relayed_part_by_part_in_order(ledger: Server):
    async def main() -> None:
        receiver = HttpReceiver()
        await receiver.up()
        relay = RelayProcess(ledger.url, "--webhook", receiver.url, "--once", "--batch", "50")
        relay.start()
        assert await asyncio.to_thread(relay.wait) == (0, "grosz relay: at work\n")
        await receiver.down()
        events = [event for _, body in receiver.requests for event in json.loads(body)]
        assert len({one["id"] for one in events}) == len(events) == 11
        for number in range(5):
            mine = [one["type"] for one in events if one["subject"] == f"o{number}"]
            assert mine == ["pl.grosz.order.reserved", "pl.grosz.order.confirmed"]

    asyncio.run(main())
    (backlog,) = asyncio.run(_seen(ledger.url)).backlogs
    assert (backlog.receiver, backlog.waiting) == ("webhook", 0)
