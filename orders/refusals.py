"""Why an order is refused, in words that do not depend on how it was asked."""

from enum import StrEnum

from ledger.accounts import Shortage
from ledger.outcomes import Code, Refusal


class Refused(StrEnum):
    """What the store cannot refuse, because it knows no prices."""

    QUOTE_CHANGED = "quote-changed"
    CONTENDED = "contended"
    IN_FLIGHT = "in-flight"
    INVALID_ORDER = "invalid-order"


class OrderRefusedError(Exception):
    """An order that was refused; nothing was changed.

    Attributes:
        code: Why.
        revision: The order's present revision, where it has one.
        shortages: What is gone, where that is why.
        quote: The bytes of the quote as it is now, where it is not the one that was expected.
        message: What else there is to say: one plain sentence, or nothing.
    """

    def __init__(
        self,
        code: Code | Refused,
        *,
        revision: int | None = None,
        shortages: tuple[Shortage, ...] = (),
        quote: bytes = b"",
        message: str = "",
    ) -> None:
        super().__init__(message or str(code))
        self.code = code
        self.revision = revision
        self.shortages = shortages
        self.quote = quote
        self.message = message

    @classmethod
    def of(cls, refusal: Refusal) -> "OrderRefusedError":
        """Tell what a store refused."""
        return cls(refusal.code, revision=refusal.revision, shortages=refusal.shortages)
