"""Whose cart keeps a code away: an open order of the same customer, which may be abandoned.

Only a refused code asks for it, so that a quote without one reads nothing more.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import msgspec

from ledger import keys
from ledger.outcomes import Facts as Reading
from ledger.outcomes import Refusal, Usage
from ledger.requests import Read
from ledger.store import Store
from orders.customers import NEWCOMER
from orders.uses import Needs
from pricing.codes import normalise
from pricing.quote import Quote, Rejected
from pricing.wire import sealed

_replace = msgspec.structs.replace


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks about a code.

    Attributes:
        client: Who asks.
        order: The order that asks; it is never named.
        whose: Looks up the ledger's identifier of the customer; ``None`` for a stranger.
    """

    client: str
    order: str | None
    whose: Callable[[], Awaitable[str]] | None


async def naming_holders(
    store: Store, quote: Quote, needs: Needs, read: Reading, asking: Asking
) -> Quote:
    """Return the quote with the open orders of its customer beside the codes that they hold.

    A store that does not answer names none: the refusal is right without it.

    Args:
        store: The ledger.
        quote: As it was priced.
        needs: Of its cart.
        read: What the ledger had answered.
        asking: Who asks.
    """
    if asking.whose is None:
        return quote
    limits = {
        number: dict(_limits_of(one, needs, read))
        for number, one in enumerate(quote.rejected)
        if one.reason == "used-up"
    }
    accounts = tuple(dict.fromkeys(name for found in limits.values() for name in found))
    whose = await asking.whose() if accounts else NEWCOMER
    if whose == NEWCOMER:
        return quote
    answer = await store.read(
        Read(client=asking.client, order=asking.order, accounts=accounts, holders=whose)
    )
    if isinstance(answer, Refusal):
        return quote
    usage = dict(zip(accounts, answer.accounts, strict=True))
    named = tuple(
        _replace(one, held_by=_holders(limits.get(number, {}), usage))
        for number, one in enumerate(quote.rejected)
    )
    return quote if named == quote.rejected else _sealed_again(quote, named)


def _limits_of(one: Rejected, needs: Needs, read: Reading) -> Iterator[tuple[str, int]]:
    """Yield the accounts that may keep a code away, each with its limit."""
    for owner in (f"coupon:{one.coupon}", one.promotion or ""):
        for limit in needs.limits.get(owner, ()):
            yield limit.account, limit.most
    rows = dict(zip(needs.codes, read.codes, strict=True))
    row = rows.get(normalise(one.code))
    if row is not None:
        yield keys.code(needs.codes[normalise(one.code)].hex()), row.uses


def _holders(limits: dict[str, int], usage: dict[str, Usage]) -> tuple[str, ...]:
    """Name the orders that hold the last uses; none where letting go would not be enough."""
    found: dict[str, None] = {}
    for account, most in limits.items():
        now = usage[account]
        if now.closed or now.used - now.theirs >= most:
            return ()
        if now.used >= most:
            found.update(dict.fromkeys(now.holders))
    return tuple(found)


def _sealed_again(quote: Quote, rejected: tuple[Rejected, ...]) -> Quote:
    unsealed = _replace(quote.evidence, quote="")
    return sealed(_replace(quote, rejected=rejected, evidence=unsealed))
