"""Which promotions a basket could possibly trigger.

Each promotion is filed under facts of which a basket must have at least one for it to apply: goods
it is about, or the coupon it needs. One that can be filed under none is always a candidate. Tables
are kept for one channel and for the span of days in which the same promotions run, and made when
they are first asked for, so that the cost of a cart follows what matches it.

INVARIANT: nothing is left out that could apply; ``tests/properties/test_candidates.py`` compares
with a program that has no index.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from pricing.basket import Basket
from pricing.rewards import Reward, Target, targets_of
from rules import goods, ir
from rules.comparison import Comparison

TABLES_MAX: Final = 64  # channels times spans of days that are kept; a replay of old days passes by
# A fact: its kind and its value, such as ``("category", "Kawa")``.
Key = tuple[str, str]
Keys = frozenset[Key]


@dataclass(slots=True)
class Table:
    """The promotions of one channel and one span of days, by the facts they need."""

    always: tuple[int, ...]
    by_sku: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_gtin: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_category: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_brand: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_tag: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_mark: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_entry: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_coupon: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def dictionary(self, kind: str) -> dict[str, tuple[int, ...]]:
        """Return the dictionary of one kind of fact."""
        found = getattr(self, f"by_{kind}")
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one promotion before any cart is seen.

    Attributes:
        number: Its position in the program.
        keys: It needs one of these; ``None`` where it can be filed under nothing.
        channels: ``None`` for all.
        first, last: Days, widened by one where hours pass midnight; ``None`` for no bound.
        possible: ``False`` where its conditions exclude each other.
    """

    number: int
    keys: Keys | None
    channels: tuple[str, ...] | None
    first: int | None
    last: int | None
    possible: bool


class Index:
    """Answers which promotions a basket could trigger; safe to ask from several threads."""

    __slots__ = ("_bounds", "_entries", "_tables")

    def __init__(self, ruleset: ir.Ruleset) -> None:
        self._entries = [entry_of(n, rule, ruleset) for n, rule in enumerate(ruleset.rules)]
        bounds = {entry.first for entry in self._entries if entry.first is not None}
        bounds |= {entry.last + 1 for entry in self._entries if entry.last is not None}
        self._bounds = sorted(bounds)
        self._tables: dict[tuple[str, int], Table] = {}

    def candidates(self, basket: Basket) -> Sequence[int]:
        """Return the numbers, ascending, of every promotion the basket could trigger."""
        table = self._table(basket.channel, basket.day)
        found = set(table.always)
        for coupon in basket.coupons:
            found.update(table.by_coupon.get(coupon, ()))
        by_sku, by_gtin, by_brand = table.by_sku, table.by_gtin, table.by_brand
        many = [
            (name, dictionary)
            for name, dictionary in (
                ("categories", table.by_category),
                ("tags", table.by_tag),
                ("marks", table.by_mark),
                ("entries", table.by_entry),
            )
            if dictionary
        ]
        for item in basket.promotable:
            found.update(by_sku.get(item.sku, ()))
            if item.gtin is not None:
                found.update(by_gtin.get(item.gtin, ()))
            if item.brand is not None:
                found.update(by_brand.get(item.brand, ()))
            for name, dictionary in many:
                for value in getattr(item, name):
                    found.update(dictionary.get(value, ()))
        return sorted(found)

    def _table(self, channel: str, day: int) -> Table:
        key = (channel, bisect_right(self._bounds, day))
        table = self._tables.get(key)
        if table is None:
            if len(self._tables) >= TABLES_MAX:
                self._tables = {}
            table = self._tables[key] = _make_table(self._entries, channel, day)
        return table


def _make_table(entries: Iterable[Entry], channel: str, day: int) -> Table:
    always: list[int] = []
    filed: dict[Key, list[int]] = {}
    for entry in entries:
        if not _may_run(entry, channel, day):
            continue
        if entry.keys is None:
            always.append(entry.number)
            continue
        for key in entry.keys:
            filed.setdefault(key, []).append(entry.number)
    table = Table(tuple(always))
    for (kind, value), numbers in filed.items():
        table.dictionary(kind)[value] = tuple(numbers)
    return table


def _may_run(entry: Entry, channel: str, day: int) -> bool:
    return (
        entry.possible
        and (entry.channels is None or channel in entry.channels)
        and (entry.first is None or entry.first <= day)
        and (entry.last is None or day <= entry.last)
    )


def entry_of(number: int, rule: ir.Rule, ruleset: ir.Ruleset) -> Entry:
    """Return what can be known of a promotion before any cart is seen."""
    condition = rule.condition
    parts = condition.parts if isinstance(condition, ir.AllOf) else (condition,)
    channels: tuple[str, ...] | None = None
    first: int | None = None
    last: int | None = None
    # A gift that does not lie in the cart is offered.
    keys = [reward_keys(rule.reward, ruleset)] if rule.gift is None else []
    for part in parts:
        match part:
            case ir.ChannelIs(channels=named, negated=False):
                channels = named if channels is None else tuple(c for c in channels if c in named)
            case ir.DayFrom(day=day, negated=False):
                first = day if first is None else max(first, day)
            case ir.DayUntil(day=day, rollover=rollover, negated=False):
                # Hours past midnight belong to the day before: the window is open a little longer.
                end = day + 1 if rollover else day
                last = end if last is None else min(last, end)
            case ir.HasCoupon(coupon=coupon, negated=False):
                keys.append(frozenset({("coupon", coupon)}))
            case ir.Measures():
                keys.append(_measure_keys(part, ruleset))
            case _:
                pass
    return Entry(number, _narrowest(keys), channels, first, last, possible=ir.Never() not in parts)


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


# How many goods of a shop share one fact of a kind, roughly; a number names one, a coupon none.
_BREADTH: Final = {
    "coupon": 0, "sku": 1, "gtin": 1, "entry": 1, "mark": 20, "tag": 100, "brand": 100,
    "category": 200,
}  # fmt: skip


def _narrowest(found: Iterable[Keys | None]) -> Keys | None:
    """Return the keys that fewest baskets have; any one of the sets is right."""
    known = [keys for keys in found if keys is not None]
    if not known:
        return None
    return min(known, key=lambda keys: (sum(_BREADTH[kind] for kind, _ in keys), sorted(keys)))
