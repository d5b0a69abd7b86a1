"""Owning a ledger for a moment: what a command does where no owner runs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.sqlite.owner import LOCK


@contextmanager
def owned(folder: Path) -> Iterator[bool]:
    """Take a ledger's lock until the end, where nobody has it; yield whether it is ours.

    Raises:
        OSError: The folder cannot be written.
    """
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        # Closing the file lets go of it.
        yield True
