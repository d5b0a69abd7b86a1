"""The relay over real HTTP: whoever was away, slow or rude misses nothing, and gets it in order."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from ledger import Advance, Code, Dismiss, Inspect, ReadEvents, Refusal, Reserve
from ledger.memory import MemoryStore
from ledger.outbox import Relay, SigningSecret, Webhook
from ledger.outbox.relay import Waits
from ledger.sqlite import LocalStore
from tests.ledger.desk import START_MS, TILL, Clock, plan
from tests.ledger.receiving import (
    HttpReceiver,
    closes_at_once,
    closes_in_the_middle,
    drips,
    silent,
    status,
    talks_for_ever,
    talks_nonsense,
)

SECRET = SigningSecret("whsec_" + "A" * 32)
HOUR_S = 3600


class World:
    """A ledger, a receiver and a relay between them; waits pass at once on a clock of their own."""

    def __init__(self, store=None, *, batch: int = 1, **more) -> None:
        self.clock = Clock()
        self.store = store or MemoryStore(self.clock)
        self.receiver = HttpReceiver()
        self.lines: list[str] = []
        self.waits: list[float] = []
        self.at: dict[float, Callable] = {}
        self.batch = batch
        self.more = more
        self.orders = 0
        self._webhooks: list[Webhook] = []

    def live(self, test: Callable[["World"], Awaitable[None]]) -> None:
        """Run a test of this world, with a receiver that is up."""

        async def whole() -> None:
            await self.receiver.up()
            await test(self)
            for webhook in self._webhooks:
                await webhook.close()
            await self.receiver.down()

        asyncio.run(whole())

    async def put(self, number: int = 1) -> list[str]:
        """Put orders; return the identifiers of all events there are."""
        for _ in range(number):
            self.orders += 1
            asked = Reserve(client=TILL, order=f"o{self.orders}", plan=plan(), ttl_ms=60_000)
            await self.store.reserve(asked)
        return [one.id for one in (await self.store.read_events(ReadEvents())).events]

    def relay(self) -> Relay:
        webhook = Webhook(
            self.receiver.url,
            [SECRET],
            source="/test",
            clock_ms=self.clock,
            batch=self.batch,
            timeout_s=0.2,
            client=httpx.AsyncClient(trust_env=False),
        )
        self._webhooks.append(webhook)
        return Relay(
            self.store,
            webhook,
            clock_ms=self.clock,
            sleep=self.sleep,
            chance=lambda: 1.0,
            log=self.lines.append,
            **self.more,
        )

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.now_ms += int(seconds * 1000)
        for moment in [one for one in self.at if one <= self.clock.now_ms - START_MS]:
            await self.at.pop(moment)()
        await asyncio.sleep(0)

    async def delivered(self) -> int:
        (backlog,) = (await self.store.inspect(Inspect())).backlogs
        return backlog.waiting


def living(test):
    """Make a test of an ordinary world."""

    def run() -> None:
        World().live(test)

    run.__name__ = test.__name__
    run.__doc__ = test.__doc__
    return run


@living
async def test_events_come_one_by_one_in_order(world: World):
    ids = await world.put(3)
    relay = world.relay()
    assert await relay.relay_some() == 3
    assert world.receiver.accepted == ids
    assert await relay.relay_some() == 0
    assert await world.delivered() == 0
    assert world.lines == []


@living
async def test_a_receiver_that_was_down_for_an_hour_misses_nothing(world: World):
    ids = await world.put(5)
    await world.receiver.down()
    world.at[HOUR_S * 1000] = world.receiver.up
    while_away: list[str] = []

    async def more() -> None:
        while_away.extend(await world.put(5))

    world.at[HOUR_S * 500] = more
    relay = world.relay()
    await relay.relay_some()
    while await relay.relay_some():
        pass
    assert world.receiver.accepted == while_away
    assert len(while_away) == 10
    assert while_away[:5] == ids
    assert world.waits[:4] == [1, 2, 4, 8]
    assert max(world.waits) == 300
    assert sum(world.waits) < HOUR_S + 300, "it is heard of again within five minutes"
    assert world.lines[0].startswith("webhook: not reached: ")
    assert world.lines[0].endswith("; 5 events wait; next try in 1 s")
    assert world.lines[-1] == "webhook: receives again"


@pytest.mark.parametrize(
    "rude",
    [
        status(500),
        status(404),
        status(301, "location: /elsewhere"),
        status(410),
        silent,
        closes_at_once,
        closes_in_the_middle,
        talks_nonsense,
        drips,
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_whatever_is_not_a_whole_2xx_is_sent_again(rude):
    async def test(world: World) -> None:
        ids = await world.put(3)
        relay = world.relay()
        world.receiver.answers += [rude, rude]
        await relay.relay_some()
        assert world.receiver.accepted == ids
        sent = [headers["webhook-id"] for headers, _ in world.receiver.requests]
        assert sent == [ids[0], ids[0], *ids], "sent again under the same identifier"
        assert world.waits == [1, 2]

    World().live(test)


@living
async def test_a_long_answer_is_not_read_to_its_end(world: World):
    await world.put(1)
    world.receiver.answers.append(talks_for_ever)
    await world.relay().relay_some()
    assert await world.delivered() == 0
    assert world.lines == []


@living
async def test_a_receiver_may_ask_to_be_left_alone(world: World):
    await world.put(1)
    world.receiver.answers += [
        status(429, "retry-after: 120"),
        status(503, "retry-after: 999999"),
        status(503, "retry-after: soon"),
    ]
    await world.relay().relay_some()
    assert world.waits == [120, 300, 4]
    assert world.lines[0] == "webhook: answered 429; 1 events wait; next try in 120 s"


@living
async def test_the_place_is_noted_before_the_wait_so_that_little_comes_twice(world: World):
    ids = await world.put(4)
    relay = world.relay()
    world.receiver.always = status(500)
    world.receiver.answers += [_ok, _ok]
    seen: list[int] = []

    async def look(seconds: float) -> None:
        seen.append(await world.delivered())
        world.receiver.always = _ok
        await asyncio.sleep(0)

    relay._sleep = look
    await relay.relay_some()
    assert seen == [2]
    assert [headers["webhook-id"] for headers, _ in world.receiver.requests] == [
        *ids[:3],
        ids[2],
        ids[3],
    ]


async def _ok(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")


def test_a_batch_is_one_request_of_many_events():
    async def test(world: World) -> None:
        ids = await world.put(6)
        world.receiver.answers.append(status(500))
        await world.relay().relay_some()
        assert world.receiver.accepted == ids
        sent = [headers["webhook-id"] for headers, _ in world.receiver.requests]
        assert sent == [f"{ids[0]}+4", f"{ids[0]}+4", f"{ids[4]}+2"]
        kinds = {headers["content-type"] for headers, _ in world.receiver.requests}
        assert kinds == {"application/cloudevents-batch+json; charset=utf-8"}

    World(batch=4).live(test)


@living
async def test_a_new_relay_goes_on_where_the_old_one_was(world: World):
    first = await world.put(2)
    await world.relay().relay_some()
    both = await world.put(2)
    await world.relay().relay_some()
    assert world.receiver.accepted == both
    assert both[:2] == first


@living
async def test_killed_between_delivery_and_note_it_sends_again_and_misses_nothing(world: World):
    """The relay dies at each possible moment: nothing is missing, and a double is recognised."""
    real = world.store.perform

    async def dying(verb, key=None):
        if isinstance(verb, Advance) and verb.delivered:
            raise asyncio.CancelledError
        return await real(verb, key)

    ids = await world.put(3)
    for _ in range(3):
        world.store.perform = dying
        with contextlib.suppress(asyncio.CancelledError):
            await world.relay().relay_some()
        ids = await world.put(1)
    world.store.perform = real
    await world.relay().relay_some()
    assert list(dict.fromkeys(world.receiver.accepted)) == ids
    assert len(world.receiver.accepted) > len(ids), "some came twice, under the same identifier"


@living
async def test_a_ledger_that_is_away_is_asked_again(world: World):
    ids = await world.put(2)
    real, refusals = world.store.perform, [Code.STORE_DOWN, Code.BUSY]

    async def sometimes(verb, key=None):
        return Refusal(refusals.pop()) if refusals else await real(verb, key)

    world.store.perform = sometimes
    relay = world.relay()
    await relay.relay_some()
    refusals += [Code.STORE_DOWN]
    await relay.relay_some()
    assert world.receiver.accepted == ids
    assert world.lines == [
        "webhook: the ledger does not note its place (busy); next try in 1 s",
        "webhook: the ledger does not note its place (store-down); next try in 2 s",
        "webhook: the ledger does not answer (store-down); next try in 1 s",
    ]


def test_it_says_what_it_is_about_to_send_before_it_sends_it():
    """Where the ledger is replicated, what was sent is then as safe as that note."""

    async def test(world: World) -> None:
        await world.put(3)
        real, steps = world.store.perform, []

        async def watched(verb, key=None):
            if isinstance(verb, Advance):
                steps.append((verb.reading, verb.delivered, len(world.receiver.accepted)))
            return await real(verb, key)

        world.store.perform = watched
        await world.relay().relay_some()
        assert steps == [(0, 0, 0), (3, 0, 0), (0, 3, 3)]

    World(is_announcing=True).live(test)


@living
async def test_after_an_old_backup_it_goes_on_from_where_that_was(world: World):
    old = MemoryStore(Clock(START_MS + 1))
    await world.put(5)
    relay = world.relay()
    await relay.relay_some()
    world.store = relay._store = old
    world.orders = 0
    ids = await world.put(2)
    await relay.relay_some()
    assert world.receiver.accepted[-2:] == ids
    assert len(set(world.receiver.accepted)) == 7, "the new epoch's identifiers are new"


@living
async def test_many_that_wait_raise_the_alarm_once(world: World):
    from ledger.outbox import relay as relaying

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relaying, "EVENTS_WAITING_MAX", 6)
        relay = world.relay()
        await world.put(2)
        await relay.relay_some()
        assert world.lines == []
        await world.put(3)
        await relay.relay_some()
        await world.put(4)
        await relay.relay_some()
    alarm = "webhook: ALARM: 3 events wait; at 6 no new order is reserved"
    assert world.lines == [alarm]


@living
async def test_it_runs_until_it_is_told_to_stop_and_notes_its_place(world: World):
    ids = await world.put(2)
    running = asyncio.create_task(world.relay().run())
    while len(world.receiver.accepted) < 2:
        await asyncio.sleep(0.001)
    ids = await world.put(1)
    while len(world.receiver.accepted) < 3 or await world.delivered():
        await asyncio.sleep(0.001)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert world.receiver.accepted == ids
    assert await world.delivered() == 0


@living
async def test_a_receiver_that_is_dismissed_while_its_relay_runs_comes_back_where_it_was(world):
    await world.put(2)
    relay = world.relay()
    await relay.relay_some()
    await world.store.dismiss(Dismiss(receiver="webhook"))
    ids = await world.put(1)
    await relay.relay_some()
    assert world.receiver.accepted == ids


def test_the_same_from_a_file(tmp_path: Path):
    async def test(world: World) -> None:
        ids = await world.put(130)
        while await world.relay().relay_some():
            pass
        assert world.receiver.accepted == ids
        world.store.writer.close()

    World(LocalStore(tmp_path / "ledger.sqlite", Clock(), _raise)).live(test)


def _raise(error: Exception) -> None:
    raise error


def test_waits_grow_and_differ_by_chance():
    waits = Waits(lambda: 0.0)
    assert [waits.next_s() for _ in range(12)] == [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150]
    assert waits.reset()
    assert not waits.reset()
    assert waits.next_s() == 0.5
    assert Waits(lambda: 0.5).next_s() == 0.75


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"url": "ftp://crm"}, "begins with https"),
        ({"url": "crm"}, "begins with https"),
        ({"batch": 0}, "go out in one request"),
        ({"batch": 101}, "go out in one request"),
        ({"secrets": []}, "needs a secret"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(more, says: str):
    made = {"url": "https://crm.example/", "secrets": [SECRET], "source": "/", "clock_ms": Clock()}
    with pytest.raises(ValueError, match=says):
        Webhook(**(made | more))
