"""Whether discounts of earlier stages may have kept a later promotion from its threshold.

Answers without pricing the cart again; a yes is worth doing that, a no is certain.
"""

from collections.abc import Sequence
from typing import Final

from pricing.burdens import Bearing
from pricing.program import Promotion
from pricing.rewards import Target, TotalSteps, TotalTiers
from pricing.stages import Note

_PARTS: Final = ("units", "totals", "delivery", "later")


def loses_step(promotion: Promotion, bearing: Bearing | None, lowered: int | None) -> bool:
    """Tell whether what applied would reach a higher step without earlier discounts.

    Args:
        promotion: Which one.
        bearing: What it took off which goods; ``None`` where that was none.
        lowered: What earlier discounts took off, minor units; ``None`` where it is not known yet.
    """
    reward = promotion.reward
    if bearing is None or promotion.base_list or not isinstance(reward, TotalTiers | TotalSteps):
        return False
    if lowered is None:
        return True
    reached = bearing.reached
    if isinstance(reward, TotalTiers):
        return any(reached < tier.from_minor <= reached + lowered for tier in reward.tiers)
    every = reward.every_minor
    return reached // every < (reached + lowered) // every


def may_be_cliff(note: Note, targets: Sequence[Target], lowered: int | None) -> bool:
    """Tell whether it is worth pricing the cart again: without the discounts it could hold.

    What they lowered is ``None`` where that is not known yet.
    """
    if any(target.regular_priced for target in targets):
        return True
    missing = [r.missing for r in note.reports if not r.holds and r.missing_of == "amount"]
    if note.lack is not None and note.lack[2] == "amount":
        missing.append(note.lack[1])
    known = [short for short in missing if short is not None]
    return bool(known) and (lowered is None or max(known) <= lowered)


def position(promotion: Promotion) -> tuple[int, bool, int]:
    """Return when a promotion has its turn."""
    return promotion.stage, promotion.stacks, _PARTS.index(promotion.part)
