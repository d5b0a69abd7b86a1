"""From the bytes of a cart to its quote: what ``/v1/quotes`` and ``/v1/coupons/validate`` share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from api.body import check_names_once, has_all_of
from api.problems import FieldError, ProblemError, problem_of
from api.state import Snapshot
from catalogue.barcodes import read_label
from catalogue.facts import facts_for, finder_for
from orders.counting import Asked
from orders.provisional import provisional
from orders.service import Orders
from pricing.cart import Cart
from pricing.engine import price
from pricing.errors import PricingError
from pricing.labels import PATTERNS_DEFAULT
from pricing.moments import moment_of
from pricing.quote import Quote
from pricing.reader_numbers import Language
from pricing.wire import decode_cart, parse_instant

# What only the price list, the till or the customer's record may say where stating is not allowed.
_LINE_FIELDS = ("price", "label", "vat", "class_", "entered")
_CUSTOMER_FIELDS = ("member", "employee", "tier", "segments", "consents", "orders")


def read_cart(
    body: bytes, *, may_state: bool, prefix: str = "", labels: Sequence[str] = PATTERNS_DEFAULT
) -> tuple[Cart, datetime]:
    """Decode a cart and its moment.

    Args:
        body: The cart's own JSON.
        may_state: Whether the caller may state prices, product facts and customer facts.
        prefix: JSON pointer of the cart inside the request's document.
        labels: Patterns of the labels that the shop's scales print.

    Raises:
        ProblemError: It is no cart, or states what the caller may not.
    """
    try:
        cart = decode_cart(body)
    except PricingError as error:
        if not prefix:
            check_names_once(body)
        raise problem_of(error, prefix) from None
    if not prefix and not has_all_of(body, cart):
        check_names_once(body)
    if not may_state:
        _refuse_stated(cart, prefix, labels)
    try:
        return cart, parse_instant(cart.at)
    except ValueError as error:
        told = FieldError(
            f"{prefix}/at",
            "malformed",
            str(error),
            "write ISO 8601 with the offset from UTC, such as 2026-11-05T08:30:00+01:00",
        )
        raise ProblemError("malformed", told.message, (told,)) from None


def quote_cart(
    snapshot: Snapshot,
    cart: Cart,
    at: datetime,
    *,
    explain: bool = False,
    language: Language = "en",
    prefix: str = "",
) -> Quote:
    """Price a cart on one snapshot; *language* is that of an explanation.

    Raises:
        ProblemError: The cart cannot be priced; every mistake is told with its pointer.
    """
    program = snapshot.program
    try:
        shop = program.shop
        at = moment_of(cart, shop, at)
        facts = facts_for(cart, snapshot.catalogue, at, shop.timezone, labels=shop.labels)
        if explain:
            facts = replace(facts, find=finder_for(cart, snapshot.catalogue, at, shop.timezone))
        return price(cart, program, facts, at, explain=explain, language=language)
    except PricingError as error:
        raise problem_of(error, prefix) from None


async def quote_counted(
    orders: Orders, snapshot: Snapshot, cart: Cart, at: datetime, asked: Asked, prefix: str = ""
) -> Quote:
    """Price a cart with what is left; provisional where the ledger does not answer.

    Raises:
        ProblemError: The cart cannot be priced; every mistake is told with its pointer.
    """
    try:
        found = await orders.quote(snapshot, cart, at, asked)
    except PricingError as error:
        raise problem_of(error, prefix) from None
    return found.quote if found.refused is None else provisional(found, cart)


def _refuse_stated(cart: Cart, prefix: str, labels: Sequence[str]) -> None:
    errors = [
        _stated(f"{prefix}/lines/{number}/{name.rstrip('_')}")
        for number, line in enumerate(cart.lines)
        for name in _LINE_FIELDS
        if getattr(line, name) is not None
    ]
    # The price on a scale's label is stated as well.
    errors += [
        _stated(f"{prefix}/lines/{number}/sku")
        for number, line in enumerate(cart.lines)
        if (label := read_label(line.sku, labels)) is not None and label.price_minor is not None
    ]
    if cart.customer is not None:
        errors += [
            _stated(f"{prefix}/customer/{name}")
            for name in _CUSTOMER_FIELDS
            if getattr(cart.customer, name)
        ]
    if errors:
        raise ProblemError("may-not-state", errors[0].message, tuple(errors))


def _stated(pointer: str) -> FieldError:
    name = pointer.rpartition("/")[2]
    return FieldError(
        pointer, "may-not-state", f"this caller may not state `{name}`", "leave the field out"
    )
