"""The only names that emitted code may call; everything else it does is plain operators."""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pricing.basket import Basket
from pricing.item import Item
from pricing.money import parse_scaled
from pricing.rewards import BP
from rules.goods import ATTRIBUTE_DECIMALS


def orders_before(basket: Basket, channel: str | None) -> int:
    """Count the customer's earlier orders, in one channel or in all; 0 where none are known."""
    if basket.orders is None:
        return 0
    return sum(basket.orders.values()) if channel is None else basket.orders.get(channel, 0)


def attribute_number(item: Item, name: str) -> int | None:
    """Return a column of the catalogue as a number in millionths, ``None`` where it is none.

    A percent sign after the number is part of how people write it: ``18%`` is 18.
    """
    text = item.attributes.get(name)
    if text is None:
        return None
    return parse_scaled(text.strip().removesuffix("%").rstrip(), ATTRIBUTE_DECIMALS)


def in_variant(
    basket: Basket, experiment: str, shares: tuple[tuple[int, int], ...], *, first: bool
) -> bool:
    """Tell whether a customer's variant of an experiment is one of these.

    The same in every channel and offline: a hash of experiment and customer, no table.

    Args:
        basket: Its customer decides.
        experiment: Its identifier, so that two experiments divide customers independently.
        shares: From where to where each variant reaches, basis points, end excluded.
        first: Whether the first variant is among them, for a cart without a customer.
    """
    if basket.customer_ref is None:
        return first
    place = bucket(experiment, basket.customer_ref)
    return any(start <= place < end for start, end in shares)


def bucket(experiment: str, customer: str) -> int:
    """Return where a customer falls in an experiment: 0 to 9 999, each as likely."""
    digest = hashlib.sha256(f"{experiment}\0{customer}".encode()).digest()
    return int.from_bytes(digest[:8]) % BP


RUNTIME: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {
        "attribute_number": attribute_number,
        "in_variant": in_variant,
        "orders_before": orders_before,
    }
)
