"""Events into a stream of a real Redis or Valkey: in order, each once, whatever breaks."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from ledger import Advance, Reserve
from ledger.memory import MemoryStore
from ledger.outbox import DeliveryError, RedisStream, Relay
from tests.ledger.desk import START_MS, TILL, Clock, plan
from tests.ledger.servers import Server

KEY = "grosz:events"


class Flow:
    """A ledger whose events go into a stream."""

    def __init__(self, server: Server, *, keep: int | None = None, key: str = KEY) -> None:
        self.server = server
        self.clock = Clock()
        self.store = MemoryStore(self.clock)
        self.client = Redis.from_url(server.url, socket_timeout=5, socket_connect_timeout=5)
        self.stream = RedisStream(self.client, key, source="/test", keep=keep)
        self.lines: list[str] = []
        self.then: Callable | None = None
        self.orders = 0

    def live(self, test: Callable[["Flow"], Awaitable[None]]) -> None:
        async def whole() -> None:
            try:
                await test(self)
            finally:
                await self.stream.close()

        asyncio.run(whole())

    async def put(self, number: int) -> None:
        for _ in range(number):
            self.orders += 1
            asked = Reserve(client=TILL, order=f"o{self.orders}", plan=plan(), ttl_ms=60_000)
            await self.store.reserve(asked)

    def relay(self) -> Relay:
        return Relay(
            self.store,
            self.stream,
            clock_ms=self.clock,
            sleep=self.sleep,
            chance=lambda: 1.0,
            log=self.lines.append,
        )

    async def sleep(self, seconds: float) -> None:
        self.clock.now_ms += int(seconds * 1000)
        if self.then is not None:
            then, self.then = self.then, None
            await asyncio.to_thread(then)

    def entries(self, key: str = KEY) -> list[tuple[bytes, dict[bytes, bytes]]]:
        with self.server.client() as client:
            return client.xrange(key)

    def subjects(self) -> list[str]:
        return [json.loads(fields[b"event"])["subject"] for _, fields in self.entries()]


def test_entries_have_the_places_of_their_events(redis_node: Server):
    async def test(flow: Flow) -> None:
        await flow.put(3)
        await flow.relay().relay_some()
        entries = flow.entries()
        assert [name for name, _ in entries] == [f"{START_MS}-{n}".encode() for n in (1, 2, 3)]
        _, fields = entries[0]
        event = json.loads(fields[b"event"])
        assert fields[b"id"].decode() == event["id"] == f"{START_MS:x}-0-1"
        assert fields[b"type"] == b"pl.grosz.order.reserved"
        assert event["source"] == "/test"

    Flow(redis_node).live(test)


def test_what_was_added_before_the_place_was_noted_is_not_added_twice(redis_node: Server):
    async def test(flow: Flow) -> None:
        await flow.put(150)
        real = flow.store.perform

        async def dying(verb, key=None):
            if isinstance(verb, Advance) and verb.delivered:
                raise asyncio.CancelledError
            return await real(verb, key)

        flow.store.perform = dying
        with pytest.raises(asyncio.CancelledError):
            await flow.relay().relay_some()
        flow.store.perform = real
        await flow.put(1)
        relay = flow.relay()
        while await relay.relay_some():
            pass
        assert flow.subjects() == [f"o{number}" for number in range(1, 152)]
        assert flow.lines == []

    Flow(redis_node).live(test)


def test_a_server_that_was_killed_gets_what_it_missed(own_node: Server):
    async def test(flow: Flow) -> None:
        await flow.put(2)
        relay = flow.relay()
        await relay.relay_some()
        own_node.kill()
        await flow.put(3)
        flow.then = own_node.start
        await relay.relay_some()
        assert flow.subjects() == ["o1", "o2", "o3", "o4", "o5"]
        assert flow.lines[0].startswith("stream: not added: ")
        assert flow.lines[-1] == "stream: receives again"

    Flow(own_node).live(test)


def test_a_stream_may_be_kept_short(redis_node: Server):
    async def test(flow: Flow) -> None:
        await flow.put(500)
        relay = flow.relay()
        while await relay.relay_some():
            pass
        assert 100 <= len(flow.entries()) < 300, "a server trims whole blocks only"

    Flow(redis_node, keep=100).live(test)


def test_what_was_trimmed_since_is_taken_for_added(redis_node: Server):
    async def test(flow: Flow) -> None:
        await flow.put(3)
        events = flow.store.records.events_after(0, 3)
        await flow.stream.deliver(events)
        for left in (["o3"], []):
            redis_node.ask("XTRIM", KEY, "MAXLEN", len(left))
            await flow.stream.deliver(events)
            assert flow.subjects() == left

    Flow(redis_node).live(test)


def test_a_stream_that_others_write_to_is_refused_and_nothing_is_skipped(redis_node: Server):
    async def test(flow: Flow) -> None:
        redis_node.ask("XADD", KEY, "99999999999999-1", "who", "others")
        await flow.put(1)
        with pytest.raises(DeliveryError, match="others wrote `99999999999999-1` to"):
            await flow.stream.deliver(flow.store.records.events_after(0, 1))

    Flow(redis_node).live(test)


def test_a_key_that_is_no_stream_is_said_so(redis_node: Server):
    async def test(flow: Flow) -> None:
        redis_node.ask("SET", KEY, "text")
        await flow.put(1)
        with pytest.raises(DeliveryError, match="WRONGTYPE"):
            await flow.stream.deliver(flow.store.records.events_after(0, 1))

    Flow(redis_node).live(test)
