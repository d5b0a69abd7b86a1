"""What the verbs want of customers, codes and the outbox: keys, commands and their meaning."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from ledger.code_list import CodeBatch, NewCode
from ledger.customers import Person, Spending
from ledger.records import Cursor, Event, OutboxEvent
from ledger.redis.line import Command
from ledger.redis.names import Names, reference_subject
from ledger.redis.want import Want
from ledger.transfers import Transfer

_PERSON: Final = msgspec.msgpack.Decoder(Person)
_SPENDING: Final = msgspec.msgpack.Decoder(Spending)
_ROW: Final = msgspec.msgpack.Decoder(Transfer)
_CODE: Final = msgspec.msgpack.Decoder(tuple[NewCode, str, str])
_BATCH: Final = msgspec.msgpack.Decoder(CodeBatch)
_CURSOR: Final = msgspec.msgpack.Decoder(Cursor)
_FACTS: Final = msgspec.msgpack.Decoder(dict[str, int | str])


class Kin(msgspec.Struct, frozen=True):
    """A customer's record, and who was merged into it.

    Attributes:
        by: The change that wrote it last; empty where it is not registered.
        person: The customer.
        moved: Those merged into it.
    """

    by: bytes = b""
    person: Person | None = None
    moved: tuple[str, ...] = ()


class Outbox(msgspec.Struct, frozen=True):
    """One part of the outbox: its epoch, its ends, and how far each receiver is."""

    epoch: int
    first: int
    last: int
    cursors: tuple[Cursor, ...]

    @property
    def waiting(self) -> int:
        """How many events the slowest receiver waits for."""
        return self.last - min((one.delivered for one in self.cursors), default=self.last)


class Kind(NamedTuple):
    """How one kind is read."""

    key: Callable[[Names, Want], str]
    commands: Callable[[Names, Want, str], list[Command]]
    meaning: Callable[[Sequence[Any]], Any]


def _members(replies: Sequence[Any]) -> tuple[str, ...]:
    return tuple(sorted(one.decode() for one in replies[0]))


def _of_customer(kind: str) -> Callable[[Names, Want], str]:
    return lambda names, want: names.of_customer(want.of, kind)


def _family(names: Names, want: Want, key: str) -> list[Command]:
    return [["HMGET", key, "by", "person"], ["SMEMBERS", names.of_customer(want.of, "merged")]]


def _kin(replies: Sequence[Any]) -> Kin:
    by, person = replies[0]
    moved = tuple(sorted(one.decode() for one in replies[1]))
    return Kin(by or b"", _PERSON.decode(person) if person else None, moved)


def _outbox(names: Names, want: Want, key: str) -> list[Command]:
    tag = names.bucket(want.of)
    return [
        ["HMGET", key, "epoch", "last"],
        ["XRANGE", names.in_bucket(tag, "outbox"), "-", "+", "COUNT", 1],
        ["HGETALL", names.in_bucket(tag, "cursors")],
    ]


def _ends(replies: Sequence[Any]) -> Outbox:
    epoch, last = (int(one or 0) for one in replies[0])
    first = _place(replies[1][0][0]) if replies[1] else last + 1
    return Outbox(epoch, first, last, tuple(_CURSOR.decode(one) for one in replies[2][1::2]))


def _page(names: Names, want: Want, key: str) -> list[Command]:
    after, most = want.more.split()
    return [["XRANGE", key, f"{int(after) + 1}-0", "+", "COUNT", most]]


def event_of(fields: Mapping[bytes, bytes]) -> Event:
    """Return the event that an entry of an outbox is."""
    return Event(
        fields[b"name"].decode(),
        fields[b"subject"].decode(),
        int(fields[b"at_ms"]),
        _FACTS.decode(fields[b"facts"]),
    )


def _events(replies: Sequence[Any]) -> tuple[OutboxEvent, ...]:
    return tuple(
        OutboxEvent(0, 0, _place(place), event_of(dict(zip(of[::2], of[1::2], strict=True))))
        for place, of in replies[0]
    )


def _place(entry: bytes) -> int:
    return int(entry.partition(b"-")[0])


def _story(names: Names, want: Want, key: str) -> list[Command]:
    before, most = want.more.split()
    count = ["COUNT", most] if int(most) else []
    return [["XREVRANGE", key, f"({before}-0", "-", *count]]


def _told(replies: Sequence[Any]) -> tuple[tuple[int, Transfer], ...]:
    return tuple((_place(place), _ROW.decode(fields[1])) for place, fields in replies[0])


def _span(names: Names, want: Want, key: str) -> list[Command]:
    from_ms, until_ms = want.more.split()
    return [["ZRANGEBYSCORE", key, from_ms, f"({until_ms}"]]


def _moved(replies: Sequence[Any]) -> tuple[Transfer, ...]:
    # A number comes before each row, so that two equal ones are two.
    return tuple(_ROW.decode(one.partition(b" ")[2]) for one in replies[0])


KINDS: Final[Mapping[str, Kind]] = {
    "reference": Kind(
        lambda names, want: names.record(reference_subject(want.of)),
        lambda _, __, key: [["HGET", key, "cid"]],
        lambda replies: replies[0].decode() if replies[0] else None,
    ),
    "family": Kind(_of_customer("person"), _family, _kin),
    "references": Kind(
        _of_customer("references"), lambda _, __, key: [["SMEMBERS", key]], _members
    ),
    "accounts": Kind(_of_customer("accounts"), lambda _, __, key: [["SMEMBERS", key]], _members),
    "books": Kind(_of_customer("books"), lambda _, __, key: [["SMEMBERS", key]], _members),
    "spent": Kind(
        _of_customer("spent"),
        lambda _, __, key: [["HVALS", key]],
        lambda replies: tuple(_SPENDING.decode(one) for one in replies[0]),
    ),
    "story": Kind(lambda names, want: names.of_account("story", want.of), _story, _told),
    "moved": Kind(lambda names, want: names.in_bucket(want.of, "moved"), _span, _moved),
    "code": Kind(
        lambda names, want: names.code(want.of),
        lambda _, __, key: [["GET", key]],
        lambda replies: _CODE.decode(replies[0]) if replies[0] else None,
    ),
    "batches": Kind(
        lambda names, want: names.in_bucket(names.bucket(want.of), "batches"),
        lambda _, __, key: [["HVALS", key]],
        lambda replies: tuple(_BATCH.decode(one) for one in replies[0]),
    ),
    "outbox": Kind(
        lambda names, want: names.in_bucket(names.bucket(want.of), "ends"), _outbox, _ends
    ),
    "events": Kind(
        lambda names, want: names.in_bucket(names.bucket(want.of), "outbox"), _page, _events
    ),
}
