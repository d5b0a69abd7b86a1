"""One million accounts in one file: how large it is, and whether a look-up notices.

Each customer has a book of points with one lot and one limited coupon used. The file is filled
through the records of the ledger, a few thousand customers in a transaction; looking up is a read
as a worker does it, of a random customer's book and account, in turns with a small file.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.timing import in_turns, medians, paired
from ledger import Facts, Read, keys
from ledger.books import Lot
from ledger.limits import NEVER_MS
from ledger.sqlite.database import open_to_read, open_to_write
from ledger.sqlite.records import SqliteRecords
from ledger.transfers import Kind, Side, Transfer
from ledger.verbs import perform

# A book and an account for each customer.
CUSTOMERS, QUICK_CUSTOMERS = 500_000, 5_000
SMALL: Final = 5_000
TOGETHER: Final = 5_000
ROUNDS, QUICK_ROUNDS = 9, 2
STRETCH_NS: Final = 200_000_000
AT_MS: Final = 1_793_000_000_000


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Fill a large and a small file and read both in turns."""
    customers = QUICK_CUSTOMERS if quick else CUSTOMERS
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.sqlite", Path(folder) / "large.sqlite"
        _fill(small, SMALL)
        start = time.perf_counter()
        _fill(large, customers)
        print(f"  filled in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        looks = {"small": _look_up(small, SMALL), "large": _look_up(large, customers)}
        samples = in_turns(looks, QUICK_ROUNDS if quick else ROUNDS, STRETCH_NS)
        size = large.stat().st_size
    return {
        "figures": {
            "accounts": 2 * customers,
            "file_mib": round(size / 1_048_576),
            "bytes_per_account_with_its_rows": round(size / (2 * customers)),
            "us_per_look_up": medians(samples),
        },
        "ratios": {"look_up_among_a_million": paired(samples["large"], samples["small"])},
    }


def _fill(path: Path, customers: int) -> None:
    connection = open_to_write(path)
    records = SqliteRecords(connection)
    for start in range(0, customers, TOGETHER):
        with connection:
            for number in range(start, min(start + TOGETHER, customers)):
                _open_account(records, number)
    connection.pragma("wal_checkpoint", "truncate")
    connection.close()


def _open_account(records: SqliteRecords, number: int) -> None:
    customer, order = _customer(number), f"order-{number}"
    book = keys.points(customer, "club")
    records.save_lot(book, Lot(order, 0, 0, 0, AT_MS, NEVER_MS))
    uses = keys.per_customer(customer, "welcome")
    records.append(
        [
            Transfer(order, 1, Side.LOT, book, order, Kind.EARN, 15, AT_MS),
            Transfer(order, 1, Side.ACCOUNT, uses, "", Kind.HOLD, 1, AT_MS),
            Transfer(order, 1, Side.ACCOUNT, uses, "", Kind.POST, 1, AT_MS),
        ]
    )
    records.save_touched(book, AT_MS)


def _customer(number: int) -> str:
    return f"customer-{number:09}"


def _look_up(path: Path, customers: int) -> Callable[[], object]:
    records = SqliteRecords(open_to_read(path))
    drawn = Random(os.fspath(path.name))

    def look_up() -> None:
        customer = _customer(drawn.randrange(customers))
        asked = Read(
            client="bench",
            accounts=(keys.per_customer(customer, "welcome"),),
            books=(keys.points(customer, "club"),),
        )
        found = perform(records, asked, None, AT_MS)
        assert isinstance(found, Facts), found
        assert (found.accounts[0].used, found.books[0].available) == (1, 15), found

    return look_up
