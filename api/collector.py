"""How a process that prices treats Python's garbage collector."""

import gc
from typing import Final

# What one request leaves is freed without the collector; it looks for the rest this seldom.
_COLLECT_EVERY: Final = (20_000, 20, 50)


def keep_memory_shared() -> None:
    """Keep the collector away from what is here: it would write to every page of the parent's."""
    gc.freeze()
    gc.set_threshold(*_COLLECT_EVERY)
