"""A new ruleset under load: no request fails, no connection breaks, whatever happens meanwhile."""

import contextlib
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from rules.bundle import compile_folder
from tests.api.conftest import cart_document
from tests.api.running import BROKEN_RULES, Server, rules_text, running, until, write_rules

BODY = msgspec.json.encode(cart_document())


def request(body: bytes = BODY, *, close: bool = False) -> bytes:
    head = (
        "POST /v1/quotes HTTP/1.1\r\nhost: grosz\r\ncontent-type: application/json\r\n"
        f"{'connection: close' + chr(13) + chr(10) if close else ''}"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def connect(server: Server) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), 30)


class Answers:
    """Reads answers one after another from one connection.

    Raises, from ``next``, ``ConnectionError`` where the connection ends before an answer does.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.buffer = b""

    def next(self) -> tuple[int, dict[str, str]]:
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        self.buffer = rest
        while len(self.buffer) < int(headers["content-length"]):
            self._more()
        body = self.buffer[: int(headers["content-length"])]
        self.buffer = self.buffer[len(body) :]
        status = int(first.split()[1])
        if status == 200:
            named = msgspec.json.decode(body)["evidence"]["ruleset"]
            assert named == headers["grosz-ruleset"]
        return status, headers

    def _more(self) -> None:
        data = self.connection.recv(65_536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.buffer += data


class Load:
    """Clients of several kinds, each in a thread, until the block ends.

    Attributes:
        rulesets: Of every answer, by kind of client.
        failures: What went wrong.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.rulesets: dict[str, list[str]] = {}
        self.failures: list[str] = []
        self.is_over = threading.Event()

    @contextlib.contextmanager
    def running(self) -> Iterator["Load"]:
        kinds = [self.kept, self.kept, self.fresh, self.pipelined, self.slow, self.seldom]
        threads = [threading.Thread(target=self.watched, args=(kind,)) for kind in kinds]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join()

    def until_all_see(self, ruleset: str) -> None:
        """Wait until clients of every kind were answered by a ruleset, or one has failed."""
        until(
            lambda: self.failures or all(s and s[-1] == ruleset for s in self.rulesets.values()),
            "every client is answered by the new rules",
        )

    def watched(self, kind: Callable[[list[str]], None]) -> None:
        seen = self.rulesets.setdefault(kind.__name__, [])
        try:
            kind(seen)
        except Exception as error:  # noqa: BLE001 - told by the test, not by the thread
            self.failures.append(f"{kind.__name__} after {len(seen)}: {error!r}")

    def note(self, seen: list[str], answers: Answers) -> None:
        status, headers = answers.next()
        assert status == 200, status
        seen.append(headers["grosz-ruleset"])

    def kept(self, seen: list[str]) -> None:
        """One connection for all requests, one after another."""
        with connect(self.server) as one:
            answers = Answers(one)
            while not self.is_over.is_set():
                one.sendall(request())
                self.note(seen, answers)

    def fresh(self, seen: list[str]) -> None:
        """A connection for each request."""
        while not self.is_over.is_set():
            with connect(self.server) as one:
                one.sendall(request(close=True))
                self.note(seen, Answers(one))

    def pipelined(self, seen: list[str]) -> None:
        """Three requests at a time on one connection."""
        with connect(self.server) as one:
            answers = Answers(one)
            while not self.is_over.is_set():
                one.sendall(request() * 3)
                for _ in range(3):
                    self.note(seen, answers)

    def slow(self, seen: list[str]) -> None:
        """A request that arrives in pieces, in the head and in the body."""
        with connect(self.server) as one:
            answers = Answers(one)
            whole = request()
            while not self.is_over.is_set():
                for start in range(0, len(whole), 60):
                    one.sendall(whole[start : start + 60])
                    time.sleep(0.01)
                self.note(seen, answers)

    def seldom(self, seen: list[str]) -> None:
        """One connection, idle most of the time."""
        with connect(self.server) as one:
            answers = Answers(one)
            while not self.is_over.is_set():
                one.sendall(request())
                self.note(seen, answers)
                self.is_over.wait(0.3)


def swaps(server: Server) -> list[str]:
    """Return the ruleset of every swap so far, from the log."""
    return re.findall(r"every worker answers by (\S+)", server.log())


def reload_and_wait(server: Server, rules: Path, percent: int) -> str:
    """Load other rules; return their digest when new workers answer by them."""
    write_rules(rules, rules_text(percent))
    program = compile_folder(rules).program
    assert program is not None
    server.signal(signal.SIGHUP)
    until(lambda: program.digest in swaps(server)[-1:], "the swap")
    return program.digest


@pytest.mark.parametrize("workers", [1, 2])
def test_no_request_fails_and_no_connection_breaks(rules, tmp_path, workers):
    with running(tmp_path, rules, "--workers", workers) as server:
        with Load(server).running() as load:
            for percent in (20, 30, 40):
                load.until_all_see(reload_and_wait(server, rules, percent))
            # One that does not compile, in between.
            write_rules(rules, BROKEN_RULES)
            server.signal(signal.SIGHUP)
            until(lambda: all(server.failures()), "every worker knows of the failure")
            # Reloads while there is one already, the last of them with the last word.
            for percent in range(41, 50):
                write_rules(rules, rules_text(percent))
                server.signal(signal.SIGHUP)
                time.sleep(0.02)
            last = reload_and_wait(server, rules, 50)
            load.until_all_see(last)
        assert load.failures == []
        for kind, seen in load.rulesets.items():
            assert len(set(seen)) >= 4, kind
            assert last in seen, kind
        assert not any(server.failures())
        until(lambda: len(server.workers()) == workers, "the old workers end")
        assert "Traceback" not in server.log()


def test_an_idle_connection_is_answered_by_the_new_rules_at_once(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server, contextlib.ExitStack() as held:
        # Some have asked before, some have only connected.
        idle = [held.enter_context(connect(server)) for _ in range(12)]
        for one in idle[:6]:
            one.sendall(request())
            assert Answers(one).next()[0] == 200
        time.sleep(0.2)
        active = reload_and_wait(server, rules, 20)
        until(lambda: len(server.workers()) == 2, "the old workers end")
        for one in idle:
            one.sendall(request())
            status, headers = Answers(one).next()
            assert (status, headers["grosz-ruleset"]) == (200, active)
            assert "connection" not in headers


def test_what_has_begun_ends_by_the_rules_it_began_with(rules, tmp_path):
    with running(tmp_path, rules) as server, connect(server) as one:
        (first,) = server.digests()
        (old,) = server.workers()
        whole = request()
        one.sendall(whole[:-10])
        time.sleep(0.2)
        active = reload_and_wait(server, rules, 20)
        until(lambda: server.digests() == {active}, "new connections are answered by the new rules")
        assert active != first
        assert old in server.workers()
        answers = Answers(one)
        one.sendall(whole[-10:])
        assert answers.next()[1]["grosz-ruleset"] == first
        one.sendall(whole)
        assert answers.next()[1]["grosz-ruleset"] == active
        until(lambda: old not in server.workers(), "the old worker ends")


# A server with something odd about it; ``first`` is the ruleset that it starts with.
ODD = """
import os, sys, time
import api.loader, api.server, api.worker
first, load = [], api.server.load_snapshot
def noted(*paths, **options):
    first.append(load(*paths, **options))
    return first[0]
api.server.load_snapshot = noted
{oddity}
from cli.main import main
sys.argv[1:] = {arguments}
main()
"""
# Workers of another ruleset than the first do something odd when they make themselves warm.
ODD_WORKERS = """
def odd(snapshot):
    if snapshot is not first[0]:
        {what}
api.worker.warm = odd
"""
# Loading takes long, and as much of a processor as it gets.
SLOW_LOADING = """
def slow(*paths, **options):
    end = time.monotonic() + 4
    while time.monotonic() < end:
        sum(range(10_000))
    return load(*paths, **options)
api.loader.load_snapshot = slow
"""


@contextlib.contextmanager
def odd_server(tmp_path: Path, oddity: str, *arguments: object) -> Iterator[Server]:
    given = ["serve", *map(str, arguments), "--port", "0"]
    code = ODD.format(oddity=oddity, arguments=given)
    with running(tmp_path, command_line=[sys.executable, "-c", code]) as server:
        yield server


def test_new_workers_that_are_killed_before_they_open_are_forked_again(rules, tmp_path):
    with odd_server(
        tmp_path, ODD_WORKERS.format(what="time.sleep(1)"), rules, "--workers", 2
    ) as server:
        old = set(server.workers())
        with Load(server).running() as load:
            write_rules(rules, rules_text(20))
            server.signal(signal.SIGHUP)
            until(lambda: len(server.workers()) == 4, "new workers beside the old ones")
            killed = set(server.workers()) - old
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            until(lambda: swaps(server), "the swap")
            load.until_all_see(swaps(server)[-1])
        assert load.failures == []
        assert server.log().count("another one takes its place") == 2
        assert all(len(set(seen)) == 2 for seen in load.rulesets.values())
        until(lambda: len(server.workers()) == 2, "the old workers end")
        assert not set(server.workers()) & (old | killed)


def test_a_ruleset_that_workers_do_not_start_with_is_taken_back(rules, tmp_path):
    with odd_server(
        tmp_path, ODD_WORKERS.format(what="os._exit(3)"), rules, "--workers", 2
    ) as server:
        (first,) = server.digests()
        old = set(server.workers())
        with Load(server).running() as load:
            write_rules(rules, rules_text(20))
            server.signal(signal.SIGHUP)
            until(lambda: all(server.failures()), "every worker knows of the failure")
            assert "workers end when they start" in server.failures(1)[0]["message"]
        assert load.failures == []
        assert {one for seen in load.rulesets.values() for one in seen} == {first}
        assert set(server.workers()) == old
        # Taking the file back is no failure any more.
        write_rules(rules, rules_text(10))
        server.signal(signal.SIGHUP)
        until(lambda: not any(server.failures()), "the failure is over")


def test_a_worker_that_dies_while_rules_are_loaded_is_replaced_meanwhile(rules, tmp_path):
    with odd_server(tmp_path, SLOW_LOADING, rules, "--workers", 2) as server:
        (first,) = server.digests()
        before = set(server.workers())
        write_rules(rules, rules_text(20))
        server.signal(signal.SIGHUP)
        time.sleep(0.3)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(
            lambda: len(server.workers()) == 2 and not set(server.workers()) & before,
            "both workers are replaced",
        )
        assert server.digests() == {first}
        assert "loaded" not in server.log()
        until(lambda: first not in server.digests(), "the swap")
