"""An event loop in which waiting takes no time: its clock jumps to whatever is due next."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class StuckError(Exception):
    """Everything waits and nothing is due: a deadlock."""


class _Instant(selectors.SelectSelector):
    """Watches nothing: where the loop would wait, its clock moves on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list:
        if timeout is None:
            raise StuckError("everything waits for something that never comes")
        self.now += timeout
        return []


class InstantLoop(asyncio.SelectorEventLoop):
    """The loop; with the same seeds it runs the same way."""

    def __init__(self) -> None:
        self._instant = _Instant()
        super().__init__(self._instant)
        # Timers that are due within a microsecond are due: sums of floats are not exact.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._instant.now


def run(coroutine: Coroutine[Any, Any, T], loop: InstantLoop) -> T:
    """Run it to its end, and cancel what is left over."""
    try:
        found = loop.run_until_complete(coroutine)
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        return found
    finally:
        loop.close()
