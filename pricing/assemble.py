"""Puts the quote together from what the stages took off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pricing.cart import Cart
from pricing.exclusive import World
from pricing.gifts import offers
from pricing.goods import Facts
from pricing.intake import Opened
from pricing.issuing import issued
from pricing.item import Item
from pricing.legal import COUNTRIES
from pricing.limits import AMOUNTS_KEPT
from pricing.money import MEASURE_DECIMALS, PRICE_DECIMALS, Currency, format_scaled
from pricing.payments import paid_amounts
from pricing.points import earned, spent
from pricing.program import Program
from pricing.quote import (
    Accepted,
    Applied,
    DeliveryQuote,
    Discount,
    Evidence,
    PaymentQuote,
    PointsQuote,
    PolicyQuote,
    Quote,
    QuoteLine,
    QuoteWarning,
    Rejected,
    Totals,
    Vat,
)
from pricing.rewarded import counted_measure, counted_units
from pricing.rewards import DeliveryOff
from pricing.rounding import divide
from pricing.shop import Shop
from pricing.stages import Application
from pricing.version import ENGINE_VERSION
from pricing.wire import digest


def assemble(
    cart: Cart,
    opened: Opened,
    program: Program,
    facts: Facts,
    world: World,
    accepted: tuple[Accepted, ...],
    rejected: tuple[Rejected, ...],
) -> Quote:
    """Return the quote, not yet sealed with its own digest."""
    shop = program.shop
    money = shop.currency
    basket = opened.basket
    applications = world.run.applications
    discounts, shared = _discounts_by_line(applications, money.exponent)
    lines = _lines(cart, opened, discounts, money)
    sums = _sums(opened, applications)
    assert shared == sums.discount, (discounts, sums.discount)

    def amount(minor: int) -> str:
        return format_scaled(minor, money.exponent)

    return Quote(
        id=cart.id,
        currency=money.code,
        at=cart.at,
        channel=cart.channel,
        optimal=world.optimal,
        lines=lines,
        applied=tuple([_applied(a, amount(a.amount)) for a in applications]),
        accepted=accepted,
        rejected=rejected,
        gifts=offers(world.run.gifts, shop, facts) if world.run.gifts else (),
        issued=issued(applications, program, basket),
        points=PointsQuote(
            spent=spent(applications), earned=earned(program.earning, basket, applications)
        ),
        delivery=_delivery(cart, applications, basket.delivery_gross, sums.delivery, money),
        totals=sums.written(amount),
        payments=_payments(opened.payments, sums.due, money),
        vat=_vat(basket.items, shop),
        policy=policy_of(shop),
        evidence=Evidence(ENGINE_VERSION, program.digest, facts.prices_digest, digest(cart), ""),
        bound=None if world.optimal else amount(world.gap_minor),
        warnings=tuple([_unknown_store(pointer) for pointer in facts.unknown_stores]),
    )


def _unknown_store(pointer: str) -> QuoteWarning:
    message = "the list of stores does not have this store; what holds in all stores was priced"
    return QuoteWarning("unknown-store", pointer, message)


def policy_of(shop: Shop) -> PolicyQuote:
    """Return the policies that a quote echoes, in the words of the rule file."""
    floor = format_scaled(shop.floor_minor, shop.currency.exponent)
    minimum = ", minimum-price" if shop.floor_minimum_price else ""
    return PolicyQuote(
        stages=tuple(map(" + ".join, shop.stages)),
        rounding=f"{shop.rounding.value}, {shop.round_where.value}",
        allocation=shop.allocation.value,
        floor=f"{floor} per unit{minimum}",
        law=tuple([one.words for one in shop.laws]),
        hold=f"{shop.hold_minutes} minutes" if shop.hold_minutes else None,
    )


# --- lines ----------------------------------------------------------------------------------------


def _discounts_by_line(
    applications: Sequence[Application], exponent: int
) -> tuple[dict[int, list[Discount]], int]:
    """Return what each promotion took off each cart line, in the order in which they applied.

    Returns:
        The discounts by line, and what they come to in all, minor units.
    """
    found: dict[int, list[Discount]] = {}
    shared = 0
    for application in applications:
        promotion = application.promotion.id
        for line, amount in application.lines.items():
            shared += amount
            discount = Discount(promotion, format_scaled(amount, exponent))
            if line in found:
                found[line].append(discount)
            else:
                found[line] = [discount]
    return found, shared


def _lines(
    cart: Cart, opened: Opened, discounts: dict[int, list[Discount]], money: Currency
) -> tuple[QuoteLine, ...]:
    exponent, per_minor = money.exponent, money.price_per_minor
    lines = []
    for number, (line, place) in enumerate(zip(cart.lines, opened.places, strict=True)):
        if place is None:
            continue
        item, scan = place
        gross, net = item.gross, item.net
        if scan.count != item.count:
            units = slice(scan.first, scan.first + scan.count)
            gross, net = sum(item.lists[units]), sum(item.nets[units])
        quantity, measure = line.quantity, line.measure
        if item.milli:
            quantity, measure = None, measure or format_scaled(item.milli, MEASURE_DECIMALS)
        lines.append(
            QuoteLine(
                line.id,
                item.sku,
                _unit_price(item.price_e4, exponent, per_minor),
                format_scaled(gross, exponent),
                tuple(discounts[number]) if number in discounts else (),
                format_scaled(net, exponent),
                item.vat,
                item.product.name or None,
                quantity,
                measure,
                line.price is not None,
            )
        )
    return tuple(lines)


@lru_cache(maxsize=AMOUNTS_KEPT)
def _unit_price(price_e4: int, exponent: int, per_minor: int) -> str:
    """Write a price per unit with as many decimals as it has, at least those of the currency."""
    minor, rest = divmod(price_e4, per_minor)
    if not rest:
        return format_scaled(minor, exponent)
    return format_scaled(price_e4, PRICE_DECIMALS)


def _applied(application: Application, amount: str) -> Applied:
    promotion = application.promotion
    return Applied(
        promotion=promotion.id,
        title=promotion.title,
        stage=promotion.stage_name,
        times=application.times,
        amount=amount,
        receipt=promotion.receipt,
        because=promotion.because,
        units=counted_units(application) if promotion.limited else None,
        measure=counted_measure(application) if promotion.limited else None,
    )


# --- sums -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sums:
    """The totals of a quote, minor units."""

    gross: int
    discount: int
    deposits: int
    delivery: int
    returns: int

    @property
    def payable(self) -> int:
        return self.gross - self.discount + self.deposits + self.delivery

    @property
    def due(self) -> int:
        return self.payable + self.returns

    def written(self, amount: Callable[[int], str]) -> Totals:
        return Totals(
            gross=amount(self.gross),
            discount=amount(self.discount),
            goods=amount(self.gross - self.discount),
            deposits=amount(self.deposits),
            delivery=amount(self.delivery),
            payable=amount(self.payable),
            returns=amount(self.returns),
            due=amount(self.due),
        )


def _sums(opened: Opened, applications: Sequence[Application]) -> _Sums:
    basket = opened.basket
    off_goods = off_delivery = 0
    for application in applications:
        if isinstance(application.promotion.reward, DeliveryOff):
            off_delivery += application.amount
        else:
            off_goods += application.amount
    return _Sums(
        gross=sum([item.gross for item in basket.items]),
        discount=off_goods,
        deposits=opened.deposits_minor,
        delivery=basket.delivery_gross - off_delivery,
        returns=opened.returns_minor,
    )


def _delivery(
    cart: Cart, applications: Sequence[Application], gross: int, net: int, money: Currency
) -> DeliveryQuote | None:
    if cart.delivery is None:
        return None
    return DeliveryQuote(
        gross=format_scaled(gross, money.exponent),
        discounts=tuple(
            Discount(a.promotion.id, format_scaled(a.amount, money.exponent))
            for a in applications
            if isinstance(a.promotion.reward, DeliveryOff)
        ),
        net=format_scaled(net, money.exponent),
    )


def _payments(
    payments: Sequence[tuple[str, int | None]], due: int, money: Currency
) -> tuple[PaymentQuote, ...]:
    return tuple(
        [
            PaymentQuote(method, format_scaled(paid, money.exponent))
            for (method, _), paid in zip(payments, paid_amounts(payments, due), strict=True)
        ]
    )


def _vat(items: Sequence[Item], shop: Shop) -> tuple[Vat, ...]:
    """Compute tax once per rate from gross: gross x r / (100 + r), half up (POSNET protocol)."""
    sums: dict[str, int] = {}
    for item in items:
        if item.vat is not None:
            sums[item.vat] = sums.get(item.vat, 0) + item.net
    rates = COUNTRIES[shop.country].vat_percent
    exponent = shop.currency.exponent
    return tuple(
        [
            Vat(
                letter,
                format_scaled(total, exponent),
                format_scaled(divide(total * rates[letter], 100 + rates[letter]), exponent),
            )
            for letter, total in sorted(sums.items())
        ]
    )
