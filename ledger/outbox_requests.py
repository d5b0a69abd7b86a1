"""What a store is asked about its outbox, and how it does."""

from typing_extensions import override

from ledger.asking import Request
from ledger.limits import CARTS_KEPT_MS_MIN, EVENTS_KEPT_MS, PAGE_MAX, RECEIVER_CHARS_MAX, SWEEP_MAX


class Prune(Request, frozen=True, kw_only=True):
    """Drop what nobody needs any more; never a balance, nor what keeps one from being used twice.

    Attributes:
        events_ms: Events that every receiver has are dropped when they are older.
        carts_ms: Orders that were never paid are dropped when their reservation ended longer ago;
            None keeps them.
        carts_after: Where to begin with those: ``carts_upto`` of the answer before.
        most: How many of a kind are looked at.
    """

    client: str = "sweeper"
    events_ms: int = EVENTS_KEPT_MS
    carts_ms: int | None = None
    carts_after: tuple[int, str] = (0, "")
    most: int = SWEEP_MAX

    def __post_init__(self) -> None:
        if not 1 <= self.most <= SWEEP_MAX or self.events_ms < 0:
            raise ValueError(f"1 to {SWEEP_MAX} of a kind are pruned, and nothing from the future")
        if self.carts_ms is not None and self.carts_ms < CARTS_KEPT_MS_MIN:
            raise ValueError(f"carts are kept for {CARTS_KEPT_MS_MIN} ms at least")


class ReadEvents(Request, frozen=True, kw_only=True):
    """Read the outbox in order.

    Attributes:
        after: The place after which to begin; 0 is the beginning.
        most: How many.
        part: Of the outbox; order holds within a part, and all of one order is in one part.
    """

    client: str = "relay"
    after: int = 0
    most: int = PAGE_MAX
    part: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.most <= PAGE_MAX or self.after < 0:
            raise ValueError(f"1 to {PAGE_MAX} events are read at once, from 0 on")


class Inspect(Request, frozen=True, kw_only=True):
    """Look how the store does: what is overdue, and who waits for how many events."""

    client: str = "inspector"


class ReceiverRequest(Request, frozen=True, kw_only=True):
    """A verb about one receiver of events, by its name."""

    client: str = "relay"
    receiver: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.receiver) <= RECEIVER_CHARS_MAX or not self.receiver.isprintable():
            raise ValueError(
                f"a receiver's name has 1 to {RECEIVER_CHARS_MAX} printable characters"
            )

    @property
    @override
    def subject(self) -> str:
        return self.receiver


class Advance(ReceiverRequest, frozen=True, kw_only=True):
    """Note how far a receiver is; it never goes back. The first one makes the receiver known.

    Attributes:
        delivered: The last event it has received, all before it included.
        reading: The last event that is about to be sent to it.
        part: Of the outbox.
    """

    delivered: int = 0
    reading: int = 0
    part: int = 0


class Dismiss(ReceiverRequest, frozen=True, kw_only=True):
    """Forget a receiver: it does not want events any more, and none is kept for it."""


OutboxChange = Prune | Advance | Dismiss
OutboxLook = ReadEvents | Inspect
OutboxVerb = OutboxChange | OutboxLook
