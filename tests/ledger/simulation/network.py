"""A cluster of three nodes behind a network that loses, delays and repeats messages.

Keys and functions are those of a real server: each node is one of its databases, its replica is
another one. What is simulated is between: when a message arrives, how often, whether its answer
comes back, what a replica has when it takes over, and what time a node thinks it is.
"""

import asyncio
import random
import socket
from collections.abc import Callable, Sequence
from typing import Any

import hiredis
import msgspec
from redis.crc import key_slot

from ledger.redis.line import Command, LostError, NotReachedError, ReplyError, SlowError, encode
from ledger.redis.nodes import COMMIT, READ, words
from tests.ledger.simulation.instant import InstantLoop

NODES = 3
START_US = 1_793_000_000_000_000
# Longer than an attempt may stay open: what arrives then comes upon one that was ended.
LATE_S = 45.0


class Weather(msgspec.Struct, frozen=True):
    """How often something goes wrong, of a thousand messages.

    Attributes:
        unheard: It never arrives.
        unanswered: It is done, and the answer is lost.
        late: Its caller hears that the line was lost, and then it arrives.
        doubled: It is done, answered, and done again later.
        slow: It is done, and the disks are not waited for.
        failovers: Of a thousand messages to a node, how many make its replica take over.
        skew_s: How far a node's clock may be off.
        waits: A change is answered when the replica has it; otherwise at once, as without WAITAOF.
    """

    unheard: int = 20
    unanswered: int = 20
    late: int = 20
    doubled: int = 20
    slow: int = 5
    failovers: int = 0
    skew_s: float = 2.0
    waits: bool = True


class Databases:
    """Blocking connections to one real server, one for each database."""

    def __init__(self, address: tuple[str, int], library: bytes) -> None:
        self._lines = [_Line(address, number) for number in range(2 * NODES)]
        self.ask(0, ["FLUSHALL"])
        self.ask(0, ["FUNCTION", "FLUSH"])
        self.ask(0, ["FUNCTION", "LOAD", library])

    def empty(self) -> None:
        self.ask(0, ["FLUSHALL"])

    def ask(self, database: int, command: Command) -> Any:
        return self._lines[database].ask(command)

    def copy(self, source: int, target: int) -> None:
        self.ask(target, ["FLUSHDB"])
        for key in self.ask(source, ["KEYS", "*"]):
            self.ask(source, ["COPY", key, key, "DB", target])

    def close(self) -> None:
        for line in self._lines:
            line.socket.close()


class _Line:
    def __init__(self, address: tuple[str, int], database: int) -> None:
        self.socket = socket.create_connection(address)
        self._reader = hiredis.Reader(replyError=ReplyError)
        self.ask(["SELECT", database])

    def ask(self, command: Command) -> Any:
        self.socket.sendall(encode(command))
        while (reply := self._reader.gets()) is False:
            self._reader.feed(self.socket.recv(65_536))
        if isinstance(reply, ReplyError):
            raise reply
        return reply


class Node:
    """One primary and its replica.

    Attributes:
        waiting: What was done and the replica does not have yet.
        skew_us: How far its clock is off.
    """

    def __init__(self, databases: Databases, number: int, chance: random.Random) -> None:
        self._databases = databases
        self._primary, self._replica = number, NODES + number
        self._chance = chance
        self.waiting: list[tuple[Command, asyncio.Future[None]]] = []
        self.skew_us = 0
        self.failovers = 0

    async def ask(self, command: Command) -> Any:
        """Answer at once, as in good weather."""
        return self._databases.ask(self._primary, command)

    def do(self, command: Command) -> tuple[Any, asyncio.Future[None]]:
        """Do something; what it answers, and when the replica has it."""
        reply = self._databases.ask(self._primary, command)
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if command[0] == "FCALL_RO":
            kept.set_result(None)
        else:
            self.waiting.append((command, kept))
            asyncio.get_running_loop().call_later(
                self._chance.expovariate(200), self._replicate, kept
            )
        return reply, kept

    def _replicate(self, wanted: asyncio.Future[None]) -> None:
        while not wanted.done():
            command, kept = self.waiting.pop(0)
            self._databases.ask(self._replica, command)
            kept.set_result(None)

    def fail_over(self) -> None:
        """Let the replica take over, without what it does not have yet."""
        self.failovers += 1
        for _, kept in self.waiting:
            kept.set_exception(LostError("the node is lost"))
            kept.exception()
        self.waiting.clear()
        self._primary, self._replica = self._replica, self._primary
        self._databases.copy(self._primary, self._replica)


class World:
    """The nodes, and what befalls messages on their way."""

    def __init__(
        self, databases: Databases, loop: InstantLoop, weather: Weather, seed: int
    ) -> None:
        self.chance = random.Random(f"weather {seed}")
        self.weather = weather
        self.loop = loop
        self.messages = 0
        self.befell: dict[str, int] = {}
        self.nodes = [Node(databases, number, self.chance) for number in range(NODES)]
        for node in self.nodes:
            node.skew_us = int(self.chance.uniform(-1, 1) * weather.skew_s * 1_000_000)
        self._travelling: set[asyncio.Task] = set()

    def clear(self) -> None:
        """Let the weather be good from now on."""
        self.weather = Weather(0, 0, 0, 0, 0, 0, 0)

    def home(self, key: str, *, is_cluster: bool) -> Node:
        return self.nodes[key_slot(key.encode()) % NODES if is_cluster else 0]

    async def send(self, node: Node, command: Command, *, promised: bool = False) -> Any:
        """Send something to a node and wait for its answer, if there is one.

        Args:
            node: To whom.
            command: What.
            promised: It is answered when the replica has it.
        """
        self.messages += 1
        await asyncio.sleep(self.chance.expovariate(1_000))
        fate = self._fate()
        if self.chance.randrange(1_000) < self.weather.failovers:
            node.fail_over()
        match fate:
            case "unheard":
                raise self.chance.choice((LostError, NotReachedError))("the line was lost")
            case "late":
                self._later(node, command)
                raise LostError("the line was lost")
            case "doubled":
                self._later(node, command)
        reply, kept = node.do(command)
        if fate == "slow" and promised:
            raise SlowError("0 disks have it")
        if promised and self.weather.waits:
            await asyncio.shield(kept)
        await asyncio.sleep(self.chance.expovariate(1_000))
        if fate == "unanswered":
            raise LostError("the line was lost")
        return reply

    def _fate(self) -> str:
        drawn = self.chance.randrange(1_000)
        for name in ("unheard", "unanswered", "late", "doubled", "slow"):
            drawn -= getattr(self.weather, name)
            if drawn < 0:
                self.befell[name] = self.befell.get(name, 0) + 1
                return name
        return ""

    def _later(self, node: Node, command: Command) -> None:
        """Deliver a message when nobody waits for it any more."""
        delay = self.chance.choice((0.002, 0.05, 1.0, LATE_S)) * self.chance.random()
        # It is on its way also when its sender is dead.
        task = self.loop.create_task(self._arrive(node, command, delay))
        self._travelling.add(task)
        task.add_done_callback(self._travelling.discard)

    async def _arrive(self, node: Node, command: Command, delay: float) -> None:
        await asyncio.sleep(delay)
        node.do(command)

    async def arrived(self) -> None:
        """Wait for every message that is still on its way."""
        await asyncio.gather(*self._travelling)


class SimulatedNodes:
    """What stands in for ``ledger.redis.nodes.Nodes`` in one worker.

    Args:
        world: What it talks to.
        is_cluster: Keys are on all nodes; otherwise on the first.
        forged: Changes the checks of every commit; a sabotage.
    """

    def __init__(
        self,
        world: World,
        *,
        is_cluster: bool,
        forged: Callable[[Sequence[Command]], Sequence[Command]] | None = None,
    ) -> None:
        self.is_cluster = is_cluster
        self._world = world
        self._forged = forged or (lambda checks: checks)

    async def read(self, key: str, commands: Sequence[Command]) -> list[Any]:
        node = self._world.home(key, is_cluster=self.is_cluster)
        found = await self._world.send(node, ["FCALL_RO", READ, 1, key, *words(commands)])
        now_us = START_US + int(self._world.loop.time() * 1_000_000) + node.skew_us
        return [*found[:-1], divmod(now_us, 1_000_000)]

    async def commit(
        self,
        key: str,
        checks: Sequence[Command],
        commands: Sequence[Command],
        done: Sequence[Command] = (),
        *,
        promised: bool = True,
    ) -> int | None:
        node = self._world.home(key, is_cluster=self.is_cluster)
        asked = [*words(done), *words(self._forged(checks)), *words(commands)]
        command = ["FCALL", COMMIT, 1, key, *asked]
        found = await self._world.send(node, command, promised=promised)
        return int(found[1]) - 1 if found[0] == b"refused" else None

    async def lines(self) -> list[Node]:
        return self._world.nodes

    def close(self) -> None: ...
