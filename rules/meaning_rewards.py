"""Meaning of rewards: deals that save nothing, steps out of order, groups of one."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from grammar import expressions, literals, rewards
from grammar.diagnostics import Edit, Message
from rules import amounts
from rules.meaning_points import check_extra, check_multiplier
from rules.messages import lints
from rules.messages import meaning_rewards as messages

GROUP_LEAST: Final = 2
HUNDRED: Final = 100


def check_reward(reward: rewards.Reward) -> Iterator[Message]:
    """Find what makes a reward no reward."""
    check = _CHECKS.get(type(reward))
    return check(reward) if check is not None else iter(())


def rewarded_units(reward: rewards.Reward) -> int:
    """Return how many units one group of a reward rewards; 1 where there are no groups."""
    match reward:
        case rewards.SomeForFewer(size=size, paid=paid):
            return max(int(size.value) - int(paid.value), 1)
        case rewards.SomeOf(slot=slot):
            return int(slot.count.value)
        case rewards.Bundle(slots=slots):
            return sum(int(slot.count.value) for slot in slots)
        case rewards.BuyGet(get=get):
            return int(get.count.value)
        case _:
            return 1


def _nothing(literal: literals.Percent | literals.Money) -> Iterator[Message]:
    if isinstance(literal, literals.Percent):
        if literal.value == 0:
            yield messages.NothingGiven(literal.span, found=f"{literal.value}%")
    elif literal.amount == 0:
        yield messages.NothingGiven(literal.span, found=f"{literal.amount} {literal.currency}")


def _ending(ending: expressions.Ending) -> Iterator[Message]:
    match ending:
        case expressions.PercentLess(percent=percent):
            yield from _nothing(percent)
        case expressions.AmountLess(amount=amount):
            yield from _nothing(amount)
        case _:
            pass


def _at_least(number: literals.Number, least: int, instead: str = "") -> Iterator[Message]:
    if number.value < least:
        yield messages.TooFew(number.span, least=least, instead=instead)


def _percent_off(reward: rewards.PercentOff) -> Iterator[Message]:
    yield from _nothing(reward.percent)
    if reward.minimum is not None:
        yield from _at_least(reward.minimum, 1)


def _amount_off(reward: rewards.AmountOff) -> Iterator[Message]:
    yield from _nothing(reward.amount)
    if reward.minimum is not None:
        yield from _at_least(reward.minimum, 1)


def _entered_discount(reward: rewards.EnteredDiscount) -> Iterator[Message]:
    if reward.up_to is not None:
        yield from _nothing(reward.up_to)


def _some_for_fewer(reward: rewards.SomeForFewer) -> Iterator[Message]:
    size, paid = int(reward.size.value), int(reward.paid.value)
    if size < 1:
        yield from _at_least(reward.size, GROUP_LEAST)
    elif paid == 0:
        yield messages.NothingPaid(reward.paid.span, size=size)
    elif paid >= size:
        swap: tuple[Edit, ...] = ()
        if paid > size:
            swap = (Edit(reward.size.span, str(paid)), Edit(reward.paid.span, str(size)))
        span = reward.size.span.until(reward.paid.span)
        yield messages.NothingSaved(span, size=size, paid=paid, fix_edits=swap)


def _every_nth(reward: rewards.EveryNth) -> Iterator[Message]:
    if reward.nth.value < GROUP_LEAST:
        yield messages.TooFew(
            reward.nth.span, least=GROUP_LEAST, instead="for every single one write `50% off shoes`"
        )
    yield from _ending(reward.ending)


def _some_of(reward: rewards.SomeOf) -> Iterator[Message]:
    instead = "for single pieces write `give soap for 4.99 PLN each`"
    yield from _at_least(reward.slot.count, GROUP_LEAST, instead)
    yield from _ending(reward.ending)


def _cheapest_of(reward: rewards.CheapestOf) -> Iterator[Message]:
    yield from _at_least(reward.slot.count, GROUP_LEAST)
    yield from _ending(reward.ending)


def _bundle(reward: rewards.Bundle) -> Iterator[Message]:
    first: dict[expressions.Target, rewards.Slot] = {}
    for slot in reward.slots:
        yield from _at_least(slot.count, 1)
        if slot.target in first:
            known = first[slot.target]
            name, size = goods_name(slot.target), int(known.count.value + slot.count.value)
            yield messages.SameSlot(slot.span, name=name, size=size, first=known.span)
        first.setdefault(slot.target, slot)
    if len(reward.slots) == 1:
        slot = reward.slots[0]
        instead = f"write `{slot.count.value} of {goods_name(slot.target)} …`"
        yield messages.TooFew(slot.span, least=GROUP_LEAST, instead=instead)
    yield from _ending(reward.ending)


def goods_name(target: expressions.Target) -> str:
    """Return what a target calls its goods."""
    goods = target.goods
    return goods.name.text if isinstance(goods, expressions.SetName) else "everything"


def _buy_get(reward: rewards.BuyGet) -> Iterator[Message]:
    yield from _at_least(reward.buy.count, 1)
    yield from _at_least(reward.get.count, 1)
    yield from _ending(reward.ending)


def _total_off(reward: rewards.TotalOff) -> Iterator[Message]:
    yield from _nothing(reward.off)
    if reward.up_to is not None:
        yield from _nothing(reward.up_to)
        if isinstance(reward.off, literals.Money) and reward.off.amount <= reward.up_to.amount:
            yield lints.IdleCap(reward.up_to.span)


def _total_tiers(reward: rewards.TotalTiers) -> Iterator[Message]:
    yield from _rising([(tier.start.amount, tier) for tier in reward.tiers], "tier")
    for tier in reward.tiers:
        yield from _nothing(tier.off)
    for before, tier in pairwise(reward.tiers):
        if tier.start.amount > before.start.amount and _is_no_better(before, tier):
            yield messages.DearerStep(tier.span, what="tier", before=before.span)
    if len(reward.tiers) == 1:
        yield lints.OneTier(reward.tiers[0].span)


def _is_no_better(before: rewards.Tier, tier: rewards.Tier) -> bool:
    """Tell whether a tier gives no more than the one before; of two kinds, less where it begins."""
    if type(before.off) is type(tier.off):
        return _size(tier.off) <= _size(before.off)
    return _at(tier.off, tier.start) < _at(before.off, tier.start)


def _at(off: literals.Percent | literals.Money, total: literals.Money) -> Decimal:
    return off.value * total.amount / HUNDRED if isinstance(off, literals.Percent) else off.amount


def _size(off: literals.Percent | literals.Money) -> Decimal:
    return off.value if isinstance(off, literals.Percent) else off.amount


def _total_steps(reward: rewards.TotalSteps) -> Iterator[Message]:
    yield from _nothing(reward.amount)
    if reward.every.amount == 0:
        yield messages.ZeroStep(reward.every.span)


def _price_scale(reward: rewards.PriceScale) -> Iterator[Message]:
    starts = [(_start(step), step) for step in reward.steps]
    out_of_order = list(_rising(starts, "step"))
    yield from out_of_order
    if not out_of_order:
        for before, step in pairwise(reward.steps):
            if step.price.amount >= before.price.amount:
                yield messages.DearerStep(step.span, what="step", before=before.span)


def _start(step: rewards.ScaleStep) -> Decimal:
    match step.start:
        case literals.Number():
            return step.start.value
        case literals.Measure():
            return Decimal(amounts.milli(step.start) or 0)
        case None:
            return Decimal(0)


def _rising(
    starts: Sequence[tuple[Decimal, rewards.Tier | rewards.ScaleStep]], what: str
) -> Iterator[Message]:
    for (low, before), (high, step) in pairwise(starts):
        if high <= low:
            yield messages.OutOfOrder(step.span, what=what, before=before.span)


def _delivery_off(reward: rewards.DeliveryOff) -> Iterator[Message]:
    return _ending(reward.ending)


_CHECKS: Final[dict[type, Callable[..., Iterator[Message]]]] = {
    rewards.PercentOff: _percent_off,
    rewards.AmountOff: _amount_off,
    rewards.EnteredDiscount: _entered_discount,
    rewards.SomeForFewer: _some_for_fewer,
    rewards.EveryNth: _every_nth,
    rewards.SomeOf: _some_of,
    rewards.CheapestOf: _cheapest_of,
    rewards.Bundle: _bundle,
    rewards.BuyGet: _buy_get,
    rewards.TotalOff: _total_off,
    rewards.TotalTiers: _total_tiers,
    rewards.TotalSteps: _total_steps,
    rewards.PriceScale: _price_scale,
    rewards.DeliveryOff: _delivery_off,
    rewards.MultipliedPoints: check_multiplier,
    rewards.ExtraPoints: check_extra,
}
