"""A cart priced with what the ledger says is left; nothing is read for one that needs nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from catalogue.facts import facts_for, finder_for
from grammar.source import Source
from ledger import keys
from ledger.code_secret import CodeDigests
from ledger.outcomes import Code, Refusal
from ledger.outcomes import Facts as Reading
from ledger.store import Store
from orders.abandoned import Asking, naming_holders
from orders.customers import NEWCOMER, Customers, TierWindows, with_tier
from orders.limits import INLINE_LINES_MAX
from orders.refusals import OrderRefusedError
from orders.uses import Needs, facts_with, needs_of
from pricing.cart import Cart
from pricing.engine import price
from pricing.goods import Facts
from pricing.moments import moment_of
from pricing.program import Program
from pricing.quote import Quote
from pricing.reader_numbers import Language

if TYPE_CHECKING:
    from catalogue.store import Catalogue

T = TypeVar("T")
_NO_READING: Final = Reading((), (), 0)


class Ruleset(Protocol):
    """The rules in force and the goods they are about."""

    @property
    def program(self) -> Program:
        """The compiled rules."""

    @property
    def sources(self) -> Sequence[Source]:
        """The text of the rules; empty where nobody has it."""

    @property
    def catalogue(self) -> "Catalogue | None":
        """The catalogue, or ``None`` where carts state for themselves."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about a cart.

    Attributes:
        client: Who asks.
        order: The order that asks: what it holds itself counts as free.
        explain: Whether to tell of every promotion considered.
        language: Of the sentences of an explanation.
        customer: The ledger's identifier of the customer, where it was looked up already.
    """

    client: str
    order: str | None = None
    customer: str | None = None
    explain: bool = False
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Counted:
    """A quote, and what it was made from.

    Attributes:
        quote: The quote.
        cart: As it was priced, with what the ledger knows of the customer.
        at: The moment it was priced for.
        facts: Of its goods, with what is left.
        needs: What had to be read.
        read: What was read.
        refused: Why nothing could be read, so that the quote is provisional; ``None`` otherwise.
    """

    quote: Quote
    cart: Cart
    at: datetime
    facts: Facts
    needs: Needs
    read: Reading
    refused: Code | None = None


async def counted(
    store: Store,
    ruleset: Ruleset,
    cart: Cart,
    at: datetime,
    asked: Asked,
    now_ms: int,
    digests: CodeDigests | None = None,
    windows: TierWindows | None = None,
) -> Counted:
    """Price a cart with what is left for it.

    Args:
        store: The ledger.
        ruleset: The rules in force.
        cart: The cart.
        at: Its moment.
        asked: Who asks.
        now_ms: The worker's clock; its date in the shop decides which day, week and month count.
        digests: Of the secret of unique codes; without it none can be looked up.
        windows: What the shop decides about tiers.

    Raises:
        PricingError: The cart cannot be priced.
    """
    program, shop = ruleset.program, ruleset.program.shop
    at = moment_of(cart, shop, at)
    facts = facts_for(cart, ruleset.catalogue, at, shop.timezone, labels=shop.labels)
    today = datetime.fromtimestamp(now_ms / 1000, UTC)
    whose = asked.customer or (NEWCOMER if reference_of(cart) else None)
    needs = needs_of(program, cart, whose, today, facts=facts, digests=digests)
    read, refused = _NO_READING, None
    if _is_personal(needs, cart, program):
        customers = Customers(store, lambda: now_ms, asked.client, windows)
        try:
            whose = await _known(customers, cart, asked)
            tiered = await _told_tier(customers, cart, whose, program)
        except OrderRefusedError as error:
            refused = Code(error.code)
        else:
            # A tier may reach other promotions; who somebody is only names their accounts.
            reached = needs.reached if tiered is cart else None
            cart = tiered
            needs = needs_of(
                program, cart, whose, today, facts=facts, digests=digests, reached=reached
            )
    if refused is None and (needs.accounts or needs.codes or needs.book is not None):
        answer = await store.read(needs.reading(asked.client, asked.order, now_ms))
        if isinstance(answer, Refusal):
            refused = answer.code
        else:
            read = answer
            facts = facts_with(facts, needs, read)
    told = facts
    if asked.explain:
        told = replace(facts, find=finder_for(cart, ruleset.catalogue, at, shop.timezone))

    def priced() -> Quote:
        return price(cart, program, told, at, explain=asked.explain, language=asked.language)

    quote = await aside(priced, cart, heavy=asked.explain)
    if refused is None:
        asking = Asking(asked.client, asked.order, _asked_later(store, cart, asked, now_ms))
        quote = await naming_holders(store, quote, needs, read, asking)
    return Counted(quote, cart, at, facts, needs, read, refused)


async def aside(work: Callable[[], T], cart: Cart, *, heavy: bool = False) -> T:
    """Do work on a cart here, or in a thread where it would keep other carts waiting."""
    if heavy or len(cart.lines) > INLINE_LINES_MAX:
        return await asyncio.to_thread(work)
    return work()


def reference_of(cart: Cart) -> str | None:
    """Return the shop's reference of a cart's customer; ``None`` for a stranger."""
    return cart.customer.ref or None if cart.customer is not None else None


def _is_personal(needs: Needs, cart: Cart, program: Program) -> bool:
    """Tell whether it matters who the customer is; where it does not, nobody is looked up."""
    if reference_of(cart) is None:
        return False
    own = any(keys.customer_of(name) is not None for name in needs.accounts)
    return own or needs.book is not None or _has_tiers(program)


def _has_tiers(program: Program) -> bool:
    return program.earning.policy is not None and bool(program.earning.policy.tiers)


async def _known(customers: Customers, cart: Cart, asked: Asked) -> str:
    reference = reference_of(cart)
    assert reference is not None, "only somebody is looked up"
    if asked.customer is not None:
        return asked.customer
    try:
        return await customers.find(reference)
    except OrderRefusedError as error:
        if error.code is Code.UNKNOWN_CUSTOMER:
            return NEWCOMER
        raise


def _asked_later(
    store: Store, cart: Cart, asked: Asked, now_ms: int
) -> Callable[[], Awaitable[str]] | None:
    """Return how a cart's customer is looked up where it matters; nobody where nobody answers."""
    if reference_of(cart) is None:
        return None

    async def whose() -> str:
        try:
            return await _known(Customers(store, lambda: now_ms, asked.client), cart, asked)
        except OrderRefusedError:
            return NEWCOMER

    return whose


async def _told_tier(customers: Customers, cart: Cart, cid: str, program: Program) -> Cart:
    policy = program.earning.policy
    if policy is None or not policy.tiers:
        return cart
    return with_tier(cart, await customers.standing(cid, policy, program.shop.timezone))
