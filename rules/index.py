"""Which promotions a basket could possibly trigger.

Each promotion is filed under facts of which a basket must have at least one for it to apply: goods
it is about, or the coupon it needs. One that can be filed under none is always a candidate. A table
holds the promotions of one channel, one span of days in which the same ones run, and one place or
spell of the week, where they are bound to it; it is made when it is first asked for. So the cost of
a cart follows what matches it, not what exists.

INVARIANT: nothing is left out that could apply; ``tests/properties/test_emitted.py`` compares with
a program that has no index.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Final

from pricing.basket import Basket
from pricing.item import Item
from rules import ir
from rules.filing import Filing, Key

# How many entries all tables may have together before the oldest goes: some 50 MB. A server that
# prices today needs a few tables; a replay of old days passes by.
FILED_MAX: Final = 1_000_000
# A channel, a span of days, a spell of the week or none, and a place or none.
_Spot = tuple[str, int, int | None, Key | None]
_Numbers = tuple[int, ...]
_NOTHING: Final[_Numbers] = ()
_ANYWHERE: Final[tuple[Key | None, ...]] = (None,)


@dataclass(slots=True)
class Table:
    """Promotions by the facts they need.

    Attributes:
        always: Those that need none.
        by_kind: By the kind of fact, then by its value.
        by_categories: For every set of categories that was asked for, all that it triggers; the
            sets are those of the catalogue.
    """

    always: _Numbers = ()
    by_kind: dict[str, dict[str, _Numbers]] = field(default_factory=dict)
    by_categories: dict[frozenset[str], _Numbers] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries it has, at least one."""
        by_value = [len(numbers) for kind in self.by_kind.values() for numbers in kind.values()]
        return 1 + len(self.always) + sum(by_value)

    def collect(self, basket: Basket, found: set[int]) -> None:
        """Add the numbers of every promotion that the basket could trigger."""
        found.update(self.always)
        by_kind = self.by_kind
        if not by_kind:
            return
        for kind, values in _facts_of(basket):
            known = by_kind.get(kind)
            if known is not None:
                for value in values:
                    found.update(known.get(value, _NOTHING))
        self._collect_goods(basket, found)

    def _collect_goods(self, basket: Basket, found: set[int]) -> None:
        """Add what the goods trigger, kind by kind: most tables know few kinds."""
        goods, by_kind = basket.promotable, self.by_kind
        for kind, value_of in _VALUE_OF.items():
            known = by_kind.get(kind)
            if known is not None:
                for value in known.keys() & set(map(value_of, goods)):
                    found.update(known[value])
        for kind, values_of in _VALUES_OF.items():
            known = by_kind.get(kind)
            if known is not None:
                for values in set(map(values_of, goods)):
                    found.update(_any_of(values, known))
        by_category = by_kind.get("category")
        if by_category is not None:
            by_categories = self.by_categories
            for categories in set(map(_CATEGORIES_OF, goods)):
                numbers = by_categories.get(categories)
                if numbers is None:
                    numbers = by_categories[categories] = _any_of(categories, by_category)
                found.update(numbers)


# How goods tell what promotions may be filed under: one value of a kind, or several.
_VALUE_OF: Final[Mapping[str, Callable[[Item], str | None]]] = {
    kind: attrgetter(kind) for kind in ("sku", "gtin", "brand")
}
_VALUES_OF: Final[Mapping[str, Callable[[Item], frozenset[str]]]] = {
    "tag": attrgetter("tags"), "mark": attrgetter("marks"), "entry": attrgetter("entries"),
}  # fmt: skip
_CATEGORIES_OF: Final[Callable[[Item], frozenset[str]]] = attrgetter("categories")


def _facts_of(basket: Basket) -> tuple[tuple[str, Iterable[str]], ...]:
    """Return what promotions may be filed under besides goods."""
    return (
        ("coupon", basket.coupons),
        ("segment", basket.segments),
        ("tier", () if basket.tier is None else (basket.tier,)),
        ("payment", basket.payment_methods),
    )


def _any_of(values: Iterable[str], known: Mapping[str, _Numbers]) -> _Numbers:
    return tuple(number for value in values for number in known.get(value, _NOTHING))


class Index:
    """Answers which promotions a basket could trigger; safe to ask from several threads."""

    __slots__ = ("_bounds", "_by_place", "_filed", "_lock", "_spells", "_tables")
    _tables: dict[_Spot, Table]

    def __init__(self, filings: Sequence[Filing]) -> None:
        """File promotions; the position of each filing is the promotion's number."""
        spans = {(filing.first, filing.last) for filing in filings}
        bounds = {first for first, _ in spans if first is not None}
        bounds |= {last + 1 for _, last in spans if last is not None}
        self._bounds = sorted(bounds)
        # Of each place, whether timed or not; what is bound to no place is under ``None``.
        anywhere = [
            numbered
            for numbered in enumerate(filings)
            if numbered[1].places is None and numbered[1].spells is None
        ]
        self._by_place: dict[tuple[Key | None, bool], list[tuple[int, Filing]]] = {}
        if anywhere:
            self._by_place[None, False] = anywhere
        turns: set[int] = set()
        for number, filing in enumerate(filings):
            if filing.spells is not None:
                turns.update(minute for spell in filing.spells for minute in spell)
            elif filing.places is None:
                continue
            for place in _ANYWHERE if filing.places is None else filing.places:
                spot = place, filing.spells is not None
                self._by_place.setdefault(spot, []).append((number, filing))
        self._spells = sorted(turns)
        self._start()

    def again(self) -> "Index":
        """Return an index of the same filings, with tables of its own."""
        index = Index.__new__(Index)
        index._bounds, index._spells = self._bounds, self._spells
        index._by_place = self._by_place
        index._start()
        return index

    def _start(self) -> None:
        self._tables = {}
        self._filed = 0
        self._lock = Lock()

    def candidates(self, basket: Basket) -> Sequence[int]:
        """Return the numbers, ascending, of every promotion the basket could trigger."""
        span = bisect_right(self._bounds, basket.day)
        minute = basket.weekday * ir.MINUTES_IN_DAY + basket.minute
        spell = bisect_right(self._spells, minute)
        found: set[int] = set()
        for place in _places_of(basket):
            for timed in (False, True):
                if (place, timed) in self._by_place:
                    spot = basket.channel, span, spell if timed else None, place
                    table = self._tables.get(spot) or self._make(spot, basket.day, minute)
                    table.collect(basket, found)
        return sorted(found)

    def _make(self, spot: _Spot, day: int, minute: int) -> Table:
        channel, _, spell, place = spot
        filed = self._by_place[place, spell is not None]
        if spell is not None:
            filed = [one for one in filed if one[1].is_open(minute)]
        table = _table([one for one in filed if one[1].may_run(channel, day)])
        with self._lock:
            # Another thread may have made it meanwhile; what is counted twice is never uncounted.
            if spot in self._tables:
                return self._tables[spot]
            self._tables[spot] = table
            self._filed += table.size
            while self._filed > FILED_MAX and len(self._tables) > 1:
                oldest = self._tables.pop(next(iter(self._tables)))
                self._filed -= oldest.size
        return table


def _places_of(basket: Basket) -> list[Key | None]:
    places: list[Key | None] = [None]
    if basket.store is not None:
        places.append(("store", basket.store))
    places += [("region", region) for region in basket.regions]
    return places


def _table(filings: Iterable[tuple[int, Filing]]) -> Table:
    always: list[int] = []
    by_kind: dict[str, dict[str, _Numbers]] = {}
    by_key: dict[Key, list[int]] = {}
    for number, filing in filings:
        if filing.keys is None:
            always.append(number)
            continue
        for key in filing.keys:
            known = by_key.get(key)
            if known is None:
                by_key[key] = [number]
            else:
                known.append(number)
    for (kind, value), numbers in by_key.items():
        by_kind.setdefault(kind, {})[value] = tuple(numbers)
    return Table(tuple(always), by_kind)
