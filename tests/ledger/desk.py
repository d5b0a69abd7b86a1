"""What tests of the ledger say in one line: a clock that is set, a store, and short verbs."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from ledger import (
    Adjust,
    Cancel,
    Confirm,
    Debit,
    Deliver,
    Find,
    Plan,
    Points,
    Read,
    Refund,
    Reserve,
    Return,
    Store,
    Sweep,
    Terms,
)
from ledger.audit import Report, check
from ledger.limits import NEVER_MS
from ledger.memory import MemoryStore
from ledger.orders import Coupon
from ledger.redis.everything import read_everything
from ledger.redis.store import RedisStore
from ledger.sale import Paid, Promises, Sale, SoldLine
from ledger.sqlite.records import SqliteRecords
from ledger.sqlite.writer import LocalStore

MINUTE_MS = 60_000
DAY_MS = 86_400_000
START_MS = 1_793_000_000_000
BOOK = "{customer/anna} points/club"
TOTAL = "{series/lato} total"
TILL = "till"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


def plan(
    uses: Mapping[str, tuple[int, int | None]] | None = None,
    *,
    spend: int = 0,
    earn: int = 0,
    lines: Mapping[str, tuple[int, int]] | None = None,
    quote: bytes = b"quote",
    fingerprint: bytes = b"",
    book: str = BOOK,
    coupons: tuple[Coupon, ...] = (),
) -> Plan:
    """Make a plan: ``uses`` is account to (amount, limit), ``lines`` line to (quantity, net)."""
    return Plan(
        quote=quote,
        fingerprint=fingerprint,
        debits=tuple(Debit(name, *of) for name, of in (uses or {}).items()),
        spend=Points(book, spend) if spend else None,
        earn=Points(book, earn) if earn else None,
        sale=_sale(lines) if lines else None,
        coupons=coupons,
    )


def _sale(lines: Mapping[str, tuple[int, int]]) -> Sale:
    sold = (SoldLine(name, "goods", n, measured=False, net=net) for name, (n, net) in lines.items())
    worth = Promises(point_worth=(1, 1))
    paid = sum(net for _, net in lines.values())
    return Sale("PLN", tuple(sold), payments=(Paid("card", paid),), promises=worth)


class Desk:
    """A store with a clock, asked without ``await``."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None

    def do(self, verb, key=None) -> Any:
        """Ask a store; one that never waits has its answer at the first step."""
        if isinstance(self.store, RedisStore):
            return self.run(self._do(verb, key))
        try:
            self.store.perform(verb, key).send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("a local store waited")

    async def _do(self, verb, key) -> Any:
        found = await self.store.perform(verb, key)
        await self.store.settle()
        return found

    def wait_for(self, work: Coroutine) -> Any:
        """Wait for work of several verbs, and for what a store of several groups does after it."""

        async def settled() -> Any:
            found = await work
            if isinstance(self.store, RedisStore):
                await self.store.settle()
            return found

        return self.run(settled())

    def run(self, what: Coroutine) -> Any:
        """Wait for a store that has to be waited for."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(what)

    def close(self) -> None:
        """Close the store, however it is closed."""
        if isinstance(self.store, LocalStore):
            self.store.writer.close()
        if isinstance(self.store, RedisStore):
            self.store.close()
            self.run(asyncio.sleep(0))
        if self._loop is not None:
            self._loop.close()

    def wait(self, ms: int) -> None:
        self.clock.now_ms += ms

    def reserve(self, order: str, of: Plan, key=None, *, ttl_ms: int = 15 * MINUTE_MS, **more):
        more = {"client": TILL, "customer": "anna"} | more
        return self.do(Reserve(order=order, plan=of, ttl_ms=ttl_ms, **more), key)

    def confirm(self, order: str, revision: int = 1, key=None, **more):
        return self.do(Confirm(order=order, revision=revision, **({"client": TILL} | more)), key)

    def cancel(self, order: str, key=None, **more):
        return self.do(Cancel(order=order, **({"client": TILL} | more)), key)

    def deliver(self, order: str, key=None, **more):
        return self.do(Deliver(order=order, **({"client": TILL} | more)), key)

    def take(self, order: str, back: str, units: Mapping[str, tuple[int, int]], key=None, **more):
        refunds = tuple(Refund(line, *of) for line, of in units.items())
        more = {"client": TILL, "seen": self.found(order).attempt} | more
        return self.do(Return(order=order, id=back, refunds=refunds, **more), key)

    def give(self, points: int, id: str, *, until_ms: int = NEVER_MS, from_ms=None, **more):
        terms = Terms(from_ms or self.clock.now_ms, until_ms) if points > 0 else None
        more = {"client": TILL, "reason": "opening", "book": BOOK} | more
        return self.do(Adjust(id=id, points=points, terms=terms, **more))

    def found(self, order: str):
        return self.do(Find(client=TILL, order=order)).order

    def state(self, order: str) -> str:
        return str(self.do(Find(client=TILL, order=order)).state)

    def used(self, account: str = TOTAL, order: str | None = None) -> int:
        (usage,) = self.do(Read(client=TILL, accounts=(account,), order=order)).accounts
        return usage.used

    def points(self, order: str | None = None, book: str = BOOK):
        (found,) = self.do(Read(client=TILL, books=(book,), order=order)).books
        return found

    def sweep(self):
        return self.do(Sweep())

    @property
    def records(self):
        """The records themselves, to look at rows and events."""
        if isinstance(self.store, MemoryStore):
            return self.store.records
        if isinstance(self.store, RedisStore):
            return self.run(read_everything(self.store.nodes, self.store.names.prefix))
        assert isinstance(self.store, LocalStore)
        return SqliteRecords(self.store.writer._connection)

    @property
    def events(self) -> list:
        found = self.records
        return list(found.all_events() if isinstance(found, SqliteRecords) else found.events)

    def check(self) -> Report:
        report = check(self.records)
        assert report.findings == ()
        return report
