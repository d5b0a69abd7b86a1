"""The best deal of one stage: which promotion takes which units.

Promotions that share units form components, solved one by one: a component of one promotion
directly, any other by search. Work is counted, never time. Combinations are compared by what their
highest priority saves, then the next; then what the earlier identifiers save; then by the cheaper
units. docs/explanation/best-deal.md states the problem.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pricing.basket import Basket
from pricing.branch_and_bound import Budget, Outcome, solve
from pricing.exact_groups import exact_group_deal
from pricing.fixed_groups import fixed_group_deal
from pricing.group_rewards import units_needed
from pricing.item import Item
from pricing.line_discounts import item_discounts, line_discount
from pricing.line_rewards import pooled_line_deal
from pricing.needs import offered_units
from pricing.program import Promotion
from pricing.rewards import GroupReward, LineReward
from pricing.shop import Shop
from pricing.unit_classes import Component
from pricing.units import NO_DEAL, Deal, Unit, by_item, units_at


class Offer:
    """One promotion with what it could take in its stage.

    Attributes:
        promotion: The promotion.
        shop: Whose policies hold.
        separable: Whether its value on one item never depends on another.
        goods: Items all of whose units it could take; empty where it could take some only.
    """

    __slots__ = ("_units", "goods", "promotion", "separable", "shop")

    def __init__(self, promotion: Promotion, units: Sequence[Unit], shop: Shop) -> None:
        self.promotion = promotion
        self.shop = shop
        self.separable = promotion.separable
        self.goods: Sequence[Item] = ()
        self._units: Sequence[Unit] | None = units

    @classmethod
    def on_goods(cls, promotion: Promotion, goods: Sequence[Item], shop: Shop) -> "Offer":
        """Return an offer on whole items; its units are made when somebody asks for them."""
        offer = cls(promotion, (), shop)
        offer.goods = goods
        offer._units = None
        return offer

    @property
    def units(self) -> Sequence[Unit]:
        """What it could take, unit by unit."""
        if self._units is None:
            base_list = self.promotion.base_list
            self._units = [
                unit
                for item in self.goods
                for unit in units_at(item, range(item.count), base_list=base_list)
            ]
        return self._units

    @property
    def item_numbers(self) -> set[int]:
        """The items whose units it could take."""
        if self.goods:
            return {item.number for item in self.goods}
        return {unit.item.number for unit in self.units}

    def deal(self, units: Sequence[Unit], *, thorough: bool = True) -> Deal:
        """Return the best this promotion does with some of its units, alone.

        Args:
            units: Which.
            thorough: Whether to try every grouping where falling prices do not cut the best.
        """
        if not units:
            return NO_DEAL
        reward = self.promotion.reward
        if self.promotion.grouping != "best":
            return fixed_group_deal(self.promotion, self.shop, units)
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

    def deal_with_all(self, *, thorough: bool = True) -> Deal:
        """Return the best it does with everything it could take."""
        reward = self.promotion.reward
        if not self.goods or not self.separable:
            if (
                self.goods
                and isinstance(reward, GroupReward)
                and sum([item.count for item in self.goods]) < units_needed(reward)
            ):
                return NO_DEAL  # so it is with most multi-buys of a large cart
            return self.deal(self.units, thorough=thorough)
        amounts, taken = item_discounts(self.promotion, self.shop, self.goods)
        return Deal(sum(amounts.values()), [], [], amounts, taken)


def offer_of(promotion: Promotion, shop: Shop, basket: Basket) -> Offer | None:
    """Return what a promotion could take of a basket as it stands; ``None`` for nothing."""
    target = promotion.targets[0]
    if len(promotion.targets) == 1 and not target.regular_priced:
        goods = basket.goods_of(target, promotion.uses)
        if not basket.has_finals or all(item.finals is None for item in goods):
            return Offer.on_goods(promotion, goods, shop) if goods else None
    units = offered_units(promotion, basket)
    return Offer(promotion, units, shop) if units else None


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
    if len(offers) == 1:
        offer = offers[0]
        deal = offer.deal_with_all(thorough=budget.looks >= 0)
        budget.looks -= deal.looks
        deals = {offer.promotion.number: deal} if deal.value > 0 else {}
        return Choice(deals, not deal.slack, deal.slack)
    choice = Choice()
    alone, tied = _apart(offers)
    for offer in alone:
        deal = offer.deal_with_all(thorough=budget.looks >= 0)
        _settle(choice, _alone(offer, deal, budget))
    for component in components(tied) if tied else ():
        if len(component.offers) == 1:
            offer = component.offers[0]
            deal = offer.deal(component.units_of(offer), thorough=budget.looks >= 0)
            _settle(choice, _alone(offer, deal, budget))
        else:
            _settle(choice, solve(component, budget))
    return choice


def _apart(offers: Sequence[Offer]) -> tuple[Sequence[Offer], Sequence[Offer]]:
    """Tell the offers that share no item with any other from those that do."""
    goods = [offer.item_numbers for offer in offers]
    if len(set[int]().union(*goods)) == sum(map(len, goods)):
        return offers, ()  # as in most carts
    takers: dict[int, int] = {}
    for numbers in goods:
        for number in numbers:
            takers[number] = takers.get(number, 0) + 1
    alone = [all(takers[n] == 1 for n in numbers) for numbers in goods]
    return (
        [offer for offer, is_alone in zip(offers, alone, strict=True) if is_alone],
        [offer for offer, is_alone in zip(offers, alone, strict=True) if not is_alone],
    )


def _alone(offer: Offer, deal: Deal, budget: Budget) -> Outcome:
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
        triggers=known.triggers + deal.triggers,
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
