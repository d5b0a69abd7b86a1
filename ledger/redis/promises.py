"""What a Redis or Valkey has to keep for a ledger, and which of it a given one does not keep."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, Final

import msgspec
from redis.asyncio import Redis
from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    RedisError,
    ResponseError,
)

from ledger.redis.url import Address, Settings, parse_url

# How long one node may take to answer; a ledger that is slower is no use to a till.
ANSWER_S: Final = 2.0
# Commands that the ledger needs, and since when they are there.
_COMMANDS: Final = {"FCALL": "Redis 7.0 or Valkey", "WAITAOF": "Redis 7.2 or Valkey"}
_WANTED: Final = (
    ("appendonly", "yes", "without it nothing is there after a restart"),
    ("appendfsync", "always", "without it a confirm that was answered may be lost with the power"),
    ("no-appendfsync-on-rewrite", "no", "else nothing is synced while the file is rewritten"),
    ("maxmemory-policy", "noeviction", "else open orders and balances are dropped to make room"),
)
_MAXMEMORY: Final = "else the system ends the server when the memory of the machine is used up"
_REPLICATED: Final = (
    ("min-replicas-to-write", "else it takes changes that no replica can have"),
    ("min-replicas-max-lag", "0 makes min-replicas-to-write mean nothing"),
)


class Finding(msgspec.Struct, frozen=True):
    """One promise that a node does not keep.

    Attributes:
        node: Its address, ``host:port``.
        setting: The name of the setting, or what else was looked at.
        found: What it is.
        wanted: What to set, or to do.
        reason: What may be lost otherwise.
        is_passing: It may heal by itself, such as a replica that is away; a setting never does.
    """

    node: str
    setting: str
    found: str
    wanted: str
    reason: str
    is_passing: bool = False

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        return f"{self.node}: {self.setting} is {self.found}; {self.wanted}: {self.reason}"


async def broken_promises(url: str) -> tuple[Finding, ...]:
    """Ask a server, its replicas, or every node of its cluster what they promise.

    Nothing is written. A node that does not answer is a finding too, so this raises for nothing but
    a URL that is none.

    Args:
        url: As ``open_store`` takes it, such as ``redis://user:password@host:6379/0``.

    Returns:
        What is not kept, node by node; empty where the ledger may rely on it.

    Raises:
        RedisUrlError: The URL is none of a ledger on Redis.
    """
    settings = parse_url(url)
    lost: list[Finding] = []
    for address in settings.addresses:
        node = _Node(address, settings)
        await node.look()
        if not node.is_silent:
            break
        lost += node.findings
    else:
        return tuple(lost)
    others = _others(node)
    await asyncio.gather(*(other.look() for other in others))
    nodes = [node, *others]
    is_replicated = len(nodes) > 1 or node.is_cluster or node.number("min-replicas-to-write") > 0
    for one in nodes:
        one.judge(is_replicated=is_replicated)
    node.judge_address(is_replicated=is_replicated)
    return tuple(finding for one in nodes for finding in one.findings)


class _Node:
    """One server: what it said, and what is wrong with it."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self.name = str(address)
        self.address = address
        self.settings = settings
        self.findings: list[Finding] = []
        self.info: Mapping[str, Any] = {}
        self.config: Mapping[str, str] = {}
        self.has_commands: Mapping[str, bool] = {}
        self.members: Mapping[str, Mapping[str, Any]] = {}

    @property
    def is_silent(self) -> bool:
        return not self.info

    @property
    def is_cluster(self) -> bool:
        return bool(self.info.get("cluster_enabled"))

    @property
    def is_primary(self) -> bool:
        return self.info.get("role") == "master"

    def number(self, setting: str) -> int:
        return int(self.config.get(setting) or 0)

    def report(
        self, setting: str, found: str, wanted: str, reason: str, *, is_passing: bool = False
    ) -> None:
        self.findings.append(Finding(self.name, setting, found, wanted, reason, is_passing))

    async def look(self) -> None:
        """Ask everything; what cannot be asked is a finding."""
        client = _connected(self.address, self.settings)
        try:
            self.info = await client.info()
            self.has_commands = _known(await _ask(client, "COMMAND INFO", *_COMMANDS))
            self.config = _texts(await client.config_get("*"))
            if self.is_cluster:
                self.members = await _ask(client, "CLUSTER NODES")
        except AuthenticationError as error:
            self._silent(f"not open to this user ({error})", "set user and password in the URL")
        except (NoPermissionError, ResponseError) as error:
            self._silent(
                f"not told ({error})",
                "let this user run INFO, CONFIG GET, COMMAND INFO and CLUSTER NODES",
            )
        except (RedisError, OSError) as error:
            reason = str(error) or type(error).__name__
            self._silent(f"unknown ({reason})", "start it, or correct its address", passing=True)
        finally:
            await client.aclose()

    def judge(self, *, is_replicated: bool) -> None:
        """Say what is not as it should be."""
        if self.is_silent or not self.config:
            return
        self._judge_commands(is_replicated=is_replicated)
        for setting, wanted, reason in _WANTED:
            if (found := self.config.get(setting)) != wanted:
                self.report(setting, found or "not there", f"set it to {wanted}", reason)
        if self.config.get("maxmemory") in (None, "0"):
            self.report("maxmemory", "0", "set it to what the machine can spare", _MAXMEMORY)
        for setting, reason in _REPLICATED if is_replicated else ():
            if self.number(setting) < 1:
                wanted = "set it to 1 or more" if setting.endswith("write") else "set it to 10"
                self.report(setting, self.config.get(setting) or "not there", wanted, reason)
        self._judge_state(is_replicated=is_replicated)

    def judge_address(self, *, is_replicated: bool) -> None:
        """Say what the URL should say of such servers."""
        if self.is_cluster and not self.settings.is_cluster:
            wanted = "write `redis+cluster://`"
            self.report("the address", "of one node of a cluster", wanted, "it has a part only")
        if is_replicated and self.settings.replicas < 1:
            wanted = "add `?replicas=1` to the address"
            self.report("replicas", "0", wanted, "a confirm is answered before any of them has it")
        if not self.settings.needs_aof:
            wanted = "take it out of the address"
            self.report("aof", "no", wanted, "a confirm is answered before a disk has it")

    def _judge_commands(self, *, is_replicated: bool) -> None:
        version = str(self.info.get("valkey_version") or self.info.get("redis_version"))
        for command, since in _COMMANDS.items():
            if self.has_commands.get(command) or (command == "WAITAOF" and not is_replicated):
                continue
            reason = (
                "the ledger is a library of functions"
                if command == "FCALL"
                else f"without {command} a confirm that was answered may be lost in a failover"
            )
            self.report("version", version, f"install {since}", reason)

    def _judge_state(self, *, is_replicated: bool) -> None:
        if self.info.get("aof_enabled") and self.info.get("aof_last_write_status") != "ok":
            self.report(
                "aof_last_write_status",
                str(self.info.get("aof_last_write_status")),
                "look at its disk",
                "it cannot write down what changes",
                is_passing=True,
            )
        if is_replicated and self.is_primary and not self.info.get("connected_slaves"):
            self.report(
                "connected replicas",
                "0",
                "start one",
                "a confirm waits for a replica that has it too",
                is_passing=True,
            )
        if not self.is_primary and self.info.get("master_link_status") != "up":
            self.report(
                "the link to its primary",
                "down",
                "look at the network and its log",
                "it would take over without the latest confirms",
                is_passing=True,
            )

    def _silent(self, found: str, wanted: str, *, passing: bool = False) -> None:
        self.report("what it promises", found, wanted, "nobody knows then", is_passing=passing)


def _others(node: _Node) -> list[_Node]:
    """Find the replicas of a primary, or the other nodes of a cluster."""
    if node.is_cluster:
        found = _members(node)
    elif node.is_primary:
        count = int(node.info.get("connected_slaves", 0))
        replicas = [node.info.get(f"slave{number}") for number in range(count)]
        found = [Address(str(one["ip"]), int(one["port"])) for one in replicas if one]
    else:
        primary = f"{node.info.get('master_host')}:{node.info.get('master_port')}"
        node.report("role", "replica", f"name its primary, {primary}", "it takes no changes")
        found = []
    return [_Node(address, node.settings) for address in found]


def _members(node: _Node) -> list[Address]:
    """List the addresses of the other nodes of a cluster; those that are lost are findings."""
    found = []
    for address, member in node.members.items():
        flags = str(member["flags"]).split(",")
        host, _, port = address.rpartition(":")
        if "myself" in flags:
            continue
        if {"fail", "fail?", "handshake", "noaddr"} & set(flags):
            node.findings.append(
                Finding(
                    address,
                    "what it promises",
                    f"unknown (the cluster says {member['flags']})",
                    "start it, or take it out of the cluster",
                    "nobody knows then",
                    is_passing=True,
                )
            )
            continue
        found.append(Address(host or node.address.host, int(port)))
    return found


def _connected(address: Address, settings: Settings) -> Redis:
    """Speak to one node as the ledger does: the same user, password and encryption."""
    return Redis(
        host=address.host,
        port=address.port,
        unix_socket_path=address.path or None,
        ssl=settings.is_encrypted,
        username=settings.user or None,
        password=settings.password or None,
        socket_timeout=ANSWER_S,
        socket_connect_timeout=ANSWER_S,
    )


async def _ask(client: Redis, *command: str) -> Any:
    answer: Awaitable[Any] = client.execute_command(*command)  # type: ignore[no-untyped-call]
    return await answer


def _texts(found: Mapping[Any, Any]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in found.items()}


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _known(found: Iterable[Any]) -> dict[str, bool]:
    names = {_text(one[0]).upper() for one in found if one}
    return {command: command in names for command in _COMMANDS}
