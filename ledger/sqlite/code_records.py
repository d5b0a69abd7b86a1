"""The code list in SQLite: a statement or two each."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import apsw

from ledger.code_list import CodeBatch, ListedCode, NewCode
from ledger.code_records import CodeRecord

_LISTED: Final = (
    "SELECT code.expires, code.uses, code.blocked, coupon, name, code_batch.expires,"
    " code_batch.blocked, codes FROM code JOIN code_batch ON id = batch WHERE digest = ?"
)
_BATCH: Final = "SELECT coupon, name, expires, blocked, codes FROM code_batch"


class SqliteCodes:
    """One connection's view of the code list."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._do = connection.execute
        self._many = connection.executemany
        self._changes = connection.total_changes

    def code(self, digest: bytes) -> CodeRecord | None:
        listed = self.code_listed(digest)
        return listed.record if listed is not None else None

    def code_listed(self, digest: bytes) -> ListedCode | None:
        row = self._do(_LISTED, (digest,)).fetchone()
        if row is None:
            return None
        expires, uses, blocked, *batch = row
        return ListedCode(NewCode(digest, _day(expires), uses, bool(blocked)), _batch(tuple(batch)))

    def add_codes(self, codes: Sequence[NewCode], batch: CodeBatch) -> tuple[int, int]:
        number = self._do(
            "SELECT id FROM code_batch WHERE coupon = ? AND name = ?", (batch.coupon, batch.name)
        ).get
        before = self._changes()
        self._many(
            "INSERT OR IGNORE INTO code VALUES (?, ?, ?, ?, ?)",
            [(one.digest, number, _text(one.expires), one.uses, int(one.blocked)) for one in codes],
        )
        new = self._changes() - before
        if new == len(codes):
            return new, 0
        found = [
            self._do("SELECT batch <> ? FROM code WHERE digest = ?", (number, one.digest)).get
            for one in codes
        ]
        return new, sum(int(elsewhere or 0) for elsewhere in found)

    def change_code(self, code: NewCode) -> None:
        self._do(
            "UPDATE code SET expires = ?, blocked = ? WHERE digest = ?",
            (_text(code.expires), int(code.blocked), code.digest),
        )

    def code_batch(self, coupon: str, name: str) -> CodeBatch | None:
        row = self._do(f"{_BATCH} WHERE coupon = ? AND name = ?", (coupon, name)).fetchone()
        return _batch(row) if row is not None else None

    def code_batches(self, coupon: str) -> tuple[CodeBatch, ...]:
        rows = self._do(f"{_BATCH} WHERE ?1 IN ('', coupon) ORDER BY coupon, name", (coupon,))
        return tuple(_batch(row) for row in rows)

    def save_code_batch(self, batch: CodeBatch) -> None:
        self._do(
            "INSERT INTO code_batch VALUES (NULL, ?, ?, ?, ?, ?) ON CONFLICT (coupon, name)"
            " DO UPDATE SET expires = excluded.expires, blocked = excluded.blocked,"
            " codes = excluded.codes",
            (batch.coupon, batch.name, _text(batch.expires), int(batch.blocked), batch.codes),
        )


def _batch(row: tuple[str | int | None, ...]) -> CodeBatch:
    coupon, name, expires, blocked, codes = row
    return CodeBatch(str(coupon), str(name), _day(expires), bool(blocked), int(codes or 0))


def _day(text: str | int | None) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
