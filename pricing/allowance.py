"""What limits over many baskets leave of a promotion in this one."""

from dataclasses import replace

from pricing.basket import Basket
from pricing.program import Allowance, Limits, Promotion
from pricing.reasons import Reason
from pricing.units import Deal


def missing_allowance(promotion: Promotion, basket: Basket) -> Reason | None:
    """Tell why a limit over many baskets keeps a promotion away, or ``None`` where none does.

    A limit per customer needs a known customer, because nobody can count for a stranger.
    """
    limits = promotion.limits
    if limits.customer_units is None and not limits.allowances:
        return None
    of_customer = limits.customer_units is not None or any(
        allowance.of_customer for allowance in limits.allowances
    )
    if of_customer and basket.customer_ref is None:
        return "sign-in"
    if limits.customer_units is not None and _units_left(promotion, basket) <= 0:
        return "used-up"
    if any(_left(promotion, allowance, basket) <= 0 for allowance in limits.allowances):
        return "used-up"
    return None


def within_allowance(promotion: Promotion, basket: Basket) -> Promotion:
    """Return the promotion cut down to what its limits over many baskets leave."""
    limits = promotion.limits
    if limits.customer_units is None and not limits.allowances:
        return promotion
    if limits.customer_units is not None:
        limits = replace(limits, customer_units=_units_left(promotion, basket))
    for allowance in limits.allowances:
        limits = _cut(limits, allowance, _left(promotion, allowance, basket))
    return replace(promotion, limits=limits)


def within_budget(promotion: Promotion, deal: Deal, basket: Basket) -> Deal:
    """Return a deal cut down to the money that is left for its promotion.

    The last customer gets what is left, or nothing where the promotion is granted whole only.
    """
    if not promotion.limits.allowances:
        return deal
    value = affordable(promotion, deal.value, basket)
    if value == deal.value:
        return deal
    sharing = deal.sharing or deal.units
    return replace(deal, value=value, sharing=sharing, by_item={}, capped=True)


def affordable(promotion: Promotion, value: int, basket: Basket) -> int:
    """Return what a promotion may take off of all it would, minor units."""
    for allowance in promotion.limits.allowances:
        if allowance.counts == "amount":
            left = max(0, _left(promotion, allowance, basket))
            if value > left:
                value = 0 if allowance.whole else left
    return value


def _cut(limits: Limits, allowance: Allowance, left: int) -> Limits:
    match allowance.counts:
        case "times":
            return replace(limits, times=_least(limits.times, left))
        case "units":
            return replace(limits, units=_least(limits.units, left))
        case "measure":
            return replace(limits, measure_milli=_least(limits.measure_milli, left))
        case _:
            return limits  # a basket is one use, and money is counted on the deal


def _least(known: int | None, left: int) -> int:
    return left if known is None else min(known, left)


def _left(promotion: Promotion, allowance: Allowance, basket: Basket) -> int:
    """Return what is left; without a count of its own a limit reads the promotion's.

    What one customer used is counted under the promotion's identifier, and money under that and
    ``amount``.
    """
    if allowance.counts == "amount":
        otherwise = basket.used.get(f"{promotion.id} amount", 0)
    else:
        otherwise = basket.used.get(promotion.id, 0) if allowance.of_customer else 0
    return allowance.most - basket.used.get(allowance.counter, otherwise)


def _units_left(promotion: Promotion, basket: Basket) -> int:
    assert promotion.limits.customer_units is not None
    return promotion.limits.customer_units - basket.used.get(promotion.id, 0)
