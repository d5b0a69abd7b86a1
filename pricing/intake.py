"""From the cart document to the open basket: every check a type cannot make, all mistakes at once.

A line of counted goods joins the item of the same product, price, marks and entries: one line of
three units is three lines of one. Each measured line stays an item of its own, because a fiscal
printer verifies price times quantity line by line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pricing.basket import Basket
from pricing.cart import Cart
from pricing.errors import CartError, CartErrors
from pricing.goods import Facts
from pricing.intake_lines import LineReader, Place
from pricing.intake_texts import amount_hint, wrong_texts
from pricing.limits import CART_CODES_MAX, CART_LINES_MAX, CART_UNITS_MAX, PAYMENTS_MAX, POINTS_MAX
from pricing.money import parse_scaled
from pricing.program import Program
from pricing.shop import Shop
from pricing.wire import check_instant


@dataclass(slots=True)
class Opened:
    """A cart that passed every check.

    Attributes:
        basket: Goods and fees, ready for the first stage.
        deposits_minor: Deposits charged, less those of empties brought back.
        returns_minor: What is given back, zero or negative.
        places: The item of each cart line, and which of its units the line brought; ``None`` for
            deposits and what is given back.
        payments: Method and amount in minor units, ``None`` for the one that pays the rest.
    """

    basket: Basket
    deposits_minor: int = 0
    returns_minor: int = 0
    places: list[Place | None] = field(default_factory=list)
    payments: list[tuple[str, int | None]] = field(default_factory=list)


def open_cart(cart: Cart, program: Program, facts: Facts, at: datetime) -> Opened:
    """Check a cart and open it as a basket.

    Args:
        cart: The decoded document.
        program: Its shop's policies decide currency, channels and time zone.
        facts: Products and prices for the cart's SKUs.
        at: The moment to price for; aware.

    Raises:
        CartError: The cart as a whole cannot be priced.
        CartErrors: One or more of its fields are wrong.
    """
    check_instant(at)
    shop = program.shop
    errors = [*_check_head(cart, shop), *wrong_texts(cart)]
    if len(cart.lines) > CART_LINES_MAX:
        raise CartError(
            "too-many-lines", "/lines",
            f"the cart has {len(cart.lines)} lines; at most {CART_LINES_MAX} are priced at once",
            "split the order",
        )  # fmt: skip
    local = at.astimezone(ZoneInfo(shop.timezone))
    reader = LineReader(shop, facts, cart.lines, errors, local.date())
    reader.read()
    if reader.units > CART_UNITS_MAX:
        errors.append(
            CartError(
                "too-many-units", "/lines",
                f"the cart has {reader.units} pieces; at most {CART_UNITS_MAX} are priced at once",
            )
        )  # fmt: skip
    payments = _read_payments(cart, shop, errors)
    delivery_minor = _read_delivery(cart, shop, errors)
    if errors:
        raise errors[0] if len(errors) == 1 else CartErrors(tuple(errors))
    basket = Basket(reader.finish())
    basket.payments = payments
    basket.apart_minor = reader.deposits_minor + reader.returns_minor
    basket.delivery_gross = basket.delivery_net = delivery_minor
    _describe(basket, cart, facts, local)
    return Opened(basket, reader.deposits_minor, reader.returns_minor, reader.places, payments)


def local_day(at: datetime, shop: Shop) -> date:
    """Return the shop's own calendar day of a moment."""
    return at.astimezone(ZoneInfo(shop.timezone)).date()


def _check_head(cart: Cart, shop: Shop) -> list[CartError]:
    errors: list[CartError] = []
    if cart.currency != shop.currency.code:
        errors.append(
            CartError(
                "wrong-currency", "/currency",
                f"this shop prices in {shop.currency.code}, the cart is in {cart.currency[:12]}",
            )
        )  # fmt: skip
    if cart.channel not in shop.channels:
        known = ", ".join(shop.channels)
        errors.append(
            CartError(
                "unknown-channel", "/channel",
                f"this shop has no channel `{cart.channel[:40]}`", f"its channels are {known}",
            )
        )  # fmt: skip
    if len(cart.codes) > CART_CODES_MAX:
        errors.append(
            CartError(
                "too-many-codes", "/codes",
                f"the cart has {len(cart.codes)} codes; at most {CART_CODES_MAX} are read",
            )
        )  # fmt: skip
    if not 0 <= cart.points <= POINTS_MAX:
        errors.append(
            CartError("malformed", "/points", "points to spend are a whole number from 0")
        )
    return errors


def _read_payments(cart: Cart, shop: Shop, errors: list[CartError]) -> list[tuple[str, int | None]]:
    if len(cart.payments) > PAYMENTS_MAX:
        errors.append(
            CartError("too-many-payments", "/payments", f"at most {PAYMENTS_MAX} payments are read")
        )
        return []
    payments: list[tuple[str, int | None]] = []
    for number, payment in enumerate(cart.payments):
        pointer = f"/payments/{number}/amount"
        amount = None
        if payment.amount is not None:
            amount = parse_scaled(payment.amount, shop.currency.exponent)
            if amount is None or amount < 0:
                errors.append(
                    CartError(
                        "malformed",
                        pointer,
                        f"`{payment.amount[:40]}` is no amount to pay with",
                        amount_hint(payment.amount, shop.currency.exponent),
                    )
                )
        elif any(earlier is None for _, earlier in payments):
            errors.append(
                CartError("malformed", pointer, "only one payment may go without an amount",
                          "the one without an amount pays the rest")
            )  # fmt: skip
        payments.append((payment.method, amount))
    return payments


def _read_delivery(cart: Cart, shop: Shop, errors: list[CartError]) -> int:
    if cart.delivery is None:
        return 0
    minor = parse_scaled(cart.delivery.price, shop.currency.exponent)
    if minor is None or minor < 0:
        errors.append(
            CartError(
                "malformed", "/delivery/price", f"`{cart.delivery.price[:40]}` is no charge",
                amount_hint(cart.delivery.price, shop.currency.exponent),
            )
        )  # fmt: skip
        return 0
    return minor


def _describe(basket: Basket, cart: Cart, facts: Facts, local: datetime) -> None:
    """Copy onto the basket what promotions read besides goods."""
    basket.channel = cart.channel
    basket.store = cart.store
    basket.regions = facts.regions
    basket.day = local.toordinal()
    basket.weekday = local.weekday()
    basket.minute = local.hour * 60 + local.minute
    basket.used = dict(facts.used)
    basket.points_wished = cart.points
    basket.points_balance = facts.points_balance
    customer = cart.customer
    if customer is not None:
        basket.known_customer = True
        basket.customer_ref = customer.ref
        basket.member = customer.member
        basket.employee = customer.employee
        basket.tier = customer.tier
        basket.segments = frozenset(customer.segments)
        basket.consents = frozenset(customer.consents)
        basket.orders = _orders(customer.orders, facts.orders)
    if cart.delivery is not None:
        basket.delivery_method = cart.delivery.method
        basket.pickup_store = cart.delivery.store
    basket.payment_methods = frozenset(payment.method for payment in cart.payments)


def _orders(
    stated: dict[str, int] | None, counted: Mapping[str, int] | None
) -> dict[str, int] | None:
    """Return the larger count of each channel: who states one may know older orders, or fewer."""
    if stated is None or counted is None:
        return dict(counted) if stated is None and counted is not None else stated
    return {
        channel: max(stated.get(channel, 0), counted.get(channel, 0))
        for channel in sorted({*stated, *counted})
    }
