"""The process that owns the ledger's file: workers wait for it, and send again what it missed."""

import time
from pathlib import Path
from typing import Final

from typing_extensions import override

from api.ledger_process import LedgerProcess
from ledger.sqlite.owner import SOCKET

START_SECONDS_MAX: Final = 20
_LOOK_SECONDS: Final = 0.01


class OwnerError(Exception):
    """The ledger cannot be owned; what the owner wrote says why."""


class LedgerOwner(LedgerProcess):
    """The owner of a ledger in a file.

    Args:
        folder: The ledger's; it is made where it is missing.
    """

    name = "the ledger's owner"

    def __init__(self, folder: Path) -> None:
        super().__init__("ledger.sqlite", "--until-alone", str(folder))
        self._folder = folder

    @override
    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            OwnerError: It does not come to answer.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # An owner that was killed left its own; the new one puts another in its place.
            before = self._socket()
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise OwnerError(
                f"the ledger's folder `{self._folder}` cannot be used: {why}"
            ) from None
        self.spawn()
        deadline = time.monotonic() + START_SECONDS_MAX
        while self._socket() in (None, before):
            if self.has_ended():
                raise OwnerError(f"the ledger in `{self._folder}` cannot be owned")
            if time.monotonic() > deadline:
                self.stop()
                raise OwnerError(f"the ledger's owner is not there after {START_SECONDS_MAX} s")
            time.sleep(_LOOK_SECONDS)

    def _socket(self) -> tuple[int, int] | None:
        """Return which socket is there; a new one is another one."""
        try:
            found = (self._folder / SOCKET).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns
