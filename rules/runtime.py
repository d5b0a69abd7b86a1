"""The only names that emitted code may call; everything else it does is plain operators."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pricing.basket import Basket, Item
from pricing.money import parse_scaled
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


RUNTIME: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {"attribute_number": attribute_number, "orders_before": orders_before}
)
