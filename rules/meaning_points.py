"""Meaning of points programmes: rates, steps and multipliers that give nothing."""

from collections.abc import Iterator
from typing import Final

from grammar import clauses, literals, rewards, syntax
from grammar.diagnostics import Message
from rules.messages import declarations, meaning_rewards
from rules.names import Names

_NO_MULTIPLIER: Final = 1


def check_points(names: Names) -> Iterator[Message]:
    """Find programmes that give nothing, and those that a quote could not tell apart."""
    blocks = list(names.points.values())
    for block in blocks[1:]:
        yield declarations.SecondProgramme(block.name.span, first=blocks[0].name.span)
    for block in blocks:
        taken = names.promotions.get(block.name.text)
        if taken is not None:
            yield declarations.ProgrammeNamedAsPromotion(
                block.name.span, name=block.name.text, first=taken.name.span
            )
        yield from _clauses(block)


def check_multiplier(reward: rewards.MultipliedPoints) -> Iterator[Message]:
    """Find a multiplier that adds nothing."""
    if reward.multiplier.value <= _NO_MULTIPLIER:
        yield meaning_rewards.NothingGiven(
            reward.multiplier.span, found=f"{reward.multiplier.value}x"
        )


def check_extra(reward: rewards.ExtraPoints) -> Iterator[Message]:
    """Find extra points that are none."""
    if reward.count.value == 0:
        yield meaning_rewards.NothingGiven(reward.count.span, found="0 points")


def _clauses(block: syntax.PointsBlock) -> Iterator[Message]:
    for clause in block.clauses:
        match clause:
            case clauses.EarnClause(count=count, per=per):
                yield from _least(count)
                if per.amount == 0:
                    yield meaning_rewards.ZeroStep(per.span)
            case clauses.RedeemClause(points=points, worth=worth, at_most=at_most):
                yield from _least(points)
                if worth.amount == 0:
                    yield meaning_rewards.NothingGiven(worth.span, found=f"0 {worth.currency}")
                if at_most is not None and at_most.value == 0:
                    yield meaning_rewards.NothingGiven(at_most.span, found="0%")
            case clauses.TierClause(earn=earn):
                if earn.value == 0:
                    yield meaning_rewards.NothingGiven(earn.span, found="0x")
            case _:
                pass


def _least(number: literals.Number) -> Iterator[Message]:
    if number.value < 1:
        yield meaning_rewards.TooFew(number.span, least=1)
