"""The best deal of one stage: which promotion takes which units.

Promotions that share units form components, solved one by one: a component of one promotion
directly, any other by search. Work is counted, never time. Combinations are compared by what their
highest priority saves, then the next; then what the earlier identifiers save; then by the cheaper
units. docs/explanation/best-deal.md states the problem.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pricing.branch_and_bound import Budget, Outcome, solve
from pricing.exact_groups import exact_group_deal
from pricing.line_rewards import is_separable, line_discount, pooled_line_deal
from pricing.program import Promotion
from pricing.rewards import GroupReward, LineReward
from pricing.shop import Shop
from pricing.unit_classes import Component
from pricing.units import NO_DEAL, Deal, Unit, by_item


class Offer:
    """One promotion with the units it could take in its stage.

    Attributes:
        promotion: The promotion.
        units: What it could take.
        shop: Whose policies hold.
        separable: Whether its value on one item never depends on another.
    """

    __slots__ = ("promotion", "separable", "shop", "units")

    def __init__(self, promotion: Promotion, units: list[Unit], shop: Shop) -> None:
        self.promotion = promotion
        self.units = units
        self.separable = isinstance(promotion.reward, LineReward) and is_separable(promotion)
        self.shop = shop

    def deal(self, units: Sequence[Unit], *, thorough: bool = True) -> Deal:
        """Return the best this promotion does with some of its units, alone.

        Args:
            units: Which.
            thorough: Whether to try every grouping where falling prices do not cut the best.
        """
        if not units:
            return NO_DEAL
        reward = self.promotion.reward
        if isinstance(reward, GroupReward):
            return exact_group_deal(self.promotion, self.shop, units, thorough=thorough)
        assert isinstance(reward, LineReward)
        if not self.separable:
            return pooled_line_deal(self.promotion, self.shop, units)
        amounts: dict[int, int] = {}
        taken: list[Unit] = []
        for number, members in by_item(units).items():
            off = line_discount(reward, self.shop, members)
            if off > 0:
                amounts[number] = off
                taken += members
        return Deal(sum(amounts.values()), taken, [], amounts)


@dataclass(slots=True)
class Choice:
    """What a stage decided.

    Attributes:
        deals: Every promotion that takes something, with its deal, by promotion number.
        optimal: Whether the search proved that nothing saves more.
        gap_minor: Where it did not: no combination saves more than this on top.
        nodes: Search nodes visited.
    """

    deals: dict[int, Deal] = field(default_factory=dict)
    optimal: bool = True
    gap_minor: int = 0
    nodes: int = 0


def choose(offers: Sequence[Offer], budget: Budget) -> Choice:
    """Choose the combination of deals with the largest total saving; no unit is in two.

    Args:
        offers: One for each competing promotion of the stage, sorted by promotion number.
        budget: What the search may still spend on this quote.

    Returns:
        The deals that save something. The order of lines and of offers changes nothing.
    """
    choice = Choice()
    alone, tied = _apart(offers)
    for offer in alone:
        _settle(choice, _alone(offer, offer.units, budget))
    for component in components(tied):
        if len(component.offers) == 1:
            offer = component.offers[0]
            _settle(choice, _alone(offer, component.units_of(offer), budget))
        else:
            _settle(choice, solve(component, budget))
    return choice


def _apart(offers: Sequence[Offer]) -> tuple[Sequence[Offer], Sequence[Offer]]:
    """Tell the offers that share no item with any other from those that do."""
    if len(offers) == 1:
        return offers, ()
    takers: dict[int, int] = {}
    goods = [{unit.item.number for unit in offer.units} for offer in offers]
    for numbers in goods:
        for number in numbers:
            takers[number] = takers.get(number, 0) + 1
    alone = [all(takers[n] == 1 for n in numbers) for numbers in goods]
    return (
        [offer for offer, is_alone in zip(offers, alone, strict=True) if is_alone],
        [offer for offer, is_alone in zip(offers, alone, strict=True) if not is_alone],
    )


def _alone(offer: Offer, units: Sequence[Unit], budget: Budget) -> Outcome:
    deal = offer.deal(units, thorough=budget.looks >= 0)
    budget.looks -= deal.looks
    return Outcome({offer.promotion.number: deal}, not deal.slack, deal.slack)


def _settle(choice: Choice, outcome: Outcome) -> None:
    for number, deal in outcome.deals.items():
        if deal.value > 0:
            merge(choice.deals, number, deal)
    choice.optimal = choice.optimal and outcome.optimal
    choice.gap_minor += outcome.gap_minor
    choice.nodes += outcome.nodes


def merge(deals: dict[int, Deal], number: int, deal: Deal) -> None:
    """Add a deal of another component to what its promotion already does."""
    known = deals.get(number)
    if known is None:
        deals[number] = deal
        return
    deals[number] = Deal(
        known.value + deal.value,
        known.units + deal.units,
        known.sharing + deal.sharing,
        known.by_item | deal.by_item,
        times=max(known.times, deal.times),
        capped=known.capped or deal.capped,
    )


def components(offers: Sequence[Offer]) -> list[Component]:
    """Split the stage into parts that share no unit.

    A separable offer ties nothing together: it is a separate choice on each item.
    """
    parent: dict[int, int] = {}

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for offer in offers:
        numbers = [unit.item.number for unit in offer.units]
        for number in numbers:
            parent.setdefault(number, number)
        if not offer.separable:
            for number in numbers[1:]:
                parent[root(number)] = root(numbers[0])
    parts: dict[int, Component] = {}
    for offer in offers:
        for unit in offer.units:
            key = root(unit.item.number)
            part = parts.get(key)
            if part is None:
                part = parts[key] = Component()
            part.add(offer, unit)
    return sorted(parts.values(), key=lambda part: part.first_sku or "")
