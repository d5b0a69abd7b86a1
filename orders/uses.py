"""From limits of the rules to accounts of the ledger: what a cart needs, and what a quote takes.

    needs = needs_of(program, cart, customer, at, facts=facts, digests=digests)
    read  = await store.read(needs.reading(client, order))
    quote = price(cart, program, facts_with(facts, needs, read), at)
    uses  = uses_of(quote, program, needs, read)          # the debits of ledger.Reserve

Every limit travels with its debit, so nothing is opened beforehand. A condition on how many orders
a customer has reads a number that the order itself changes; it holds that number as it was read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from ledger import Debit, Points, Read, Usage, keys
from ledger import Facts as Reading
from ledger.code_records import status_of
from ledger.code_secret import CodeDigests
from orders.counters import counting_promotions
from orders.limits import COUNTER_MAX
from orders.windows import window_of
from pricing.cart import Cart
from pricing.codes import fits_pattern, normalise
from pricing.goods import NO_FACTS, Facts
from pricing.intake import open_cart
from pricing.moments import moment_of
from pricing.money import MEASURE_DECIMALS, parse_scaled
from pricing.program import Allowance, Program, Promotion
from pricing.quote import Applied, Quote
from pricing.wire import parse_instant

_ALL_CHANNELS: Final = "*"


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit over many baskets, and the account that keeps its count.

    Attributes:
        account: Its name in the ledger.
        counter: Its name in ``pricing.goods.Facts.used``.
        counts: What one use is.
        most: The limit.
    """

    account: str
    counter: str
    counts: str
    most: int


@dataclass(frozen=True, slots=True)
class Needs:
    """What a cart needs to know of the ledger, and how its answers are told to pricing.

    Attributes:
        customer: The ledger's identifier of the customer, or ``None``.
        channel: The cart's.
        today: The shop's local date of the moment at which it was asked.
        limits: By promotion, and by coupon as ``coupon:ID``: what limits it.
        orders_in: Of promotions whose conditions count the customer's orders: in which channels,
            ``""`` for all.
        orders: Accounts of the customer's orders by channel, ``*`` for all; empty for a stranger.
        codes: Digests of the codes that may be unique ones, by their normalised text.
        book: The customer's book of points, or ``None``.
        accounts: Every account to read, each once.
        reached: The promotions with a count that the cart could trigger.
    """

    customer: str | None
    channel: str
    today: date
    limits: Mapping[str, tuple[Counted, ...]] = field(default_factory=lambda: MappingProxyType({}))
    orders_in: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    orders: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    book: str | None = None
    accounts: tuple[str, ...] = ()
    reached: tuple[Promotion, ...] = ()

    def reading(self, client: str, order: str | None = None, sent_ms: int | None = None) -> Read:
        """Return the question for the ledger, as an order of a client sees it."""
        return Read(
            client=client,
            sent_ms=sent_ms,
            order=order,
            accounts=self.accounts,
            books=(self.book,) if self.book is not None else (),
            codes=tuple(self.codes.values()),
        )


@dataclass(frozen=True, slots=True)
class Uses:
    """What a quote takes of the ledger: the parts of a ``ledger.Plan``.

    Attributes:
        debits: Each account once.
        spend: Points paid with.
        earn: Points that a confirm gives.
    """

    debits: tuple[Debit, ...] = ()
    spend: Points | None = None
    earn: Points | None = None


def needs_of(
    program: Program,
    cart: Cart,
    customer: str | None,
    at: datetime,
    *,
    facts: Facts = NO_FACTS,
    digests: CodeDigests | None = None,
    reached: tuple[Promotion, ...] | None = None,
) -> Needs:
    """Find what must be read before a cart can be priced.

    Args:
        program: The rules.
        cart: As it will be priced.
        customer: The ledger's identifier of whom it is for; a limit per customer needs one.
        at: The instant of the request, which decides the day, week and month that count.
        facts: Of the cart's goods; with them only the promotions are looked at that it could reach.
        digests: Of the shop's secret; without them no unique code can be looked up.
        reached: Where they were found already for this cart, whoever it is for.

    Raises:
        PricingError: The cart cannot be priced.
        ValueError: Its ``at`` is no moment.
    """
    shop = program.shop
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    coupons, unique = _read_codes(program, cart, digests)
    limits: dict[str, tuple[Counted, ...]] = {}
    orders_in: dict[str, tuple[str, ...]] = {}
    if reached is None:
        reached = _reachable(program, cart, coupons, facts)
    for promotion in reached:
        if promotion.orders_in:
            orders_in[promotion.id] = promotion.orders_in
        limits[promotion.id] = _limits_of(promotion, customer, today)
    for coupon in sorted(coupons):
        declared = program.coupons[coupon]
        series = f"coupon:{declared.series or coupon}"
        limits[f"coupon:{coupon}"] = tuple(_counted(declared.limits, series, customer, today))
    limits = {owner: found for owner, found in limits.items() if found}
    orders: dict[str, str] = {}
    book = None
    if customer is not None:
        channels = dict.fromkeys([*shop.channels, cart.channel, _ALL_CHANNELS])
        orders = {channel: keys.first(customer, channel) for channel in channels}
        if program.earning.programme:
            book = keys.points(customer, program.earning.programme)
    accounts = [one.account for owner in limits.values() for one in owner]
    if orders_in:
        accounts += orders.values()
    accounts += (keys.code(digest.hex()) for digest in unique.values())
    return Needs(
        customer=customer,
        channel=cart.channel,
        today=today,
        limits=limits,
        orders_in=orders_in,
        orders=orders,
        codes=unique,
        book=book,
        accounts=tuple(dict.fromkeys(accounts)),
        reached=reached,
    )


def facts_with(facts: Facts, needs: Needs, read: Reading) -> Facts:
    """Return the facts of a cart together with what the ledger said."""
    usage = dict(zip(needs.accounts, read.accounts, strict=True))
    used = dict(facts.used)
    for owner in needs.limits.values():
        for one in owner:
            used[one.counter] = _used(usage[one.account])
    orders = {
        channel: max(0, usage[account].used)
        for channel, account in needs.orders.items()
        if channel != _ALL_CHANNELS and account in usage
    }
    codes = dict(facts.codes)
    for (code, digest), row in zip(needs.codes.items(), read.codes, strict=True):
        of_code = usage[keys.code(digest.hex())]
        status = status_of(row, of_code.used, needs.today)
        codes.pop(code, None)
        if status is not None:
            # A code that was taken back with the order that issued it tells no more than another.
            codes[code] = "blocked" if of_code.closed else status
    return replace(
        facts,
        used=used,
        orders=orders or facts.orders,
        codes=codes,
        points_balance=read.books[0].available if read.books else facts.points_balance,
    )


def uses_of(quote: Quote, program: Program, needs: Needs, read: Reading) -> Uses:
    """Return what a quote takes, with every limit beside it.

    Args:
        quote: Priced with ``facts_with`` of the same needs and the same reading.
        program: The rules it was priced by.
        needs: Of its cart.
        read: What the ledger had answered; counts of orders and uses of codes are held as read.
    """
    usage = dict(zip(needs.accounts, read.accounts, strict=True))
    debits = _Debits()
    relied: set[str] = set()
    exponent = program.shop.currency.exponent
    for applied in quote.applied:
        for one in needs.limits.get(applied.promotion, ()):
            debits.add(one.account, _amount(applied, one.counts, exponent), one.most)
        relied.update(needs.orders_in.get(applied.promotion, ()))
    for coupon in {accepted.coupon for accepted in quote.accepted}:
        for one in needs.limits.get(f"coupon:{coupon}", ()):
            debits.add(one.account, 1, one.most)
    for digest, uses in _codes_used(quote, needs, read):
        debits.add(keys.code(digest.hex()), 1, uses)
    for channel in (needs.channel, _ALL_CHANNELS) if needs.orders else ():
        account = needs.orders[channel]
        name = "" if channel == _ALL_CHANNELS else channel
        # Whoever relied on a count holds it as it was: another order in between refuses this one.
        most = max(0, usage[account].used) + 1 if name in relied else None
        debits.add(account, 1, most)
    points = quote.points
    return Uses(
        debits.all(),
        Points(needs.book, points.spent) if needs.book and points.spent else None,
        Points(needs.book, points.earned) if needs.book and points.earned else None,
    )


# --- what limits what -----------------------------------------------------------------------------


def _read_codes(
    program: Program, cart: Cart, digests: CodeDigests | None
) -> tuple[set[str], dict[str, bytes]]:
    """Return the coupons that a cart's codes may be of, and digests of possible unique codes."""
    coupons: set[str] = set()
    unique: dict[str, bytes] = {}
    for code in map(normalise, cart.codes):
        if code in program.codes:
            coupons.add(program.codes[code])
            continue
        fitting = _coupons_like(program, code)
        coupons.update(fitting)
        if fitting and digests is not None:
            unique[code] = digests.of(code)
    return coupons, unique


def _coupons_like(program: Program, code: str) -> tuple[str, ...]:
    return tuple(
        name
        for name, coupon in program.coupons.items()
        if coupon.pattern is not None and fits_pattern(code, coupon.pattern)
    )


def _reachable(
    program: Program, cart: Cart, coupons: Iterable[str], facts: Facts
) -> tuple[Promotion, ...]:
    """Return the promotions with a count that the cart could trigger, every code it has being good.

    They run at the cart's own moment, whatever the instant of the request.
    """
    counting = counting_promotions(program)
    if facts is NO_FACTS or not counting:
        return tuple(program.promotions[number] for number in sorted(counting))
    at = moment_of(cart, program.shop, parse_instant(cart.at))
    basket = open_cart(cart, program, facts, at).basket
    basket.coupons = frozenset(coupons)
    reached = counting.intersection(program.candidates(basket))
    return tuple(program.promotions[number] for number in sorted(reached))


def _limits_of(promotion: Promotion, customer: str | None, today: date) -> tuple[Counted, ...]:
    limits, series = promotion.limits, promotion.series or promotion.id
    found = list(_counted(limits.allowances, series, customer, today))
    if limits.customer_units is not None and customer is not None:
        account = keys.limit(series, "units", customer)
        found.append(Counted(account, promotion.id, "units", limits.customer_units))
    return tuple(found)


def _counted(
    allowances: Iterable[Allowance], series: str, customer: str | None, today: date
) -> Iterator[Counted]:
    """Yield the accounts of limits; one customer's own have none where nobody is known.

    Pricing refuses these to a stranger, so that nothing is counted for nobody.
    """
    for one in allowances:
        if not one.spans_baskets or (one.of_customer and customer is None):
            continue
        owner = customer if one.of_customer else None
        account = keys.limit(series, one.counts, owner, window_of(today, one.window))
        yield Counted(account, one.counter, one.counts, one.most)


def _used(usage: Usage) -> int:
    return COUNTER_MAX if usage.closed else usage.used


def _amount(applied: Applied, counts: str, exponent: int) -> int:
    """Return how much of a limit an application takes, in what the limit counts."""
    match counts:
        case "times":
            return applied.times
        case "units":
            return applied.units or 0
        case "measure":
            return parse_scaled(applied.measure or "0", MEASURE_DECIMALS) or 0
        case "amount":
            return parse_scaled(applied.amount, exponent) or 0
        case _:
            return 1


def _codes_used(quote: Quote, needs: Needs, read: Reading) -> Iterator[tuple[bytes, int]]:
    """Yield the digests of unique codes that unlocked something, with how often each may."""
    rows = dict(zip(needs.codes, read.codes, strict=True))
    for accepted in quote.accepted:
        code = normalise(accepted.code)
        row = rows.get(code)
        if row is not None:
            yield needs.codes[code], row.uses


class _Debits:
    """Debits by account: of two limits on one count the smaller holds."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int | None]] = {}

    def add(self, account: str, amount: int, most: int | None) -> None:
        if not amount:
            return
        there = self._found.get(account)
        if there is not None and there[1] is not None:
            most = there[1] if most is None else min(most, there[1])
        self._found[account] = (amount, most)

    def all(self) -> tuple[Debit, ...]:
        return tuple(Debit(name, *found) for name, found in self._found.items())
