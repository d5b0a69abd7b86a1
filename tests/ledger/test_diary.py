"""The sweeper is seen: what it did once a minute, what should worry somebody at once."""

import asyncio
import time
from pathlib import Path

import pytest

from ledger import Code, Refusal, Reserve
from ledger.diary import Diary
from ledger.limits import EVENTS_WAITING_MAX
from ledger.outbox_outcomes import Backlog, Inspected, Pruned
from ledger.outcomes import Swept
from ledger.sqlite import SharedStore, own, owner
from tests.ledger.desk import TILL, plan

MINUTE_MS = 60_000


def seen(*, waiting: int = 0, late_ms: int | None = None) -> Inspected:
    now_ms = 10 * MINUTE_MS
    since = None if late_ms is None else now_ms - late_ms
    backlogs = (Backlog("crm", waiting, None, 0),)
    return Inspected(now_ms, 0, 0, since, 0, backlogs, 1)


def test_it_adds_up_and_says_it_once_a_minute():
    lines: list[str] = []
    diary = Diary(lines.append)
    assert diary.note(Swept(2, 1, 0, more=True))
    assert not diary.note(Pruned(5, more=False))
    diary.close(0, seen())
    assert not diary.note(Swept(1, 0, 3, more=False))
    diary.close(MINUTE_MS - 1, seen())
    assert not diary.note(Refusal(Code.STORE_DOWN))
    diary.close(MINUTE_MS, seen())
    diary.close(9 * MINUTE_MS, seen())
    assert lines == [
        "swept: 1 books brought to the present, 5 events dropped, 2 orders ended",
        "swept: 3 answers forgotten, 1 orders ended, 1 sweeps refused",
    ], "and nothing where there is nothing to say"


def test_what_should_worry_somebody_is_said_once_and_when_it_is_over():
    lines: list[str] = []
    diary = Diary(lines.append)
    half = EVENTS_WAITING_MAX // 2
    for at_ms, one in enumerate(
        [
            seen(waiting=half - 1, late_ms=MINUTE_MS),
            seen(waiting=half),
            seen(waiting=half + 1, late_ms=MINUTE_MS + 1),
            seen(),
        ]
    ):
        diary.close(at_ms, one)
    assert lines == [
        "ALARM: `crm` does not take its events, half as many wait as may",
        "ALARM: the sweeper is more than a minute behind",
        "over: `crm` does not take its events, half as many wait as may",
        "over: the sweeper is more than a minute behind",
    ]


def test_the_owner_sweeps_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(owner, "_SWEEP_SECONDS", 0.05)
    lines: list[str] = []

    async def main() -> None:
        def clock_ms() -> int:
            return time.time_ns() // 1_000_000

        owning = asyncio.create_task(own(tmp_path, clock_ms, _raise, lines.append))
        store = SharedStore(tmp_path, clock_ms)
        asked = Reserve(client=TILL, order="a", plan=plan(), ttl_ms=1)
        assert not isinstance(await store.reserve(asked), Refusal)
        while not lines:
            await asyncio.sleep(0.01)
        owning.cancel()
        await asyncio.gather(owning, return_exceptions=True)
        store.close()

    asyncio.run(asyncio.wait_for(main(), 20))
    assert lines == ["swept: 1 orders ended"]


def _raise(error: Exception) -> None:
    raise error
