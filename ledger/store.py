"""The one way to a ledger: a store, wherever it keeps its records."""

from typing import Protocol, TypeVar

from ledger.outcomes import (
    Adjusted,
    Answer,
    BatchesFound,
    Cancelled,
    CodesChanged,
    CodesSaved,
    Confirmed,
    Delivered,
    Facts,
    Found,
    Outcome,
    Refusal,
    Reserved,
    Returned,
    Swept,
)
from ledger.requests import (
    Adjust,
    Cancel,
    ChangeCodes,
    Confirm,
    Deliver,
    Find,
    FindBatches,
    Grant,
    Key,
    Read,
    Recall,
    Reserve,
    Return,
    SaveCodes,
    Sweep,
    Verb,
)

T = TypeVar("T", bound=Answer)


class Store(Protocol):
    """A ledger. Each verb is one atomic step; a refusal is a value and changes nothing.

    A store gives ``perform``; the verbs below only say which answer belongs to which question. A
    ``key`` makes a verb safe to repeat: the first answer is given again. Confirms, returns and what
    is done by hand are done once for ever also without one.
    """

    async def perform(self, verb: Verb, key: Key | None = None) -> Outcome:
        """Do one verb."""
        ...

    async def reserve(self, asked: Reserve, key: Key | None = None) -> Reserved | Refusal:
        """Hold what a quote uses, in place of what the order held before."""
        return _expected(Reserved, await self.perform(asked, key))

    async def confirm(self, asked: Confirm, key: Key | None = None) -> Confirmed | Refusal:
        """Use what a revision holds."""
        return _expected(Confirmed, await self.perform(asked, key))

    async def cancel(self, asked: Cancel, key: Key | None = None) -> Cancelled | Refusal:
        """Let go what is held, or give all back."""
        return _expected(Cancelled, await self.perform(asked, key))

    async def deliver(self, asked: Deliver, key: Key | None = None) -> Delivered | Refusal:
        """Note that the goods were handed over."""
        return _expected(Delivered, await self.perform(asked, key))

    async def take_units(self, asked: Return, key: Key | None = None) -> Returned | Refusal:
        """Take units back."""
        return _expected(Returned, await self.perform(asked, key))

    async def grant(self, asked: Grant, key: Key | None = None) -> Adjusted | Refusal:
        """Give an account more uses than its limit."""
        return _expected(Adjusted, await self.perform(asked, key))

    async def adjust(self, asked: Adjust, key: Key | None = None) -> Adjusted | Refusal:
        """Add points to a book, or take some away."""
        return _expected(Adjusted, await self.perform(asked, key))

    async def sweep(self, asked: Sweep) -> Swept | Refusal:
        """Write down what the clock has decided."""
        return _expected(Swept, await self.perform(asked))

    async def save_codes(self, asked: SaveCodes) -> CodesSaved | Refusal:
        """Put unique codes on the list."""
        return _expected(CodesSaved, await self.perform(asked))

    async def change_codes(self, asked: ChangeCodes) -> CodesChanged | Refusal:
        """Block, unblock or end unique codes."""
        return _expected(CodesChanged, await self.perform(asked))

    async def find_batches(self, asked: FindBatches) -> BatchesFound | Refusal:
        """List the batches of unique codes."""
        return _expected(BatchesFound, await self.perform(asked))

    async def find(self, asked: Find) -> Found | Refusal:
        """Show an order."""
        return _expected(Found, await self.perform(asked))

    async def recall(self, asked: Recall) -> Outcome:
        """Find the first answer to a key, or ``not-answered``."""
        return await self.perform(asked)

    async def read(self, asked: Read) -> Facts | Refusal:
        """Read what is left."""
        return _expected(Facts, await self.perform(asked))


def _expected(kind: type[T], outcome: Outcome) -> T | Refusal:
    if isinstance(outcome, kind | Refusal):
        return outcome
    raise TypeError(f"a store answered {type(outcome).__name__} where {kind.__name__} belongs")
