"""The owner and its workers: groups, refusals, restarts, and clients that talk nonsense."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from ledger import (
    Adjust,
    Cancel,
    Code,
    Confirm,
    Confirmed,
    Find,
    Key,
    Read,
    Refusal,
    Reserve,
    Reserved,
)
from ledger.limits import QUEUE_VERBS_MAX
from ledger.sqlite import SharedStore, check_file, own
from ledger.sqlite import writer as writing
from ledger.sqlite.__main__ import main
from tests.ledger.desk import BOOK, TILL, TOTAL, plan
from tests.ledger.owning import OwnerProcess


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


def reserve(order: str, limit: int = 50) -> Reserve:
    return Reserve(client=TILL, order=order, plan=plan({TOTAL: (1, limit)}), ttl_ms=600_000)


def confirm(order: str) -> Confirm:
    return Confirm(client=TILL, order=order, revision=1)


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[OwnerProcess]:
    found = OwnerProcess(tmp_path)
    found.start()
    yield found
    found.stop()


def test_two_hundred_fight_for_fifty_uses(owner: OwnerProcess):
    async def one(store: SharedStore, number: int) -> bool:
        held = await store.reserve(reserve(f"o{number}"), Key("k", b""))
        return isinstance(held, Reserved) and isinstance(
            await store.confirm(confirm(f"o{number}")), Confirmed
        )

    async def main() -> int:
        stores = [SharedStore(owner.folder, clock_ms, patience_ms=30_000) for _ in range(4)]
        won = await asyncio.gather(*(one(stores[n % 4], n) for n in range(200)))
        facts = await stores[0].read(Read(client=TILL, accounts=(TOTAL,)))
        assert facts.accounts[0].used == 50
        for store in stores:
            store.close()
        return sum(won)

    assert asyncio.run(main()) == 50
    report = check_file(owner.folder / "ledger.sqlite")
    assert (report.findings, report.forced, report.rows) == ((), (), 100)


CODE = "{code/abcd} abcdef0123456789"
BUDGET = "{series/x} budget"


@pytest.mark.parametrize(
    ("of", "winners"),
    [
        (plan({CODE: (1, 1)}), 1),
        (plan({BUDGET: (100, 1000)}), 10),
        (plan({BUDGET: (300, 1000), CODE: (1, 5)}), 3),
        (plan(spend=30), 3),
    ],
)
def test_the_last_of_anything_goes_to_as_many_as_there_is(owner: OwnerProcess, of, winners: int):
    """A single-use code, the last 10.00 of a budget, both, the last points of an account."""

    async def one(store: SharedStore, number: int) -> bool:
        order = f"o{number}"
        asked = Reserve(client=TILL, order=order, plan=of, ttl_ms=600_000)
        if not isinstance(await store.reserve(asked, Key("k", b"")), Reserved):
            return False
        if number % 3 == 0:
            # Some put again what they hold already, and some say everything twice.
            assert (await store.reserve(asked, Key("k2", b""))).revision == 2
            assert isinstance(
                await store.confirm(Confirm(client=TILL, order=order, revision=2)), Confirmed
            )
            return True
        twice = await asyncio.gather(store.confirm(confirm(order)), store.confirm(confirm(order)))
        assert twice[0] == twice[1]
        return isinstance(twice[0], Confirmed)

    async def main() -> int:
        stores = [SharedStore(owner.folder, clock_ms, patience_ms=30_000) for _ in range(4)]
        await stores[0].adjust(
            Adjust(client=TILL, id="open", reason="opening", book=BOOK, points=100)
        )
        won = await asyncio.gather(*(one(stores[n % 4], n) for n in range(60)))
        for store in stores:
            store.close()
        return sum(won)

    assert asyncio.run(main()) == winners
    report = check_file(owner.folder / "ledger.sqlite")
    assert (report.findings, report.forced) == ((), ())


def test_a_verb_waits_for_an_owner_that_is_started_anew(owner: OwnerProcess):
    async def main() -> None:
        store = SharedStore(owner.folder, clock_ms, patience_ms=20_000)
        await store.reserve(reserve("a"))
        owner.kill()
        waiting = asyncio.create_task(store.confirm(confirm("a")))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        owner.start(wait=False)
        assert isinstance(await waiting, Confirmed)
        store.close()

    asyncio.run(main())


def test_no_owner_is_store_down_and_a_silent_one_leaves_the_outcome_unknown(owner: OwnerProcess):
    async def main() -> None:
        store = SharedStore(owner.folder, clock_ms, patience_ms=300)
        assert isinstance(await store.reserve(reserve("a")), Reserved)
        owner.pause()
        assert await store.confirm(confirm("a")) == Refusal(Code.OUTCOME_UNKNOWN)
        found = await store.find(Find(client=TILL, order="a"))
        assert found.order.id == "a", "reading needs no owner"
        owner.go_on()
        await asyncio.sleep(0.2)
        found = await store.find(Find(client=TILL, order="a"))
        assert found.state == "reserved", "its deadline had passed: no effect"
        owner.stop()
        await asyncio.sleep(0.1)  # the loop hears that the line is lost
        assert await store.confirm(confirm("a")) == Refusal(Code.STORE_DOWN)
        store.close()

    asyncio.run(main())


def test_too_many_waiting_are_told_busy_and_nothing_of_theirs_is_done(owner: OwnerProcess):
    extra = 500

    async def main() -> None:
        store = SharedStore(owner.folder, clock_ms, patience_ms=30_000)
        await store.reserve(reserve("first"))
        owner.pause()
        asked = [
            asyncio.create_task(store.cancel(Cancel(client=TILL, order=f"none{number}")))
            for number in range(QUEUE_VERBS_MAX + extra)
        ]
        await asyncio.sleep(0.2)
        owner.go_on()
        codes = [(await one).code for one in asked]
        assert set(codes) == {Code.UNKNOWN_ORDER, Code.BUSY}
        assert codes.count(Code.UNKNOWN_ORDER) >= QUEUE_VERBS_MAX
        store.close()

    asyncio.run(main())


def test_a_second_owner_is_refused_with_a_sentence(owner: OwnerProcess):
    second = OwnerProcess(owner.folder)
    code, error = second_start(second)
    assert code == 1
    assert error == "ledger: another process owns this ledger: stop it first\n"


def second_start(owner: OwnerProcess) -> tuple[int, str]:
    owner.start(wait=False)
    return owner.wait()


def test_a_file_that_is_no_ledger_is_refused_with_a_sentence(tmp_path: Path):
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to be one" * 99)
    code, error = second_start(OwnerProcess(tmp_path))
    assert code == 1
    assert error.startswith("ledger: `ledger.sqlite` cannot be opened as a ledger: ")
    assert "Traceback" not in error


def test_nonsense_on_the_line_cuts_off_only_who_said_it(owner: OwnerProcess):
    async def main() -> None:
        for nonsense in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x01\xc1", b"GET / HTTP/1.1\r\n\r\n"):
            path = str(owner.folder / "ledger.sock")
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(nonsense)
            assert await reader.read() == b""
            writer.close()
        store = SharedStore(owner.folder, clock_ms)
        assert isinstance(await store.reserve(reserve("a")), Reserved)
        store.close()

    asyncio.run(main())


def test_the_socket_is_for_its_owner_alone(owner: OwnerProcess):
    assert os.stat(owner.folder / "ledger.sock").st_mode & 0o777 == 0o600


def test_reading_before_there_is_a_file_is_store_down(tmp_path: Path):
    async def main() -> None:
        store = SharedStore(tmp_path, clock_ms)
        assert await store.find(Find(client=TILL, order="a")) == Refusal(Code.STORE_DOWN)

    asyncio.run(main())


def test_it_stops_at_a_signal_and_leaves_a_whole_file(owner: OwnerProcess):
    asyncio.run(_reserve_one(owner.folder))
    assert owner.stop() == 0
    assert check_file(owner.folder / "ledger.sqlite").orders == 1


def test_a_disk_that_fails_ends_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(*_args):
        raise apsw.IOError("disk I/O error")

    async def main() -> None:
        owning = asyncio.create_task(own(tmp_path, clock_ms, heard.append))
        while not (tmp_path / "ledger.sock").exists():
            await asyncio.sleep(0.01)
        monkeypatch.setattr(writing, "perform", fails)
        store = SharedStore(tmp_path, clock_ms, patience_ms=300)
        assert await store.reserve(reserve("a")) == Refusal(Code.OUTCOME_UNKNOWN)
        with pytest.raises(ExceptionGroup) as failed:
            await owning
        assert failed.group_contains(apsw.IOError)
        store.close()

    heard: list[Exception] = []
    asyncio.run(main())
    assert heard == []


@pytest.mark.parametrize("arguments", [[], ["no such folder"], ["a", "b"]])
def test_it_wants_one_folder_that_is_there(arguments: list[str]):
    assert main(arguments) == 2


def test_a_folder_too_deep_for_a_socket_is_refused(tmp_path: Path):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    assert main([str(deep)]) == 1


async def _reserve_one(folder: Path) -> None:
    store = SharedStore(folder, clock_ms)
    assert isinstance(await store.reserve(reserve("a")), Reserved)
    store.close()
