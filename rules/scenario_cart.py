"""The cart that a ``test`` block describes, as the wire would bring it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from grammar import literals, scenario, syntax
from pricing.cart import Cart, CartLine, Customer, Delivery, Entered, Payment
from pricing.limits import INSTANT_YEAR_MAX, INSTANT_YEAR_MIN
from pricing.money import MEASURE_DECIMALS, PRICE_DECIMALS, Currency, format_scaled
from pricing.shop import Shop
from rules import amounts

NOON: Final = time(12, 0)
# Promotions with a limit per customer need one who is known.
CUSTOMER_REF: Final = "test-customer"


def moment_of(test: syntax.TestBlock, shop: Shop) -> datetime:
    """Return the moment a test is priced for: noon of its day where it names no time.

    A time that the clock skips in spring is what the clock shows then, an hour later; of one that
    it shows twice in autumn the first is meant.
    """
    clause = _at(test)
    clock = clause.time.value if clause.time is not None else NOON
    zone = ZoneInfo(shop.timezone)
    at = datetime.combine(clause.date.value, clock, zone)
    if not INSTANT_YEAR_MIN <= at.year <= INSTANT_YEAR_MAX:
        return at  # refused before it is priced
    return at.astimezone(UTC).astimezone(zone)


def used_of(test: syntax.TestBlock, currency: Currency) -> dict[str, int]:
    """Return what a test says was already used, as ``Facts.used`` counts it without a window."""
    used: dict[str, int] = {}
    for clause in test.clauses:
        match clause:
            case scenario.UsedClause(count=count, promotion=promotion):
                used[promotion.text] = amounts.count(count)
            case scenario.UsedAmount(amount=amount, promotion=promotion):
                used[f"{promotion.text} amount"] = amounts.minor(amount, currency)
            case _:
                pass
    return used


def cart_of(test: syntax.TestBlock, shop: Shop, at: datetime) -> Cart:
    """Return the cart of a test; the first channel of the shop where it names none."""
    where = _at(test)
    codes: list[str] = []
    points = 0
    payments: list[Payment] = []
    delivery: Delivery | None = None
    for clause in test.clauses:
        match clause:
            case scenario.CodesTyped(codes=typed):
                codes += [code.value for code in typed]
            case scenario.PointsSpent(count=count):
                points = amounts.count(count)
            case scenario.PaymentMade(method=method, amount=amount):
                paid = _money(amount, shop) if amount is not None else None
                payments.append(Payment(method.text, paid))
            case scenario.DeliveryChosen():
                delivery = _delivery(clause, shop)
            case _:
                pass
    return Cart(
        channel=where.channel.text if where.channel is not None else shop.channels[0],
        at=at.isoformat(),
        currency=shop.currency.code,
        lines=tuple(_lines(test, shop)),
        store=where.store.value if where.store is not None else None,
        suspended_at=_suspended(test, at),
        customer=_customer(test, shop),
        codes=tuple(codes),
        points=points,
        delivery=delivery,
        payments=tuple(payments),
    )


def _suspended(test: syntax.TestBlock, at: datetime) -> str | None:
    for clause in test.clauses:
        if isinstance(clause, scenario.SuspendedClause):
            return datetime.combine(at.date(), clause.time.value, at.tzinfo).isoformat()
    return None


def _at(test: syntax.TestBlock) -> scenario.AtClause:
    for clause in test.clauses:
        if isinstance(clause, scenario.AtClause):
            return clause
    raise AssertionError(f"the test {test.title.value} has no moment and was let through")


def _lines(test: syntax.TestBlock, shop: Shop) -> Iterator[CartLine]:
    number = 0
    for clause in test.clauses:
        if isinstance(clause, scenario.CartClause):
            for item in clause.items:
                number += 1
                yield _line(number, item, shop)


def _line(number: int, item: scenario.CartItem, shop: Shop) -> CartLine:
    quantity: int | None = None
    measure: str | None = None
    if isinstance(item.amount, literals.Number):
        quantity = amounts.count(item.amount)
    else:
        measure = format_scaled(amounts.milli(item.amount) or 0, MEASURE_DECIMALS)
    price: str | None = None
    if item.price is not None:
        price = format_scaled(amounts.price_e4(item.price), PRICE_DECIMALS)
    return CartLine(
        id=str(number),
        sku=item.sku.value,
        quantity=quantity,
        measure=measure,
        price=price,
        marks=tuple(mark.value for mark in item.marks),
        entered=_entered(item.entered, shop) if item.entered is not None else None,
    )


def _entered(entered: scenario.Entered, shop: Shop) -> Entered:
    amount = _money(entered.amount, shop)
    return Entered(
        price=amount if entered.kind == "price" else None,
        discount=amount if entered.kind == "discount" else None,
        reason=entered.reason.value if entered.reason is not None else None,
        approved_by=entered.approved_by.value if entered.approved_by is not None else None,
    )


def _customer(test: syntax.TestBlock, shop: Shop) -> Customer | None:
    """Return the customer; one who has uses counted, or points to spend, is known anyway."""
    for clause in test.clauses:
        if isinstance(clause, scenario.CustomerClause):
            return Customer(
                ref=CUSTOMER_REF,
                member=clause.member,
                employee=clause.employee,
                tier=clause.tier.text if clause.tier is not None else None,
                segments=tuple(segment.value for segment in clause.segments),
                consents=tuple(consent.text for consent in clause.consents),
                orders=_orders(clause, shop) if clause.orders else None,
            )
    told = scenario.UsedClause | scenario.UsedAmount | scenario.PointsSpent
    known = any(isinstance(clause, told) for clause in test.clauses)
    return Customer(ref=CUSTOMER_REF) if known else None


def _orders(clause: scenario.CustomerClause, shop: Shop) -> dict[str, int]:
    return {
        made.channel.text if made.channel is not None else shop.channels[0]: count
        for made in clause.orders
        if (count := amounts.count(made.count))
    }


def _delivery(clause: scenario.DeliveryChosen, shop: Shop) -> Delivery:
    return Delivery(
        method=clause.method.text,
        price=_money(clause.price, shop) if clause.price is not None else "0",
        store=clause.store.value if clause.store is not None else None,
    )


def _money(money: literals.Money, shop: Shop) -> str:
    return format_scaled(amounts.minor(money, shop.currency), shop.currency.exponent)
