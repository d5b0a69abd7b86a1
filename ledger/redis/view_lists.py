"""The code list and the outbox as one verb sees them."""

from collections.abc import Sequence

import msgspec

from ledger.code_list import CodeBatch, ListedCode, NewCode
from ledger.code_records import CodeRecord
from ledger.records import Cursor, OutboxEvent
from ledger.redis.names import part_of
from ledger.redis.seen import MissingError, Seen
from ledger.redis.wants import Outbox, Want

_replace = msgspec.structs.replace
# Every batch of codes is written with this subject, so that two changes of one are not mixed up.
CODES = "codes"


class CodesSeen(Seen):
    """What verbs read and write of the list of codes."""

    def code(self, digest: bytes) -> CodeRecord | None:
        listed = self.code_listed(digest)
        return listed.record if listed is not None else None

    def code_listed(self, digest: bytes) -> ListedCode | None:
        found: tuple[NewCode, str, str] | None = self._code(digest)
        if found is None:
            return None
        batch = self.code_batch(*found[1:])
        assert batch is not None, "a code on the list has a batch"
        return ListedCode(found[0], batch)

    def _code(self, digest: bytes) -> tuple[NewCode, str, str] | None:
        changed = self.changes.codes.get(digest)
        if changed is not None:
            return changed
        found: tuple[NewCode, str, str] | None = self.get(Want("code", digest.hex()))
        return found

    def add_codes(self, codes: Sequence[NewCode], batch: CodeBatch) -> tuple[int, int]:
        missing = [one for code in codes if (one := _wanted(code)) not in self.got]
        if missing:
            raise MissingError(*missing)
        new = elsewhere = 0
        for code in codes:
            there = self._code(code.digest)
            if there is None:
                self.changes.codes[code.digest] = (code, batch.coupon, batch.name)
                new += 1
            elif there[1:] != (batch.coupon, batch.name):
                elsewhere += 1
        return new, elsewhere

    def change_code(self, code: NewCode) -> None:
        there = self._code(code.digest)
        assert there is not None, "only a listed code is changed"
        kept = _replace(there[0], expires=code.expires, blocked=code.blocked)
        self.changes.codes[code.digest] = (kept, *there[1:])

    def save_code(self, code: NewCode, batch: CodeBatch) -> None:
        if self._code(code.digest) is None:
            self.changes.codes[code.digest] = (code, batch.coupon, batch.name)
        else:
            self.change_code(code)

    def code_batch(self, coupon: str, name: str) -> CodeBatch | None:
        return self._batches().get((coupon, name))

    def code_batches(self, coupon: str) -> tuple[CodeBatch, ...]:
        batches = sorted(self._batches().items())
        return tuple(batch for key, batch in batches if coupon in ("", key[0]))

    def _batches(self) -> dict[tuple[str, str], CodeBatch]:
        found: tuple[CodeBatch, ...] = self.get(Want("batches", CODES))
        return {(one.coupon, one.name): one for one in found} | self.changes.batches

    def save_code_batch(self, batch: CodeBatch) -> None:
        self.changes.batches[batch.coupon, batch.name] = batch


class OutboxSeen(Seen):
    """What verbs read and write of one part of the outbox: that of the subject's bucket.

    A verb about something else sees as many events wait as there would be if as many waited in
    every part.
    """

    def _outbox(self) -> Outbox:
        found: Outbox = self.get(Want("outbox", self.subject))
        return found

    def epoch(self) -> int:
        return self._outbox().epoch

    def outbox_ends(self) -> tuple[int, int]:
        outbox = self._outbox()
        if part_of(self.subject) is None:
            return 1, outbox.waiting * self.buckets
        return outbox.first, outbox.last

    def events_after(self, seq: int, most: int) -> tuple[OutboxEvent, ...]:
        found: tuple[OutboxEvent, ...] = self.get(Want("events", self.subject, f"{seq} {most}"))
        part = part_of(self.subject) or 0
        return tuple(_replace(one, epoch=self.epoch(), part=part) for one in found)

    def cursors(self) -> tuple[Cursor, ...]:
        cursors = {one.receiver: one for one in self._outbox().cursors} | self.changes.cursors
        kept = [one for _, one in sorted(cursors.items()) if one is not None]
        if part_of(self.subject) is None:
            return tuple(_replace(one, delivered=0) for one in kept)
        return tuple(_replace(one, part=0) for one in kept)

    def save_cursor(self, cursor: Cursor) -> None:
        self.changes.cursors[cursor.receiver] = cursor

    def drop_cursor(self, receiver: str) -> None:
        self.changes.cursors[receiver] = None

    def closed_orders(
        self, after: tuple[int, str], before_ms: int, most: int
    ) -> tuple[tuple[int, str], ...]:
        # Carts that were never paid stay: no list of them is kept here.
        return ()

    def drop_order(self, order: str, before_ms: int) -> bool:
        return False

    def drop_events(self, upto: int, before_ms: int, most: int) -> int:
        outbox = self._outbox()
        front: tuple[OutboxEvent, ...] = self.get(
            Want("events", self.subject, f"{outbox.first - 1} {most}")
        )
        gone = 0
        for one in front:
            if one.seq > upto or one.event.at_ms >= before_ms:
                break
            gone += 1
            self.changes.dropped_events = one.seq
        return gone


def _wanted(code: NewCode) -> Want:
    return Want("code", code.digest.hex())
