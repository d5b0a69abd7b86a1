"""What the relay needs of whoever receives events."""

from collections.abc import Sequence
from typing import Protocol

from ledger.records import OutboxEvent


class DeliveryError(Exception):
    """The receiver has not said that it has the events; they are sent again.

    Attributes:
        message: What happened, for the log: one plain sentence without a final stop.
        wait_s: How long the receiver asked to be left alone; None where it did not say.
    """

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.wait_s = wait_s


class Receiver(Protocol):
    """Somebody who wants events.

    Attributes:
        name: Under which the ledger keeps how far it is.
        most: Events that may be sent at once.
    """

    name: str
    most: int

    async def deliver(self, events: Sequence[OutboxEvent]) -> None:
        """Send events of one part, in order; return only when the receiver has all of them.

        Raises:
            DeliveryError: It may have none, some or all of them.
        """

    async def close(self) -> None:
        """Hang up."""
