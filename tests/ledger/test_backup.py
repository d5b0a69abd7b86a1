"""Backups taken under load, and what is true after one was put back."""

import asyncio
import stat
import threading
from importlib import resources
from pathlib import Path

import apsw
import pytest

from ledger import Advance, Inspect, ReadEvents, Refusal, Reserve
from ledger.sqlite import LedgerFileError, LocalStore, check_file
from ledger.sqlite.backup import back_up, restore
from ledger.sqlite.owner import FILE
from tests.ledger.desk import START_MS, TILL, TOTAL, Clock, Desk, plan
from tests.ledger.owning import OwnerProcess


def _raise(error: Exception) -> None:
    raise error


def silent(_done: int, _whole: int) -> None:
    pass


def opened(folder: Path, clock: Clock | None = None) -> Desk:
    clock = clock or Clock()
    return Desk(LocalStore(folder / FILE, clock, _raise), clock)


def ids(desk: Desk) -> list[str]:
    return [one.id for one in desk.do(ReadEvents()).events]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    made.mkdir()
    return made


def test_a_copy_is_whole_while_others_write(folder: Path, tmp_path: Path):
    desk = opened(folder)
    big = plan({TOTAL: (1, None)}, quote=bytes(100_000))
    for number in range(60):
        desk.reserve(f"o{number}", big, customer=None)
    is_over, written = threading.Event(), []

    def write() -> None:
        number = 60
        while not is_over.is_set():
            desk.reserve(f"o{number}", big, customer=None)
            number += 1
        written.append(number)

    writer = threading.Thread(target=write)
    seen: list[int] = []
    writer.start()
    try:
        back_up(folder, tmp_path / "copy.sqlite", lambda done, _whole: seen.append(done))
    finally:
        is_over.set()
        writer.join()
    report = check_file(tmp_path / "copy.sqlite")
    assert report.findings == ()
    assert 60 <= report.orders <= written[0]
    assert seen == sorted(seen), "it never began anew"
    assert len(seen) > 1
    assert stat.S_IMODE((tmp_path / "copy.sqlite").stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.sqlite", "shop"]


def test_nothing_is_written_over_and_nothing_half_is_left(folder: Path, tmp_path: Path):
    opened(folder)
    target = tmp_path / "copy.sqlite"
    target.write_text("mine")
    with pytest.raises(LedgerFileError, match="is there already"):
        back_up(folder, target, silent)
    assert target.read_text() == "mine"

    def fails(_done: int, _whole: int) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        back_up(folder, tmp_path / "other.sqlite", fails)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.sqlite", "shop"]


def test_a_backup_put_back_is_a_new_epoch_and_told_events_keep_their_names(
    folder: Path, tmp_path: Path
):
    desk = opened(folder)
    desk.reserve("a", plan())
    desk.do(Advance(receiver="crm", delivered=1))
    desk.reserve("b", plan())
    back_up(folder, tmp_path / "copy.sqlite", silent)
    desk.reserve("lost", plan())
    told = ids(desk)
    desk.store.writer.close()
    before = restore(tmp_path / "copy.sqlite", folder, Clock(START_MS + 5))
    assert before == folder / f"before-{START_MS + 5}.sqlite"
    assert check_file(before).orders == 3, "what was there is kept"

    desk = opened(folder, Clock(START_MS - 1))
    assert ids(desk) == told[:2], "what others may have heard of is called as before"
    (crm,) = desk.do(Inspect()).backlogs
    assert crm.waiting == 1
    desk.reserve("new", plan())
    assert desk.do(Inspect()).epoch == START_MS + 1, "later than before, though the clock is not"
    assert ids(desk)[2] != told[2]
    assert desk.check().orders == 3


def test_a_copy_that_is_simply_moved_into_place_is_a_new_epoch_too(folder: Path, tmp_path: Path):
    desk = opened(folder)
    back_up(folder, tmp_path / "copy.sqlite", silent)
    other = tmp_path / "other"
    other.mkdir()
    (tmp_path / "copy.sqlite").rename(other / FILE)
    again = opened(other)
    assert again.do(Inspect()).epoch == desk.do(Inspect()).epoch + 1
    assert opened(other).do(Inspect()).epoch == again.do(Inspect()).epoch, "but once only"


def test_no_ledger_is_put_back_under_its_owner(folder: Path, tmp_path: Path):
    owner = OwnerProcess(folder)
    owner.start()
    try:
        back_up(folder, tmp_path / "copy.sqlite", silent)
        with pytest.raises(LedgerFileError, match="the owner of this ledger runs"):
            restore(tmp_path / "copy.sqlite", folder, Clock())
    finally:
        owner.stop()
    assert restore(tmp_path / "copy.sqlite", folder, Clock()) is not None


def test_what_is_no_ledger_is_not_put_back(folder: Path, tmp_path: Path):
    opened(folder).reserve("a", plan())
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(b"not a database, but long enough to be one" * 99)
    with pytest.raises(LedgerFileError):
        restore(bad, folder, Clock())
    assert check_file(folder / FILE).orders == 1
    assert not list(folder.glob(".*"))


def test_a_damaged_ledger_is_replaced_and_kept(folder: Path, tmp_path: Path):
    desk = opened(folder)
    desk.reserve("a", plan())
    back_up(folder, tmp_path / "copy.sqlite", silent)
    desk.store.writer.close()
    (folder / FILE).write_bytes(b"overwritten by a stranger" * 999)
    before = restore(tmp_path / "copy.sqlite", folder, Clock())
    assert before is not None
    assert before.read_bytes().startswith(b"overwritten")
    assert check_file(folder / FILE).orders == 1


def test_an_old_form_is_brought_to_the_newest_when_it_is_put_back(folder: Path, tmp_path: Path):
    first = resources.files("ledger.sqlite") / "migrations" / "0001_ledger.sql"
    connection = apsw.Connection(str(tmp_path / FILE))
    connection.execute(first.read_text(encoding="utf-8"))
    connection.pragma("user_version", 1)
    connection.close()
    assert restore(tmp_path / FILE, folder, Clock()) is None, "nothing was there"
    desk = opened(folder)
    assert not isinstance(desk.reserve("a", plan()), Refusal)
    assert len(ids(desk)) == 1


def test_a_restored_ledger_works_with_its_owner(folder: Path, tmp_path: Path):
    opened(folder).store.writer.close()
    back_up(folder, tmp_path / "copy.sqlite", silent)
    restore(tmp_path / "copy.sqlite", folder, Clock())
    owner = OwnerProcess(folder)
    owner.start()
    try:
        asyncio.run(_put(folder))
    finally:
        owner.stop()
    assert check_file(folder / FILE).orders == 1


async def _put(folder: Path) -> None:
    from cli.ledger_place import open_store

    store = open_store(str(folder))
    asked = Reserve(client=TILL, order="a", plan=plan(), ttl_ms=60_000)
    assert not isinstance(await store.reserve(asked), Refusal)
    store.close()
