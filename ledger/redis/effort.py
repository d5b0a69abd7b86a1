"""The patience of one verb."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from ledger.redis.line import LostError, NotReachedError

T = TypeVar("T")
_RETRY_SECONDS: Final = 0.02


class Effort:
    """How long a verb may take, and whether something was said that was not heard of again.

    Attributes:
        deadline: When the patience is over, by the monotonic clock.
        is_unheard: A change was said and nobody knows what became of it.
    """

    def __init__(self, patience_ms: int) -> None:
        self.deadline = time.monotonic() + patience_ms / 1000
        self.is_unheard = False

    async def insist(self, call: Callable[[], Awaitable[T]], *, changes: bool = False) -> T:
        """Say something until it is heard; what ``changes`` must be safe to say twice.

        Raises:
            TimeoutError: The patience is over.
        """
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            was_unheard = self.is_unheard
            self.is_unheard = was_unheard or changes
            try:
                async with asyncio.timeout(left):
                    found = await call()
            except NotReachedError:
                self.is_unheard = was_unheard
            except LostError:
                pass
            else:
                self.is_unheard = False
                return found
            await asyncio.sleep(_RETRY_SECONDS)
