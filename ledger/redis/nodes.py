"""The nodes of a ledger: which one has a key, and the two functions that are called there."""

import asyncio
from collections.abc import Sequence
from importlib import resources
from typing import Any, Final

from redis.crc import key_slot

from ledger.redis.line import Command, Line, LostError, NotReachedError, ReplyError, Rounds, dial
from ledger.redis.url import Address, Settings

READ: Final = "grosz_read_1"
COMMIT: Final = "grosz_commit_1"
LIBRARY: Final = "library.lua"
# Lines to one node on which changes wait for the disk: while one waits the others go on.
_WRITERS: Final = 4
_REDIRECTIONS_MAX: Final = 5
# A node that says nothing for so long, beyond waiting for disks, is taken for lost.
_SILENCE_S: Final = 1.0
# Nothing was changed, and it may be different in a moment.
_PASSING: Final = frozenset(
    {"LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "NOREPLICAS", "MISCONF", "OOM", "BUSY",
     "TRYAGAIN", "NOAUTH", "NOPERM"}
)  # fmt: skip


class Nodes:
    """The servers, their lines, and the map of keys."""

    def __init__(self, settings: Settings) -> None:
        """Begin; nobody is called before the first question."""
        self._settings = settings
        self._peers: dict[Address, _Peer] = {}
        self._slots: list[Address] = []
        self._mapping = asyncio.Lock()
        self._silence_s = _SILENCE_S + settings.wait_ms / 1000

    @property
    def is_cluster(self) -> bool:
        """Whether keys of different hash tags may be on different nodes."""
        return self._settings.is_cluster

    async def read(self, key: str, commands: Sequence[Command]) -> list[Any]:
        """Run reading commands at one moment; the answers, and last the node's time.

        Args:
            key: One of the keys; all must be on its node.
            commands: What to run.
        """
        asked = ["FCALL_RO", READ, 1, key, *words(commands)]
        found: list[Any] = await self._at(key, asked, durable=False)
        return found

    async def commit(
        self,
        key: str,
        checks: Sequence[Command],
        commands: Sequence[Command],
        done: Sequence[Command] = (),
        *,
        promised: bool = True,
    ) -> int | None:
        """Check, then change, in one atomic step.

        Args:
            key: One of the keys; all must be on its node.
            checks: All must pass.
            commands: What to run then.
            done: Checks that tell that it was done before; the first one names a field.
            promised: Wait until disks have it.

        Returns:
            None where it is done; else the index of the check that did not pass.
        """
        asked = ["FCALL", COMMIT, 1, key, *words(done), *words(checks), *words(commands)]
        found = await self._at(key, asked, durable=promised)
        return int(found[1]) - 1 if found[0] == b"refused" else None

    async def lines(self) -> list[Line]:
        """Connect to every primary, to look at all that it has."""
        await self._map()
        addresses = dict.fromkeys(self._slots) or dict.fromkeys(self._settings.addresses)
        return [await self._peer(one).reading() for one in addresses]

    async def one_of_each(self, keys: Sequence[str]) -> list[str]:
        """Choose some of the keys: one for each node that has any."""
        if not self.is_cluster:
            return [*keys[:1]]
        return list({await self._home(key): key for key in keys}.values())

    async def _at(self, key: str, command: Command, *, durable: bool) -> Any:
        address, asking = await self._home(key), False
        for _ in range(_REDIRECTIONS_MAX):
            peer = self._peer(address)
            try:
                async with asyncio.timeout(self._silence_s):
                    return await peer.ask(command, durable=durable, asking=asking)
            except (NotReachedError, LostError):
                self._slots.clear()
                raise
            except TimeoutError as error:
                # Whatever was said on its lines must not arrive much later.
                peer.close()
                self._slots.clear()
                raise LostError(f"{address} is silent") from error
            except ReplyError as error:
                asking = error.word == "ASK"
                if error.word in ("MOVED", "ASK"):
                    address = _named(str(error).split()[2], address)
                    if not asking:
                        self._slots.clear()
                elif "unction not found" in str(error):
                    await peer.load()
                elif error.word in _PASSING:
                    self._slots.clear()
                    raise NotReachedError(f"{address}: {error}") from error
                else:
                    raise
        raise NotReachedError("the nodes send each other's keys around")

    async def _home(self, key: str) -> Address:
        if not self.is_cluster:
            return self._settings.addresses[0]
        if not self._slots:
            await self._map()
        return self._slots[key_slot(key.encode())]

    async def _map(self) -> None:
        """Learn who has which keys; any node can tell."""
        if not self.is_cluster:
            return
        async with self._mapping:
            if self._slots:
                return
            error: Exception = NotReachedError("no node is known")
            for address in dict.fromkeys((*self._settings.addresses, *self._peers)):
                try:
                    async with asyncio.timeout(_SILENCE_S):
                        line = await self._peer(address).reading()
                        found = await line.ask(["CLUSTER", "SLOTS"])
                    self._slots = _slots(found, address)
                except (NotReachedError, LostError, ReplyError, ValueError, TimeoutError) as wrong:
                    error = wrong
                else:
                    return
            raise NotReachedError(f"no node tells where keys are: {error}")

    def _peer(self, address: Address) -> "_Peer":
        if address not in self._peers:
            self._peers[address] = _Peer(address, self._settings)
        return self._peers[address]

    def close(self) -> None:
        """Hang up everywhere."""
        for peer in self._peers.values():
            peer.close()


class _Peer:
    """One node: a line to read on, and some to change on."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self._address = address
        self._settings = settings
        self._reading: Line | None = None
        self._writers: list[Rounds] = []
        self._opening = asyncio.Lock()
        self._promise: Command | None = None
        self._knows_promise = False

    async def ask(self, command: Command, *, durable: bool, asking: bool) -> Any:
        if asking or not durable:
            line = await self.reading()
            if asking:
                line.ask(["ASKING"])
            return await line.ask(command)
        return await (await self._writer()).ask(command)

    async def reading(self) -> Line:
        async with self._opening:
            if self._reading is None or self._reading.is_lost:
                self._reading = await dial(self._address, self._settings)
        return self._reading

    async def _writer(self) -> Rounds:
        async with self._opening:
            self._writers = [one for one in self._writers if not one.line.is_lost]
            idle = [one for one in self._writers if not len(one)]
            if not idle and len(self._writers) < _WRITERS:
                line = await dial(self._address, self._settings)
                if not self._knows_promise:
                    self._promise = await _promise(line, self._settings)
                    self._knows_promise = True
                idle = [Rounds(line, self._promise)]
                self._writers += idle
        return idle[0] if idle else min(self._writers, key=len)

    async def load(self) -> None:
        """Give the node the functions; they survive its restart and go to its replicas."""
        text = (resources.files("ledger.redis") / LIBRARY).read_bytes()
        try:
            await (await self._writer()).ask(["FUNCTION", "LOAD", text])
        except ReplyError as error:
            if "already exists" not in str(error):
                raise

    def close(self) -> None:
        for line in (self._reading, *(one.line for one in self._writers)):
            if line is not None:
                line.close()


async def _promise(line: Line, settings: Settings) -> Command | None:
    """Choose the command that waits for disks; older servers can only wait for replicas."""
    (known,) = await line.ask(["COMMAND", "INFO", "WAITAOF"])
    if known and settings.needs_aof:
        return ["WAITAOF", 1, settings.replicas, settings.wait_ms]
    return ["WAIT", settings.replicas, settings.wait_ms] if settings.replicas else None


def words(commands: Sequence[Command]) -> list[str | bytes | int]:
    """Write a block of commands as the library reads it."""
    found: list[str | bytes | int] = [len(commands)]
    for command in commands:
        found += (len(command), *command)
    return found


def microseconds(told: Sequence[Any]) -> int:
    """Return the time that a node told, in microseconds since 1970."""
    seconds, micros = told
    return int(seconds) * 1_000_000 + int(micros)


def _slots(found: Sequence[Any], asked: Address) -> list[Address]:
    slots: list[Address | None] = [None] * 16_384
    for start, end, primary, *_ in found:
        # A node that does not know its own name means the one that was asked.
        host = primary[0].decode() if primary[0] else asked.host
        slots[start : end + 1] = [Address(host, int(primary[1]))] * (end + 1 - start)
    whole = [one for one in slots if one is not None]
    if len(whole) < len(slots):
        raise ValueError("a part of the keys is nobody's")
    return whole


def _named(text: str, here: Address) -> Address:
    host, _, port = text.rpartition(":")
    return Address(host or here.host, int(port))
