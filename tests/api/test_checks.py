"""Rule files are checked by a process of its own; quotes do not wait, whatever happens to it."""

import contextlib
import json
import os
import select
import signal
import socket
import threading
from multiprocessing import Pipe
from pathlib import Path

import httpx
import msgspec
import pytest

from api.app import create_app
from api.check_process import BROKEN, REPORT, TOO_LARGE, answer_to, serve
from api.checks import CheckBrokeError, Checker, Checks
from api.limits import CHECKS_AT_ONCE_MAX, CHECKS_WAITING_MAX
from api.problems import ProblemError
from api.settings import Settings
from tests.api.conftest import Caller, cart_document
from tests.api.running import PATIENCE_SECONDS, rules_text, running, until, write_rules

PATH = "/v1/rulesets/check"
RULES = {"rules.promo": rules_text(10)}
MANY = {
    "many.promo": rules_text(10)
    + "".join(
        f'set s{n} = sku "{n}"\npromotion p{n} "P" {{ until 2030-01-01 give 5% off s{n} }}\n'
        for n in range(2_000)
    )
}


@contextlib.contextmanager
def checking(**options):
    checker = Checker(**options)
    try:
        yield checker
    finally:
        checker.close()


@pytest.fixture
def checker():
    with checking() as one:
        yield one


def is_ok(report):
    return json.loads(report)["ok"]


def test_one_process_checks_one_after_another(checker):
    assert checker.pid is None
    assert is_ok(checker.check(RULES))
    first = checker.pid
    assert not is_ok(checker.check({"a.promo": "shop"}))
    assert checker.pid == first != os.getpid()


def test_quotes_have_the_processor_first(checker):
    checker.check(RULES)
    assert os.getpriority(os.PRIO_PROCESS, checker.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_process_that_is_gone_is_started_again(checker):
    checker.check(RULES)
    first = checker.pid
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert is_ok(checker.check(RULES))
    assert checker.pid != first


def test_a_check_that_takes_too_long_is_ended():
    with checking(seconds_max=0.2) as checker, pytest.raises(ProblemError) as caught:
        checker.check(MANY)
    assert caught.value.kind.slug == "check-stopped"
    assert checker.pid is None


def test_a_check_that_needs_too_much_memory_is_ended():
    with checking(memory_bytes=64 << 20) as checker:
        assert is_ok(checker.check(RULES))
        with pytest.raises(ProblemError) as caught:
            checker.check(MANY)
        assert caught.value.kind.slug == "check-stopped"
        assert is_ok(checker.check(RULES))


def when_asked(checker, monkeypatch, do):
    """Do something between asking the process and listening to it."""
    process = checker._process
    listen = process.answer

    def answer(seconds_max):
        do(process)
        return listen(seconds_max)

    monkeypatch.setattr(process, "answer", answer)


def test_a_process_that_dies_over_a_check_is_told_of(checker, monkeypatch):
    checker.check(RULES)
    os.kill(checker.pid, signal.SIGSTOP)
    when_asked(checker, monkeypatch, lambda process: os.kill(process.pid, signal.SIGKILL))
    with pytest.raises(ProblemError) as caught:
        checker.check(RULES)
    assert caught.value.kind.slug == "check-stopped"
    assert is_ok(checker.check(RULES))


def test_a_process_that_leaves_in_the_moment_it_is_asked_is_no_mistake(checker, monkeypatch):
    checker.check(RULES)
    first = checker.pid
    monkeypatch.setattr(checker._process, "ask", lambda asked: True)
    # It sees the pipe end, as it sees that it has waited long enough.
    when_asked(checker, monkeypatch, lambda process: process._link.close())
    assert is_ok(checker.check(RULES))
    assert checker.pid != first


def test_who_has_no_work_leaves(monkeypatch):
    monkeypatch.setattr("api.check_process.CHECK_IDLE_SECONDS", 0)
    ours, theirs = Pipe()
    with ours, theirs:
        ours.send_bytes(msgspec.json.encode(RULES))
        serve(theirs)
        assert is_ok(ours.recv_bytes()[1:])


def test_answers_of_the_process(monkeypatch):
    asked = msgspec.json.encode(RULES)
    assert answer_to(asked)[:1] == REPORT

    def broken(files):
        raise ValueError("no such thing")

    monkeypatch.setattr("api.check_process.check_files", broken)
    assert answer_to(asked)[:1] == BROKEN
    assert b"ValueError: no such thing" in answer_to(asked)

    def too_large(files):
        raise MemoryError

    monkeypatch.setattr("api.check_process.check_files", too_large)
    assert answer_to(asked) == TOO_LARGE


class Bugged:
    def check(self, files):
        raise CheckBrokeError("Traceback of the other process")


def test_a_bug_of_the_compiler_is_an_incident(state, capfd):
    app = create_app(Settings(), state, checks=Checks(Bugged()))
    answer = Caller(app).post(PATH, {"files": RULES})
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal")
    assert "Traceback of the other process" not in answer.text
    assert "Traceback of the other process" in capfd.readouterr().err


class Held:
    """Checks nothing until it is let go."""

    def __init__(self):
        self.is_running, self.may_end = threading.Event(), threading.Event()

    def check(self, files):
        self.is_running.set()
        assert self.may_end.wait(PATIENCE_SECONDS)
        return b'{"ok":true}'


@pytest.fixture
def held(state):
    """A checker that waits, a caller, and the answer to the check that is under way."""
    checker, answers = Held(), []
    caller = Caller(create_app(Settings(), state, checks=Checks(checker)))
    first = threading.Thread(target=lambda: answers.append(caller.post(PATH, {"files": RULES})))
    first.start()
    assert checker.is_running.wait(PATIENCE_SECONDS)
    yield caller
    checker.may_end.set()
    first.join(PATIENCE_SECONDS)
    assert answers[0].json()["ok"] is True


def test_few_wait(held, monkeypatch):
    """The second caller is told to come later when nobody may wait."""
    monkeypatch.setattr("api.checks.CHECKS_WAITING_MAX", 0)
    refused = held.post(PATH, {"files": RULES})
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/busy")
    assert refused.headers["retry-after"] == "2"


def test_nobody_waits_long(held, monkeypatch):
    monkeypatch.setattr("api.checks.CHECK_WAIT_SECONDS_MAX", 0.01)
    refused = held.post(PATH, {"files": RULES})
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/busy")
    assert "take long" in refused.json()["detail"]


# --- over real sockets ----------------------------------------------------------------------------


def send_check(server, files):
    """Send a whole request and do not wait for the answer."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    body = msgspec.json.encode({"files": files})
    connection = socket.create_connection((host, int(port)), PATIENCE_SECONDS)
    connection.sendall(
        f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"connection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection


def has_answer(connection):
    return bool(select.select([connection], [], [], 0)[0])


def read_all(connection):
    with connection, connection.makefile("rb") as answer:
        return answer.read()


def checkers(server):
    """Return the processes that a server's only worker has started."""
    (worker,) = server.workers()
    tasks = Path(f"/proc/{worker}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


@pytest.fixture
def server(tmp_path):
    with running(tmp_path, write_rules(tmp_path / "rules", rules_text(10))) as started:
        yield started


def test_quotes_are_answered_while_a_large_ruleset_is_checked(server):
    with httpx.Client(base_url=server.url, trust_env=False) as till:
        assert server.post(PATH, {"files": RULES}).json()["ok"] is True
        check = send_check(server, MANY)
        answered_first = 0
        while not has_answer(check):
            assert till.post("/v1/quotes", json=cart_document()).status_code == 200
            answered_first += not has_answer(check)
    assert answered_first >= 10
    assert b'"promotions":2001' in read_all(check)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks /proc who is whose child")
def test_quotes_are_answered_though_no_check_gets_on(server):
    """A checking process that stands still holds up checks, and nothing else."""
    assert server.post(PATH, {"files": RULES}).json()["ok"] is True
    (stuck,) = checkers(server)
    os.kill(stuck, signal.SIGSTOP)
    waiting = [send_check(server, RULES) for _ in range(CHECKS_AT_ONCE_MAX + CHECKS_WAITING_MAX)]
    until(lambda: server.post(PATH, {"files": RULES}).status_code == 503, "no more may wait")
    with httpx.Client(base_url=server.url, trust_env=False) as till:
        for _ in range(50):
            assert till.post("/v1/quotes", json=cart_document()).status_code == 200
    assert not any(has_answer(one) for one in waiting)
    os.kill(stuck, signal.SIGCONT)
    assert all(b'"ok":true' in read_all(one) for one in waiting)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks /proc who is whose child")
def test_the_checking_process_ends_with_its_worker(server):
    assert server.post(PATH, {"files": RULES}).json()["ok"] is True
    (checker,) = checkers(server)
    server.process.terminate()
    server.process.wait(PATIENCE_SECONDS)

    def is_gone():
        try:
            return Path(f"/proc/{checker}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    until(is_gone, "the checking process has ended")
