"""A real server in its own process, over real sockets."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30.0

SHOP = """shop "Demo" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos, web, app
}
"""


def rules_text(percent: int) -> str:
    """A ruleset with one promotion of so many percent off the basket."""
    return f'{SHOP}\npromotion mniej "Mniej" {{\n  give {percent}% off basket\n}}\n'


BROKEN_RULES = f'{SHOP}\npromotion mniej "BAD" {{\n  give 10 PLN % off basket\n'


def write_rules(folder: Path, text: str) -> Path:
    """Write a folder of rules with one file, or write that file again."""
    folder.mkdir(exist_ok=True)
    (folder / "rules.promo").write_text(text, encoding="utf-8")
    return folder


class Server:
    """One running ``grosz serve``.

    Attributes:
        process: The parent.
        url: Where it listens.
        errors: File of its standard error.
    """

    def __init__(self, process: subprocess.Popen[str], url: str, errors: Path) -> None:
        self.process = process
        self.url = url
        self.errors = errors

    def get(self, path: str) -> httpx.Response:
        """Ask on a new connection, so that any worker may answer."""
        return httpx.get(self.url + path, timeout=PATIENCE_SECONDS, trust_env=False)

    def post(self, path: str, document: Any) -> httpx.Response:
        return httpx.post(self.url + path, json=document, timeout=PATIENCE_SECONDS, trust_env=False)

    def digests(self, rounds: int = 12) -> set[str]:
        """Ask many times on new connections; return every ruleset that answered."""
        return {self.get("/v1/rulesets/active").json()["ruleset"] for _ in range(rounds)}

    def failures(self, rounds: int = 12) -> list[Any]:
        return [self.get("/v1/rulesets/active").json()["last_failure"] for _ in range(rounds)]

    def workers(self) -> list[int]:
        """Return the process identifiers of the workers."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]

    def log(self) -> str:
        return self.errors.read_text(encoding="utf-8")

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


def until(holds: Callable[[], object], why: str) -> None:
    """Wait until something holds; fail when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_SECONDS} s: {why}")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "cli.main", "serve", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("GROSZ_")}


@contextlib.contextmanager
def running(
    tmp_path: Path, *arguments: object, command_line: Sequence[str] = ()
) -> Iterator[Server]:
    """Start a server on a free port, wait for its line, and stop it at the end.

    A *command_line* is one that starts it in another way.
    """
    errors = tmp_path / "stderr.txt"
    with errors.open("w") as written:
        process = subprocess.Popen(
            command_line or command(*arguments, "--port", 0),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://[0-9.:]+", line)
        assert found, f"no address in {line!r}; {errors.read_text()}"
        yield Server(process, found[0], errors)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
