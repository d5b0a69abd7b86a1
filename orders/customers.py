"""Customers of a ledger: who a reference is, points, tier, statement, merge, erasure.

The shop's reference is looked up in one place, here, and never goes further: everything else knows
the ledger's own identifier.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

import msgspec

from ledger import keys
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
from ledger.figures import Figures, days_between, figures
from ledger.limits import FIGURE_DAYS_MAX, NAME_CHARS_MAX
from ledger.local_days import day_of, start_after, start_of
from ledger.orders import Terms
from ledger.outcomes import Adjusted, Code, Outcome, Refusal
from ledger.requests import Adjust, Sweep
from ledger.store import Store
from ledger.tiers import Standing, TierPolicy, by_day, looked_back, tier
from orders.refusals import OrderRefusedError
from pricing.cart import Cart
from pricing.earning import Programme

T = TypeVar("T")
# Whoever has no history yet: accounts under this name are never used. No drawn name is so short.
NEWCOMER: Final = "newcomer"
_CID_BYTES: Final = 16
_STATEMENT_DEFAULT: Final = 50


@dataclass(frozen=True, slots=True)
class TierWindows:
    """What the shop decides about tiers beside its rules.

    Attributes:
        calendar: Spending counts by calendar year; otherwise by the rolling window of each tier.
        grace: Days for which a tier is held after its window.
    """

    calendar: bool = False
    grace: int = 0


@dataclass(frozen=True, slots=True)
class Adjusting:
    """Points added or taken by hand; ``id`` is the adjustment's own and holds for ever.

    Attributes:
        id: The adjustment's identifier.
        points: How many; negative takes some away.
        reason: Why.
        until: Last day of points that are added; ``None`` never ends.
        may_owe: Points to take away that are not there become a debt.
    """

    id: str
    points: int
    reason: str
    until: date | None = None
    may_owe: bool = False


class Customers:
    """The customers of one ledger.

    Args:
        store: The ledger.
        clock_ms: This worker's clock, milliseconds since 1970 in UTC.
        client: Who asks.
        windows: What the shop decides about tiers.
    """

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int],
        client: str,
        windows: TierWindows | None = None,
    ) -> None:
        self.store = store
        self.clock_ms = clock_ms
        self._client = client
        self._windows = windows or TierWindows()

    async def find(self, reference: str) -> str:
        """Return whose a reference is.

        Raises:
            OrderRefusedError: ``unknown-customer``, or the store does not answer.
        """
        asked = Recognise(client=self._client, reference=_fitting(reference))
        return _expected(Identified, await self.store.identify(asked)).cid

    async def meet(self, reference: str) -> str:
        """Return whose a reference is; someone new becomes a customer.

        Raises:
            OrderRefusedError: The store does not answer.
        """
        reference = _fitting(reference)
        asked = Recognise(client=self._client, reference=reference)
        found = await self.store.identify(asked)
        if isinstance(found, Refusal) and found.code is Code.UNKNOWN_CUSTOMER:
            fresh = secrets.token_hex(_CID_BYTES)
            met = Identify(client=self._client, reference=reference, fresh=fresh)
            found = await self.store.identify(met)
        return _expected(Identified, found).cid

    async def points(self, cid: str) -> PointsShown:
        """Show the points of a customer by date."""
        asked = ShowPoints(client=self._client, cid=cid, sent_ms=self.clock_ms())
        return _expected(PointsShown, await self.store.show_points(asked))

    async def standing(self, cid: str, programme: Programme, timezone: str) -> Standing:
        """Return the tier of a customer, and what is missing to the next one."""
        now_ms = self.clock_ms()
        policy = TierPolicy(programme.tiers, self._windows.calendar, self._windows.grace)
        today = day_of(now_ms, timezone)
        since = looked_back(policy, today)
        since_ms = start_of(since, timezone) if since > date.min + timedelta(days=1) else 0
        asked = ShowSpending(client=self._client, cid=cid, since_ms=since_ms, sent_ms=now_ms)
        shown = _expected(SpendingShown, await self.store.show_spending(asked))
        return tier(by_day(shown.spending, timezone), policy, today)

    async def statement(
        self, cid: str, programme: str, before: int | None = None, most: int = _STATEMENT_DEFAULT
    ) -> StatementShown:
        """Show a page of what changed the points of a customer, the newest first."""
        asked = ShowStatement(client=self._client, cid=cid, programme=programme, most=most)
        if before is not None:
            asked = msgspec.structs.replace(asked, before=before)
        return _expected(StatementShown, await self.store.show_statement(asked))

    async def adjust(self, cid: str, programme: str, asked: Adjusting, timezone: str) -> Adjusted:
        """Add points by hand, or take some away; done once for its identifier.

        Raises:
            OrderRefusedError: ``short``: there are not so many; ``key-reused``: the identifier was
                used for something else.
        """
        terms = None
        if asked.points > 0 and asked.until is not None:
            # From the beginning of time: the same words are the same adjustment whenever sent.
            terms = Terms(0, start_after(asked.until, timezone))
        verb = Adjust(
            client=self._client,
            id=asked.id,
            reason=asked.reason,
            book=keys.points(cid, programme),
            points=asked.points,
            terms=terms,
            may_owe=asked.may_owe,
        )
        return _expected(Adjusted, await self.store.adjust(verb))

    async def merge(self, into: str, gone: str, id: str, reason: str) -> Merged:
        """Let one customer become part of another."""
        verb = Merge(client=self._client, id=id, reason=reason, into=into, gone=gone)
        return _expected(Merged, await self.store.merge(verb))

    async def erase(self, cid: str) -> Erased:
        """Let the person go and keep the books."""
        return _expected(Erased, await self.store.erase(Erase(client=self._client, cid=cid)))

    async def figures(self, first: date, last: date, timezone: str) -> tuple[Figures, ...]:
        """Add up points by local day and programme.

        What the clock has decided is written down before, so that a closed day stays as it is.

        Raises:
            ValueError: There are too many days, or none.
            OrderRefusedError: The store does not answer.
        """
        if not first <= last or (last - first).days >= FIGURE_DAYS_MAX:
            raise ValueError(f"figures are of 1 to {FIGURE_DAYS_MAX} days")
        while True:
            swept = await self.store.sweep(Sweep(client=self._client))
            if isinstance(swept, Refusal):
                raise OrderRefusedError.of(swept)
            if not swept.more:
                break
        days = days_between(first, last)
        moments = (start_of(first, timezone), *(start_after(day, timezone) for day in days))
        asked = ShowFigures(client=self._client, moments_ms=moments)
        shown = _expected(FiguresShown, await self.store.show_figures(asked))
        before, *spans = shown.spans
        return figures(before, [(day, day, sums) for day, sums in zip(days, spans, strict=True)])


def with_tier(cart: Cart, standing: Standing) -> Cart:
    """Return a cart that tells the customer's tier, where it did not state one."""
    if cart.customer is None or cart.customer.tier is not None or standing.tier is None:
        return cart
    customer = msgspec.structs.replace(cart.customer, tier=standing.tier)
    return msgspec.structs.replace(cart, customer=customer)


def _fitting(reference: str) -> str:
    """Return a reference as the ledger can keep it: where it cannot, its digest."""
    if 1 <= len(reference) <= NAME_CHARS_MAX and reference.isprintable():
        return reference
    return "ref-" + hashlib.sha256(reference.encode("utf-8", "surrogatepass")).hexdigest()


def _expected(kind: type[T], outcome: Outcome) -> T:
    if isinstance(outcome, kind):
        return outcome
    assert isinstance(outcome, Refusal), outcome
    raise OrderRefusedError.of(outcome)
