"""Carts, promotions and programs by hand, for tests of the engine alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pricing.basket import Basket
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import NO_FACTS, Facts
from pricing.item import Item
from pricing.money import currency
from pricing.program import ConditionResult, Coupon, PlainProgram, Promotion
from pricing.quote import Quote
from pricing.rewards import Reward, Target
from pricing.shop import Shop
from pricing.wire import parse_instant

SHOP = Shop("Sklep", currency("PLN"), "Europe/Warsaw", "PL", ("pos", "web", "app"))
AT = "2026-05-04T12:00:00+02:00"
EVERYTHING = Target("everything", lambda item: True, 0)


def skus(number: int, *names: str, **traits: bool) -> Target:
    """A target of some SKUs; *number* must be unique to them."""
    return Target(f"set-{number}", lambda item: item.sku in names, number, **traits)


def promotion(
    identifier: str,
    stage: str,
    reward: Reward,
    *,
    shop: Shop = SHOP,
    holds: Callable[[Basket], bool] = lambda basket: True,
    reports: Callable[[Basket], tuple[ConditionResult, ...]] = lambda basket: (),
    **traits: Any,
) -> Promotion:
    return Promotion(
        0, identifier, identifier.title(), shop.stage_index(stage), stage, reward, holds, reports,
        **traits,
    )  # fmt: skip


def program(*promotions: Promotion, shop: Shop = SHOP, coupons: tuple[Coupon, ...] = ()) -> Any:
    ordered = sorted(promotions, key=lambda p: p.id)
    return PlainProgram(
        shop,
        tuple(replace(p, number=number) for number, p in enumerate(ordered)),
        {coupon.id: coupon for coupon in coupons},
        {coupon.code: coupon.id for coupon in coupons if coupon.code is not None},
    )


def line(sku: str, price: str, quantity: int = 1, **fields: Any) -> CartLine:
    fields.setdefault("id", sku)
    fields.setdefault("vat", "A")
    if "measure" in fields:
        return CartLine(sku=sku, price=price, **fields)
    return CartLine(sku=sku, price=price, quantity=quantity, **fields)


def cart(*lines: CartLine, **fields: Any) -> Cart:
    fields.setdefault("channel", "pos")
    fields.setdefault("at", AT)
    fields.setdefault("currency", "PLN")
    return Cart(lines=tuple(lines), **fields)


def quote(
    basket: Cart, *promotions: Promotion, shop: Shop = SHOP, facts: Facts = NO_FACTS, **options: Any
) -> Quote:
    coupons = options.pop("coupons", ())
    rules = program(*promotions, shop=shop, coupons=coupons)
    return price(basket, rules, facts, parse_instant(basket.at), **options)


def shares(priced: Quote) -> dict[str, list[str]]:
    """Discount amounts by line id."""
    return {row.id: [discount.amount for discount in row.discounts] for row in priced.lines}


def nets(priced: Quote) -> dict[str, str]:
    return {row.id: row.net for row in priced.lines}


def is_sku(*names: str) -> Callable[[Item], bool]:
    return lambda item: item.sku in names
