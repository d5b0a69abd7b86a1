"""An engine that runs: its process, what it answered to its job, and stretches on demand."""

import json
import subprocess
import sys
from typing import Any, Final, Self

from benchmarks.peers.environments import ROOT, Peer, command, variables

OURS: Final = "grosz"
OURS_COMPILED: Final = "grosz, compiled core"


class WrongTotalsError(Exception):
    """An engine does another job than the others: what its lines save differs."""


class Engine:
    """One adapter with one job; see ``benchmarks.peers.adapter``.

    Args:
        peer: Whose adapter; ``None`` for our own engine.
        job: What it shall do.
        compiled: Environment variables of our own engine with the compiled core.

    Raises:
        MissingPeerError: The peer cannot be had here.
    """

    def __init__(
        self, peer: Peer | None, job: dict[str, Any], compiled: dict[str, str] | None = None
    ) -> None:
        self.name = peer.name if peer else OURS_COMPILED if compiled else OURS
        self._job = job
        words = command(peer) if peer else [sys.executable, "-m", "benchmarks.peers.grosz_adapter"]
        self._process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=variables() if peer else compiled,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.kill()
        process.wait()
        process.stdout.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            return

    def begin(self) -> None:
        """Do the job once and compare what every line saves.

        Raises:
            WrongTotalsError: It is not what the job expects.
            RuntimeError: The adapter ended; its own words are on standard error.
        """
        saved = self._ask(json.dumps(self._job))["saved"]
        if saved != self._job["expected"]:
            raise WrongTotalsError(f"{self.name} saves {saved}, not {self._job['expected']}")

    def microseconds(self, stretch_ms: int) -> float:
        """Return microseconds a cart over one stretch."""
        found: float = self._ask(str(stretch_ms))["us"]
        return found

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise RuntimeError(f"{self.name} ended before it was asked") from None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended without an answer")
        found: dict[str, Any] = json.loads(answer)
        return found
