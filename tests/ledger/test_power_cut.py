"""The power is cut at any write or sync: what was acknowledged is on the disk.

Killing a process proves nothing about syncing, because the system keeps what it wrote. Here the
disk forgets all that was not synced, or keeps any part of it; with ``synchronous=NORMAL`` the same
test must fail.
"""

import random
from pathlib import Path

import apsw
import pytest

from ledger import Code, Confirm, Confirmed, Key, Refusal, Reserve, Reserved
from ledger.audit import check
from ledger.sqlite.database import open_to_write
from ledger.sqlite.records import SqliteRecords
from ledger.sqlite.writer import Call, Writer
from tests.ledger.desk import TILL, TOTAL, Clock, plan
from tests.ledger.power import Disk, PowerCutError, PowerVfs

GROUPS = 12


def _raise(error: Exception) -> None:
    raise error


class Run:
    """Groups of verbs on a disk that may go off at any step."""

    def __init__(
        self,
        folder: Path,
        cut_at: int | None,
        synchronous: str,
        error: type[Exception] = PowerCutError,
    ) -> None:
        self.disk = Disk(cut_at, error)
        self.reserved: set[str] = set()
        self.confirmed: set[str] = set()
        before, after = folder / "before", folder / "after"
        before.mkdir()
        after.mkdir()
        name = f"power {folder}"
        layer = PowerVfs(name, self.disk)
        writer = None
        try:
            writer = self._opened(before / "ledger.sqlite", name, synchronous)
            self._live(writer)
        except (PowerCutError, apsw.Error):
            assert cut_at is not None, "without a cut nothing fails"
        self.disk.is_off = True
        if writer is not None:
            writer.close()
        layer.unregister()
        self.disk.after_the_cut(after, random.Random(cut_at))
        self.file = after / "ledger.sqlite"

    def _opened(self, file: Path, vfs: str, synchronous: str) -> Writer:
        writer = Writer(file, Clock(), _raise, vfs=vfs)
        writer._connection.pragma("synchronous", synchronous)
        # So small that the log is written back and begun anew in the middle.
        writer._connection.pragma("wal_autocheckpoint", 20)
        return writer

    def _live(self, writer: Writer) -> None:
        for group in range(GROUPS):
            names = [f"{group}-{number}" for number in range(3)]
            asked = [
                Call(
                    Reserve(client=TILL, order=name, plan=plan({TOTAL: (1, 99)}, earn=2),
                            ttl_ms=60_000),
                    Key("k", b""),
                )
                for name in names
            ]  # fmt: skip
            done = writer.perform(asked)
            if Refusal(Code.STORE_DOWN) in done:
                continue
            assert all(isinstance(one, Reserved) for one in done)
            self.reserved.update(names)
            paid = [Call(Confirm(client=TILL, order=name, revision=1)) for name in names[:2]]
            done = writer.perform(paid)
            if Refusal(Code.STORE_DOWN) in done:
                continue
            assert all(isinstance(one, Confirmed) for one in done)
            self.confirmed.update(names[:2])

    def lost(self) -> set[str]:
        """Open what the cut left, check the books, and list what was acknowledged and is gone."""
        connection = open_to_write(self.file)
        records = SqliteRecords(connection)
        assert connection.pragma("integrity_check") == "ok"
        assert check(records).findings == ()
        there = {order.id: order for order in records.all_orders()}
        held = {name for name in self.reserved if name not in there}
        paid = {
            name
            for name in self.confirmed
            if name not in there or there[name].confirmed_at_ms is None
        }
        connection.close()
        return held | paid


def _steps(tmp_path: Path, synchronous: str) -> int:
    folder = tmp_path / "whole"
    folder.mkdir()
    return Run(folder, None, synchronous).disk.steps


def _cuts(
    tmp_path: Path, synchronous: str, number: int, error: type[Exception] = PowerCutError
) -> list[set[str]]:
    """Cut at moments spread over the whole run, at every kind of step."""
    steps = _steps(tmp_path, synchronous)
    chance = random.Random(5)
    lost = []
    for cut_at in sorted(chance.sample(range(1, steps), number)):
        folder = tmp_path / f"cut {cut_at}"
        folder.mkdir()
        lost.append(Run(folder, cut_at, synchronous, error).lost())
    return lost


# SQLite closes what it had open when the power went, and hears of it once more.
unheard = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@unheard
@pytest.mark.slow
def test_nothing_acknowledged_is_lost_wherever_the_power_is_cut(tmp_path: Path):
    assert [one for one in _cuts(tmp_path, "full", 80) if one] == []


@unheard
@pytest.mark.slow
def test_without_a_sync_for_each_commit_the_same_test_fails(tmp_path: Path):
    assert any(_cuts(tmp_path, "normal", 30))


@unheard
@pytest.mark.slow
@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_an_error_of_the_disk_at_any_step_loses_nothing_acknowledged(
    tmp_path: Path, error: type[Exception]
):
    assert [one for one in _cuts(tmp_path, "full", 60, error) if one] == []
