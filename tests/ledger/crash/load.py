"""Orders of many kinds put on a ledger, and a journal of what was asked and promised.

``python -m tests.ledger.crash.load ADDRESS JOURNAL NAME SEED`` is one worker, to be killed. Its
journal is written by the system call, so that what is in it stays when the worker dies.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from ledger import (
    Adjust,
    Adjusted,
    Cancel,
    Cancelled,
    Code,
    Confirm,
    Confirmed,
    Debit,
    Key,
    Plan,
    Points,
    Refusal,
    Reserve,
    Reserved,
    Store,
    Terms,
    Verb,
)
from ledger.limits import NEVER_MS
from ledger.redis.store import RedisStore
from ledger.redis.url import parse_url
from ledger.sqlite import SharedStore

CLIENT = "till"
CLIENTS = 6
CUSTOMERS = 5
OPENING = 200
HOT_LIMIT = 4
BUDGET = 1_500
CODES = 4
EARNED = 3
TTL_MS = 2_000
SHORT_TTL_MS = 300
# Longer than a restart takes now and then, so that some questions end without an answer.
PATIENCE_MS = 150
# A failover takes seconds; who has no patience at all confirms nothing meanwhile.
REDIS_PATIENCE_MS = 1_000
TRIES = 3
_UNDONE = frozenset({Code.STORE_DOWN, Code.OUTCOME_UNKNOWN, Code.BUSY, Code.DEADLINE,
                     Code.ORDER_BUSY})  # fmt: skip


class Closing(Store, Protocol):
    """A store that is closed."""

    def close(self) -> None: ...


class Note(msgspec.Struct, frozen=True):
    """One line of a journal.

    Attributes:
        what: ``asked`` before the first word about an order, else what was answered.
        order: Its identifier.
        at_ms: When it was confirmed, as it was answered.
        uses: What it takes, with the limit, where it was asked.
        spent: Points it pays with.
        book: Of these points.
        operations: Questions asked since the last line.
    """

    what: str
    order: str
    at_ms: int = 0
    uses: dict[str, tuple[int, int | None]] = {}
    spent: int = 0
    book: str = ""
    operations: int = 0


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


def book_of(customer: str) -> str:
    return f"{{customer/{customer}}} points/club"


def open_store(address: str, patience_ms: int | None = None) -> Closing:
    """Open a ledger as a worker does: a folder, or the address of a Redis."""
    if "://" not in address:
        return SharedStore(Path(address), clock_ms, patience_ms=patience_ms or PATIENCE_MS)
    settings = parse_url(address)
    patience_ms = patience_ms or REDIS_PATIENCE_MS
    return RedisStore(msgspec.structs.replace(settings, patience_ms=patience_ms), _raise)


def _raise(error: Exception) -> None:
    raise error


def read_journals(folder: Path) -> Iterator[Note]:
    for file in sorted(folder.glob("*.journal")):
        for line in file.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=Note)


class Worker:
    """Some clients in one process."""

    def __init__(self, store: Store, journal: Callable[[Note], None], name: str, seed: int) -> None:
        self._store = store
        self._name = name
        self._chance = random.Random(f"{seed} {name}")
        self._journal = journal
        self._operations = 0
        self._orders = 0
        self.is_over = False

    async def work(self, clients: int = CLIENTS) -> None:
        """Work until it is over."""
        await asyncio.gather(*(self._client(number) for number in range(clients)))

    async def _client(self, number: int) -> None:
        while not self.is_over:
            self._orders += 1
            await self._order(f"{self._name}-{number}-{self._orders}")

    async def _order(self, order: str) -> None:
        chance = self._chance
        customer = f"c{chance.randrange(CUSTOMERS)}"
        book = book_of(customer)
        uses, spent = self._wanted(customer)
        self._note(Note("asked", order, uses=uses, spent=spent, book=book))
        end = chance.random()
        is_late = end > 0.75
        ttl_ms = SHORT_TTL_MS if is_late else TTL_MS
        plan = Plan(
            b"quote of " + order.encode(),
            debits=tuple(Debit(name, *of) for name, of in uses.items()),
            spend=Points(book, spent) if spent else None,
            earn=Points(book, EARNED),
        )
        put = Reserve(client=CLIENT, order=order, customer=customer, plan=plan, ttl_ms=ttl_ms)
        held = await self._ask(put, Key("put", b"body"))
        if not isinstance(held, Reserved):
            self._note(Note(f"put: {held.code}", order))
            return
        assert held.revision == 1, "sent again under its key it is the same revision"
        self._note(Note("reserved", order))
        if end < 0.1:
            await self._cancel(order)
        elif end < 0.9:
            if is_late:
                await asyncio.sleep(SHORT_TTL_MS / 1000)
            await self._confirm(order, force=end > 0.83)

    def _wanted(self, customer: str) -> tuple[dict[str, tuple[int, int | None]], int]:
        chance = self._chance
        serial = self._orders // 20
        match chance.randrange(5):
            case 0:
                mine = f"{{customer/{customer}}} hot-{serial}"
                return {mine: (1, 12), f"{{series/hot-{serial}}} total": (1, HOT_LIMIT)}, 0
            case 1:
                code = f"{serial * CODES + chance.randrange(CODES):04x}"
                return {f"{{code/{code}}} {code * 4}": (1, 1)}, 0
            case 2:
                amount = chance.randrange(1, 900)
                return {f"{{series/budget-{serial}}} budget": (amount, BUDGET)}, 0
            case 3:
                return {}, chance.randrange(1, 5)
            case _:
                return {"{series/free} total": (1, None)}, 0

    async def _confirm(self, order: str, *, force: bool) -> None:
        asked = Confirm(client=CLIENT, order=order, revision=1, force=force, delivered=True,
                        terms=Terms(1, NEVER_MS))  # fmt: skip
        done = await self._ask(asked)
        if isinstance(done, Confirmed):
            self._note(Note("confirmed", order, at_ms=done.at_ms))
        else:
            self._note(Note(f"confirm: {done.code}", order))

    async def _cancel(self, order: str) -> None:
        done = await self._ask(Cancel(client=CLIENT, order=order))
        if isinstance(done, Cancelled):
            self._note(Note("cancelled", order))
        else:
            self._note(Note(f"cancel: {done.code}", order))

    async def _ask(self, verb: Verb, key: Key | None = None):
        """Ask, and again where it is said that this is safe; some give up."""
        tries = self._chance.randrange(1, TRIES + 1)
        for number in range(tries):
            self._operations += 1
            done = await self._store.perform(verb, key)
            if not isinstance(done, Refusal) or done.code not in _UNDONE:
                return done
            if number + 1 < tries:
                await asyncio.sleep(0.02)
        return done

    def _note(self, note: Note) -> None:
        note = msgspec.structs.replace(note, operations=self._operations)
        self._operations = 0
        self._journal(note)


async def open_books(store: Store) -> None:
    """Give every customer points to fight for."""
    for number in range(CUSTOMERS):
        customer = f"c{number}"
        asked = Adjust(client=CLIENT, id=f"open {customer}", reason="opening",
                       book=book_of(customer), points=OPENING)  # fmt: skip
        done = await store.adjust(asked)
        assert isinstance(done, Adjusted), done


async def _main(address: str, journal: str, name: str, seed: str) -> None:
    file = os.open(journal, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    parent = os.getppid()

    def write(note: Note) -> None:
        if os.getppid() != parent:
            sys.exit("the test is gone")
        os.write(file, msgspec.json.encode(note) + b"\n")

    await Worker(open_store(address), write, name, int(seed)).work()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
