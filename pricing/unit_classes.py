"""Components of a stage, and classes of units that no offer can tell apart."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricing.allocation import Allocation
from pricing.rewards import Bundle, CheapestOf, GroupOf, GroupReward
from pricing.units import Unit, fits, scanning_order

if TYPE_CHECKING:
    from pricing.best_deal import Offer


class Component:
    """Offers tied together by shared units.

    Attributes:
        offers: Sorted by promotion number.
        first_sku: Smallest SKU, for an order of components that no order of lines changes.
    """

    __slots__ = ("_units", "first_sku", "offers")

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self.first_sku: str | None = None
        self._units: dict[int, list[Unit]] = {}

    def add(self, offer: "Offer", unit: Unit) -> None:
        """Let an offer take a unit of this component."""
        number = offer.promotion.number
        if number not in self._units:
            self._units[number] = []
            self.offers.append(offer)
        self._units[number].append(unit)
        if self.first_sku is None or unit.item.sku < self.first_sku:
            self.first_sku = unit.item.sku

    def units_of(self, offer: "Offer") -> list[Unit]:
        """Return the units of this component that an offer could take."""
        return self._units[offer.promotion.number]


@dataclass(slots=True)
class UnitClass:
    """Interchangeable units: each offer's own view of them, in the same order.

    Attributes:
        size: How many.
        views: By offer position, the units as that offer sees them; only offers that can take them.
    """

    size: int = 0
    views: dict[int, list[Unit]] = field(default_factory=dict)


def unit_classes(component: Component) -> list[UnitClass]:
    """Group units that every offer sees alike, the dearest classes first."""
    seen_by: dict[tuple[int, int], dict[int, Unit]] = {}
    for position, offer in enumerate(component.offers):
        for unit in component.units_of(offer):
            seen_by.setdefault((unit.item.number, unit.index), {})[position] = unit
    ordered = sorted(seen_by.values(), key=lambda seen: _rank(next(iter(seen.values()))))
    if component.offers[0].shop.allocation is not Allocation.LARGEST_REMAINDER:
        ordered.sort(key=lambda seen: scanning_order(next(iter(seen.values()))))
    grouped: dict[object, UnitClass] = {}
    ranks: dict[object, tuple[int, str, int]] = {}
    for seen in ordered:
        unit = next(iter(seen.values()))
        traits = [
            (position, view.base, _trait(component.offers[position], view))
            for position, view in seen.items()
        ]
        key = (unit.net, unit.room, tuple(traits))
        group = grouped.get(key)
        if group is None:
            group = grouped[key] = UnitClass()
            ranks[key] = (-unit.net, unit.item.sku, unit.item.number)
        group.size += 1
        for position, view in seen.items():
            group.views.setdefault(position, []).append(view)
    return [grouped[key] for key in sorted(grouped, key=lambda key: ranks[key])]


def _rank(unit: Unit) -> tuple[str, int, int]:
    return unit.item.sku, unit.item.number, unit.index


def _trait(offer: "Offer", unit: Unit) -> object:
    """Return what an offer sees of a unit beside its price."""
    reward = offer.promotion.reward
    if not isinstance(reward, GroupReward):
        return unit.item.number
    if isinstance(reward, (GroupOf, CheapestOf)):
        return unit.item.sku if reward.target.identical else None
    slots = reward.slots if isinstance(reward, Bundle) else (reward.buy, reward.get)
    return tuple(fits(slot.target, unit) for slot in slots)
