"""What a store answers. A refusal is a value: nothing is raised that a caller may have to hear."""

from enum import StrEnum
from typing import Final

import msgspec

from ledger.accounts import Shortage
from ledger.asking import Answer
from ledger.books import Balance
from ledger.code_list import CodeBatch
from ledger.code_records import CodeRecord
from ledger.customer_outcomes import CustomerOutcome
from ledger.orders import CodeIssue, Order, Receipt, State
from ledger.outbox_outcomes import OutboxOutcome


class Code(StrEnum):
    """Why a verb was refused. The words are those of the HTTP problems."""

    UNKNOWN_ORDER = "unknown-order"
    NOT_ANSWERED = "not-answered"  # no answer to this key is kept
    SHORT = "short"  # more was asked for than is left
    SUPERSEDED = "superseded"
    ORDER_CONFIRMED = "order-confirmed"
    ORDER_CANCELLED = "order-cancelled"
    ORDER_DELIVERED = "order-delivered"
    NOT_CONFIRMED = "not-confirmed"
    RESERVATION_EXPIRED = "reservation-expired"
    ALREADY_RETURNED = "already-returned"
    QUANTITY = "quantity"  # more than was bought, or not bought at all
    TOO_MUCH = "too-much"  # more money, points or uses than the order had
    TOO_MANY_RETURNS = "too-many-returns"
    UNKNOWN_CODE = "unknown-code"
    BATCH_DIFFERS = "batch-differs"  # the batch is there with another last day
    REVISION = "revision"
    ORDER_BUSY = "order-busy"
    KEY_REUSED = "key-reused"
    UNKNOWN_CUSTOMER = "unknown-customer"
    CUSTOMER_GONE = "customer-gone"  # merged or erased since: ask whose the reference is again
    TOO_MANY_MERGED = "too-many-merged"
    RESERVATION_TOO_LONG = "reservation-too-long"
    TOO_MANY_OPEN = "too-many-open"
    CLOCK = "clock"
    BUSY = "busy"
    CONTENDED = "contended"  # others were faster every time; nothing happened
    DEADLINE = "deadline"
    STORE_DOWN = "store-down"  # nothing happened
    OUTCOME_UNKNOWN = "outcome-unknown"  # perhaps it was done: the same key tells
    FAILED = "failed"  # a mistake of ours; nothing was changed


# What is true for ever, or was decided by the caller's own words, is answered again by its key.
REMEMBERED: Final = frozenset(
    {
        Code.SUPERSEDED,
        Code.ORDER_CONFIRMED,
        Code.ORDER_CANCELLED,
        Code.RESERVATION_EXPIRED,
        Code.ALREADY_RETURNED,
        Code.QUANTITY,
    }
)


class Refusal(Answer, frozen=True):
    """A verb was refused and changed nothing but what the clock had decided before.

    Attributes:
        code: Why.
        shortages: Everything that was missing, where that is why.
        revision: The order's present revision, where there is one.
    """

    code: Code
    shortages: tuple[Shortage, ...] = ()
    revision: int | None = None


class Reserved(Answer, frozen=True):
    """The order holds what its quote uses, until it is due."""

    order: str
    revision: int
    due_ms: int
    quote: bytes


class Confirmed(Answer, frozen=True):
    """The order is paid; ``overrun`` lists what a forced confirm used over the limit.

    ``issues`` are the unique codes that it gives for later.
    """

    order: str
    revision: int
    at_ms: int
    quote: bytes
    overrun: tuple[Shortage, ...] = ()
    issues: tuple[CodeIssue, ...] = ()


class Cancelled(Answer, frozen=True):
    """The order holds and uses nothing."""

    order: str
    revision: int


class Delivered(Answer, frozen=True):
    """The goods are with the customer."""

    order: str
    at_ms: int


class Returned(Answer, frozen=True):
    """Units came back."""

    order: str
    receipt: Receipt


class Found(Answer, frozen=True):
    """An order's record, with the state that the clock gives it."""

    order: Order
    state: State


class Usage(Answer, frozen=True):
    """How much of an account is in use, as the asking order sees it: ``limit - used`` is left.

    Attributes:
        used: Held by others, and posted, less what was given back; it may be negative.
        closed: Nothing is left whatever the limit.
        holders: Other open orders of the customer that was asked about, which hold some of it.
        theirs: How much of it they hold.
    """

    used: int
    closed: bool = False
    holders: tuple[str, ...] = ()
    theirs: int = 0


class Facts(Answer, frozen=True):
    """What is left, in the order in which it was asked; of a code never issued there is no row."""

    accounts: tuple[Usage, ...]
    books: tuple[Balance, ...]
    at_ms: int
    codes: tuple[CodeRecord | None, ...] = ()


class Adjusted(Answer, frozen=True):
    """Something was done by hand; ``owed`` points became a debt."""

    id: str
    owed: int = 0


class Swept(Answer, frozen=True):
    """What a sweep wrote down; ``more`` where it stopped at its limit."""

    orders: int
    books: int
    answers: int
    more: bool


class CodesSaved(Answer, frozen=True):
    """Codes are on the list.

    Attributes:
        new: How many were not there before.
        known: How many were there in the same batch.
        elsewhere: How many were there in another batch, and stay there.
    """

    new: int
    known: int
    elsewhere: int


class CodesChanged(Answer, frozen=True):
    """Codes are as was asked; so many of them were not before."""

    codes: int


class BatchesFound(Answer, frozen=True):
    """Batches of codes, by coupon and name."""

    batches: tuple[CodeBatch, ...]


Outcome = (
    Refusal
    | Reserved
    | Confirmed
    | Cancelled
    | Delivered
    | Returned
    | Found
    | Facts
    | Adjusted
    | Swept
    | CodesSaved
    | CodesChanged
    | BatchesFound
    | CustomerOutcome
    | OutboxOutcome
)
OUTCOME_DECODER: Final = msgspec.msgpack.Decoder(Outcome)
ENCODER: Final = msgspec.msgpack.Encoder()
