"""Checks the texts of a cart: how long they are, how many, and why one is no amount."""

from collections.abc import Sequence
from typing import Final

from pricing.cart import Cart
from pricing.errors import CartError, pointer_step
from pricing.limits import AMOUNT_MAJOR_MAX, CUSTOMER_FACTS_MAX, TEXT_CHARS_MAX
from pricing.money import parse_scaled

_ANY_DECIMALS: Final = 9  # as many as are read at all


def wrong_texts(cart: Cart) -> list[CartError]:
    """Return every text and list of a cart that is too long; lines are read elsewhere."""
    return [] if nothing_too_long(cart) else _told(cart)


def nothing_too_long(cart: Cart) -> bool:
    """Tell whether no text or list is too long: nearly always, so it makes no pointers to them."""
    texts: list[str | None] = [cart.id, cart.store, *cart.codes]
    texts += [payment.method for payment in cart.payments]
    customer, delivery = cart.customer, cart.delivery
    if customer is not None:
        orders = customer.orders or {}
        lists = customer.segments, customer.consents, orders
        if max(map(len, lists)) > CUSTOMER_FACTS_MAX:
            return False
        texts += [customer.ref, customer.tier, *customer.segments, *customer.consents, *orders]
    if delivery is not None:
        texts += [delivery.method, delivery.store]
    return max([len(text) for text in texts if text is not None], default=0) <= TEXT_CHARS_MAX


def _told(cart: Cart) -> list[CartError]:
    errors = [
        CartError("malformed", pointer, f"this text has at most {TEXT_CHARS_MAX} characters")
        for pointer, text in _texts(cart)
        if len(text) > TEXT_CHARS_MAX
    ]
    customer = cart.customer
    if customer is not None:
        counted: list[tuple[str, Sequence[str] | dict[str, int]]] = [
            ("segments", customer.segments),
            ("consents", customer.consents),
            ("orders", customer.orders or {}),
        ]
        errors += [
            CartError(
                "malformed", f"/customer/{name}", f"at most {CUSTOMER_FACTS_MAX} of them are read"
            )
            for name, values in counted
            if len(values) > CUSTOMER_FACTS_MAX
        ]
    return errors


def _texts(cart: Cart) -> list[tuple[str, str]]:
    """Return each text that is there, with its pointer."""
    plain = [("/id", cart.id), ("/store", cart.store)]
    customer, delivery = cart.customer, cart.delivery
    if customer is not None:
        plain += [("/customer/ref", customer.ref), ("/customer/tier", customer.tier)]
        plain += _each("/customer/segments", customer.segments[:CUSTOMER_FACTS_MAX])
        plain += _each("/customer/consents", customer.consents[:CUSTOMER_FACTS_MAX])
        plain += [(f"/customer/orders{pointer_step(name)}", name) for name in customer.orders or ()]
    if delivery is not None:
        plain += [("/delivery/method", delivery.method), ("/delivery/store", delivery.store)]
    plain += _each("/codes", cart.codes)
    for number, payment in enumerate(cart.payments):
        plain.append((f"/payments/{number}/method", payment.method))
    return [(pointer, text) for pointer, text in plain if text is not None]


def _each(pointer: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"{pointer}/{number}", text) for number, text in enumerate(texts)]


def amount_hint(text: str, decimals: int) -> str:
    """Return what to do about a text that is no amount: which of its rules it breaks."""
    plain = parse_scaled(text, _ANY_DECIMALS)
    if plain is None:
        return 'write it as a decimal string, such as "19.99"'
    if plain < 0:
        return "an amount is never negative; what is given back has a negative quantity"
    if plain > AMOUNT_MAJOR_MAX * 10**_ANY_DECIMALS:
        return f"an amount is at most {AMOUNT_MAJOR_MAX}"
    return f"give at most {decimals} decimals" if decimals else "give no decimals"
