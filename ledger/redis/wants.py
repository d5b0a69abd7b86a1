"""What the verbs want to know, as commands for Redis, and what the answers mean."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from ledger.accounts import Account
from ledger.books import Lot
from ledger.orders import Order
from ledger.records import Kept
from ledger.redis.line import Command
from ledger.redis.names import Names
from ledger.redis.want import Want
from ledger.redis.wants_lists import KINDS, Kin, Outbox

__all__ = [
    "Kin",
    "Outbox",
    "Paged",
    "Record",
    "Scored",
    "Want",
    "commands_of",
    "key_of",
    "meaning",
]

ORDER: Final = msgspec.msgpack.Decoder(Order)
LOT: Final = msgspec.msgpack.Decoder(Lot)
KEPT: Final = msgspec.msgpack.Decoder(Kept)
# Holders of an account that are looked at first: more than these are overdue at once seldom.
_HOLDERS_FIRST: Final = 10
_LOT_FIELD: Final = b"lot:"
_replace = msgspec.structs.replace


class Record(msgspec.Struct, frozen=True):
    """The record of an order, or of something done by hand.

    Attributes:
        by: The change that wrote it last; empty where there is none.
        order: The order, with its quote where that was wanted.
        manual: What was done by hand.
        number: The number of its last attempt in several groups.
        state: Where that attempt is: ``open``, ``decided``, ``dropped``; empty where it is settled.
        begun_us: When that began, in the time of the node that has the record.
        parts: What is to be settled, by hash tag.
        last_ms: The latest time that its bucket has seen.
    """

    by: bytes = b""
    order: Order | None = None
    manual: Kept | None = None
    number: int = 0
    state: bytes = b""
    begun_us: int = 0
    parts: bytes = b""
    last_ms: int = 0


class Paged(msgspec.Struct, frozen=True):
    """A book as it is kept.

    Attributes:
        by: The change that wrote it last.
        lots: Those with a balance, by name.
        count: How many lots it ever had.
        debt: Points owed.
        touched_ms: Up to when the clock's work is done.
        story: The number of the last row that changed its points.
        lock: The attempt that is about to change it: the order, and a number.
    """

    by: bytes = b""
    lots: Mapping[str, Lot] = {}
    count: int = 0
    debt: int = 0
    touched_ms: int = 0
    story: int = 0
    lock: bytes = b""


class Scored(msgspec.Struct, frozen=True):
    """Names with the moment each is due, the earliest first; ``more`` where not all were read."""

    found: tuple[tuple[str, int], ...]
    more: bool


_RECORD_FIELDS: Final = ("by", "order", "manual", "number", "state", "begun", "parts")


def key_of(names: Names, want: Want) -> str:
    """Return the key that a want is about."""
    if want.kind in KINDS:
        return KINDS[want.kind].key(names, want)
    match want.kind:
        case "record" | "order" | "quote":
            return names.record(want.of)
        case "answer":
            return names.answers(want.of)
        case "client":
            return names.in_bucket(names.bucket(want.more), "clients")
        case "open":
            return names.open_of(want.of)
        case "lot":
            return names.of_account("used", want.of)
        case "held":
            return names.of_group(want.of, "held")
        case "overdue":
            return names.of_account("holders", want.of)
        case kind:
            return names.of_account(kind, want.of)


def commands_of(names: Names, want: Want) -> list[Command]:
    """Return the commands that read it."""
    key = key_of(names, want)
    if want.kind in KINDS:
        return KINDS[want.kind].commands(names, want, key)
    match want.kind:
        case "record":
            last = names.in_bucket(names.bucket(want.of), "last")
            return [["HMGET", key, *_RECORD_FIELDS, "quote"], ["ZSCORE", last, "last"]]
        case "order":
            return [["HMGET", key, *_RECORD_FIELDS, "none"]]
        case "quote" | "answer" | "lot":
            return [["HGET", key, want.more]]
        case "client":
            return [["HGET", key, want.of]]
        case "account":
            return [["HMGET", key, "credits", "pending", "posted", "closed"]]
        case "holders" | "overdue" | "open":
            return [_due_command(want, key)]
        case "book" | "held":
            return [["HGETALL", key]]
        case kind:
            raise AssertionError(f"nobody wants {kind}")


def _due_command(want: Want, key: str) -> Command:
    if want.kind == "overdue":
        return ["ZRANGEBYSCORE", key, "-inf", want.more, "WITHSCORES"]
    last = _HOLDERS_FIRST - 1 if want.kind == "holders" else -1
    return ["ZRANGE", key, 0, last, "WITHSCORES"]


def meaning(want: Want, replies: Sequence[Any]) -> Any:
    """Return what the replies to a want's commands mean."""
    if want.kind in KINDS:
        return KINDS[want.kind].meaning(replies)
    reply = replies[0]
    match want.kind:
        case "record" | "order":
            return _record(reply, replies[1] if len(replies) > 1 else None)
        case "quote":
            return bytes(reply)
        case "answer":
            return KEPT.decode(reply) if reply else None
        case "lot":
            return LOT.decode(reply) if reply else None
        case "client":
            return int(reply or 0)
        case "account":
            credited, pending, posted = (int(one or 0) for one in reply[:3])
            return Account(credited, pending, posted, closed=reply[3] is not None)
        case "holders" | "overdue" | "open":
            pairs = zip(reply[::2], reply[1::2], strict=True)
            found = tuple((name.decode(), int(score)) for name, score in pairs)
            more = want.kind == "holders" and len(found) >= _HOLDERS_FIRST
            return Scored(found, more)
        case "held":
            return dict(_pairs(reply))
        case _:
            return _book(dict(_pairs(reply)))


def _record(reply: Sequence[bytes | None], last: bytes | None) -> Record:
    by, order, manual, number, state, begun, parts, quote = reply
    found = ORDER.decode(order) if order else None
    if found is not None and quote is not None:
        found = _replace(found, plan=_replace(found.plan, quote=quote))
    return Record(
        by=by or b"",
        order=found,
        manual=KEPT.decode(manual) if manual else None,
        number=int(number or 0),
        state=state or b"",
        begun_us=int(begun or 0),
        parts=parts or b"",
        last_ms=int(float(last or 0)),
    )


def _book(fields: Mapping[bytes, bytes]) -> Paged:
    lots = (LOT.decode(raw) for name, raw in fields.items() if name.startswith(_LOT_FIELD))
    return Paged(
        by=fields.get(b"by", b""),
        lots={lot.id: lot for lot in lots},
        count=int(fields.get(b"count", 0)),
        debt=int(fields.get(b"debt", 0)),
        touched_ms=int(fields.get(b"touched", 0)),
        story=int(fields.get(b"story", 0)),
        lock=fields.get(b"lock", b""),
    )


def _pairs(reply: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    return list(zip(reply[::2], reply[1::2], strict=True))
