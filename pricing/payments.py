"""What each means of payment pays, and percents that hold only for one of them."""

from collections.abc import Sequence
from dataclasses import replace

from pricing.basket import Basket
from pricing.program import Promotion
from pricing.rewards import Percent, PercentOff, Reward, Share, TotalOff, TotalTiers

Payments = Sequence[tuple[str, int | None]]  # method and amount; ``None`` pays the rest


def paid(payments: Payments, due: int) -> list[int]:
    """Return what each payment pays of an amount: stated amounts first, in order, then the rest.

    ``paid([("card", None), ("gift-card", 5000)], 8000) == [3000, 5000]``.
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


def within_tender(promotion: Promotion, basket: Basket) -> Promotion:
    """Return the promotion with its percent taken on what its payments pay of the basket only.

    What they pay is as it stood when the stage began. Amounts are given whole.
    """
    if not promotion.tender:
        return promotion
    due = sum(item.net for item in basket.items) + basket.delivery_net + basket.apart_minor
    covered = sum(
        amount
        for (method, _), amount in zip(basket.payments, paid(basket.payments, due), strict=True)
        if method in promotion.tender
    )
    if covered >= due:
        return promotion
    return replace(promotion, reward=_shared(promotion.reward, (covered, due)))


def _shared(reward: Reward, share: Share) -> Reward:
    match reward:
        case PercentOff():
            return replace(reward, share=share)
        case TotalOff(effect=Percent() as effect):
            return replace(reward, effect=replace(effect, share=share))
        case TotalTiers(tiers=tiers):
            return replace(
                reward,
                tiers=tuple(
                    replace(tier, effect=replace(tier.effect, share=share))
                    if isinstance(tier.effect, Percent)
                    else tier
                    for tier in tiers
                ),
            )
        case _:
            return reward
