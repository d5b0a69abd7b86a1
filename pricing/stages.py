"""Runs one stage: units first, then totals, then the delivery, then what stacks.

Whatever a promotion reads, it reads as it stood when its part of the stage began; nothing is
lowered until the choice is made.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

from pricing.allocation import Allocation, allocate
from pricing.allowance import missing_allowance, within_allowance, within_budget
from pricing.basket import Basket, Item
from pricing.best_deal import Offer, choose
from pricing.branch_and_bound import Budget
from pricing.gifts import set_aside
from pricing.needs import Lack, lack_of, offered_units
from pricing.payments import within_tender
from pricing.program import ConditionResult, Promotion
from pricing.rewards import (
    DeliveryOff,
    GroupReward,
    LaterReward,
    LineReward,
    PointsOff,
    Reward,
    TotalReward,
    targets_of,
)
from pricing.shop import Shop
from pricing.total_rewards import choose_rivals, delivery_off, rival, total_deal
from pricing.units import Deal, Unit, by_item


@dataclass(slots=True)
class Application:
    """A promotion that applied: what it took off which units.

    Attributes:
        promotion: Which one.
        amount: In all, minor units.
        times: Groups or steps, 1 otherwise.
        shares: By item number and unit index, minor units; empty for the delivery.
        capped: Whether a limit cut it down.
        deal: The units and how they share it; ``None`` for what lies on no goods.
    """

    promotion: Promotion
    amount: int
    times: int
    shares: dict[tuple[int, int], int] = field(default_factory=dict)
    capped: bool = False
    deal: Deal | None = None


@dataclass(slots=True)
class Note:
    """What a stage found out about one promotion, for those who ask why.

    Attributes:
        reports: Its conditions, where they were asked one by one.
        alone: What it would have taken off without competitors, or ``None`` where it was not asked.
        beaten_by: Numbers of the promotions that took its goods.
        lack: What its reward lacked when its stage began.
    """

    reports: tuple[ConditionResult, ...] = ()
    alone: int | None = None
    beaten_by: tuple[int, ...] = ()
    lack: Lack | None = None


@dataclass(slots=True)
class Run:
    """One pass of a basket through all stages.

    Attributes:
        shop: Its policies.
        basket: Lowered stage by stage.
        watched: Tells for which promotions notes are kept.
        applications: In the order in which they applied.
        notes: By promotion number.
        onlookers: Promotions that cannot apply to this basket, and are asked only what they lack,
            with what was found out about them; nothing else reads it.
        gifts: Promotions whose gift is earned and does not lie in the basket.
        optimal: Whether every choice was proved best.
        gap_minor: Where not: the most that a better choice could save on top.
        nodes: Search nodes visited.
        budget: What the search may still spend; shared by all runs of a quote.
    """

    shop: Shop
    basket: Basket
    watched: Callable[[Promotion], bool]
    applications: list[Application] = field(default_factory=list)
    notes: dict[int, Note] = field(default_factory=dict)
    onlookers: dict[int, Note] = field(default_factory=dict)
    gifts: list[Promotion] = field(default_factory=list)
    optimal: bool = True
    gap_minor: int = 0
    nodes: int = 0
    budget: Budget = field(default_factory=Budget)

    def note(self, promotion: Promotion) -> Note:
        """Return the promotion's note, a new one at first."""
        return self.notes.setdefault(promotion.number, Note())

    def note_of(self, promotion: Promotion) -> Note:
        """Return what its stage found out about a promotion, or else what holds of it now."""
        return self.notes.get(promotion.number) or noted(promotion, self.basket)

    @property
    def saved(self) -> int:
        """What all applications saved the customer, minor units; points spent are no saving."""
        return sum(
            application.amount
            for application in self.applications
            if not isinstance(application.promotion.reward, PointsOff)
        )


def noted(promotion: Promotion, basket: Basket) -> Note:
    """Return what a promotion asks of a basket as it stands, and what it lacks there."""
    return Note(promotion.reports(basket), lack=lack_of(promotion, basket))


def run_stage(run: Run, promotions: Sequence[Promotion]) -> None:
    """Run one stage over the promotions that belong to it, sorted by number."""
    competing = [p for p in promotions if not p.stacks]
    _run_units(run, [p for p in competing if isinstance(p.reward, LineReward | GroupReward)])
    _run_totals(run, [p for p in competing if isinstance(p.reward, TotalReward)])
    _run_delivery(run, [p for p in competing if isinstance(p.reward, DeliveryOff)])
    _run_later(run, [p for p in competing if isinstance(p.reward, LaterReward)])
    for promotion in sorted((p for p in promotions if p.stacks), key=lambda p: (-p.priority, p.id)):
        run_one = _runner(promotion.reward)
        run_one(run, [promotion])


def _runner(reward: Reward) -> Callable[[Run, Sequence[Promotion]], None]:
    if isinstance(reward, TotalReward):
        return _run_totals
    if isinstance(reward, DeliveryOff):
        return _run_delivery
    if isinstance(reward, LaterReward):
        return _run_later
    return _run_units


def _holding(run: Run, promotions: Sequence[Promotion]) -> list[Promotion]:
    """Return the promotions whose conditions hold now; keep notes of those that are watched."""
    holding = []
    for promotion in promotions:
        # A gift does not count towards its own condition.
        aside = promotion.gift is not None
        with set_aside(promotion, run.shop, run.basket) if aside else nullcontext():
            holds = promotion.holds(run.basket)
            reports = promotion.reports(run.basket) if run.watched(promotion) else ()
        if run.watched(promotion):
            # A gift that lies in no cart lacks nothing but its condition: it is offered.
            lack = None if aside and not holds else lack_of(promotion, run.basket)
            kept = run.onlookers if promotion.number in run.onlookers else run.notes
            kept[promotion.number] = Note(reports, lack=lack)
        if not holds or promotion.number in run.onlookers:
            continue
        if missing_allowance(promotion, run.basket) is None:
            holding.append(within_tender(within_allowance(promotion, run.basket), run.basket))
    return holding


# --- units ----------------------------------------------------------------------------------------


def _run_units(run: Run, promotions: Sequence[Promotion]) -> None:
    offers = []
    for promotion in _holding(run, promotions):
        units = offered_units(promotion, run.basket)
        if units:
            offers.append(Offer(promotion, units, run.shop))
        elif promotion.gift is not None:
            run.gifts.append(promotion)
    if not offers:
        return
    choice = choose(offers, run.budget)
    run.optimal = run.optimal and choice.optimal
    run.gap_minor += choice.gap_minor
    run.nodes += choice.nodes
    for offer in offers:
        if run.watched(offer.promotion):
            _note_rivals(run, offer, choice.deals)
    by_number = {offer.promotion.number: offer.promotion for offer in offers}
    for number in sorted(choice.deals):
        promotion = by_number[number]
        deal = choice.deals[number]
        if promotion.limits.allowances:
            deal = within_budget(promotion, deal, run.basket)
            if deal is not choice.deals[number] and len(offers) > 1:
                # The search knows no budgets: another choice may save as much as was cut.
                run.optimal = False
                run.gap_minor += choice.deals[number].value - deal.value
        _apply(run, promotion, deal)


def _note_rivals(run: Run, offer: Offer, deals: dict[int, Deal]) -> None:
    note = run.note(offer.promotion)
    note.alone = offer.deal(offer.units).value
    mine = {(unit.item.number, unit.index) for unit in offer.units}
    note.beaten_by = tuple(
        number
        for number, deal in sorted(deals.items())
        if number != offer.promotion.number
        and any((unit.item.number, unit.index) in mine for unit in deal.units)
    )


# --- totals and delivery --------------------------------------------------------------------------


def _run_totals(run: Run, promotions: Sequence[Promotion]) -> None:
    rivals = []
    for promotion in _holding(run, promotions):
        deal = within_budget(promotion, total_deal(promotion, run.shop, run.basket), run.basket)
        if run.watched(promotion):
            run.note(promotion).alone = deal.value
        if deal.value > 0:
            rivals.append(rival(promotion, deal))
    chosen, proved = choose_rivals(rivals) if len(rivals) > 1 else (rivals, True)
    if not proved:
        run.optimal = False
        run.gap_minor += sum(r.deal.value for r in rivals) - sum(r.deal.value for r in chosen)
    won = {winner.promotion.number for winner in chosen}
    for loser in rivals:
        if loser.promotion.number not in won and run.watched(loser.promotion):
            run.note(loser.promotion).beaten_by = tuple(
                winner.promotion.number for winner in chosen if winner.covers & loser.covers
            )
    for winner in chosen:
        _apply(run, winner.promotion, winner.deal)


def _run_delivery(run: Run, promotions: Sequence[Promotion]) -> None:
    basket = run.basket
    rivals = [(p, delivery_off(p, run.shop, basket)) for p in _holding(run, promotions)]
    if not rivals:
        return
    best, amount = max(
        rivals, key=lambda row: (row[1] > 0, row[0].priority, row[1], -row[0].number)
    )
    for promotion, alone in rivals:
        if run.watched(promotion):
            note = run.note(promotion)
            note.alone = alone
            if promotion is not best and alone > 0:
                note.beaten_by = (best.number,)
    if amount > 0:
        basket.delivery_net -= amount
        run.applications.append(Application(best, amount, 1))


def _run_later(run: Run, promotions: Sequence[Promotion]) -> None:
    """Note what is given for later; it takes no units and competes with nothing."""
    if not promotions:
        return
    for promotion in _holding(run, promotions):
        if not targets_of(promotion.reward) or offered_units(promotion, run.basket):
            run.applications.append(Application(promotion, 0, 1))


# --- taking it off --------------------------------------------------------------------------------


def _apply(run: Run, promotion: Promotion, deal: Deal) -> None:
    """Share a deal over its lines and units and lower their prices."""
    amounts = deal.by_item or _share(run.shop, deal)
    sharing = by_item(deal.units if deal.by_item else deal.sharing)
    shares: dict[tuple[int, int], int] = {}
    for number, amount in amounts.items():
        if amount:
            _lower(sharing[number], amount, shares)
    if promotion.final:
        for unit in deal.units:
            finals = unit.item.finals
            unit.item.finals = {unit.index} if finals is None else finals | {unit.index}
    total = sum(shares.values())
    assert total == deal.value, (promotion.id, total, deal.value)
    if total:
        run.applications.append(
            Application(promotion, total, deal.times, shares, deal.capped, deal)
        )
        run.basket.prices_changed()


def _share(shop: Shop, deal: Deal) -> dict[int, int]:
    """Share a deal's value over the lines that took part, in proportion to their units' cost."""
    parts = by_item(deal.sharing)
    numbers = sorted(parts)
    items: list[Item] = [parts[number][0].item for number in numbers]
    shares = allocate(
        deal.value,
        [sum([unit.base for unit in parts[number]]) for number in numbers],
        [sum([unit.room for unit in parts[number]]) for number in numbers],
        shop.allocation,
        [(item.price_e4, item.sku, item.number) for item in items],
    )
    return dict(zip(numbers, shares, strict=True))


def _lower(units: list[Unit], amount: int, shares: dict[tuple[int, int], int]) -> None:
    """Deal a line's discount to its units in scanning order, by running total."""
    ordered = sorted(units, key=lambda unit: unit.index)
    dealt = allocate(
        amount,
        [unit.net for unit in ordered],
        [unit.room for unit in ordered],
        Allocation.RUNNING_TOTAL,
    )
    for unit, share in zip(ordered, dealt, strict=True):
        if share:
            unit.item.nets[unit.index] -= share
            shares[unit.item.number, unit.index] = share
