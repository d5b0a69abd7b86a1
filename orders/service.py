"""Orders: put, confirm, cancel, deliver, take back, show. The story of each in one method.

The store decides; here is only what it cannot know: prices. A refusal is raised and has changed
nothing.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from ledger.code_list import BATCH_OF_ORDERS
from ledger.code_secret import CodeDigests, Secret
from ledger.orders import Order, Plan, Receipt, State
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
from ledger.points_terms import given_back_until
from ledger.repriced_returns import needs_repricing
from ledger.requests import Cancel, Confirm, Deliver, Find, Recall, Reserve, SaveCodes
from ledger.return_requests import ReturnRequest
from ledger.sale import Sale
from ledger.store import Store
from orders.asking import Confirming, Putting, Returning, Whose
from orders.counting import Asked, Counted, Ruleset, aside, counted, reference_of
from orders.customers import Customers, TierWindows
from orders.limits import ROUNDS_MAX
from orders.refusals import OrderRefusedError, Refused
from orders.reserving import Expected, plan_of
from orders.returning import ShopReturns, booked, rules_asked, sale_of_order, worked_out
from orders.rulesets import RulesetArchive
from orders.sold_before import SoldBefore, check_sold
from orders.terms import terms_of
from pricing.cart import Cart
from pricing.program import Program
from pricing.wire import encode_quote

T = TypeVar("T")
# Somebody was faster, or the customer is another one by now: it is looked at and priced again.
_PRICED_AGAIN: Final = (Code.SHORT, Code.CUSTOMER_GONE)


class Orders:
    """The orders of one ledger.

    Args:
        store: The ledger.
        clock_ms: The worker's clock, milliseconds since 1970 in UTC.
        shop: What the shop decides about returns.
        secret: Of unique codes; without it none can be looked up, and none are given.
        windows: What the shop decides about tiers.
        archive: Keeps the rules that goodwill returns have to price by; without it such a return
            is prorated once other rules are in force.
    """

    def __init__(
        self,
        store: Store,
        clock_ms: Callable[[], int],
        *,
        shop: ShopReturns | None = None,
        secret: Secret | None = None,
        windows: TierWindows | None = None,
        archive: RulesetArchive | None = None,
    ) -> None:
        self.store = store
        self.clock_ms = clock_ms
        self._shop = shop or ShopReturns()
        self.secret = secret
        self._digests = None if secret is None else CodeDigests(secret)
        self._windows = windows
        self._archive = archive
        self._listed: set[str] = set()  # coupons of which the batch of orders is known to be there
        self._busy: set[tuple[str, str, str, str]] = set()

    async def quote(self, ruleset: Ruleset, cart: Cart, at: datetime, asked: Asked) -> Counted:
        """Price a cart with what is left for it; provisional where the store does not tell.

        Raises:
            PricingError: The cart cannot be priced.
        """
        return await counted(
            self.store, ruleset, cart, at, asked, self.clock_ms(), self._digests, self._windows
        )

    def customers(self, client: str) -> Customers:
        """Return the customers of the same ledger."""
        return Customers(self.store, self.clock_ms, client, self._windows)

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
                if not (isinstance(outcome, Refusal) and outcome.code in _PRICED_AGAIN):
                    return _answered(Reserved, outcome)
        raise OrderRefusedError(Refused.CONTENDED)

    async def _reserve(self, ruleset: Ruleset, whose: Whose, asked: Putting) -> Reserved | Refusal:
        """Price with what is left, and try to hold it."""
        reference, customer = reference_of(asked.cart), None
        if reference is not None:
            customer = await self.customers(whose.client).meet(reference)
        asks = Asked(whose.client, whose.order, customer)
        found = await self.quote(ruleset, asked.cart, asked.at, asks)
        if found.refused is not None:
            raise OrderRefusedError(found.refused)
        if asked.expect is not None and not Expected(asked.expect).is_met_by(found.quote):
            raise OrderRefusedError(Refused.QUOTE_CHANGED, quote=encode_quote(found.quote))
        plan = await self._plan(found, ruleset, whose)
        verb = Reserve(
            client=whose.client,
            order=whose.order,
            sent_ms=self.clock_ms(),
            plan=plan,
            ttl_ms=asked.hold_ms,
            customer=customer,
            if_revision=asked.if_revision,
        )
        return await self.store.reserve(verb, whose.key)

    async def _plan(self, found: Counted, ruleset: Ruleset, whose: Whose) -> Plan:
        """Return what a quote binds; the rules that returns may ask for are kept before it is."""
        plan = await aside(lambda: plan_of(found, ruleset, whose.order, self.secret), found.cart)
        asks = plan.sale is not None and needs_repricing(plan.sale)
        if asks and self._archive is not None and ruleset.sources:
            digest = ruleset.program.digest
            await asyncio.to_thread(self._archive.keep, digest, ruleset.sources)
        await self._have_batches(whose.client, plan)
        return plan

    async def _have_batches(self, client: str, plan: Plan) -> None:
        """See to it that the batches of a plan's codes are there, so that no confirm writes them.

        Raises:
            OrderRefusedError: The store does not answer.
        """
        for coupon in {one.coupon for one in plan.issues} - self._listed:
            asked = SaveCodes(client=client, coupon=coupon, batch=BATCH_OF_ORDERS, codes=())
            answer = await self.store.save_codes(asked)
            # A batch that was given a last day is there all the same.
            if isinstance(answer, Refusal) and answer.code is not Code.BATCH_DIFFERS:
                raise OrderRefusedError.of(answer)
            self._listed.add(coupon)

    async def confirm(self, ruleset: Ruleset, whose: Whose, asked: Confirming) -> Confirmed:
        """Use what a revision holds, at the price it was promised.

        Raises:
            OrderRefusedError: It is refused.
        """
        with self._alone("confirm", whose):
            now_ms = self.clock_ms()
            terms = terms_of(ruleset.program, now_ms, now_ms) if asked.delivered else None
            customer = await self._customer_of(whose, asked.customer)
            plan = None
            if asked.sale is not None:
                plan, whom = await self._sold(ruleset, whose, asked.sale)
                customer = customer or whom
            verb = Confirm(
                client=whose.client,
                order=whose.order,
                sent_ms=now_ms,
                revision=asked.revision,
                force=asked.force,
                sale=plan,
                customer=customer,
                terms=terms,
                delivered=asked.delivered,
            )
            return _answered(Confirmed, await self.store.confirm(verb, whose.key))

    async def _sold(
        self, ruleset: Ruleset, whose: Whose, sold: SoldBefore
    ) -> tuple[Plan, str | None]:
        """Return what a sale used, and whose it was; it need not be what is left today."""
        reference = reference_of(sold.cart)
        whom = None
        if reference is not None:
            whom = await self.customers(whose.client).meet(reference)
        asks = Asked(whose.client, whose.order, whom)
        found = await self.quote(ruleset, sold.cart, sold.at, asks)
        if found.refused is not None:
            raise OrderRefusedError(found.refused)
        check_sold(sold.cart, sold.quote, found.facts)
        paid = replace(found, quote=sold.quote, cart=sold.cart)
        return await self._plan(paid, ruleset, whose), whom

    async def _customer_of(self, whose: Whose, reference: str | None) -> str | None:
        """Return whose an order must be; an order of somebody unknown does not exist."""
        if reference is None:
            return None
        try:
            return await self.customers(whose.client).find(reference)
        except OrderRefusedError as error:
            if error.code is Code.UNKNOWN_CUSTOMER:
                raise OrderRefusedError(Code.UNKNOWN_ORDER) from None
            raise

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
            order = (await self.find(whose.client, whose.order)).order
            verb = Deliver(
                client=whose.client,
                order=whose.order,
                sent_ms=now_ms,
                terms=terms_of(ruleset.program, order.confirmed_at_ms or now_ms, now_ms),
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
                program = await self._rules_of(order, asked.request, ruleset)
                until_ms = given_back_until(
                    ruleset.program.shop.timezone, self.clock_ms(), self._shop.given_back_days
                )
                verb = worked_out(order, asked.id, asked.request, program, self._shop, until_ms)
                outcome = await self.store.take_units(verb, whose.key)
                if not (isinstance(outcome, Refusal) and outcome.code is Code.ORDER_BUSY):
                    return sale_of_order(order), _answered(Returned, outcome).receipt
        raise OrderRefusedError(Code.ORDER_BUSY)

    async def _rules_of(
        self, order: Order, request: ReturnRequest, ruleset: Ruleset
    ) -> Program | None:
        """Return the rules that a return prices by; ``None`` where none are needed or left."""
        digest = rules_asked(order, request)
        if digest is None or digest == ruleset.program.digest:
            return ruleset.program if digest is not None else None
        if self._archive is None:
            return None
        return await asyncio.to_thread(self._archive.find, digest)

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
