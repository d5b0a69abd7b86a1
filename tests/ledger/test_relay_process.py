"""The relay as a process of its own, killed at random: nothing is missing, in order."""

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import pytest

from ledger import Inspect, ReadEvents, Reserve
from ledger.sqlite import SharedStore
from tests.ledger.desk import TILL, plan
from tests.ledger.owning import OwnerProcess
from tests.ledger.receiving import HttpReceiver, closes_in_the_middle, status
from tests.ledger.relaying import RelayProcess

KILLS = int(os.environ.get("GROSZ_RELAY_KILLS", "4"))


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
def owner(tmp_path: Path):
    found = OwnerProcess(tmp_path)
    found.start()
    yield found
    found.stop()


async def _put_for_ever(store: SharedStore) -> None:
    number = 0
    while True:
        number += 1
        asked = Reserve(client=TILL, order=f"o{number}", plan=plan(), ttl_ms=600_000)
        await store.reserve(asked)
        await asyncio.sleep(0.002)


async def _all_events(store: SharedStore) -> list[str]:
    found, after = [], 0
    while page := (await store.read_events(ReadEvents(after=after))).events:
        found += [one.id for one in page]
        after = page[-1].seq
    return found


@pytest.mark.slow
def test_killed_again_and_again_it_misses_nothing(owner: OwnerProcess, capsys):
    async def main() -> tuple[int, int]:
        chance = random.Random(2026)
        receiver = HttpReceiver()
        await receiver.up()
        relay = RelayProcess(owner.folder, "--webhook", receiver.url, "--timeout", "0.5")
        store = SharedStore(owner.folder, clock_ms, patience_ms=20_000)
        load = asyncio.create_task(_put_for_ever(store))
        for number in range(KILLS):
            seen = len(receiver.accepted)
            relay.start()
            while len(receiver.accepted) < seen + 20:
                await asyncio.sleep(0.01)
            if number % 4 == 3:
                # Killed while it waits; otherwise in the middle of a page, or of a note.
                receiver.answers += [status(500), closes_in_the_middle]
            await asyncio.sleep(chance.uniform(0, 0.2))
            await asyncio.to_thread(relay.end, signal.SIGKILL)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        receiver.answers.clear()
        ids = await _all_events(store)
        relay.start()
        while receiver.accepted[-1] != ids[-1]:
            await asyncio.sleep(0.02)
        assert await asyncio.to_thread(relay.end) == (0, "grosz relay: at work\n")
        (backlog,) = (await store.inspect(Inspect())).backlogs
        assert backlog.waiting == 0, "told to stop, it noted its place"
        assert list(dict.fromkeys(receiver.accepted)) == ids, "all, in order"
        store.close()
        await receiver.down()
        return len(ids), len(receiver.accepted)

    events, accepted = asyncio.run(main())
    with capsys.disabled():
        print(  # noqa: T201 - the report is what the test is run for
            f"\n{KILLS} kills of the relay, {events} events, {accepted - events} came twice, 0 lost"
        )


def test_once_sends_what_waits_and_ends(owner: OwnerProcess):
    async def main() -> None:
        receiver = HttpReceiver()
        await receiver.up()
        store = SharedStore(owner.folder, clock_ms, patience_ms=20_000)
        for number in range(3):
            asked = Reserve(client=TILL, order=f"o{number}", plan=plan(), ttl_ms=600_000)
            await store.reserve(asked)
        relay = RelayProcess(owner.folder, "--webhook", receiver.url, "--once", "--batch", "10")
        relay.start()
        assert await asyncio.to_thread(relay.wait) == (0, "grosz relay: at work\n")
        assert receiver.accepted == await _all_events(store)
        assert len(receiver.requests) == 1
        store.close()
        await receiver.down()

    asyncio.run(main())


def test_a_second_relay_of_the_same_receiver_is_refused(owner: OwnerProcess):
    async def main() -> None:
        receiver = HttpReceiver()
        receiver.always = status(500)
        await receiver.up()
        store = SharedStore(owner.folder, clock_ms, patience_ms=20_000)
        asked = Reserve(client=TILL, order="a", plan=plan(), ttl_ms=600_000)
        await store.reserve(asked)
        first = RelayProcess(owner.folder, "--webhook", receiver.url)
        first.start()
        while not receiver.requests:
            await asyncio.sleep(0.01)
        second = RelayProcess(owner.folder, "--webhook", receiver.url)
        second.start()
        code, error = await asyncio.to_thread(second.wait)
        assert code == 3
        assert error.startswith("error: another relay serves `webhook`")
        code, _ = await asyncio.to_thread(first.end)
        assert code == 0, "stopped while it waits for its receiver"
        store.close()
        await receiver.down()

    asyncio.run(main())
