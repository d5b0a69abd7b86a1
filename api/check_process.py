"""The process that checks rule files: compiling is the one thing here that takes long.

``api.checks`` starts it when somebody asks for a check, and talks to it over a pipe. It leaves when
nobody has asked for a while, and when the one who started it is gone.
"""

import contextlib
import os
import resource
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Final

import msgspec

from api.limits import CHECK_IDLE_SECONDS
from api.reports import check_files

# First byte of every answer; what follows is the report, a traceback, or nothing.
REPORT: Final = b"r"
BROKEN: Final = b"b"
TOO_LARGE: Final = b"m"
# Quotes go first.
_NICENESS: Final = 15


def serve(link: "Connection[bytes, bytes]") -> None:
    """Check one ruleset after another until nobody asks any more."""
    while link.poll(CHECK_IDLE_SECONDS):
        try:
            answer = answer_to(link.recv_bytes())
            link.send_bytes(answer)
        except (EOFError, OSError):
            return
        if answer == TOO_LARGE:
            return  # what is left of the memory is no good beginning


def answer_to(asked: bytes) -> bytes:
    """Return the report on rule files, or why there is none.

    Args:
        asked: JSON of the texts by their names.
    """
    try:
        files = msgspec.json.decode(asked, type=dict[str, str])
        return REPORT + check_files(files).model_dump_json().encode()
    except MemoryError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - whoever asked tells of it, and the next one may ask
        return BROKEN + traceback.format_exc().encode(errors="replace")


def main() -> None:
    """Serve whoever holds the other end of a pipe, in the memory that is left for this."""
    descriptor, memory_bytes = map(int, sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the server, which ends this one
    os.nice(_NICENESS)
    with contextlib.suppress(ValueError, OSError):  # some systems do not limit it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with contextlib.closing(Connection(descriptor)) as link:
        serve(link)


if __name__ == "__main__":
    main()
