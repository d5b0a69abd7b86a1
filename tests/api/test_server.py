"""The real server: processes, signals and sockets, which no test inside one process can show."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import cart_document
from tests.api.running import (
    BROKEN_RULES,
    PATIENCE_SECONDS,
    ROOT,
    command,
    environment,
    rules_text,
    running,
    until,
)


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rules.promo").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def rules(tmp_path):
    return write(tmp_path / "rules", rules_text(10))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Two workers that every test of this module may use and none may harm."""
    folder = tmp_path_factory.mktemp("server")
    rules = write(folder / "rules", rules_text(10))
    with running(folder, rules, "--workers", 2) as started:
        yield started


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"


def test_answers_the_same_bytes_from_every_worker(server, tmp_path):
    body = cart_document()
    answers = {server.post("/v1/quotes", body).content for _ in range(30)}
    assert len(answers) == 1
    with running(tmp_path, server.process.args[4]) as other:
        assert other.post("/v1/quotes", body).content in answers


def test_speaks_http_as_it_should(server):
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        first = client.post("/v1/quotes", json=cart_document())
        assert first.status_code == 200
        assert first.headers["grosz-ruleset"].startswith("sha256:")
        assert "server" not in first.headers
        # A refused request leaves the connection usable.
        assert client.post("/v1/quotes", content=b"{").status_code == 415
        assert client.head("/docs").status_code == 200
        assert client.options("/v1/quotes").headers["allow"] == "OPTIONS, POST"
        assert client.get("/readyz").json()["ruleset"] == first.headers["grosz-ruleset"]


@pytest.mark.parametrize("is_chunked", [False, True])
def test_fifty_megabytes_are_refused_with_an_answer(server, is_chunked):
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    chunks = (b" " * (1 << 20) for _ in range(50))
    headers = {"content-type": "application/json"}
    if not is_chunked:
        headers["content-length"] = str(50 << 20)
    connection.request("POST", "/v1/quotes", chunks, headers, encode_chunked=is_chunked)
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.getheader("content-type") == "application/problem+json"
    assert b"/problems/too-large" in answer.read()
    connection.close()
    assert "Traceback" not in server.log()


def test_who_asks_before_sending_is_told_at_once(server):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(
            b"POST /v1/quotes HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"content-length: 52428800\r\nexpect: 100-continue\r\n\r\n"
        )
        answer = raw.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_what_is_no_http_breaks_nothing(server):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        assert b"400" in raw.recv(65536)
    assert server.get("/readyz").status_code == 200
    assert "Traceback" not in server.log()


def test_a_signal_swaps_rules_and_bad_ones_change_nothing(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()

        write(rules, BROKEN_RULES)
        server.signal(signal.SIGHUP)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        assert server.digests() == {first}
        failure = server.failures(1)[0]
        assert "do not compile" in failure["message"]
        assert failure["diagnostics"][0]["file"] == "rules.promo"
        assert failure["diagnostics"][0]["code"].startswith("PR")
        assert "error[PR" in server.log()
        assert "the ruleset that runs stays" in server.log()

        write(rules, rules_text(20))
        server.signal(signal.SIGHUP)
        until(lambda: first not in server.digests(), "every worker follows")
        assert len(server.digests()) == 1
        assert not any(server.failures())

        # What failed and was taken back is no failure any more.
        write(rules, BROKEN_RULES)
        server.signal(signal.SIGHUP)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        write(rules, rules_text(20))
        server.signal(signal.SIGHUP)
        until(lambda: not any(server.failures()), "the failure is over")


def test_a_signal_to_one_worker_is_for_all(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        write(rules, rules_text(20))
        os.kill(server.workers()[0], signal.SIGHUP)
        until(lambda: first not in server.digests(), "every worker follows")


def test_watching_needs_no_signal(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2, "--watch") as server:
        (first,) = server.digests()
        write(rules, rules_text(20))
        until(lambda: first not in server.digests(), "every worker follows")
        (second,) = server.digests()
        write(rules, BROKEN_RULES)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        assert server.digests() == {second}


def test_no_request_is_lost_while_rules_are_swapped(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        seen: list[tuple[int, str, str]] = []
        is_over = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=server.url, trust_env=False) as client:
                while not is_over.is_set():
                    answer = client.post("/v1/quotes", json=cart_document())
                    named = answer.json()["evidence"]["ruleset"]
                    seen.append((answer.status_code, answer.headers["grosz-ruleset"], named))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for percent in (20, 10, 20):
            write(rules, rules_text(percent))
            before = server.log().count("loaded sha256:")
            server.signal(signal.SIGHUP)
            until(lambda n=before: server.log().count("loaded sha256:") > n, "reloaded")
            until(lambda: len(server.digests()) == 1, "every worker follows")
        is_over.set()
        for thread in threads:
            thread.join()
        assert {status for status, _, _ in seen} == {200}
        assert all(header == named for _, header, named in seen)
        assert first in {header for _, header, _ in seen}
        assert len({header for _, header, _ in seen}) == 2


def test_a_killed_worker_comes_back_with_what_was_active(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        write(rules, BROKEN_RULES)
        before = server.workers()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(
            lambda: len(server.workers()) == 2 and not set(server.workers()) & set(before),
            "both workers are replaced",
        )
        assert server.digests() == {first}
        assert server.post("/v1/quotes", cart_document()).status_code == 200


def test_files_that_change_while_they_are_loaded_leave_all_workers_alike(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        for percent in range(20, 32, 2):
            write(rules, rules_text(percent))
            server.signal(signal.SIGHUP)
            time.sleep(0.03)
            # The parent may have read the one, and a worker now reads the other.
            write(rules, rules_text(percent + 1))
        until(
            lambda: len(server.digests()) == 1 and len(server.workers()) == 2,
            "all workers price alike",
        )
        assert server.post("/v1/quotes", cart_document()).status_code == 200


def test_workers_end_with_their_parent(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        workers = server.workers()
        assert len(workers) == 2
        server.signal(signal.SIGKILL)
        until(lambda: not any(map(is_alive, workers)), "the workers end")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_told_and_ends_with_nought(rules, tmp_path, number):
    with running(tmp_path, rules, "--workers", 2) as server:
        workers = server.workers()
        server.signal(number)
        assert server.process.wait(PATIENCE_SECONDS) == 0
        assert not any(map(is_alive, workers))
        assert "Traceback" not in server.log()


def test_drains_before_it_stops(rules, tmp_path):
    with running(tmp_path, rules, "--drain-seconds", 2) as server:
        assert server.get("/readyz").status_code == 200
        server.signal(signal.SIGTERM)
        until(lambda: server.get("/readyz").status_code == 503, "not ready any more")
        assert server.post("/v1/quotes", cart_document()).status_code == 200
        assert server.process.wait(PATIENCE_SECONDS) == 0


def ended(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_rules_that_do_not_compile_are_told_and_end_it(tmp_path):
    result = ended(write(tmp_path / "rules", BROKEN_RULES), "--port", 0)
    assert result.returncode == 1
    assert "error[PR" in result.stderr
    assert "rules.promo" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_busy_port_is_told(rules):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = ended(rules, "--port", taken.getsockname()[1])
    assert result.returncode == 3
    assert "is taken" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--port", 70_000], 2, "65535"),
        (["--workers", 0], 2, "workers"),
        (["--host", "203.0.113.1"], 3, "no address"),
        (["--host", "no.such.host.invalid"], 3, "--host"),
        (["--catalogue", "/nowhere/at/all"], 1, "no folder"),
    ],
)
def test_wrong_arguments_are_told(rules, arguments, code, said):
    result = ended(rules, *arguments)
    assert result.returncode == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_missing_rules_are_told(tmp_path):
    assert ended().returncode == 2
    result = ended(tmp_path / "nowhere")
    assert result.returncode in (1, 2)
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr


def test_prints_one_line_when_ready(rules, tmp_path):
    started = time.monotonic()
    with running(tmp_path, rules) as server:
        assert time.monotonic() - started < PATIENCE_SECONDS
        server.signal(signal.SIGTERM)
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""
        assert server.process.wait(PATIENCE_SECONDS) == 0
