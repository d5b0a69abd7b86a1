"""Running a verb against what was read, and writing what it changed, until both fit together."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from ledger.outcomes import Refusal
from ledger.redis.effort import Effort
from ledger.redis.groups import Groups
from ledger.redis.names import Names
from ledger.redis.nodes import Nodes, microseconds
from ledger.redis.parts import of_bucket, parts_of
from ledger.redis.seen import MissingError
from ledger.redis.view import OverdueError, View
from ledger.redis.wants import Paged, Record, Want, commands_of, key_of, meaning

T = TypeVar("T")
# How often a verb begins again because others changed what it had read; then it is contended.
ROUNDS_MAX: Final = 64
# How often a shortage is looked at again where it may be over.
_LOOKS_MAX: Final = 8
# How often what was read may fail to fit together before it is taken for a mistake of ours.
_MISFITS_MAX: Final = 8
# No two steps of a ledger may have the same name, ever.
_TOKEN_BYTES: Final = 12


class ContendedError(Exception):
    """Others were faster every time; nothing happened."""


class Clock:
    """The store's time as this process knows it: the node's, and never before one it has seen."""

    def __init__(self, clock_ms: Callable[[], int] | None) -> None:
        """Begin; ``clock_ms`` stands in for the nodes' clocks in tests."""
        self._clock_ms = clock_ms
        self.seen_ms = 0

    def now_ms(self, node_us: int) -> int:
        """Return the time of a step that was read at a node's time."""
        return self._clock_ms() if self._clock_ms is not None else node_us // 1000

    def see(self, seen_ms: int) -> None:
        """Note a time that the store has seen."""
        self.seen_ms = max(self.seen_ms, seen_ms)


class Steps:
    """Does steps: each one verb about one subject, all of it or nothing."""

    def __init__(self, names: Names, nodes: Nodes, clock: Clock) -> None:
        self.names = names
        self.nodes = nodes
        self.clock = clock
        self.groups = Groups(names, nodes)

    async def look(
        self, effort: Effort, subject: str, do: Callable[[View, int], T], wants: Iterable[Want]
    ) -> T:
        """Run something that changes nothing."""
        view = View(subject, lambda: self.clock.seen_ms, self.names.buckets)
        found, _ = await self._run(effort, view, do, [*wants] or [Want("record", subject)])
        return found

    async def change(
        self,
        effort: Effort,
        subject: str,
        do: Callable[[View, int], T],
        wants: Iterable[Want] = (),
        *,
        may_expire: bool = False,
        lapse: Callable[[str], Awaitable[None]] | None = None,
    ) -> tuple[T, View]:
        """Run a verb and write what it changed.

        Args:
            effort: How long.
            subject: Whose record it is written with.
            do: The verb: it gets the records and the store's time, and may be run many times.
            wants: What it will surely read.
            may_expire: It writes down that its own order is over.
            lapse: Does the same for an order that stands in the way, first.

        Returns:
            What the verb answered, and what it saw and wrote.

        Raises:
            ContendedError: Others were faster every time.
            TimeoutError: The patience is over.
        """
        for number in range(ROUNDS_MAX):
            view = View(
                subject,
                lambda: self.clock.seen_ms,
                self.names.buckets,
                may_expire=may_expire,
            )
            try:
                found, at_us = await self._run(effort, view, do, [Want("record", subject), *wants])
            except OverdueError as overdue:
                if lapse is None:
                    raise
                await lapse(overdue.order)
                continue
            except (ValueError, AssertionError, LookupError):
                # Read at several moments, records may not fit together. A real mistake comes again.
                if number >= _MISFITS_MAX:
                    raise
                continue
            self.clock.see(view.changes.last_ms or 0)
            if view.changes.is_empty():
                if number < _LOOKS_MAX and await self._is_freed(effort, view, found):
                    continue
                return found, view
            if await self._write(effort, view, at_us):
                return found, view
            # The first few are close behind one another; then it is better to make room.
            await asyncio.sleep(0 if number < 4 else secrets.randbelow(1 + number) / 1000)
        raise ContendedError(subject)

    async def _is_freed(self, effort: Effort, view: View, found: object) -> bool:
        """Tell whether there may be room after all: somebody let go, or died while holding some."""
        if not isinstance(found, Refusal) or not found.shortages:
            return False
        if view.is_stale or not self.nodes.is_cluster:
            return view.is_stale
        return await self.groups.free(effort, [short.account for short in found.shortages])

    async def settled(self, effort: Effort, subject: str) -> None:
        """Wait until every group knows what became of a subject's last step."""
        if self.nodes.is_cluster:
            await self.groups.end(effort, subject)

    async def told(self, effort: Effort, subject: str) -> bool:
        """Wait until every group was told of a subject's last step; False where time ran out."""
        if not self.nodes.is_cluster:
            return True
        try:
            await self.groups.told(effort, subject)
        except TimeoutError:
            return False
        return True

    async def again(self, effort: Effort, subject: str) -> None:
        """Write a record's bucket once more and wait for the disks: it was answered before."""
        key = self.names.in_bucket(self.names.bucket(subject), "again")
        commands = [["SET", key, self._token()]]
        await effort.insist(
            lambda: self.nodes.commit(self.names.record(subject), [], commands), changes=True
        )

    async def _run(
        self, effort: Effort, view: View, do: Callable[[View, int], T], wants: Sequence[Want]
    ) -> tuple[T, int]:
        at_us = view.read_us = await self.fetch(effort, view, wants)
        while True:
            view.begin()
            try:
                return do(view, self.clock.now_ms(at_us)), at_us
            except MissingError as missing:
                at_us = await self.fetch(effort, view, missing.wants)

    async def fetch(self, effort: Effort, view: View, wants: Sequence[Want]) -> int:
        """Read what is wanted; the time of the node that has the first of it."""
        asked = dict.fromkeys(wants)
        at_us = 0
        for read, read_us in await effort.insist(lambda: self._read(list(asked))):
            found, node_us = await self._settled(effort, read, read_us)
            # What was read elsewhere may be from before an attempt was ended.
            view.is_stale |= found is not read
            at_us = at_us or node_us
            view.got.update(found)
        return at_us

    async def _settled(
        self, effort: Effort, found: list[tuple[Want, Any]], node_us: int
    ) -> tuple[list[tuple[Want, Any]], int]:
        """Bring what was read to an end where somebody left it half done, and read it again.

        All of it: an order and the answer to a key are of one moment, or a verb is done twice.
        """
        while True:
            is_whole = True
            for want, value in found:
                if isinstance(value, Record):
                    self.clock.see(value.last_ms)
                elif isinstance(value, Paged):
                    self.clock.see(value.touched_ms)
                if await self.groups.is_unsettled(effort, want, value, node_us):
                    is_whole = False
            if is_whole:
                return found, node_us
            again = partial(self._read, [want for want, _ in found])
            ((found, node_us),) = await effort.insist(again)

    async def _read(self, wants: Sequence[Want]) -> list[tuple[list[tuple[Want, Any]], int]]:
        by_home: dict[str, list[Want]] = {}
        for want in wants:
            key = key_of(self.names, want)
            home = key.partition("}")[0] if self.nodes.is_cluster else ""
            by_home.setdefault(home, []).append(want)
        return await asyncio.gather(*(self._read_one(one) for one in by_home.values()))

    async def _read_one(self, wants: Sequence[Want]) -> tuple[list[tuple[Want, Any]], int]:
        """Read what is on one node, at one moment."""
        commands = [(want, commands_of(self.names, want)) for want in wants]
        flat = [command for _, some in commands for command in some]
        replies = await self.nodes.read(key_of(self.names, wants[0]), flat)
        found, at = [], 0
        for want, some in commands:
            found.append((want, meaning(want, replies[at : at + len(some)])))
            at += len(some)
        return found, microseconds(replies[-1])

    async def _write(self, effort: Effort, view: View, at_us: int) -> bool:
        """Write what a verb changed; False where others changed what it had read."""
        token = self._token()
        checks, commands = of_bucket(self.names, view, token, at_us)
        parts = parts_of(self.names, view, token, at_us)
        if self.nodes.is_cluster:
            return await self.groups.write(effort, view, token, at_us, (checks, commands), parts)
        for part in parts:
            checks += part.checks
            commands += part.whole
        key = self.names.record(view.subject)
        done = [["is", key, "by", token]]
        failed = await effort.insist(
            lambda: self.nodes.commit(key, checks, commands, done), changes=True
        )
        return failed is None

    @staticmethod
    def _token() -> str:
        """Return a name for one step, by which it is known to be done.

        Nothing of it is remembered: workers are forked from one process, and where two of them
        called their steps the same, what one wrote would pass for what the other was to write.
        """
        return secrets.token_hex(_TOKEN_BYTES)
