"""All that a ledger keeps, read for the check of its books."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from ledger.accounts import Account
from ledger.books import Book, Lot
from ledger.orders import Order
from ledger.records import Event
from ledger.redis.line import Command
from ledger.redis.names import SEPARATOR, untagged
from ledger.redis.nodes import Nodes
from ledger.redis.wants import LOT, ORDER, Want, meaning
from ledger.redis.wants_lists import event_of
from ledger.transfers import Kind, Side, Transfer

_AMOUNT: Final = msgspec.msgpack.Decoder(tuple[int, int, int, int])
_SCANNED: Final = 1_000


class Everything:
    """A ledger in memory, as it was read; it answers ``ledger.audit.check``.

    Attributes:
        events: What is in the outboxes, in the order in which it was written.
        keys: Every key, with its kind.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.keys: dict[str, str] = {}
        self._rows: list[tuple[tuple[int, int], Transfer]] = []
        self._told: list[tuple[str, Event]] = []
        self._accounts: dict[str, Account] = {}
        self._books: dict[str, Book] = {}
        self._used: dict[str, dict[str, Lot]] = {}
        self._orders: list[Order] = []

    def all_rows(self) -> Iterable[Transfer]:
        """Give every transfer, in the order in which they were written."""
        return [row for _, row in sorted(self._rows, key=lambda one: one[0])]

    def all_accounts(self) -> Iterable[tuple[str, Account]]:
        """Give every account that was ever used, by name."""
        return list(self._accounts.items())

    def all_lots(self) -> Iterable[tuple[str, Lot]]:
        """Give every lot with the name of its book."""
        for key in {*self._books, *self._used}:
            live = {lot.id: lot for lot in self.book(key).lots}
            for lot in (self._used.get(key, {}) | live).values():
                yield key, lot

    def all_debts(self) -> Iterable[tuple[str, int]]:
        """Give the debt of every book."""
        return [(key, book.debt) for key, book in self._books.items()]

    def all_orders(self) -> Iterable[Order]:
        """Give every order, without quotes."""
        return list(self._orders)

    def account(self, name: str) -> Account:
        """Find an account; one that nobody used is all zeros."""
        return self._accounts.get(name, Account())

    def book(self, key: str) -> Book:
        """Find a book with the lots that have a balance."""
        return self._books.get(key, Book(key))

    def add(self, key: str, kind: str, of: tuple[str, str], reply: Any) -> None:
        """Add what one key has."""
        self.keys[key] = kind
        tag, rest = of
        name = f"{{{untagged(tag)}}} {rest}"
        match kind:
            case "record":
                order = dict(_pairs(reply)).get(b"order")
                if order:
                    self._orders.append(ORDER.decode(order))
            case "rows":
                self._rows += (_row(field, value) for field, value in _pairs(reply))
            case "outbox":
                self._told += (_event(dict(_pairs(fields))) for _, fields in reply)
            case "account":
                self._accounts[name] = _account(dict(_pairs(reply)))
            case "book":
                found = meaning(Want("book", name), [reply])
                lots = tuple(found.lots.values())
                self._books[name] = Book(name, lots, found.debt, found.touched_ms)
            case "used":
                lots = tuple(LOT.decode(value) for _, value in _pairs(reply))
                self._used[name] = {lot.id: lot for lot in lots}
            case _:
                pass

    def end(self) -> None:
        """Put in order what came from many keys."""
        self.events = [event for _, event in sorted(self._told, key=lambda one: one[0])]


_READ: Final = frozenset({"record", "rows", "account", "book", "used", "outbox"})


async def read_everything(nodes: Nodes, prefix: str) -> Everything:
    """Read a whole ledger into memory. It must stand still meanwhile.

    Raises:
        NotReachedError: A node is away.
    """
    found = Everything()
    for line in await nodes.lines():
        cursor = b"0"
        while True:
            cursor, keys = await line.ask(
                ["SCAN", cursor, "MATCH", f"{prefix}:*", "COUNT", _SCANNED]
            )
            named = [(key.decode(), *_parsed(key.decode(), prefix)) for key in keys]
            asked = [one for one in named if one[1] in _READ]
            replies = [line.ask(_command(kind, key)) for key, kind, _ in asked]
            for (key, kind, of), reply in zip(asked, replies, strict=True):
                found.add(key, kind, of, await reply)
            found.keys |= {key: kind for key, kind, _ in named if kind not in _READ}
            if cursor == b"0":
                break
    found.end()
    return found


def _command(kind: str, key: str) -> Command:
    return ["XRANGE", key, "-", "+"] if kind == "outbox" else ["HGETALL", key]


def _parsed(key: str, prefix: str) -> tuple[str, tuple[str, str]]:
    tag, _, rest = key.removeprefix(f"{prefix}:{{").partition("}")
    kind, _, name = rest.partition(":")
    return kind, (tag, name)


def _row(field: bytes, value: bytes) -> tuple[tuple[int, int], Transfer]:
    order, attempt, side, account, lot, kind, *_ = field.decode().split(SEPARATOR)
    at_us, number, amount, at_ms = _AMOUNT.decode(value)
    row = Transfer(order, int(attempt), Side(side), account, lot, Kind(kind), amount, at_ms)
    return (at_us, number), row


def _event(fields: Mapping[bytes, bytes]) -> tuple[str, Event]:
    return fields[b"at"].decode(), event_of(fields)


def _account(fields: Mapping[bytes, bytes]) -> Account:
    return Account(
        int(fields.get(b"credits", 0)),
        int(fields.get(b"pending", 0)),
        int(fields.get(b"posted", 0)),
        closed=b"closed" in fields,
    )


def _pairs(reply: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    return list(zip(reply[::2], reply[1::2], strict=True))
