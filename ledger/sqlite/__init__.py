"""The ledger in one file by SQLite: one writer, many readers, one sync for many verbs."""

from ledger.sqlite.client import SharedStore
from ledger.sqlite.database import LedgerFileError
from ledger.sqlite.looking import check_file
from ledger.sqlite.owned import owned
from ledger.sqlite.owner import own
from ledger.sqlite.writer import Call, LocalStore, Writer

__all__ = [
    "Call",
    "LedgerFileError",
    "LocalStore",
    "SharedStore",
    "Writer",
    "check_file",
    "own",
    "owned",
]
