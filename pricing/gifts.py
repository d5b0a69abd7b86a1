"""Gifts: one unit that lies in the cart, or is offered where it does not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pricing.basket import Basket
from pricing.goods import Facts
from pricing.group_rewards import off_effect
from pricing.money import format_scaled
from pricing.program import Promotion
from pricing.quote import GiftOffer
from pricing.rewards import BP, GroupOf, Percent, Price
from pricing.rounding import divide
from pricing.shop import Shop
from pricing.units import dearest_first, units_of


@contextmanager
def set_aside(promotion: Promotion, shop: Shop, basket: Basket) -> Iterator[None]:
    """Take the unit that a promotion would give out of the basket while its conditions are asked.

    A gift never counts towards its own condition; further units of it are bought and do.
    """
    reward = promotion.reward
    assert isinstance(reward, GroupOf)
    units = dearest_first(units_of(promotion, reward.target, basket), shop.allocation)
    if not units:
        yield
        return
    item, index = units[0].item, units[0].index
    listed, net = item.remove(index)
    basket.prices_changed()
    try:
        yield
    finally:
        item.insert(index, listed, net)
        basket.prices_changed()


def offers(promotions: Sequence[Promotion], shop: Shop, facts: Facts) -> tuple[GiftOffer, ...]:
    """Return the gifts that are earned and do not lie in the cart, with what each would cost."""
    found = []
    for promotion in promotions:
        assert promotion.gift is not None
        price = _price(promotion, shop, facts)
        written = None if price is None else format_scaled(price, shop.currency.exponent)
        found.append(GiftOffer(promotion.id, promotion.title, promotion.gift, written))
    return tuple(found)


def _price(promotion: Promotion, shop: Shop, facts: Facts) -> int | None:
    """Return what one unit would cost, or ``None`` where its list price is not known."""
    reward = promotion.reward
    assert isinstance(reward, GroupOf)
    effect = reward.effect
    if isinstance(effect, Price):
        return max(shop.floor_minor, effect.price_minor)
    if isinstance(effect, Percent) and effect.rate_bp == BP:
        return shop.floor_minor
    listed = facts.prices.get(promotion.gift or "")
    if listed is None:
        return None
    gross = divide(listed.price_e4, shop.currency.price_per_minor)
    return max(shop.floor_minor, gross - off_effect(effect, gross, shop))
