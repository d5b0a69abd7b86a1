"""A cart priced with what the ledger says is left; nothing is read for one that needs nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from catalogue.facts import facts_for, finder_for
from ledger.code_secret import CodeDigests
from ledger.outcomes import Code, Refusal
from ledger.outcomes import Facts as Reading
from ledger.store import Store
from orders.customers import ledger_customer
from orders.limits import INLINE_LINES_MAX
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
    """

    client: str
    order: str | None = None
    explain: bool = False
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Counted:
    """A quote, and what it was made from.

    Attributes:
        quote: The quote.
        at: The moment it was priced for.
        facts: Of its goods, with what is left.
        needs: What had to be read.
        read: What was read.
        refused: Why nothing could be read, so that the quote is provisional; ``None`` otherwise.
    """

    quote: Quote
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

    Raises:
        PricingError: The cart cannot be priced.
    """
    program, shop = ruleset.program, ruleset.program.shop
    at = moment_of(cart, shop, at)
    facts = facts_for(cart, ruleset.catalogue, at, shop.timezone, labels=shop.labels)
    today = datetime.fromtimestamp(now_ms / 1000, UTC)
    needs = needs_of(program, cart, customer_of(cart), today, facts=facts, digests=digests)
    read, refused = _NO_READING, None
    if needs.accounts or needs.codes or needs.book is not None:
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
    return Counted(quote, at, facts, needs, read, refused)


async def aside(work: Callable[[], T], cart: Cart, *, heavy: bool = False) -> T:
    """Do work on a cart here, or in a thread where it would keep other carts waiting."""
    if heavy or len(cart.lines) > INLINE_LINES_MAX:
        return await asyncio.to_thread(work)
    return work()


def customer_of(cart: Cart) -> str | None:
    """Return the ledger's name of a cart's customer; ``None`` for a stranger."""
    if cart.customer is None or not cart.customer.ref:
        return None
    return ledger_customer(cart.customer.ref)
