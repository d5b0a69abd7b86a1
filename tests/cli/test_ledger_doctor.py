"""``grosz doctor --ledger FOLDER`` finds what is wrong with a ledger in a file."""

import asyncio
import shutil
from pathlib import Path

import apsw
import pytest

from cli import ledger_doctor
from cli.ledger_doctor import file_checks, outbox_check, owner_check, sweeper_check
from ledger import Adjust, Code, Inspected, Refusal
from ledger.limits import EVENTS_WAITING_MAX
from ledger.outbox_outcomes import Backlog
from ledger.sqlite import LocalStore
from tests.ledger.desk import Clock
from tests.ledger.owning import OwnerProcess


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = LocalStore(tmp_path / "ledger.sqlite", Clock(), _raise)
    given = Adjust(client="till", id="a", reason="opening", book="{customer/a} points/p", points=1)
    asyncio.run(store.adjust(given))
    store.writer.close()
    return tmp_path


def _raise(error: Exception) -> None:
    raise error


def wrong(place: Path | str) -> dict[str, str]:
    return {one.name: one.found for one in file_checks(str(place)) if not one.ok}


def test_a_ledger_at_work_is_sound(tmp_path: Path):
    owner = OwnerProcess(tmp_path)
    owner.start()
    try:
        checks = file_checks(str(tmp_path))
        assert [one.name for one in checks if not one.ok] == []
        assert [one.name for one in checks] == [
            "ledger file",
            "ledger disk",
            "ledger owner",
            "ledger outbox",
            "ledger sweeper",
        ]
        assert checks[0].found.endswith("journal wal")
        assert checks[3].found == "0 events kept; nobody waits"
    finally:
        owner.stop()


def test_without_an_owner_the_rest_is_told_all_the_same(folder: Path):
    checks = {one.name: one for one in file_checks(str(folder))}
    assert checks["ledger owner"].found == "does not answer (store-down)"
    assert checks["ledger owner"].hint
    assert checks["ledger outbox"].found == "1 events kept; nobody waits"


@pytest.mark.parametrize("place", ["nothing", "redis://x"])
def test_no_ledger_is_one_check_that_fails(tmp_path: Path, place: str):
    place = place if "://" in place else str(tmp_path / place)
    (check,) = file_checks(place)
    assert (check.name, check.ok) == ("ledger", False)


def test_a_file_of_another_form_is_found(folder: Path):
    connection = apsw.Connection(str(folder / "ledger.sqlite"))
    connection.pragma("user_version", 99)
    connection.close()
    assert "has form 99" in wrong(folder)["ledger file"]


def test_a_file_without_its_log_is_found(folder: Path):
    connection = apsw.Connection(str(folder / "ledger.sqlite"))
    connection.pragma("journal_mode", "delete")
    connection.close()
    assert wrong(folder)["ledger file"].endswith("journal delete")


def test_a_disk_that_is_nearly_full_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch):
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(ledger_doctor, "DISK_BYTES_MIN", usage.free * 2)
    assert "MB free" in wrong(folder)["ledger disk"]


def test_a_clock_that_differs_is_found():
    assert "clock" in owner_check(Refusal(Code.CLOCK)).found


def seen(*, waiting: int = 0, late_ms: int | None = None) -> Inspected:
    since = None if late_ms is None else 100_000 - late_ms
    return Inspected(100_000, 3, 1, since, 7, (Backlog("crm", waiting, None, 0),), 1)


def test_a_receiver_half_way_to_the_limit_is_found():
    fine = outbox_check(seen(waiting=5))
    assert (fine.ok, fine.found) == (True, "7 events kept; crm waits for 5")
    late = outbox_check(seen(waiting=EVENTS_WAITING_MAX // 2))
    assert not late.ok
    assert "relay of crm" in late.hint


def test_a_sweeper_that_is_behind_is_found():
    assert sweeper_check(seen(late_ms=60_000)).ok
    late = sweeper_check(seen(late_ms=61_000))
    assert not late.ok
    assert late.found == "3 orders and 1 books are due, the first for 61 s"
