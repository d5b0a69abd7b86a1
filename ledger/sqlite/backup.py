"""Backups of a ledger in a file: taken while it is at work, and put back as a new epoch."""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import apsw

from ledger.sqlite.database import LedgerFileError, open_to_read, open_to_write
from ledger.sqlite.owner import FILE, LOCK
from ledger.sqlite.records import SqliteRecords

# Pages copied between two reports: 4 MB.
_PAGES: Final = 1_000
_BESIDE: Final = ("-wal", "-shm")


def back_up(folder: Path, target: Path, told: Callable[[int, int], None]) -> None:
    """Copy a ledger as it is at this moment, beside its owner.

    The copy appears whole or not at all. Whoever puts it back begins a new epoch by that, however
    it is put back.

    Args:
        folder: The ledger's.
        target: The file to write; it must not be there.
        told: Told how many pages of how many are copied.

    Raises:
        LedgerFileError: There is no ledger, or there is a file already.
        OSError: The copy cannot be written.
    """
    if target.exists():
        raise LedgerFileError(f"`{target.name}` is there already: name another file")
    half = target.with_name(f".{target.name}.half")
    half.unlink(missing_ok=True)
    try:
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(folder / FILE, half, told)
        _sync(half)
        os.replace(half, target)
        _sync(target.parent)
    finally:
        for end in ("", *_BESIDE, "-journal"):
            half.with_name(half.name + end).unlink(missing_ok=True)


def _copy(source: Path, target: Path, told: Callable[[int, int], None]) -> None:
    reader = open_to_read(source)
    copy = apsw.Connection(str(target))
    try:
        # One moment of the ledger: without it every commit of the owner would begin it anew.
        reader.execute("BEGIN")
        SqliteRecords(reader).last_ms()
        with copy.backup("main", reader, "main") as backup:
            while not backup.done:
                backup.step(_PAGES)
                told(backup.page_count - backup.remaining, backup.page_count)
        # One file by itself, and no epoch: the owner that opens it begins a new one.
        copy.pragma("journal_mode", "delete")
        SqliteRecords(copy).end_epoch()
    finally:
        copy.close()
        reader.close()


def restore(backup: Path, folder: Path, clock_ms: Callable[[], int]) -> Path | None:
    """Put a backup in the place of a ledger; its owner must not run.

    Args:
        backup: The copy; it stays.
        folder: The ledger's; it must be there.
        clock_ms: Names what was there before.

    Returns:
        Where the ledger that was there before is now; None where there was none.

    Raises:
        LedgerFileError: The owner runs, or the backup is no sound ledger.
        OSError: The folder cannot be written.
    """
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LedgerFileError("the owner of this ledger runs: stop it first") from error
        fresh = folder / f".{FILE}.restored"
        try:
            shutil.copyfile(backup, fresh)
            fresh.chmod(0o600)
            _look_whether_sound(fresh, backup.name)
            before = _set_aside(folder, clock_ms())
            os.replace(fresh, folder / FILE)
            _sync(folder)
        finally:
            for end in ("", *_BESIDE):
                fresh.with_name(fresh.name + end).unlink(missing_ok=True)
    return before


def _look_whether_sound(file: Path, name: str) -> None:
    try:
        connection = open_to_write(file)
        try:
            # A copy that was made otherwise still has its epoch; the next owner must not go on.
            SqliteRecords(connection).end_epoch()
            found = connection.pragma("quick_check")
        finally:
            connection.close()
    except apsw.Error as error:
        raise LedgerFileError(f"`{name}` is no sound ledger: {error}") from error
    if found != "ok":
        raise LedgerFileError(f"`{name}` is no sound ledger: {found}")
    _sync(file)


def _set_aside(folder: Path, now_ms: int) -> Path | None:
    """Give the present file a second name; its log is written back into it, or set aside too."""
    present = folder / FILE
    if not present.exists():
        return None
    with contextlib.suppress(LedgerFileError, apsw.Error):
        open_to_write(present).close()
    aside = folder / f"before-{now_ms}.sqlite"
    os.link(present, aside)
    for end in _BESIDE:
        beside = present.with_name(present.name + end)
        if beside.exists():
            os.replace(beside, aside.with_name(aside.name + end))
    return aside


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
