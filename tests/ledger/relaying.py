"""A relay in a process of its own, to be killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.ledger.owning import ROOT

SECRET = "whsec_" + "A" * 32


class RelayProcess:
    """``grosz ledger relay``."""

    def __init__(self, ledger: Path | str, *options: str) -> None:
        self._command = [sys.executable, "-m", "cli.main", "ledger", "relay", str(ledger), *options]
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        more = {
            "PYTHONPATH": os.pathsep.join(paths),
            "GROSZ_WEBHOOK_SECRET": SECRET,
            "NO_PROXY": "127.0.0.1",
        }
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=os.environ | more, stderr=subprocess.PIPE, text=True
        )

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        _, error = self._process.communicate(timeout=30)
        return self._process.returncode, error
