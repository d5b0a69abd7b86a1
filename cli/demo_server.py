"""A real server in a process of its own, and a client that speaks HTTP to it."""

import http.client
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from cli.exit_codes import ExitCode
from cli.guard import StopError

START_SECONDS_MAX: Final = 30
STOP_SECONDS_MAX: Final = 10
ANSWER_SECONDS_MAX: Final = 10
_LOG_LINES: Final = 40
_ADDRESS: Final = re.compile(r"http://([\w.\-]+):(\d+)")


class Server:
    """A running server.

    Attributes:
        address: Such as ``http://127.0.0.1:40123``.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._found = threading.Event()
        self.address = ""
        assert process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Wait for the first yes of ``/readyz``.

        Raises:
            StopError: It ended, or did not become ready in time; its last words are in the message.
        """
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise self._failed(f"the server ended with {self._process.returncode}")
            if self._found.wait(0.05) and self._is_ready():
                return
        raise self._failed(f"the server was not ready after {START_SECONDS_MAX} seconds")

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Send one request and return the status and the body of the answer.

        Raises:
            StopError: The server does not answer.
        """
        host, _, port = self.address.removeprefix("http://").partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=ANSWER_SECONDS_MAX)
        try:
            headers = {"content-type": "application/json"} if body is not None else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._failed(f"the server does not answer: {error}") from None
        finally:
            connection.close()

    def wait(self) -> None:
        """Wait until the server ends by itself or somebody presses Ctrl-C."""
        self._process.wait()

    def stop(self) -> None:
        """End the server: asked first, forced where it does not listen. Safe to call twice."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(STOP_SECONDS_MAX)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._log.append(line.rstrip())
            address = _ADDRESS.search(line)
            if address is not None and not self.address:
                self.address = address[0]
                self._found.set()

    def _is_ready(self) -> bool:
        try:
            status, _ = self.ask("GET", "/readyz")
        except StopError:
            return False
        return status == http.client.OK

    def _failed(self, message: str) -> StopError:
        last_words = "\n".join(f"  | {line}" for line in self._log)
        return StopError(ExitCode.ENVIRONMENT, f"{message}\n{last_words}".rstrip())


@contextmanager
def running_server(rules: Path, catalogue: Path) -> Iterator[Server]:
    """Run ``grosz serve`` on a free port of this machine while the block runs.

    Ctrl-C and a polite request to end (SIGTERM) stop the server too.

    Raises:
        StopError: It does not start.
    """
    command = [sys.executable, "-m", "cli.main", "serve", str(rules)]
    command += ["--catalogue", str(catalogue), "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    server = Server(process)
    previous = _end_politely()
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)


def _end_politely() -> "signal._HANDLER":
    """Let SIGTERM unwind the stack like Ctrl-C does, so that no server is left behind."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, interrupt)
