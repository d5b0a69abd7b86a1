"""What each means of payment pays, and percents that hold only for one of them."""

from collections.abc import Sequence
from dataclasses import replace

from pricing.basket import Basket
from pricing.program import Promotion
from pricing.rewards import PercentOff

Payments = Sequence[tuple[str, int | None]]  # method and amount; ``None`` pays the rest


def paid_amounts(payments: Payments, due: int) -> list[int]:
    """Return what each payment pays of an amount: stated amounts first, in order, then the rest.

    ``paid_amounts([("card", None), ("gift-card", 5000)], 8000) == [3000, 5000]``.
    """
    left = max(0, due)
    amounts = [0] * len(payments)
    for number, (_, amount) in enumerate(payments):
        if amount is not None:
            amounts[number] = min(amount, left)
            left -= amounts[number]
    for number, (_, amount) in enumerate(payments):
        if amount is None:
            amounts[number] = left
    return amounts


def paid_by(methods: frozenset[str], basket: Basket) -> tuple[int, int]:
    """Return what some means of payment pay of a basket as it stands, and all that is due."""
    due = sum(item.net for item in basket.items) + basket.delivery_net + basket.apart_minor
    amounts = paid_amounts(basket.payments, due)
    covered = sum(
        amount
        for (method, _), amount in zip(basket.payments, amounts, strict=True)
        if method in methods
    )
    return covered, due


def within_tender(promotion: Promotion, basket: Basket) -> Promotion:
    """Return the promotion with its percent off lines cut to the share that its payments pay.

    Nobody says which lines a payment pays, so every line is paid in the same proportion. A percent
    off a total needs no such share: it is taken on the amount paid (``total_rewards``).
    """
    if not promotion.tender or not isinstance(promotion.reward, PercentOff):
        return promotion
    covered, due = paid_by(promotion.tender, basket)
    if covered >= due:
        return promotion
    return replace(promotion, reward=replace(promotion.reward, share=(covered, due)))
