"""Orders: put, confirm, cancel, deliver, take back, show. The story of each in one method.

The store decides; here is only what it cannot know: prices. A refusal is raised and has changed
nothing.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ledger.code_secret import CodeDigests
from ledger.orders import Plan, Receipt, State
from ledger.outcomes import (
    Cancelled,
    Code,
    Confirmed,
    Delivered,
    Found,
    Outcome,
    Refusal,
    Reserved,
    Returned,
)
from ledger.requests import Cancel, Confirm, Deliver, Find, Key, Recall, Reserve
from ledger.return_requests import ReturnRequest
from ledger.sale import Sale
from ledger.store import Store
from orders.counting import Asked, Counted, Ruleset, aside, counted, customer_of
from orders.limits import ROUNDS_MAX
from orders.refusals import OrderRefusedError, Refused
from orders.reserving import Expected, plan_of
from orders.returning import ShopReturns, booked, sale_of_order, worked_out
from orders.terms import terms_of
from pricing.cart import Cart
from pricing.wire import encode_quote

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Whose:
    """Which order, of whom, and under which key it is asked.

    Attributes:
        client: Who asks; the orders of others do not exist.
        order: The shop's own identifier.
        key: The Idempotency-Key; it finds the first answer again.
    """

    client: str
    order: str
    key: Key


@dataclass(frozen=True, slots=True)
class Putting:
    """A cart to be reserved.

    Attributes:
        cart: The cart.
        at: Its moment.
        hold_ms: How long it is reserved, from the store's now.
        expect: What the caller saw; ``None`` takes any price.
        if_revision: Do it only where the order is at this revision; 0 is an order not there yet.
    """

    cart: Cart
    at: datetime
    hold_ms: int
    expect: str | None = None
    if_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Confirming:
    """A revision that was paid.

    Attributes:
        revision: Which.
        customer: The reference of whose it is; ``None`` does not ask.
        force: The sale has happened: post all the same.
        delivered: The goods are handed over with it.
        sale: With ``force``: what was sold while no order could be put.
    """

    revision: int
    customer: str | None = None
    force: bool = False
    delivered: bool = False
    sale: Plan | None = None


@dataclass(frozen=True, slots=True)
class Returning:
    """Units that come back under an identifier of their own."""

    id: str
    request: ReturnRequest


class Orders:
    """The orders of one ledger.

    Args:
        store: The ledger.
        clock_ms: The worker's clock, milliseconds since 1970 in UTC.
        shop: What the shop decides about returns.
        digests: Of the secret of unique codes; without it none can be looked up.
    """

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int],
        *,
        shop: ShopReturns | None = None,
        digests: CodeDigests | None = None,
    ) -> None:
        self.store = store
        self.clock_ms = clock_ms
        self._shop = shop or ShopReturns()
        self._digests = digests
        self._busy: set[tuple[str, str, str, str]] = set()

    async def quote(self, ruleset: Ruleset, cart: Cart, at: datetime, asked: Asked) -> Counted:
        """Price a cart with what is left for it; provisional where the store does not tell.

        Raises:
            PricingError: The cart cannot be priced.
        """
        return await counted(self.store, ruleset, cart, at, asked, self.clock_ms(), self._digests)

    async def put(self, ruleset: Ruleset, whose: Whose, asked: Putting) -> Reserved:
        """Reserve what a cart uses, at a price that stays promised.

        Raises:
            PricingError: The cart cannot be priced.
            OrderRefusedError: It is refused; the revision before stands as it was.
        """
        with self._alone("put", whose):
            recall = Recall(
                client=whose.client, order=whose.order, verb=Reserve.__name__, key=whose.key
            )
            first = await self.store.recall(recall)
            if not (isinstance(first, Refusal) and first.code is Code.NOT_ANSWERED):
                return _answered(Reserved, first)
            for _ in range(ROUNDS_MAX):
                outcome = await self._reserve(ruleset, whose, asked)
                if not (isinstance(outcome, Refusal) and outcome.code is Code.SHORT):
                    return _answered(Reserved, outcome)
        raise OrderRefusedError(Refused.CONTENDED)

    async def _reserve(self, ruleset: Ruleset, whose: Whose, asked: Putting) -> Reserved | Refusal:
        """Price with what is left, and try to hold it."""
        asks = Asked(whose.client, whose.order)
        found = await self.quote(ruleset, asked.cart, asked.at, asks)
        if found.refused is not None:
            raise OrderRefusedError(found.refused)
        if asked.expect is not None and not Expected(asked.expect).is_met_by(found.quote):
            raise OrderRefusedError(Refused.QUOTE_CHANGED, quote=encode_quote(found.quote))
        plan = await aside(lambda: plan_of(asked.cart, found, ruleset), asked.cart)
        verb = Reserve(
            client=whose.client,
            order=whose.order,
            sent_ms=self.clock_ms(),
            plan=plan,
            ttl_ms=asked.hold_ms,
            customer=customer_of(asked.cart),
            if_revision=asked.if_revision,
        )
        return await self.store.reserve(verb, whose.key)

    async def confirm(self, ruleset: Ruleset, whose: Whose, asked: Confirming) -> Confirmed:
        """Use what a revision holds, at the price it was promised.

        Raises:
            OrderRefusedError: It is refused.
        """
        with self._alone("confirm", whose):
            now_ms = self.clock_ms()
            terms = terms_of(ruleset.program, now_ms) if asked.delivered else None
            verb = Confirm(
                client=whose.client,
                order=whose.order,
                sent_ms=now_ms,
                revision=asked.revision,
                force=asked.force,
                sale=asked.sale,
                customer=asked.customer,
                terms=terms,
                delivered=asked.delivered,
            )
            return _answered(Confirmed, await self.store.confirm(verb, whose.key))

    async def cancel(self, whose: Whose) -> Cancelled:
        """Let go what is held, or give everything back.

        Raises:
            OrderRefusedError: It is refused.
        """
        with self._alone("cancel", whose):
            verb = Cancel(client=whose.client, order=whose.order, sent_ms=self.clock_ms())
            return _answered(Cancelled, await self.store.cancel(verb, whose.key))

    async def deliver(self, ruleset: Ruleset, whose: Whose) -> Delivered:
        """Note that the goods were handed over: from then on points and returns count.

        Raises:
            OrderRefusedError: It is refused.
        """
        with self._alone("deliver", whose):
            now_ms = self.clock_ms()
            verb = Deliver(
                client=whose.client,
                order=whose.order,
                sent_ms=now_ms,
                terms=terms_of(ruleset.program, now_ms),
            )
            return _answered(Delivered, await self.store.deliver(verb, whose.key))

    async def take_back(
        self, ruleset: Ruleset, whose: Whose, asked: Returning
    ) -> tuple[Sale, Receipt]:
        """Book a return once: what it gives depends on all returns before it.

        Returns:
            The sale, and what the return came to.

        Raises:
            ReturnError: It does not fit the sale.
            OrderRefusedError: It is refused.
        """
        with self._alone("take_back", whose):
            for _ in range(ROUNDS_MAX):
                found = await self.find(whose.client, whose.order)
                order = found.order
                for receipt in order.receipts:
                    if receipt.id == asked.id:
                        return sale_of_order(order), booked(order, receipt, asked.request)
                if found.state is not State.CONFIRMED:
                    cancelled = found.state is State.CANCELLED
                    code = Code.ORDER_CANCELLED if cancelled else Code.NOT_CONFIRMED
                    raise OrderRefusedError(code, revision=order.revision)
                verb = worked_out(order, asked.id, asked.request, ruleset, self._shop)
                outcome = await self.store.take_units(verb, whose.key)
                if not (isinstance(outcome, Refusal) and outcome.code is Code.ORDER_BUSY):
                    return sale_of_order(order), _answered(Returned, outcome).receipt
        raise OrderRefusedError(Code.ORDER_BUSY)

    async def find(self, client: str, order: str) -> Found:
        """Show an order as it is now.

        Raises:
            OrderRefusedError: It is refused.
        """
        verb = Find(client=client, order=order, sent_ms=self.clock_ms())
        return _answered(Found, await self.store.find(verb))

    @contextlib.contextmanager
    def _alone(self, what: str, whose: Whose) -> Iterator[None]:
        """Refuse what this worker is doing already.

        Raises:
            OrderRefusedError: ``in-flight`` where the same key is, ``order-busy`` where another
                cart is being put for the order.
        """
        key = (what, whose.client, whose.order, whose.key.token)
        putting = ("putting", whose.client, whose.order, "") if what == "put" else key
        if key in self._busy:
            raise OrderRefusedError(Refused.IN_FLIGHT)
        if putting in self._busy:
            raise OrderRefusedError(Code.ORDER_BUSY)
        self._busy |= {key, putting}
        try:
            yield
        finally:
            self._busy -= {key, putting}


def _answered(kind: type[T], outcome: Outcome) -> T:
    if isinstance(outcome, kind):
        return outcome
    assert isinstance(outcome, Refusal), outcome
    raise OrderRefusedError.of(outcome)
