"""A real server process: found, asked, and always stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.demo_server import running_server
from cli.guard import StopError

ROOT = Path(__file__).resolve().parents[2]


def test_it_answers_and_is_gone_afterwards(shop_folder):
    with running_server(shop_folder / "rules", shop_folder / "catalogue") as server:
        assert server.address.startswith("http://127.0.0.1:")
        body = (shop_folder / "carts" / "coffee.json").read_bytes()
        status, answer = server.ask("POST", "/v1/quotes", body)
        assert status == 200
        assert json.loads(answer)["id"] == "WAW-01/7/000123"
        process = server._process
        assert process.poll() is None
    assert process.poll() is not None
    with pytest.raises(StopError, match="does not answer"):
        server.ask("GET", "/readyz")


def test_it_is_stopped_after_a_mistake_too(shop_folder):
    class OurMistakeError(Exception):
        pass

    seen = []

    def use_it():
        with running_server(shop_folder / "rules", shop_folder / "catalogue") as server:
            seen.append(server._process)
            raise OurMistakeError

    with pytest.raises(OurMistakeError):
        use_it()
    assert seen[0].poll() is not None


def test_what_a_server_says_when_it_does_not_start_is_passed_on(shop_folder):
    with (
        pytest.raises(StopError, match=r"coffee\.promo:4") as stopped,
        running_server(shop_folder / "wrong", shop_folder / "catalogue"),
    ):
        pytest.fail("a server with wrong rules started")
    assert stopped.value.code == 3
    assert "the server ended with 1" in stopped.value.message


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ending_the_demo_ends_its_server(number):
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "demo", "--keep"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    shown = ""
    for line in process.stdout:
        shown += line
        if line.startswith("The server goes on at"):
            break
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    servers = [int(one) for one in children.read_text().split()] if children.exists() else []
    process.send_signal(number)
    shown += process.stdout.read()
    process.stdout.close()
    assert process.wait(timeout=60) == 0, shown
    assert shown.endswith("stopped\n")
    deadline = time.monotonic() + 10
    while any(_is_alive(server) for server in servers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_alive(server) for server in servers)


def test_the_whole_demo():
    ran = subprocess.run(
        [sys.executable, "-m", "cli.main", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "same to the last grosz" in ran.stdout
    assert "differs as declared" in ran.stdout
    assert "Why not " in ran.stdout
    assert "So little is missing" in ran.stdout
    assert ran.stdout.count("wycena sha256:") >= 9


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
