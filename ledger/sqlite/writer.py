"""The one writer of a ledger's file: many verbs in one transaction, one sync for all of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import msgspec
from typing_extensions import override

from ledger.limits import GROUP_VERBS_MAX
from ledger.outcomes import Code, Outcome, Refusal
from ledger.requests import Key, Verb
from ledger.sqlite.database import open_to_write
from ledger.sqlite.records import SqliteRecords
from ledger.store import Store
from ledger.verbs import perform


class Call(msgspec.Struct, frozen=True):
    """A verb that waits for its turn."""

    verb: Verb
    key: Key | None = None


class Writer:
    """Does verbs in groups. There must be one at a time (``ledger.sqlite.owner`` sees to it).

    Attributes:
        bugs: Called with what a verb raised that must not raise; its effect is undone.
    """

    def __init__(
        self,
        path: Path,
        clock_ms: Callable[[], int],
        bugs: Callable[[Exception], None],
        *,
        vfs: str = "",
    ) -> None:
        """Open the file, or make it; LedgerFileError where that cannot be."""
        self._connection = open_to_write(path, vfs=vfs)
        self._records = SqliteRecords(self._connection)
        if not self._records.epoch():
            self._records.begin_epoch(clock_ms())
        self._clock_ms = clock_ms
        self.bugs = bugs

    def perform(self, calls: Sequence[Call]) -> list[Outcome]:
        """Do verbs one after another and sync once. What is returned is on the disk.

        A full disk refuses the whole group with ``store-down``, and nothing of it is written.

        Raises:
            apsw.IOError: The disk failed. What is on it is unknown: end the process, open again and
                let the log decide.
        """
        assert len(calls) <= GROUP_VERBS_MAX, "a group has a limit"
        try:
            return self._in_one_transaction(calls)
        except apsw.FullError:
            return [Refusal(Code.STORE_DOWN) for _ in calls]
        except apsw.IOError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one verb must not undo the others
            if len(calls) == 1:
                self.bugs(error)
                return [Refusal(Code.FAILED)]
        return [outcome for call in calls for outcome in self.perform([call])]

    def _in_one_transaction(self, calls: Sequence[Call]) -> list[Outcome]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._one(call) for call in calls]
            self._connection.execute("COMMIT")
        finally:
            # A full disk has undone it already; anything else that went wrong is undone here.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        return outcomes

    def _one(self, call: Call) -> Outcome:
        return perform(self._records, call.verb, call.key, self._clock_ms())

    def close(self) -> None:
        """Close the file; its log is written back into it."""
        self._connection.close()


class LocalStore(Store):
    """A store for one process: it has the file to itself and commits each verb by itself."""

    def __init__(
        self, path: Path, clock_ms: Callable[[], int], bugs: Callable[[Exception], None]
    ) -> None:
        """Open the file, or make it; LedgerFileError where that cannot be."""
        self.writer = Writer(path, clock_ms, bugs)

    @override
    async def perform(self, verb: Verb, key: Key | None = None) -> Outcome:
        """Do one verb and sync it."""
        return self.writer.perform([Call(verb, key)])[0]
