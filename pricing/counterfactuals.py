"""What would have been: a beaten promotion in the place of its winners, a limit that is lifted.

Each number comes from pricing the same cart again (``Repricings``); nothing is estimated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from pricing.burdens import Bearing
from pricing.cliffs import loses_step, may_be_cliff, position
from pricing.coupons import Refusal
from pricing.exclusive import World
from pricing.explanation import Cap, CapKind, Cliff, Instead, Taken
from pricing.money import MEASURE_DECIMALS, format_scaled
from pricing.program import Limits, Promotion
from pricing.repricing import Repricings
from pricing.rewards import (
    BP,
    PointsOff,
    Target,
    TotalOff,
    TotalSteps,
    targets_of,
)
from pricing.stages import Application, Note
from pricing.telling import Teller

Lifted = tuple[CapKind, str | None, str | None, Promotion]  # kind, most, used, without the limit
_COUNTED: Final[dict[str, CapKind]] = {
    "baskets": "baskets", "times": "times", "units": "units", "measure": "measure",
    "amount": "budget",
}  # fmt: skip


class WhatIf:
    """Answers for one quote what would have been.

    Args:
        world: How the basket was priced.
        again: Prices the cart again.
        teller: Says it in the reader's language.
        bearings: What was taken off which goods, in order.
    """

    def __init__(
        self, world: World, again: Repricings, teller: Teller, bearings: Sequence[Bearing]
    ) -> None:
        self._world = world
        self._run = world.run
        self._again = again
        self._teller = teller
        self._bearings = bearings
        self._bearing_of = {one.promotion: one for one in reversed(bearings)}
        self._taken = again.taken(again.quoted)
        self._due = again.due(again.quoted)
        self._numbers = {p.id: p.number for p in again.program.promotions}
        self._stages = {p.id: p.stage for p in again.program.promotions}
        self._without_floor: dict[str, int] = {}
        self._asked_floor = False

    def _amount(self, minor: int) -> str:
        return format_scaled(minor, self._run.shop.currency.exponent)

    # --- beaten -----------------------------------------------------------------------------

    def instead(self, promotion: Promotion, refusal: Refusal) -> Instead | None:
        """Price the cart with a beaten promotion before all others."""
        without: tuple[str, ...] = ()
        quote = self._again.first(promotion)
        if quote is not None and promotion.id not in self._again.taken(quote) and refusal.beaten_by:
            # What holds its goods came in an earlier stage, where no priority reaches.
            without = refusal.beaten_by
            quote = self._again.first(promotion, [self._numbers[name] for name in without])
        if quote is None:
            return None
        taken = self._again.taken(quote)
        if promotion.id not in taken:
            return None
        names = sorted(taken.keys() | self._taken.keys())
        changes = {name: taken.get(name, 0) - self._taken.get(name, 0) for name in names}
        stage = sum(amount for name, amount in changes.items() if self._is_with(promotion, name))
        due = self._again.due(quote)
        found = Instead(
            saves=self._amount(taken[promotion.id]),
            stage_less=self._amount(-stage),
            due=self._amount(due),
            due_more=self._amount(due - self._due),
            changes=tuple(
                Taken(name, self._amount(amount))
                for name, amount in changes.items()
                if amount and name != promotion.id
            ),
            without=without,
        )
        return msgspec.structs.replace(found, message=self._teller.instead(found))

    def _is_with(self, promotion: Promotion, name: str) -> bool:
        return self._stages[name] == promotion.stage

    # --- capped -----------------------------------------------------------------------------

    def caps(self, promotion: Promotion) -> tuple[Cap, ...]:
        """Return the limits that cut a promotion down, each with what it gives without it."""
        saves = self._taken.get(promotion.id, 0)
        lifted = list(self._limits_of(promotion))
        caps = [self._cap(one, promotion, saves, only=True) for one in lifted]
        found = [cap for cap in caps if cap is not None]
        if len(lifted) > 1 and not found:
            caps = [self._cap(one, promotion, saves, only=False) for one in lifted]
            found = [cap for cap in caps if cap is not None]
        floor = self._floor(promotion, saves)
        return (*found, *([] if floor is None else [floor]))

    def _cap(self, one: Lifted, promotion: Promotion, saves: int, *, only: bool) -> Cap | None:
        kind, most, used, free = one
        if not only:
            free = unlimited(promotion)
        facts = self._again.facts
        if kind == "points-balance":
            facts = replace(facts, points_balance=None)
        quote = self._again.again(changed={promotion.number: free}, facts=facts)
        if quote is None:
            return None
        without = self._again.taken(quote).get(promotion.id, 0)
        if without <= saves:
            return None
        cap = Cap(kind, self._amount(saves), self._amount(without), most, used, not only)
        return msgspec.structs.replace(cap, message=self._teller.cap(cap))

    def _limits_of(self, promotion: Promotion) -> Iterator[Lifted]:
        """Yield every limit of a promotion, with the promotion as it is without it."""
        limits = promotion.limits
        own: list[tuple[CapKind, int | None, Limits]] = [
            ("times", limits.times, replace(limits, times=None)),
            ("units", limits.units, replace(limits, units=None)),
            ("measure", limits.measure_milli, replace(limits, measure_milli=None)),
        ]
        for kind, most, rest in own:
            if most is not None:
                shown = format_scaled(most, MEASURE_DECIMALS) if kind == "measure" else str(most)
                yield kind, shown, None, replace(promotion, limits=rest)
        used = self._run.basket.used
        if limits.customer_units is not None:
            rest = replace(limits, customer_units=None)
            gone = str(used.get(promotion.id, 0))
            yield (
                "customer-units",
                str(limits.customer_units),
                gone,
                replace(promotion, limits=rest),
            )
        for allowance in limits.allowances:
            others = tuple(one for one in limits.allowances if one is not allowance)
            otherwise = used.get(promotion.id, 0) if allowance.of_customer else 0
            numbers = [allowance.most, used.get(allowance.counter, otherwise)]
            decimals = {"amount": self._run.shop.currency.exponent, "measure": MEASURE_DECIMALS}
            most_text, used_text = (
                format_scaled(number, decimals.get(allowance.counts, 0)) for number in numbers
            )
            free = replace(promotion, limits=replace(limits, allowances=others))
            yield _COUNTED[allowance.counts], most_text, used_text, free
        yield from self._limits_of_reward(promotion)

    def _limits_of_reward(self, promotion: Promotion) -> Iterator[Lifted]:
        reward = promotion.reward
        if isinstance(reward, TotalOff | TotalSteps) and reward.cap_minor is not None:
            free = replace(promotion, reward=replace(reward, cap_minor=None))
            yield "up-to", self._amount(reward.cap_minor), None, free
        if isinstance(reward, PointsOff):
            if reward.most_bp < BP:
                free = replace(promotion, reward=replace(reward, most_bp=BP))
                yield "points-share", format_scaled(reward.most_bp, 2), None, free
            if self._run.basket.points_balance is not None:
                yield "points-balance", str(self._run.basket.points_balance), None, promotion

    def _floor(self, promotion: Promotion, saves: int) -> Cap | None:
        """Tell whether the least that a unit may cost cut a promotion down."""
        shop = self._run.shop
        if not (shop.floor_minor or shop.floor_minimum_price) or not self._meets_floor(promotion):
            return None
        if not self._asked_floor:
            self._asked_floor = True
            free = replace(shop, floor_minor=0, floor_minimum_price=False)
            quote = self._again.again(shop=free)
            self._without_floor = {} if quote is None else self._again.taken(quote)
        without = self._without_floor.get(promotion.id, 0)
        if without <= saves:
            return None
        floor = None if shop.floor_minimum_price else self._amount(shop.floor_minor)
        cap = Cap("floor", self._amount(saves), self._amount(without), floor)
        return msgspec.structs.replace(cap, message=self._teller.cap(cap))

    def _meets_floor(self, promotion: Promotion) -> bool:
        basket = self._run.basket
        return any(
            0 < item.floors[unit] >= item.nets[unit]
            for target in targets_of(promotion.reward)
            for item in basket.goods_of(target)
            for unit in range(item.count)
        )

    # --- cliffs -----------------------------------------------------------------------------

    def cliff(self, promotion: Promotion, note: Note, came: Refusal | Application) -> Cliff | None:
        """Tell which discounts of earlier stages kept a promotion from its threshold.

        Args:
            promotion: Which one.
            note: What its stage found out about it.
            came: Why it was refused, or what it took off all the same.
        """
        targets = (
            *[r.target for r in note.reports if r.target is not None and not r.holds],
            *targets_of(promotion.reward),
        )
        applied = isinstance(came, Application)

        def is_possible(lowered: int | None) -> bool:
            if applied:
                return loses_step(promotion, self._bearing_of.get(promotion.number), lowered)
            return may_be_cliff(note, targets, lowered)

        # Most promotions have no step to lose, and what was lowered takes a walk to find out.
        if not is_possible(None):
            return None
        lowered_by = self._lowered_by(promotion, targets)
        lowered = sum(lowered_by.values())
        if not lowered or not is_possible(lowered):
            return None
        quote = self._again.again(without=[self._numbers[name] for name in lowered_by])
        if quote is None:
            return None
        saves = self._again.taken(quote).get(promotion.id, 0)
        if promotion.id not in self._again.taken(quote) or saves <= self._taken.get(
            promotion.id, -1
        ):
            return None
        due = self._again.due(quote)
        found = Cliff(
            lowered=self._amount(lowered),
            lowered_by=tuple(Taken(n, self._amount(a)) for n, a in sorted(lowered_by.items())),
            saves=self._amount(saves),
            due=self._amount(due),
            due_more=self._amount(due - self._due),
        )
        return msgspec.structs.replace(found, message=self._teller.cliff(found))

    def _lowered_by(self, promotion: Promotion, targets: Sequence[Target]) -> dict[str, int]:
        """Return what came earlier on some goods, by promotion."""
        basket = self._run.basket
        goods = {item.number for target in targets for item in basket.goods_of(target)}
        found: dict[str, int] = {}
        for bearing in self._bearings:
            earlier = bearing.application.promotion
            if earlier.number == promotion.number:
                break
            amount = sum(b.amount for b in bearing.burdens if b.item.number in goods)
            if amount and position(earlier) < position(promotion):
                found[earlier.id] = amount
        return found


def unlimited(promotion: Promotion) -> Promotion:
    """Return a promotion without any limit of its own."""
    reward = promotion.reward
    if isinstance(reward, TotalOff | TotalSteps):
        reward = replace(reward, cap_minor=None)
    if isinstance(reward, PointsOff):
        reward = replace(reward, most_bp=BP)
    return replace(promotion, limits=Limits(), reward=reward)
