"""Looking at a ledger's file beside its owner: its books, one order with all that belongs to it."""

from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec

from ledger.audit import Report, check
from ledger.orders import Order
from ledger.records import OutboxEvent
from ledger.sqlite.database import LedgerFileError, open_to_read
from ledger.sqlite.records import SqliteRecords
from ledger.transfers import Transfer


class Dossier(msgspec.Struct, frozen=True):
    """Everything about one order.

    Attributes:
        order: Its record, with the quote of its present revision.
        rows: What it moved, in order.
        events: What was told of it and is still kept, in order.
        at_ms: The ledger's time.
    """

    order: Order
    rows: tuple[Transfer, ...]
    events: tuple[OutboxEvent, ...]
    at_ms: int


def dossier(path: Path, order_id: str) -> Dossier | None:
    """Gather what belongs to an order, at one moment; None where there is no such order.

    Raises:
        LedgerFileError: The file cannot be read.
    """
    connection = open_to_read(path)
    try:
        connection.execute("BEGIN")
        records = SqliteRecords(connection)
        order = records.order(order_id)
        if order is None:
            return None
        return Dossier(
            order,
            tuple(records.rows_of_order(order_id)),
            tuple(records.events_of(order_id)),
            records.last_ms(),
        )
    except apsw.Error as error:
        raise LedgerFileError(f"`{path.name}` cannot be read: {error}") from error
    finally:
        connection.close()


def check_file(path: Path, told: Callable[[int, int], None] | None = None) -> Report:
    """Add the books of a file up, at one moment, beside its writer.

    Args:
        path: The file.
        told: Told how many of how many rows and orders were added up.

    Raises:
        LedgerFileError: The file cannot be read; it may be damaged.
    """
    connection = open_to_read(path)
    try:
        connection.execute("BEGIN")
        records = SqliteRecords(connection)
        if told is None:
            return check(records)
        whole = records.count_for_check()
        return check(records, lambda done: told(done, whole))
    except apsw.Error as error:
        raise LedgerFileError(f"`{path.name}` cannot be read: {error}") from error
    finally:
        connection.close()


def damage(path: Path) -> tuple[str, ...]:
    """Let SQLite look at the file itself: pages, order, indexes; empty where all is well."""
    connection = open_to_read(path)
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA quick_check(20)")]
    except apsw.Error as error:
        return (str(error),)
    finally:
        connection.close()
    return () if found == ["ok"] else tuple(found)
