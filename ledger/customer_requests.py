"""What a store is asked about customers."""

from typing_extensions import override

from ledger.asking import Manual, Request
from ledger.customers import check_cid, check_reference
from ledger.limits import NEVER_MS, PAGE_MAX
from ledger.orders import check_name


class Identify(Request, frozen=True, kw_only=True):
    """Say who a reference is; someone new becomes a customer.

    Attributes:
        reference: The shop's own, opaque.
        fresh: A random identifier, used where nobody has this reference yet.
    """

    reference: str
    fresh: str

    def __post_init__(self) -> None:
        check_reference(self.reference)
        check_cid(self.fresh)


class Recognise(Request, frozen=True, kw_only=True):
    """Say who a reference is; someone new is unknown. It changes nothing."""

    reference: str

    def __post_init__(self) -> None:
        check_reference(self.reference)


class CustomerRequest(Request, frozen=True, kw_only=True):
    """A question about one customer by the ledger's identifier."""

    cid: str

    def __post_init__(self) -> None:
        check_name(self.cid, "customer")


class Merge(Manual, frozen=True, kw_only=True):
    """Let one customer become part of another: points, uses and history, each once.

    Attributes:
        into: The customer that stays.
        gone: The customer that becomes part of it.
    """

    into: str
    gone: str

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        check_name(self.into, "customer")
        check_name(self.gone, "customer")


class Erase(CustomerRequest, frozen=True, kw_only=True):
    """Let the person go and keep the books: references are forgotten, points are forfeited."""


class ShowPoints(CustomerRequest, frozen=True, kw_only=True):
    """Show a customer's books: what counts now, what will, and what ends next."""


class ShowStatement(CustomerRequest, frozen=True, kw_only=True):
    """Show what changed the points of one programme, the newest first.

    Attributes:
        programme: The points programme.
        before: Only what has a lower number: that of the last entry of the page before.
        most: How many entries.
    """

    programme: str
    before: int = NEVER_MS
    most: int = 50

    @override
    def __post_init__(self) -> None:
        super().__post_init__()
        check_name(self.programme, "programme")
        if not 1 <= self.most <= PAGE_MAX:
            raise ValueError(f"a page has 1 to {PAGE_MAX} entries")


class ShowSpending(CustomerRequest, frozen=True, kw_only=True):
    """Show what a customer's orders count towards a tier, from a moment on."""

    since_ms: int


class ShowFigures(Request, frozen=True, kw_only=True):
    """Add up what moved points of every customer between moments.

    Attributes:
        moments_ms: Rising; the first ends what came before, each other one ends a span.
    """

    moments_ms: tuple[int, ...]

    def __post_init__(self) -> None:
        moments = self.moments_ms
        if not 1 <= len(moments) <= PAGE_MAX or list(moments) != sorted(set(moments)):
            raise ValueError(f"figures are asked between 1 to {PAGE_MAX} rising moments")


CustomerChange = Identify | Merge | Erase
CustomerLook = Recognise | ShowPoints | ShowStatement | ShowSpending | ShowFigures
CustomerVerb = CustomerChange | CustomerLook
