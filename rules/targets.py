"""The targets inside conditions, and putting others in the place of those of rewards too."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import is_
from typing import assert_never

from pricing.rewards import (
    AmountOff,
    Bundle,
    BuyGet,
    CheapestOf,
    DeliveryOff,
    EnteredDiscount,
    EnteredPrice,
    ExtraPoints,
    FixedPrice,
    GroupOf,
    IssuedCoupon,
    ListedPrices,
    MultipliedPoints,
    PercentOff,
    PointsOff,
    PriceScale,
    Reward,
    Slot,
    Target,
    TotalOff,
    TotalSteps,
    TotalTiers,
)
from rules.ir import AllOf, AnyOf, Condition, Measures


def rebind(reward: Reward, bind: Callable[[Target], Target]) -> Reward:
    """Return a reward with every target replaced by what ``bind`` makes of it."""

    def slot(old: Slot) -> Slot:
        return Slot(old.count, bind(old.target))

    match reward:
        case Bundle(slots=slots):
            return replace(reward, slots=tuple(slot(one) for one in slots))
        case BuyGet(buy=buy, get=get):
            return replace(reward, buy=slot(buy), get=slot(get))
        case DeliveryOff() | ExtraPoints() | IssuedCoupon():
            return reward
        case (
            PercentOff() | AmountOff() | FixedPrice() | ListedPrices() | PriceScale()
            | EnteredPrice() | EnteredDiscount() | GroupOf() | CheapestOf() | TotalOff()
            | TotalTiers() | TotalSteps() | PointsOff() | MultipliedPoints()
        ):  # fmt: skip
            return replace(reward, target=bind(reward.target))
        case _:
            assert_never(reward)


def targets_in(condition: Condition) -> Iterator[Target]:
    """Yield the targets that a condition measures."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from targets_in(part)
    elif isinstance(condition, Measures):
        yield condition.target


def rebind_condition(condition: Condition, bind: Callable[[Target], Target]) -> Condition:
    """Return a condition whose measures read what ``bind`` makes of their targets."""
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple([rebind_condition(part, bind) for part in condition.parts])
        same = all(map(is_, parts, condition.parts))
        return condition if same else replace(condition, parts=parts)
    if isinstance(condition, Measures):
        return replace(condition, target=bind(condition.target))
    return condition
