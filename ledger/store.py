"""The one way to a ledger: a store, wherever it keeps its records."""

from typing import Protocol, TypeVar

from ledger.asking import Answer
from ledger.customer_outcomes import (
    Erased,
    FiguresShown,
    Identified,
    Merged,
    PointsShown,
    SpendingShown,
    StatementShown,
)
from ledger.customer_requests import (
    Erase,
    Identify,
    Merge,
    Recognise,
    ShowFigures,
    ShowPoints,
    ShowSpending,
    ShowStatement,
)
from ledger.outbox_outcomes import Advanced, Events, Inspected, Pruned
from ledger.outbox_requests import Advance, Dismiss, Inspect, Prune, ReadEvents
from ledger.outcomes import (
    Adjusted,
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

    async def identify(self, asked: Identify | Recognise) -> Identified | Refusal:
        """Say who a reference is; someone new becomes a customer, or is unknown."""
        return _expected(Identified, await self.perform(asked))

    async def merge(self, asked: Merge, key: Key | None = None) -> Merged | Refusal:
        """Let one customer become part of another."""
        return _expected(Merged, await self.perform(asked, key))

    async def erase(self, asked: Erase) -> Erased | Refusal:
        """Let the person go and keep the books."""
        return _expected(Erased, await self.perform(asked))

    async def show_points(self, asked: ShowPoints) -> PointsShown | Refusal:
        """Show a customer's points by date."""
        return _expected(PointsShown, await self.perform(asked))

    async def show_statement(self, asked: ShowStatement) -> StatementShown | Refusal:
        """Show what changed a customer's points."""
        return _expected(StatementShown, await self.perform(asked))

    async def show_spending(self, asked: ShowSpending) -> SpendingShown | Refusal:
        """Show what a customer's orders count towards a tier."""
        return _expected(SpendingShown, await self.perform(asked))

    async def show_figures(self, asked: ShowFigures) -> FiguresShown | Refusal:
        """Add up what moved points between moments."""
        return _expected(FiguresShown, await self.perform(asked))

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

    async def prune(self, asked: Prune) -> Pruned | Refusal:
        """Drop what nobody needs any more."""
        return _expected(Pruned, await self.perform(asked))

    async def read_events(self, asked: ReadEvents) -> Events | Refusal:
        """Read the outbox."""
        return _expected(Events, await self.perform(asked))

    async def inspect(self, asked: Inspect) -> Inspected | Refusal:
        """Look how the store does."""
        return _expected(Inspected, await self.perform(asked))

    async def probe(self, sent_ms: int) -> Refusal | None:
        """Ask whoever decides whether it answers, and whether its clock agrees with this one.

        Returns:
            None where all is well.
        """
        found = await self.read(Read(client="probe", sent_ms=sent_ms))
        return found if isinstance(found, Refusal) else None

    async def advance(self, asked: Advance) -> Advanced | Refusal:
        """Note how far a receiver of events is."""
        return _expected(Advanced, await self.perform(asked))

    async def dismiss(self, asked: Dismiss) -> Advanced | Refusal:
        """Forget a receiver of events."""
        return _expected(Advanced, await self.perform(asked))


def _expected(kind: type[T], outcome: Outcome) -> T | Refusal:
    if isinstance(outcome, kind | Refusal):
        return outcome
    raise TypeError(f"a store answered {type(outcome).__name__} where {kind.__name__} belongs")
