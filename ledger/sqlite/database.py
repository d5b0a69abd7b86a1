"""Opening the ledger's file: durable, in the newest form, or not at all."""

import re
from importlib import resources
from pathlib import Path
from typing import Final

import apsw

# Older ones can lose a commit when two connections race over the start of a new log.
_OLDEST: Final = (3, 51, 3)
_MIGRATION: Final = re.compile(r"(\d{4})_\w+\.sql")
# Pages of the log after which it is written back into the file: 16 MB, a second of a busy shop.
_CHECKPOINT_PAGES: Final = 4_000
_BUSY_MS: Final = 5_000


class LedgerFileError(Exception):
    """The file cannot be used; the message says what to do."""


def open_to_write(path: Path, *, vfs: str = "") -> apsw.Connection:
    """Open the ledger for its one writer; make it, or bring it to the newest form.

    Every commit is synced before it counts: write-ahead log, ``synchronous=FULL``.

    Args:
        path: The file; its folder must be there.
        vfs: Name of another file system layer, for tests.

    Raises:
        LedgerFileError: It is no ledger, a newer one, or SQLite is too old.
    """
    if tuple(int(part) for part in apsw.sqlite_lib_version().split(".")) < _OLDEST:
        wanted = ".".join(str(part) for part in _OLDEST)
        raise LedgerFileError(f"SQLite {wanted} or newer is needed: install a newer apsw")
    try:
        connection = apsw.Connection(str(path), vfs=vfs or None)
        connection.set_busy_timeout(_BUSY_MS)
        if vfs:
            # A layer of Python shares no memory: the log's index stays in this process.
            connection.pragma("locking_mode", "exclusive")
        mode = connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
        # Whoever is erased shall not be read out of a page that nothing uses any more.
        connection.pragma("secure_delete", "on")
        connection.pragma("wal_autocheckpoint", _CHECKPOINT_PAGES)
    except (apsw.NotADBError, apsw.CantOpenError) as error:
        raise LedgerFileError(f"`{path.name}` cannot be opened as a ledger: {error}") from error
    if mode != "wal":
        raise LedgerFileError(f"`{path.name}` lies where no write-ahead log can be kept")
    _migrate(connection, path.name)
    return connection


def open_to_read(path: Path) -> apsw.Connection:
    """Open the ledger beside its writer; LedgerFileError where it is not there."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(_BUSY_MS)
        version = connection.pragma("user_version")
    except (apsw.NotADBError, apsw.CantOpenError) as error:
        raise LedgerFileError(f"`{path.name}` cannot be opened as a ledger: {error}") from error
    newest = _migrations()[-1][0]
    if version != newest:
        raise LedgerFileError(f"`{path.name}` has form {version}, this version reads {newest}")
    return connection


def _migrate(connection: apsw.Connection, name: str) -> None:
    version = int(connection.pragma("user_version"))
    migrations = _migrations()
    if version > migrations[-1][0]:
        raise LedgerFileError(
            f"`{name}` was written by a newer version (form {version}): install that version"
        )
    for number, text in migrations:
        if number > version:
            with connection:
                connection.execute(text)
                connection.pragma("user_version", number)


def _migrations() -> list[tuple[int, str]]:
    folder = resources.files("ledger.sqlite") / "migrations"
    found = []
    for file in folder.iterdir():
        match = _MIGRATION.fullmatch(file.name)
        if match:
            found.append((int(match[1]), file.read_text(encoding="utf-8")))
    return sorted(found)
