"""What can be known of a promotion before any cart is seen: when, where and for what it can apply.

``rules.index`` files promotions by this. All of it may only err towards asking once too often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from pricing.rewards import Reward, Target, targets_of
from rules import goods, ir
from rules.comparison import Comparison

MINUTES_IN_WEEK: Final = 7 * ir.MINUTES_IN_DAY
# A fact: its kind and its value, such as ``("category", "Kawa")``.
Key = tuple[str, str]
Keys = frozenset[Key]
# Minutes of the week, from Monday's midnight: start, included, and end, excluded.
Spells = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """Under what one promotion is filed.

    Attributes:
        keys: It needs one of these, sorted; ``None`` where it can be filed under nothing.
        channels: ``None`` for all.
        places: Stores and regions, of which the cart's must be one; ``None`` for anywhere.
        spells: When in the week it can apply; ``None`` for always.
        first, last: Days, widened by one where hours pass midnight; ``None`` for no bound.
        possible: ``False`` where its conditions exclude each other.
    """

    keys: tuple[Key, ...] | None
    channels: tuple[str, ...] | None
    places: Keys | None
    spells: Spells | None
    first: int | None
    last: int | None
    possible: bool

    def may_run(self, channel: str, day: int) -> bool:
        """Tell whether it could apply in a channel on a day."""
        return (
            self.possible
            and (self.channels is None or channel in self.channels)
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )

    def is_open(self, minute: int) -> bool:
        """Tell whether it could apply at a minute of the week."""
        return self.spells is None or any(start <= minute < end for start, end in self.spells)


def filing_of(rule: ir.Rule, ruleset: ir.Ruleset) -> Filing:
    """Return under what a promotion is filed."""
    condition = rule.condition
    parts = condition.parts if isinstance(condition, ir.AllOf) else (condition,)
    channels: tuple[str, ...] | None = None
    places: Keys | None = None
    spells: Spells | None = None
    # A gift that does not lie in the cart is offered.
    keys = [reward_keys(rule.reward, ruleset)] if rule.gift is None else []
    for part in parts:
        match part:
            case ir.ChannelIs(channels=named, negated=False):
                channels = named if channels is None else tuple(c for c in channels if c in named)
            case ir.StoreIs(negated=False) if places is None:
                places = _places(part)
            case ir.OpenAt(openings=openings, negated=False) if spells is None:
                spells = _spells(openings)
            case ir.Measures():
                keys.append(_measure_keys(part, ruleset))
            case _:
                keys.append(_fact_keys(part))
    first, last = _days(parts)
    possible = ir.Never() not in parts
    narrowest = _narrowest(keys)
    filed = None if narrowest is None else tuple(sorted(narrowest))
    return Filing(filed, channels, places, spells, first, last, possible)


# --- when and where -------------------------------------------------------------------------------


def _days(parts: Sequence[ir.Condition]) -> tuple[int | None, int | None]:
    """Return the first and the last day; ``None`` for no bound."""
    firsts = [part.day for part in parts if isinstance(part, ir.DayFrom) and not part.negated]
    # Hours past midnight belong to the day before: the window is open a little longer.
    lasts = [
        part.day + 1 if part.rollover else part.day
        for part in parts
        if isinstance(part, ir.DayUntil) and not part.negated
    ]
    return max(firsts, default=None), min(lasts, default=None)


def _places(leaf: ir.StoreIs) -> Keys:
    return frozenset(
        {("store", store) for store in leaf.stores}
        | {("region", region) for region in leaf.regions}
    )


@lru_cache(maxsize=1_000)  # many promotions share their hours
def _spells(openings: tuple[ir.Opening, ...]) -> Spells:
    """Return when in the week some openings are open; what passes Sunday's midnight is cut."""
    spells: list[tuple[int, int]] = []
    for opening in openings:
        length = opening.end - opening.start
        if length <= 0:
            length += ir.MINUTES_IN_DAY
        for day in opening.days:
            start = day * ir.MINUTES_IN_DAY + opening.start
            end = start + length
            spells.append((start, min(end, MINUTES_IN_WEEK)))
            if end > MINUTES_IN_WEEK:
                spells.append((0, end - MINUTES_IN_WEEK))
    return tuple(sorted(spells))


# --- for what -------------------------------------------------------------------------------------


def _fact_keys(part: ir.Condition) -> Keys | None:
    """Return facts of the basket of which a condition needs one, or ``None``."""
    match part:
        case ir.HasCoupon(coupon=coupon, negated=False):
            return frozenset({("coupon", coupon)})
        case ir.PaymentIs(methods=methods, negated=False):
            return frozenset(("payment", method) for method in methods)
        case ir.TierIs(tiers=tiers, negated=False):
            return frozenset(("tier", tier) for tier in tiers)
        case ir.Audience(member=False, employee=False, tiers=tiers, segments=segments) if (
            not part.negated
        ):
            return frozenset(
                {("tier", tier) for tier in tiers} | {("segment", name) for name in segments}
            )
        case _:
            return None


def reward_keys(reward: Reward, ruleset: ir.Ruleset) -> Keys | None:
    """Return facts of which the goods must have one for a reward to give anything.

    A group needs goods of each of its slots, so its narrowest slot is enough.
    """
    return _narrowest([_target_keys(target, ruleset) for target in targets_of(reward)])


def _measure_keys(leaf: ir.Measures, ruleset: ir.Ruleset) -> Keys | None:
    """Return the keys of goods that a threshold needs; none where no goods would meet it too."""
    comparison = leaf.comparison.opposite if leaf.negated else leaf.comparison
    if comparison in {Comparison.AT_LEAST, Comparison.MORE, Comparison.EQUAL} and not (
        comparison.compares(0, leaf.number)
    ):
        return _target_keys(leaf.target, ruleset)
    return None


def _target_keys(target: Target, ruleset: ir.Ruleset) -> Keys | None:
    return set_keys(ruleset.sets[target.number].node)


def set_keys(node: goods.SetNode) -> Keys | None:
    """Return facts of which every item of a set has at least one, or ``None`` for no such facts."""
    match node:
        case goods.UnionOf(parts=parts):
            found = [set_keys(part) for part in parts]
            known = [keys for keys in found if keys is not None]
            return frozenset().union(*known) if len(known) == len(found) else None
        case goods.IntersectionOf(parts=parts):
            return _narrowest([set_keys(part) for part in parts])
        case goods.Without():
            return None
        case _:
            return _leaf_keys(node)


def _leaf_keys(node: goods.SetLeaf) -> Keys | None:
    match node:
        case goods.NoGoods():
            return frozenset()
        case goods.InCategory(name=name):
            return frozenset({("category", name)})
        case goods.OfBrand(brand=brand):
            return frozenset({("brand", brand)})
        case goods.Tagged(tag=tag):
            return frozenset({("tag", tag)})
        case goods.Marked(mark=mark):
            return frozenset({("mark", mark)})
        case goods.Entered(fact=fact):
            return frozenset({("entry", fact)})
        case goods.Numbered(skus=skus, gtins=gtins):
            return frozenset({("sku", sku) for sku in skus} | {("gtin", gtin) for gtin in gtins})
        case (
            goods.AnyGoods()
            | goods.Described()
            | goods.WithAttribute()
            | goods.AttributeCompared()
            | goods.ListPriced()
        ):
            return None  # too common to narrow anything, or no equality to look up
        case _:
            assert_never(node)


# How common one fact of a kind is among carts, roughly: the rarer, the fewer promotions are asked.
_BREADTH: Final = {
    "coupon": 0, "sku": 1, "gtin": 1, "entry": 1, "mark": 20, "tag": 100, "brand": 100,
    "category": 200, "segment": 300, "tier": 400, "payment": 500,
}  # fmt: skip


def _narrowest(found: Iterable[Keys | None]) -> Keys | None:
    """Return the keys that fewest baskets have; any one of the sets is right."""
    known = [keys for keys in found if keys is not None]
    if not known:
        return None
    return min(known, key=lambda keys: (sum(_BREADTH[kind] for kind, _ in keys), sorted(keys)))
