"""One step over several groups of accounts: held one by one, decided by the order, then settled.

The order's record says where its attempt is: ``open`` while groups are held, then ``decided`` or
``dropped``, and nothing when every group was told. Whoever finds an attempt that was left half done
may end it. Every call may be lost, late or repeated: a group remembers the number of the last
attempt of each order that it has settled, and numbers only grow.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ledger.outcomes import ENCODER
from ledger.redis.effort import Effort
from ledger.redis.line import Command, ReplyError, SlowError
from ledger.redis.names import SEPARATOR, Names
from ledger.redis.nodes import Nodes, microseconds
from ledger.redis.parts import Part
from ledger.redis.view import View
from ledger.redis.wants import Paged, Record, Want, commands_of, meaning

# An attempt that is in the way so long after it began is dropped; its worker then begins again.
ATTEMPT_SECONDS: Final = 2.0
# One that is in nobody's way is ended by the sweeper.
ABANDONED_SECONDS: Final = 30.0
# Telling the groups what was decided may take longer than the verb that decided.
_SETTLE_MS: Final = 10_000
_WAIT_SECONDS: Final = 0.005
_WATCHED_MAX: Final = 10_000
_PARTS: Final = msgspec.msgpack.Decoder(list[Part])
_COMMANDS: Final = msgspec.msgpack.Decoder(list[Command])
OPEN, DECIDED, DROPPED = "open", "decided", "dropped"


class Groups:
    """Writes over several groups, and ends what others left."""

    def __init__(self, names: Names, nodes: Nodes) -> None:
        self._names = names
        self._nodes = nodes
        self._settling: set[asyncio.Task[None]] = set()
        self._watched: dict[tuple[str, int], float] = {}

    # Writing

    async def write(
        self,
        effort: Effort,
        view: View,
        token: str,
        at_us: int,
        bucket: tuple[list[Command], list[Command]],
        parts: Sequence[Part],
    ) -> bool:
        """Write a step; False where others changed what it had read, and nothing happened."""
        checks, commands = bucket
        key = self._names.record(view.subject)
        number = max(view.record.number + 1, at_us)
        attempt: Command = ["HSET", key, "number", number, "begun", view.read_us, "parts",
                            ENCODER.encode(list(parts))]  # fmt: skip
        unsettled = self._unsettled(view.subject)
        listed: Command = ["ZADD", unsettled, view.read_us, view.subject]
        if any(part.checks for part in parts):
            begun: list[Command] = [
                attempt,
                ["HSET", key, "state", OPEN, "by", f"{token}b"],
                listed,
            ]
            done = _done(key, f"{token}b")
            # Promised: whoever finds a hold after a failover must find the attempt it is of.
            if not await self._commit(effort, key, checks[:2], begun, done):
                return False
            if not await self._hold(effort, view.subject, number, parts):
                return False
            checks = [*self._is(key, number, OPEN), *checks[2:]]
            commands = [*commands, ["HSET", key, "state", DECIDED]]
        elif parts:
            commands = [*commands, attempt, ["HSET", key, "state", DECIDED], listed]
        if not await self._commit(effort, key, checks, commands, _done(key, token)):
            return False
        if parts:
            self._later(view.subject)
        return True

    async def _hold(self, effort: Effort, subject: str, number: int, parts: Sequence[Part]) -> bool:
        """Hold in every group; where one refuses, let all go and say so."""
        for part in parts:
            if not part.checks:
                continue
            held, settled, field = self._marks(part, subject)
            checks: list[Command] = [["below", settled, field, number], *part.checks]
            commands: list[Command] = [
                *part.hold,
                ["HSET", held, field, number, f"{field}{SEPARATOR}undo", ENCODER.encode(part.undo)],
            ]
            done: list[Command] = [["is", held, field, number]]
            if not await self._commit(effort, held, checks, commands, done):
                await self._drop(effort, subject, number)
                await self.end(effort, subject)
                return False
        return True

    async def _drop(self, effort: Effort, subject: str, number: int) -> None:
        key = self._names.record(subject)
        dropped: list[Command] = [["HSET", key, "state", DROPPED]]
        checks = self._is(key, number, OPEN)
        await self._commit(effort, key, checks, dropped, [])

    # Settling

    def _later(self, subject: str) -> None:
        """Tell the groups after the answer."""
        task = asyncio.create_task(self._settle_alone(subject), name=subject)
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle_alone(self, subject: str) -> None:
        try:
            await self.end(Effort(_SETTLE_MS), subject)
        except (TimeoutError, SlowError, ReplyError):
            # It is in the list of what is unsettled: a sweeper, or whoever needs it, ends it.
            return

    async def told(self, effort: Effort, subject: str) -> None:
        """Wait until the groups were told what this process decided.

        Raises:
            TimeoutError: The patience is over.
        """
        telling = [task for task in self._settling if task.get_name() == subject]
        if telling:
            left = max(0.0, effort.deadline - time.monotonic())
            await asyncio.wait(telling, timeout=left)
        # Where that came to nothing it is told again, or time is over.
        await self.end(effort, subject)

    async def end(self, effort: Effort, subject: str) -> None:
        """Tell the groups what became of an attempt that is not open, and forget it."""
        record, _ = await self._record(effort, subject)
        if record.state not in (DECIDED.encode(), DROPPED.encode()):
            return
        parts = _PARTS.decode(record.parts)
        is_decided = record.state == DECIDED.encode()
        told = await asyncio.gather(
            *(
                self._tell(effort, part, subject, record.number, decided=is_decided)
                for part in parts
            )
        )
        key = self._names.record(subject)
        commands: list[Command] = [
            ["HDEL", key, "state", "parts", "begun"],
            ["ZREM", self._unsettled(subject), subject],
        ]
        lost = [part for part, heard in zip(parts, told, strict=True) if not heard]
        commands += [self._lost(subject, part) for part in lost]
        checks = self._is(key, record.number, record.state.decode())
        # If a failover loses this, the groups are told again, and have heard it before.
        await self._commit(effort, key, checks, commands, [], promised=False)

    async def _tell(
        self, effort: Effort, part: Part, subject: str, number: int, *, decided: bool
    ) -> bool:
        """Settle one group; False where it has changed so that it cannot be."""
        held, settled, field = self._marks(part, subject)
        ended: list[Command] = [
            ["HDEL", held, field, f"{field}{SEPARATOR}undo"],
            ["HSET", settled, field, number],
        ]
        done: list[Command] = [["reached", settled, field, number]]
        if part.checks:
            checks: list[Command] = [["is", held, field, number]]
            rest = part.rest if decided else part.undo
            if await self._commit(effort, held, checks, [*rest, *ended], done):
                return True
        elif not decided:
            return True
        # Nothing is held there: it was never said, or a failover lost it. It is written all the
        # same, but a book is only written over the one that was read.
        checks = [["below", settled, field, number]]
        if part.book:
            checks += part.checks
        whole = part.whole if decided else []
        if await self._commit(effort, held, checks, [*whole, *ended], done):
            return True
        await self._commit(effort, held, checks[:1], ended, done)
        return not decided

    def _lost(self, subject: str, part: Part) -> Command:
        """Say for people that a failover lost the change of a book."""
        outbox = self._names.in_bucket(self._names.bucket(subject), "outbox")
        facts = ENCODER.encode({"book": part.book})
        ends = self._names.in_bucket(self._names.bucket(subject), "ends")
        return ["TELL", outbox, ends, 0, "name", "ledger.lost", "subject", subject, "at_ms", 0,
                "facts", facts, "at", "0"]  # fmt: skip

    # What others left

    async def is_unsettled(self, effort: Effort, want: Want, value: Any, node_us: int) -> bool:
        """Tell whether what was read must be read again, after doing something about it.

        Args:
            effort: How long.
            want: What was asked for.
            value: What was read.
            node_us: When, by the node that has it.
        """
        if not self._nodes.is_cluster:
            return False
        if isinstance(value, Record) and value.state:
            # Another's order is good as it is while its attempt is open.
            waits = want.kind == "record"
            return await self._ended(effort, want.of, value, node_us, waits=waits)
        if isinstance(value, Paged) and value.lock:
            subject = value.lock.decode()
            return await self._freed(effort, self._names.group(want.of), want.of, subject)
        return False

    async def _ended(
        self, effort: Effort, subject: str, record: Record, node_us: int, *, waits: bool
    ) -> bool:
        if record.state == OPEN.encode():
            if not waits:
                return False
            if not self._is_stuck(subject, record, node_us):
                await asyncio.sleep(_WAIT_SECONDS)
                return True
            await self._drop(effort, subject, record.number)
        await self.end(effort, subject)
        return True

    async def free(self, effort: Effort, accounts: Sequence[str]) -> bool:
        """End what was left half done in the groups of accounts; tell whether there was any."""
        freed = False
        for tag in dict.fromkeys(self._names.group(account) for account in accounts):
            held, _ = await self._one(effort, Want("held", tag))
            for field in held:
                subject, _, book = field.decode().partition(SEPARATOR)
                if not book:
                    freed |= await self._freed(effort, tag, "", subject, waits=False)
        return freed

    async def _freed(
        self, effort: Effort, tag: str, book: str, subject: str, *, waits: bool = True
    ) -> bool:
        """End what an attempt holds in a group, if nobody else is at it any more."""
        part = Part(tag, book)
        _, _, field = self._marks(part, subject)
        found, _ = await self._one(effort, Want("held", tag))
        number = int(found.get(field.encode(), 0))
        record, node_us = await self._record(effort, subject)
        if record.state and record.number == number:
            waits = waits or self._is_stuck(subject, record, node_us)
            return await self._ended(effort, subject, record, node_us, waits=waits)
        if not number or not self._is_watched_long(subject, number):
            await asyncio.sleep(_WAIT_SECONDS)
            return waits
        # Its record knows nothing of it: it was never decided, and the node that had it is lost.
        undo = _COMMANDS.decode(found.get(f"{field}{SEPARATOR}undo".encode(), b"\x90"))
        part.checks, part.undo = [["is"]], undo
        await self._tell(effort, part, subject, number, decided=False)
        return True

    async def abandon(self, effort: Effort, subject: str) -> None:
        """End an attempt that its worker left half done; an open one only when it is long over."""
        record, node_us = await self._record(effort, subject)
        age_us = node_us - record.begun_us
        if record.state == OPEN.encode() and age_us > ABANDONED_SECONDS * 1_000_000:
            await self._drop(effort, subject, record.number)
        await self.end(effort, subject)

    def _is_stuck(self, subject: str, record: Record, node_us: int) -> bool:
        """Tell whether an attempt is in the way for long.

        It counts from when the attempt began, by the clock of the node that has the record. Where
        that node is a new one whose clock is behind, the watch of the one who waits counts.
        """
        if node_us - record.begun_us > ATTEMPT_SECONDS * 1_000_000:
            return True
        return self._is_watched_long(subject, record.number)

    def _is_watched_long(self, subject: str, number: int) -> bool:
        if len(self._watched) > _WATCHED_MAX:
            self._watched.clear()
        since = self._watched.setdefault((subject, number), time.monotonic())
        return time.monotonic() - since > ATTEMPT_SECONDS

    # Words

    async def _commit(
        self,
        effort: Effort,
        key: str,
        checks: Sequence[Command],
        commands: Sequence[Command],
        done: Sequence[Command],
        *,
        promised: bool = True,
    ) -> bool:
        failed = await effort.insist(
            lambda: self._nodes.commit(key, checks, commands, done, promised=promised),
            changes=True,
        )
        return failed is None

    async def _record(self, effort: Effort, subject: str) -> tuple[Record, int]:
        record, node_us = await self._one(effort, Want("record", subject))
        return record, node_us

    async def _one(self, effort: Effort, want: Want) -> tuple[Any, int]:
        """Read something, and the time of its node."""
        key = (
            self._names.of_group(want.of, "held")
            if want.kind == "held"
            else self._names.record(want.of)
        )
        commands = commands_of(self._names, want)
        *replies, at = await effort.insist(lambda: self._nodes.read(key, commands))
        return meaning(want, replies), microseconds(at)

    def _marks(self, part: Part, subject: str) -> tuple[str, str, str]:
        """Return where a group notes what is held and what is settled, and the field."""
        held = self._names.of_group(part.tag, "held")
        settled = self._names.of_group(part.tag, "settled")
        return held, settled, f"{subject}{SEPARATOR}{part.book}" if part.book else subject

    def _unsettled(self, subject: str) -> str:
        return self._names.in_bucket(self._names.bucket(subject), "unsettled")

    def _is(self, key: str, number: int, state: str) -> list[Command]:
        return [["is", key, "number", number], ["is", key, "state", state]]

    async def idle(self) -> None:
        """Wait until every group was told what this process decided."""
        while self._settling:
            await asyncio.gather(*self._settling)

    def close(self) -> None:
        """Leave to others what is not settled yet."""
        for task in self._settling:
            task.cancel()


def _done(key: str, token: str) -> list[Command]:
    return [["is", key, "by", token]]
