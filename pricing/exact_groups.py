"""The best groups of one promotion where falling prices do not cut them.

A percentage that is rounded once over several units, an amount that some groups cannot bear, a
floor close to a price, sets that overlap: there another grouping may save more. Every kind of group
is listed once and the best packing of them found by branch and bound, within fixed limits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pricing.group_rewards import (
    Group,
    deal_of,
    group_deal,
    group_value,
    is_identical,
    most_groups,
    units_needed,
)
from pricing.limits import GROUP_COLUMNS_MAX, GROUP_NODES_MAX, GROUP_UNITS_MAX
from pricing.matching import Matching
from pricing.program import Promotion
from pricing.relaxation import kind_of, relax
from pricing.relaxed_groups import SCALE
from pricing.rewards import (
    BP,
    Bundle,
    BuyGet,
    CheapestOf,
    GroupOf,
    GroupReward,
    Percent,
    Price,
)
from pricing.shop import Shop
from pricing.units import Deal, Unit, dearest_first, fits, room_of


def exact_group_deal(
    promotion: Promotion, shop: Shop, units: Sequence[Unit], *, thorough: bool = True
) -> Deal:
    """Return the best deal that a group reward makes of some units.

    ``slack`` is above zero where the groups were too many to try: no grouping saves more than that
    on top.
    """
    reward = promotion.reward
    assert isinstance(reward, GroupReward)
    if len(units) < units_needed(reward):
        return Deal()
    deal = group_deal(promotion, shop, units)
    if is_certain(promotion, shop, units):
        return deal
    return _Packing(promotion, shop, units).improve(deal, thorough=thorough)


def is_certain(promotion: Promotion, shop: Shop, units: Sequence[Unit]) -> bool:
    """Tell whether no grouping of these units can save more than falling prices cut.

    So it is where the rewarded units of a group count one by one or as a plain sum, and no group
    meets a floor: then the cut makes them as dear as any grouping can.
    """
    reward = promotion.reward
    match reward:
        case CheapestOf():
            return True
        case GroupOf():
            rewarded, simple = reward.rewarded, True
        case BuyGet():
            rewarded = reward.get.count
            simple = reward.is_of_one_set or not any(
                fits(reward.buy.target, u) and fits(reward.get.target, u) for u in units
            )
        case Bundle():
            rewarded = units_needed(reward)
            simple = all(sum(fits(s.target, u) for s in reward.slots) == 1 for u in units)
        case _:
            raise AssertionError(reward)
    effect = reward.effect
    plain = isinstance(effect, Price) or (isinstance(effect, Percent) and effect.rate_bp == BP)
    if not simple or not (plain or (rewarded == 1 and not isinstance(reward, Bundle))):
        return False
    # Without spreading, a group bears what its rewarded units cost unless floors are close to
    # prices: the least that a group leaves is above the most that its floors ask for.
    needed = units_needed(reward)
    dearest_floor = max([u.base - u.room for u in units])
    if promotion.spread_reward or needed == rewarded:
        least_left = effect.price_minor if isinstance(effect, Price) else 0
        return rewarded * dearest_floor <= least_left
    return needed * dearest_floor <= (needed - rewarded) * min([u.base for u in units])


@dataclass(frozen=True, slots=True)
class _Column:
    """One kind of group: how many units of each class, and what it saves."""

    counts: tuple[tuple[int, int], ...]
    value: int


class _Packing:
    """Branch and bound over kinds of groups.

    Attributes:
        classes: Alike units, dearest first.
    """

    def __init__(self, promotion: Promotion, shop: Shop, units: Sequence[Unit]) -> None:
        reward = promotion.reward
        assert isinstance(reward, GroupReward)
        self.promotion, self.shop, self.reward = promotion, shop, reward
        grouped: dict[object, list[Unit]] = {}
        for unit in dearest_first(units, shop.allocation):
            trait: object = None
            if isinstance(reward, (Bundle, BuyGet)):
                trait = kind_of(reward, unit)
            elif is_identical(reward):
                trait = unit.item.sku
            grouped.setdefault((unit.base, unit.room, trait), []).append(unit)
        self.classes = list(grouped.values())
        self.relaxed = relax(promotion, shop, dict(enumerate(self.classes)))
        self.most = most_groups(promotion)
        self.columns: list[list[_Column]] = [[] for _ in self.classes]
        self.left = [len(members) for members in self.classes]
        self.listed = self.nodes = 0
        self.best_value = 0
        self.best: list[_Column] | None = None

    def improve(self, deal: Deal, *, thorough: bool) -> Deal:
        """Return a better deal than the one known, or the one known, with what may be missing."""
        deal.looks = sum(self.left)
        few = deal.looks <= GROUP_UNITS_MAX
        ceiling = self._bound(0) if few else room_of(u for c in self.classes for u in c)
        if ceiling <= deal.value:
            return deal
        self.best_value = deal.value
        if not (thorough and few and self._list_columns()):
            deal.slack, deal.looks = ceiling - deal.value, deal.looks + self.listed
            return deal
        self._branch(0, 0, [])
        if self.best is not None:
            deal = deal_of(self.promotion, self.shop, self._made(self.best))
        if self.nodes > GROUP_NODES_MAX:
            deal.slack = max(0, ceiling - deal.value)
        deal.looks = self.listed + self.nodes * len(self.left)
        return deal

    def _bound(self, start: int) -> int:
        cells = [(c, 0, n) for c, n in enumerate(self.left) if n and c >= start]
        return self.relaxed.best(cells)[0] // SCALE

    def _branch(self, start: int, value: int, chosen: list[_Column]) -> None:
        """Decide which groups the dearest class that is left takes part in."""
        self.nodes += 1
        if self.nodes > GROUP_NODES_MAX:
            return
        if value > self.best_value:
            self.best_value, self.best = value, list(chosen)
        while start < len(self.left) and not self.left[start]:
            start += 1
        if start == len(self.left) or (self.most is not None and len(chosen) == self.most):
            return
        if value + self._bound(start) <= self.best_value:
            return
        for column in self.columns[start]:
            if all(self.left[c] >= n for c, n in column.counts):
                for c, n in column.counts:
                    self.left[c] -= n
                self._branch(start, value + column.value, [*chosen, column])
                for c, n in column.counts:
                    self.left[c] += n
        unused, self.left[start] = self.left[start], 0
        self._branch(start + 1, value, chosen)
        self.left[start] = unused

    # --- kinds of groups ----------------------------------------------------------------------

    def _list_columns(self) -> bool:
        """List every kind of group that saves something; tells whether they are few enough."""
        for members in self._multisets(0, units_needed(self.reward), []):
            self.listed += 1
            if self.listed > GROUP_COLUMNS_MAX:
                return False
            group = self._group(members)
            if group is not None:
                value = group_value(self.promotion, self.shop, group)
                if value > 0:
                    counts = tuple((c, members.count(c)) for c in sorted(set(members)))
                    self.columns[members[0]].append(_Column(counts, value))
        for columns in self.columns:
            columns.sort(key=lambda column: -column.value)
        return True

    def _multisets(self, start: int, size: int, chosen: list[int]) -> Iterator[list[int]]:
        if not size:
            yield chosen
            return
        for c in range(start, len(self.classes)):
            if is_identical(self.reward) and chosen and not self._same_product(chosen[0], c):
                continue
            if chosen.count(c) < len(self.classes[c]):
                yield from self._multisets(c, size - 1, [*chosen, c])

    def _same_product(self, one: int, other: int) -> bool:
        return self.classes[one][0].item.sku == self.classes[other][0].item.sku

    def _group(self, members: Sequence[int], offset: Sequence[int] = ()) -> Group | None:
        """Return a group of these classes, dearest first; ``None`` where the sentence forbids it.

        Args:
            members: A class for each unit.
            offset: How many units of each class are in other groups already.
        """
        used = list(offset) or [0] * len(self.classes)
        units = []
        for c in members:
            units.append(self.classes[c][used[c]])
            used[c] += 1
        match self.reward:
            case GroupOf():
                return units, units[len(units) - self.reward.rewarded :]
            case Bundle():
                matching = Matching([slot.count for slot in self.reward.slots])
                fits = all(
                    matching.place(n, kind_of(self.reward, unit)) for n, unit in enumerate(units)
                )
                return (units, units) if fits else None
            case BuyGet():
                return _given(self.reward, units)
            case CheapestOf():
                raise AssertionError("the cheapest of all is no matter of grouping")

    def _made(self, columns: Sequence[_Column]) -> list[Group]:
        """Return groups of real units for the chosen kinds."""
        used = [0] * len(self.classes)
        groups = []
        for column in columns:
            group = self._group([c for c, n in column.counts for _ in range(n)], used)
            assert group is not None
            groups.append(group)
            for c, n in column.counts:
                used[c] += n
        return groups


def _given(reward: BuyGet, units: list[Unit]) -> Group | None:
    """Split a group into bought and given: the cheapest that can be given are."""
    buy, get = reward.buy.target, reward.get.target
    if reward.is_of_one_set:
        return units, units[reward.buy.count :]
    only_get = [u for u in units if not fits(buy, u)]
    only_buy = [u for u in units if not fits(get, u)]
    both = [u for u in units if fits(buy, u) and fits(get, u)]
    inside = reward.get.count - len(only_get)
    if inside < 0 or len(only_buy) > reward.buy.count:
        return None
    return units, [*both[len(both) - inside :], *only_get]
