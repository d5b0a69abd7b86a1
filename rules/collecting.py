"""Python's garbage collector, held while much is made and nothing becomes garbage in circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_holders = 0


@contextmanager
def without_collections() -> Iterator[None]:
    """Hold the collector; several threads may, and the last one lets it go.

    A compilation makes millions of nodes that refer to each other one way only. The collector would
    walk all of them again and again and find nothing: a third of the time. What was made counts as
    old afterwards, so that the next small collection does not begin by walking all of it.
    """
    global _holders
    with _lock:
        held = _holders > 0 or gc.isenabled()
        _holders += held
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _holders -= held
            if held and not _holders:
                if not gc.get_freeze_count():  # what a server froze stays frozen
                    gc.freeze()
                    gc.unfreeze()
                gc.enable()
