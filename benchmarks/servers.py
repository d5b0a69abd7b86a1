"""Starts what is driven: our own server with a benchmark ruleset, and its peer, the echo."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.carts import write_catalogue
from benchmarks.rulesets import ruleset

ROOT: Final = Path(__file__).resolve().parent.parent
STOP_SECONDS: Final = 30
ECHO: Final = (sys.executable, "-m", "benchmarks.echo")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    Attributes:
        pid: Of the parent.
        port: On this machine.
    """

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """Return processor time of the parent and its workers so far, user and system.

        Raises:
            OSError: This system does not tell.
        """
        task = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        pids = [self.pid, *map(int, task.read_text(encoding="ascii").split())]
        ticks = 0
        for pid in pids:
            # The second field is a name in parentheses and may hold anything.
            fields = (
                Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            )
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(command: Sequence[str]) -> Iterator[Server]:
    """Start a server, wait for the line that names its port, and stop it in the end."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                yield Server(process.pid, int(found[1]))
                return
        raise RuntimeError(f"{command[:3]} ended with {process.wait()} before it served anything")
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def write_shop(folder: Path, promotions: int) -> None:
    """Write rules and catalogue below a folder."""
    rules, catalogue = folder / "rules", folder / "catalogue"
    rules.mkdir(parents=True)
    catalogue.mkdir()
    for source in ruleset(promotions):
        (rules / source.name).write_text(source.text, encoding="utf-8")
    write_catalogue(catalogue)


def grosz(folder: Path, workers: int = 1) -> list[str]:
    """Return the command that serves a written shop on a free port."""
    shop = [str(folder / "rules"), "--catalogue", str(folder / "catalogue")]
    options = ["--port", "0", "--workers", str(workers)]
    return [sys.executable, "-m", "cli.main", "serve", *shop, *options]
