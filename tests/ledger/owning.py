"""An owner in a process of its own, to be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class OwnerProcess:
    """``python -m ledger.sqlite FOLDER``, started and ended by tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen | None = None

    def start(self, *, wait: bool = True) -> None:
        (self.folder / "ledger.sock").unlink(missing_ok=True)
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ledger.sqlite", str(self.folder)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 20
        while wait and not (self.folder / "ledger.sock").exists():
            assert self._process.poll() is None, self._process.stderr.read()
            assert time.monotonic() < deadline, "the owner does not start"
            time.sleep(0.01)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    @property
    def pid(self) -> int:
        return self._process.pid

    def pause(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def wait(self) -> tuple[int, str]:
        _, error = self._process.communicate(timeout=20)
        return self._process.returncode, error

    def _end(self, number: int) -> int:
        if self._process.poll() is None:
            self._process.send_signal(number)
        self._process.communicate(timeout=20)
        return self._process.returncode
