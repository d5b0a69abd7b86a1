"""Prices carts with rules written in a test."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from grammar.source import Source
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import NO_FACTS, Facts
from pricing.program import Program
from pricing.quote import Quote
from pricing.wire import parse_instant
from rules.compiler import compile_sources

SHOP = (Path(__file__).resolve().parent / "shop.promo").read_text("utf-8")
NOON = "2026-05-04T12:00:00+02:00"


@lru_cache(maxsize=64)
def program(rules: str, settings: str = "") -> Program:
    """Compile rules; settings are more clauses of the shop."""
    shop = SHOP.replace("}", f"  {settings}\n}}")
    result = compile_sources([Source("shop.promo", shop), Source("rules.promo", rules)])
    assert result.program is not None, [one.message for one in result.diagnostics]
    return result.program


def line(sku: str, price: str, quantity: int = 1, **fields: Any) -> CartLine:
    """A line of goods of VAT letter A, whose id is its SKU."""
    fields.setdefault("id", sku)
    fields.setdefault("vat", "A")
    return CartLine(sku=sku, price=price, quantity=quantity, **fields)


def priced(
    rules: str, *lines: CartLine, settings: str = "", facts: Facts = NO_FACTS, **fields: Any
) -> Quote:
    """Price a cart of these lines."""
    fields = {"channel": "pos", "at": NOON, "currency": "PLN"} | fields
    cart = Cart(lines=lines, **fields)
    return price(cart, program(rules, settings), facts, parse_instant(cart.at), explain=True)


def saved(quote: Quote) -> dict[str, str]:
    """What each promotion took off."""
    return {applied.promotion: applied.amount for applied in quote.applied}


def nets(quote: Quote) -> dict[str, str]:
    """What each line costs."""
    return {row.id: row.net for row in quote.lines}
