"""What a store is asked: one record for each verb. They are also what workers send to the owner."""

from datetime import date
from enum import StrEnum

import msgspec
from typing_extensions import override

from ledger.accounts import check_account
from ledger.asking import Manual, Request
from ledger.code_list import CodeBatch, NewCode, check_codes, check_digest
from ledger.customer_requests import CustomerVerb
from ledger.limits import AMOUNT_MAX, NAME_CHARS_MAX, READ_MAX, SWEEP_MAX
from ledger.orders import Plan, Refund, Terms, check_name
from ledger.outbox_requests import OutboxVerb


class Key(msgspec.Struct, frozen=True):
    """An Idempotency-Key: it finds the first answer again.

    Attributes:
        token: What the client sent.
        digest: Of the body it was sent with; with another one the key is refused.
    """

    token: str
    digest: bytes

    def __post_init__(self) -> None:
        check_name(self.token, "repetition")


class OrderRequest(Request, frozen=True, kw_only=True):
    """A verb about one order."""

    order: str

    def __post_init__(self) -> None:
        check_name(self.client, "client")
        check_name(self.order, "order")

    @property
    @override
    def subject(self) -> str:
        return self.order


class Reserve(OrderRequest, frozen=True, kw_only=True):
    """Hold what a quote uses, and let go what the revision before it held, in one step.

    Attributes:
        plan: The quote and what it uses.
        ttl_ms: How long it is reserved, from the store's now.
        customer: Whose it is.
        if_revision: Do it only where the order is at this revision; 0 is an order not there yet.
    """

    plan: Plan
    ttl_ms: int
    customer: str | None = None
    if_revision: int | None = None


class Confirm(OrderRequest, frozen=True, kw_only=True):
    """Use what a revision holds: the order is paid.

    Attributes:
        revision: The one that was paid.
        force: The sale has happened: post all the same, and list what that used over the limit.
        sale: With ``force``: what was sold, where the store was away and no order could be put.
        customer: Whose it is; another customer's order does not exist. None does not ask.
        terms: When the points earned count; None leaves them pending until it is delivered.
        delivered: The goods are handed over with it, as at a till.
    """

    revision: int
    force: bool = False
    sale: Plan | None = None
    customer: str | None = None
    terms: Terms | None = None
    delivered: bool = False

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sale is not None and not self.force:
            raise ValueError("a sale that was never put is confirmed with `force` only")


class Cancel(OrderRequest, frozen=True, kw_only=True):
    """Let go what is held; or give everything back, before anything is delivered or returned."""


class Deliver(OrderRequest, frozen=True, kw_only=True):
    """Note that the goods were handed over, and when the points earned by it count."""

    terms: Terms | None = None


class OnShort(StrEnum):
    """What becomes of earned points that are taken back and were spent already."""

    DEBT = "debt"
    WRITE_OFF = "write-off"
    REFUND_LESS = "refund-less"


class Return(OrderRequest, frozen=True, kw_only=True):
    """Take units back. The amounts are worked out before, from the order as it was seen.

    Attributes:
        id: The return's own identifier; with the order's it holds for ever.
        seen: The order's attempt when the amounts were worked out; if it grew, work them out again.
        refunds: Units by line, and what is paid for them.
        delivery: What is paid back of the delivery, minor units.
        payments: What each payment of the sale gets back, in its order, minor units; empty where
            nobody keeps count.
        reverse: Earned points to take back.
        reinstate: Spent points to give back.
        reinstate_until_ms: Points given back to a lot that has expired count until then; None
            leaves the lot its date.
        restore: Accounts of the order of which its use is given back, such as a single-use code.
        close: Accounts that are closed where nobody used them, such as a code the order issued.
        on_short: What becomes of points to reverse that were spent already.
        quote: What the return was worked out to, as bytes; kept with the receipt.
    """

    id: str
    seen: int
    refunds: tuple[Refund, ...]
    delivery: int = 0
    payments: tuple[int, ...] = ()
    reverse: int = 0
    reinstate: int = 0
    reinstate_until_ms: int | None = None
    restore: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    on_short: OnShort = OnShort.DEBT
    quote: bytes = b""

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        check_name(self.id, "return")
        for account in (*self.restore, *self.close):
            check_account(account)
        if not self.refunds or len({one.line for one in self.refunds}) < len(self.refunds):
            raise ValueError("a return names at least one line, and each line once")
        if min(self.reverse, self.reinstate, self.delivery, *self.payments) < 0:
            raise ValueError("points and money of a return cannot be negative")


class Find(OrderRequest, frozen=True, kw_only=True):
    """Show an order's record."""


class Recall(OrderRequest, frozen=True, kw_only=True):
    """Find the first answer to a key, before doing work for one that is there already.

    Attributes:
        verb: Name of the verb's class, such as ``Reserve``.
        key: The key it was asked with.
    """

    verb: str
    key: Key


class Read(Request, frozen=True, kw_only=True):
    """Read what is left, as an order sees it: what it holds itself counts as free.

    Attributes:
        order: The asking order, or None.
        accounts: Their use is read.
        books: Their balance is read.
        codes: Digests of unique codes (``ledger.code_secret``); their rows are read.
        holders: Whose other open orders are named that hold some of the accounts, or None.
    """

    order: str | None = None
    accounts: tuple[str, ...] = ()
    books: tuple[str, ...] = ()
    codes: tuple[bytes, ...] = ()
    holders: str | None = None

    def __post_init__(self) -> None:
        if len(self.accounts) + len(self.books) + len(self.codes) > READ_MAX:
            raise ValueError(f"at most {READ_MAX} accounts, books and codes are read at once")


class Grant(Manual, frozen=True, kw_only=True):
    """Give an account more uses than its limit."""

    account: str
    amount: int

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        check_account(self.account)
        if not 1 <= self.amount <= AMOUNT_MAX:
            raise ValueError(f"between 1 and {AMOUNT_MAX} is granted")


class Adjust(Manual, frozen=True, kw_only=True):
    """Add points to a book as a lot of their own, or take some away.

    Attributes:
        book: The book.
        points: Positive or negative, not zero.
        terms: When added points count; None is from now on, for ever.
        may_owe: Points to take away that are not there become a debt; otherwise it is refused.
    """

    book: str
    points: int
    terms: Terms | None = None
    may_owe: bool = False

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        check_account(self.book)
        if not 1 <= abs(self.points) <= AMOUNT_MAX:
            raise ValueError(f"1 to {AMOUNT_MAX} points are added or taken away")


class SaveCodes(Request, frozen=True, kw_only=True):
    """Put unique codes on the list. It is a statement: done twice, it is done once.

    Attributes:
        coupon: Their coupon.
        batch: Their batch.
        expires: Last day of the batch.
        codes: The codes, each once.
    """

    coupon: str
    batch: str
    codes: tuple[NewCode, ...]
    expires: date | None = None

    def __post_init__(self) -> None:
        CodeBatch(self.coupon, self.batch)
        check_codes(self.codes)

    @property
    @override
    def subject(self) -> str:
        return self.coupon


class ChangeCodes(Request, frozen=True, kw_only=True):
    """Block, unblock or end a batch of codes or one code. It is a statement, as ``SaveCodes``.

    Attributes:
        reason: Why, for whoever reads the events later.
        coupon: The batch's coupon; of one code it may be left out.
        batch: The batch.
        digest: One code in place of a batch.
        blocked: What it shall be; None leaves it.
        expires: The last day it shall have; None leaves it.
    """

    reason: str
    coupon: str = ""
    batch: str = ""
    digest: bytes | None = None
    blocked: bool | None = None
    expires: date | None = None

    def __post_init__(self) -> None:
        if self.digest is not None:
            check_digest(self.digest)
        else:
            CodeBatch(self.coupon, self.batch)
        if not 1 <= len(self.reason.strip()) <= NAME_CHARS_MAX:
            raise ValueError(f"a reason has 1 to {NAME_CHARS_MAX} characters")

    @property
    @override
    def subject(self) -> str:
        return self.coupon


class FindBatches(Request, frozen=True, kw_only=True):
    """List the batches of codes of a coupon, or of all where it is empty."""

    coupon: str = ""


class Sweep(Request, frozen=True, kw_only=True):
    """Write down what the clock has decided: orders and points that are over, answers to forget."""

    client: str = "sweeper"
    most: int = SWEEP_MAX

    def __post_init__(self) -> None:
        if not 1 <= self.most <= SWEEP_MAX:
            raise ValueError(f"a sweep looks at 1 to {SWEEP_MAX} of a kind")


Verb = (
    Reserve | Confirm | Cancel | Deliver | Return | Find | Recall | Read | Grant | Adjust | Sweep
    | SaveCodes | ChangeCodes | FindBatches | CustomerVerb | OutboxVerb
)  # fmt: skip
