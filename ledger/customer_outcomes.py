"""What a store answers about customers."""

import msgspec

from ledger.asking import Answer
from ledger.customer_records import Moved
from ledger.customers import Spending
from ledger.transfers import Kind


class Identified(Answer, frozen=True):
    """Whose a reference is."""

    cid: str


class Merged(Answer, frozen=True):
    """One customer is part of another.

    Attributes:
        id: The merge's own identifier.
        into: The customer that stays.
        points: Points that came with it, those included that came owed as negative ones.
    """

    id: str
    into: str
    points: int = 0


class Erased(Answer, frozen=True):
    """The person is gone.

    Attributes:
        cid: What the books still call it.
        references: References that were forgotten.
        orders: Open orders that ended.
        points: Points that were forfeited.
    """

    cid: str
    references: int = 0
    orders: int = 0
    points: int = 0


class Dated(msgspec.Struct, frozen=True):
    """Points and a moment."""

    points: int
    at_ms: int


class Holding(msgspec.Struct, frozen=True):
    """The points of a customer in one programme.

    Attributes:
        programme: Its name.
        available: Points that may be spent now.
        held: Points that open orders hold.
        owed: Points that future points repay.
        pending: Points that may be spent later, by when.
        expiring: Points that may be spent now, by when they end; those without an end are not here.
    """

    programme: str
    available: int
    held: int
    owed: int
    pending: tuple[Dated, ...] = ()
    expiring: tuple[Dated, ...] = ()


class PointsShown(Answer, frozen=True):
    """The books of a customer, by programme."""

    cid: str
    holdings: tuple[Holding, ...]
    at_ms: int


class Entry(msgspec.Struct, frozen=True):
    """One line of a statement.

    Attributes:
        number: Grows with time.
        kind: What for.
        points: What it added, or took.
        after: The points after it, those owed taken off.
        at_ms: When.
        order: The order behind it; empty where there is none.
        adjustment: The identifier of what was done by hand; empty where nothing was.
        reason: Why it was done by hand.
    """

    number: int
    kind: Kind
    points: int
    after: int
    at_ms: int
    order: str = ""
    adjustment: str = ""
    reason: str = ""


class StatementShown(Answer, frozen=True):
    """A page of a statement; ``more`` where older entries follow."""

    cid: str
    programme: str
    entries: tuple[Entry, ...]
    more: bool


class SpendingShown(Answer, frozen=True):
    """What a customer's orders count towards a tier."""

    cid: str
    spending: tuple[Spending, ...]
    at_ms: int


class FiguresShown(Answer, frozen=True):
    """Sums of rows: first of all before the first moment, then of each span."""

    spans: tuple[tuple[Moved, ...], ...]
    at_ms: int


CustomerOutcome = (
    Identified | Merged | Erased | PointsShown | StatementShown | SpendingShown | FiguresShown
)
