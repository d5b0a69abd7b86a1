"""The real server: processes, signals and sockets, which no test inside one process can show."""

import http.client
import signal
import socket
import subprocess
import time

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
    write_rules,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Two workers that every test of this module may use and none may harm."""
    folder = tmp_path_factory.mktemp("server")
    rules = write_rules(folder / "rules", rules_text(10))
    with running(folder, rules, "--workers", 2) as started:
        yield started


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
    result = ended(write_rules(tmp_path / "rules", BROKEN_RULES), "--port", 0)
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
        (["--catalogue", "/nowhere/at/all"], 2, "no catalogue folder"),
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
