"""What the server says to the person who runs it, on standard error."""

import contextlib
import sys


def log(text: str) -> None:
    """Write one line."""
    log_text(f"grosz: {text}\n")


def log_text(text: str) -> None:
    """Write a text as it is; it ends its own lines."""
    # The terminal may have been closed since; a server does not end for want of a listener.
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()
