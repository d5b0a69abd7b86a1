"""The outbox in SQLite: events in their order, and how far each receiver is."""

from collections.abc import Iterator
from typing import Any, Final

import apsw
import msgspec

from ledger.outcomes import ENCODER
from ledger.records import Cursor, Event, OutboxEvent

_FACTS: Final = msgspec.msgpack.Decoder(dict[str, int | str])
_EVENT: Final = "SELECT epoch, seq, name, subject, at_ms, facts FROM event"
# Whether an order's rows are more than holds that were let go before a moment.
_HAS_MOVED: Final = (
    "SELECT EXISTS (SELECT 1 FROM transfer WHERE order_id = ?1 GROUP BY side, account, lot HAVING"
    " sum(CASE kind WHEN 'hold' THEN amount WHEN 'release' THEN -amount ELSE 1 END) <> 0"
    " OR max(kind NOT IN ('hold', 'release')) OR max(at_ms) >= ?2)"
)


class OutboxRecords:
    """One connection's view of the outbox, and of the epoch it is in."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._do = connection.execute

    def _count(self, statement: str, *values: str | int) -> int:
        return int(self._do(statement, values).get or 0)

    def publish(self, event: Event) -> None:
        self._do(
            "INSERT INTO event VALUES"
            " (NULL, ?, ?, ?, ?, (SELECT value FROM meta WHERE name = 'epoch'))",
            (event.name, event.subject, event.at_ms, ENCODER.encode(event.facts)),
        )

    def epoch(self) -> int:
        return self._count("SELECT value FROM meta WHERE name = 'epoch'")

    def begin_epoch(self, now_ms: int) -> None:
        """Begin an epoch that is later than any before, whatever the clock says."""
        self._do(
            "INSERT OR REPLACE INTO meta SELECT 'epoch', max(?1, coalesce(max(value) + 1, 0))"
            " FROM meta WHERE name = 'epoch_before'",
            (now_ms,),
        )

    def end_epoch(self) -> None:
        """End the epoch, so that whoever writes next begins a new one."""
        self._do("UPDATE OR REPLACE meta SET name = 'epoch_before' WHERE name = 'epoch'")

    def events_after(self, seq: int, most: int) -> tuple[OutboxEvent, ...]:
        found = self._do(f"{_EVENT} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, most))
        return tuple(_outbox_event(row) for row in found)

    def outbox_ends(self) -> tuple[int, int]:
        last = self._count("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
        first = self._count("SELECT min(seq) FROM event")
        return first or last + 1, last

    def cursors(self) -> tuple[Cursor, ...]:
        found = self._do(
            "SELECT receiver, part, reading, delivered, at_ms FROM receiver ORDER BY receiver, part"
        )
        return tuple(Cursor(*row) for row in found)

    def save_cursor(self, cursor: Cursor) -> None:
        self._do(
            "INSERT OR REPLACE INTO receiver VALUES (?, ?, ?, ?, ?)",
            msgspec.structs.astuple(cursor),
        )

    def drop_cursor(self, receiver: str) -> None:
        self._do("DELETE FROM receiver WHERE receiver = ?", (receiver,))

    def closed_orders(
        self, after: tuple[int, str], before_ms: int, most: int
    ) -> tuple[tuple[int, str], ...]:
        found = self._do(
            "SELECT due_ms, id FROM orders INDEXED BY orders_closed"
            " WHERE state IN ('expired', 'cancelled') AND (due_ms, id) > (?, ?) AND due_ms < ?"
            " ORDER BY due_ms, id LIMIT ?",
            (*after, before_ms, most),
        )
        return tuple((int(due_ms), str(order)) for due_ms, order in found)

    def drop_order(self, order: str, before_ms: int) -> bool:
        moved = self._do(_HAS_MOVED, (order, before_ms)).get
        if moved:
            return False
        self._do("DELETE FROM transfer WHERE order_id = ?", (order,))
        self._do("DELETE FROM quote WHERE order_id = ?", (order,))
        self._do("DELETE FROM orders WHERE id = ?", (order,))
        return True

    def drop_events(self, upto: int, before_ms: int, most: int) -> int:
        # From the front, and no further than the first that is young enough.
        front = self._do(
            "SELECT seq, at_ms FROM event WHERE seq <= ? ORDER BY seq LIMIT ?", (upto, most)
        )
        gone, last = 0, 0
        for seq, at_ms in front:
            if at_ms >= before_ms:
                break
            gone, last = gone + 1, seq
        self._do("DELETE FROM event WHERE seq <= ?", (last,))
        return gone

    def events_of(self, order: str) -> Iterator[OutboxEvent]:
        """Give the events that an order is the reason of; it looks at all that are kept."""
        found = self._do(
            f"{_EVENT} WHERE subject = ?1 OR instr(facts, CAST(?1 AS BLOB)) ORDER BY seq", (order,)
        )
        for row in found:
            event = _outbox_event(row)
            if order in (event.event.subject, event.event.facts.get("order")):
                yield event

    def all_events(self) -> Iterator[Event]:
        for name, subject, at_ms, facts in self._do(
            "SELECT name, subject, at_ms, facts FROM event ORDER BY seq"
        ):
            yield Event(name, subject, at_ms, _FACTS.decode(facts))


def _outbox_event(row: tuple[Any, ...]) -> OutboxEvent:
    epoch, seq, name, subject, at_ms, facts = row
    return OutboxEvent(epoch, 0, seq, Event(name, subject, at_ms, _FACTS.decode(facts)))
