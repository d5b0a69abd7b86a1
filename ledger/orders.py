"""Orders: the only place where anything is decided. Every other record follows them."""

from datetime import date
from enum import StrEnum

import msgspec

from ledger.accounts import Debit, Shortage, check_account
from ledger.books import Slice
from ledger.code_list import check_digest
from ledger.limits import (
    AMOUNT_MAX,
    DEBITS_MAX,
    NAME_CHARS_MAX,
    QUOTE_BYTES_MAX,
)
from ledger.returned import NOTHING_RETURNED, ReturnedSoFar
from ledger.sale import Sale


class State(StrEnum):
    """Where an order is. ``confirmed`` and ``cancelled`` are final for their quote."""

    RESERVED = "reserved"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Points(msgspec.Struct, frozen=True):
    """Points of one book that an order spends or earns; at least 1."""

    book: str
    points: int

    def __post_init__(self) -> None:
        check_account(self.book)
        if not 1 <= self.points <= AMOUNT_MAX:
            raise ValueError(f"points are between 1 and {AMOUNT_MAX}")


class Coupon(msgspec.Struct, frozen=True):
    """A coupon that a quote uses, for those who are told of it; debits limit it, this does not.

    Attributes:
        series: The campaign's series.
        account: Of its code, where it was a unique one; else empty.
    """

    series: str
    account: str = ""

    def __post_init__(self) -> None:
        check_name(self.series, "series")
        if self.account:
            check_account(self.account)


class CodeIssue(msgspec.Struct, frozen=True):
    """A unique code that a confirm puts on the code list.

    Attributes:
        coupon: Its coupon.
        promotion: What gave it.
        pattern: Of the coupon when the order was put; the code is made again by it.
        digest: Its keyed digest.
        expires: Its last day; None for no end.
    """

    coupon: str
    promotion: str
    pattern: str
    digest: bytes
    expires: date | None = None

    def __post_init__(self) -> None:
        check_name(self.coupon, "coupon")
        check_digest(self.digest)


class Plan(msgspec.Struct, frozen=True):
    """What one revision binds: the quote, and what it uses.

    Attributes:
        quote: What the customer is promised, as bytes that only the caller reads.
        fingerprint: Equal where cart and price are the same, whenever they were asked.
        debits: What it takes, each account once.
        spend: Points paid with.
        earn: Points that a confirm gives.
        coupons: The coupons that gave something, limited or not.
        sale: What is bought and paid; None where nothing is told, and nothing comes back.
        issues: Unique codes that a confirm gives for later.
    """

    quote: bytes
    fingerprint: bytes = b""
    debits: tuple[Debit, ...] = ()
    spend: Points | None = None
    earn: Points | None = None
    sale: Sale | None = None
    coupons: tuple[Coupon, ...] = ()
    issues: tuple[CodeIssue, ...] = ()

    def __post_init__(self) -> None:
        if len(self.quote) > QUOTE_BYTES_MAX:
            raise ValueError(f"a quote has at most {QUOTE_BYTES_MAX} bytes")
        if len(self.debits) > DEBITS_MAX or len(self.coupons) > DEBITS_MAX:
            raise ValueError(f"an order has at most {DEBITS_MAX} debits, and as many coupons")
        if len({debit.account for debit in self.debits}) < len(self.debits):
            raise ValueError("an order takes each account once: add its amounts up")


class Terms(msgspec.Struct, frozen=True):
    """When earned points count: local midnights after the last day of a window."""

    available_at_ms: int
    expires_at_ms: int

    def __post_init__(self) -> None:
        if self.available_at_ms >= self.expires_at_ms:
            raise ValueError("points expire after they become available")


class Refund(msgspec.Struct, frozen=True):
    """Units of one line that come back, and what is paid for them.

    Either may be zero: goods that cost nothing come back, and rounding may leave a grosz to a line
    of which nothing comes back this time.
    """

    line: str
    quantity: int
    refund_minor: int

    def __post_init__(self) -> None:
        check_name(self.line, "line")
        if not 0 <= self.quantity <= AMOUNT_MAX or not 0 <= self.refund_minor <= AMOUNT_MAX:
            raise ValueError(
                f"a return of line `{self.line}` is of 0 units or more, refunding 0 or more"
            )


class Receipt(msgspec.Struct, frozen=True):
    """What one return came to; kept with the order for ever.

    Attributes:
        id: The return's identifier, unique within its order.
        refunds: What came back and what was paid for it.
        delivery: Of the delivery charge, minor units.
        payments: Back to each payment of the sale, in its order, minor units.
        quote: What it was worked out to, as bytes.
        reversed: Earned points taken back, those included that are owed or short.
        reinstated: Spent points given back.
        owed: Points taken back that were spent already and are now a debt.
        short: Points that were spent already and are no debt: written off, or borne by the refund,
            as the return asked.
        deducted: What the refund bears for them, minor units; no payment got it.
        restored: Accounts of which a use was given back.
        at_ms: When, in the store's time.
    """

    id: str
    refunds: tuple[Refund, ...]
    reversed: int
    reinstated: int
    owed: int
    short: int
    restored: tuple[str, ...]
    at_ms: int
    delivery: int = 0
    payments: tuple[int, ...] = ()
    deducted: int = 0
    quote: bytes = b""


class Order(msgspec.Struct, frozen=True):
    """An order's record.

    Attributes:
        id: The shop's own identifier.
        client: Who put it; to anyone else it does not exist.
        customer: Whose it is, by the ledger's opaque identifier; None for nobody known.
        state: Where it is.
        revision: Number of its binding quotes; a confirm names the one that was paid.
        attempt: Number of tries at holding, returns counted on; it only grows.
        plan: What the revision binds.
        slices: Points held or spent, in the order in which the lots are used up.
        due_ms: From then on a reservation is over.
        confirmed_at_ms: When it was confirmed.
        delivered_at_ms: When its goods were handed over.
        overrun: What a forced confirm used over the limit.
        receipts: Its returns, in order.
    """

    id: str
    client: str
    customer: str | None
    state: State
    revision: int
    attempt: int
    plan: Plan
    due_ms: int
    slices: tuple[Slice, ...] = ()
    confirmed_at_ms: int | None = None
    delivered_at_ms: int | None = None
    overrun: tuple[Shortage, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    def is_overdue(self, now_ms: int) -> bool:
        """Tell whether it is reserved by its record, and over by the clock."""
        return self.state is State.RESERVED and self.due_ms <= now_ms

    @property
    def owed(self) -> int:
        """Points it paid with that were not there: a forced confirm made them a debt."""
        spent = self.plan.spend.points if self.plan.spend is not None else 0
        return spent - sum(one.points for one in self.slices)

    @property
    def returned(self) -> ReturnedSoFar:
        """All its returns added up."""
        found = NOTHING_RETURNED
        for one in self.receipts:
            found = found.with_return(
                {part.line: part.quantity for part in one.refunds},
                {part.line: part.refund_minor for part in one.refunds},
                delivery=one.delivery,
                reversed_points=one.reversed,
                reinstated=one.reinstated,
                payments=one.payments,
            )
        return found

    def held_of(self, account: str) -> int:
        """Return what it holds of an account."""
        if self.state is not State.RESERVED:
            return 0
        return sum(debit.amount for debit in self.plan.debits if debit.account == account)

    def held_lots(self) -> dict[str, int]:
        """Return the points it holds, by lot."""
        if self.state is not State.RESERVED:
            return {}
        return {one.lot: one.points for one in self.slices}


def check_name(text: str, what: str) -> None:
    """Raise ValueError for an identifier that is empty, too long or cannot be printed."""
    if not 1 <= len(text) <= NAME_CHARS_MAX or not text.isprintable():
        raise ValueError(
            f"the identifier of a {what} has 1 to {NAME_CHARS_MAX} printable characters"
        )
