"""Runs one stage: units first, then totals, then the delivery, then what stacks.

Whatever a promotion reads, it reads as it stood when its part of the stage began; nothing is
lowered until the choice is made.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Final

from pricing.allowance import missing_allowance, within_allowance, within_budget
from pricing.basket import Basket
from pricing.best_deal import Offer, choose, offer_of
from pricing.branch_and_bound import Budget
from pricing.gifts import set_aside
from pricing.needs import Lack, lack_of, offered_units
from pricing.payments import within_tender
from pricing.program import ConditionResult, Part, Promotion
from pricing.rewards import PointsOff
from pricing.shop import Shop
from pricing.taking import take_off
from pricing.total_rewards import choose_rivals, delivery_off, rival, total_deal
from pricing.units import Deal


@dataclass(slots=True)
class Application:
    """A promotion that applied: what it took off which units.

    Attributes:
        promotion: Which one.
        amount: In all, minor units.
        times: Groups or steps, 1 otherwise.
        lines: By cart line, minor units; empty for the delivery.
        capped: Whether a limit cut it down.
        deal: The units and how they share it; ``None`` for what lies on no goods.
    """

    promotion: Promotion
    amount: int
    times: int
    lines: dict[int, int] = field(default_factory=dict)
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
    if len(promotions) == 1:
        _RUN_PART[promotions[0].part](run, promotions)
        return
    competing: dict[Part, list[Promotion]] = {}
    stacking = []
    for promotion in promotions:
        if promotion.stacks:
            stacking.append(promotion)
        else:
            competing.setdefault(promotion.part, []).append(promotion)
    for part, run_part in _RUN_PART.items():
        if part in competing:
            run_part(run, competing[part])
    for promotion in sorted(stacking, key=lambda p: (-p.priority, p.id)):
        _RUN_PART[promotion.part](run, (promotion,))


def _holding(run: Run, promotions: Sequence[Promotion]) -> list[Promotion]:
    """Return the promotions whose conditions hold now; keep notes of those that are watched."""
    holding = []
    for promotion in promotions:
        if promotion.gift is not None or run.watched(promotion):
            holds = _asked(run, promotion)
        else:
            holds = promotion.holds(run.basket)
        if not holds:
            continue
        if not promotion.limited:
            holding.append(promotion)
        elif missing_allowance(promotion, run.basket) is None:
            holding.append(within_tender(within_allowance(promotion, run.basket), run.basket))
    return holding


def _asked(run: Run, promotion: Promotion) -> bool:
    """Tell whether a gift's conditions hold, or those of a promotion that is watched."""
    basket = run.basket
    # A gift does not count towards its own condition.
    aside = promotion.gift is not None
    with set_aside(promotion, run.shop, basket) if aside else nullcontext():
        holds = promotion.holds(basket)
        reports = promotion.reports(basket) if run.watched(promotion) else ()
    if run.watched(promotion):
        # A gift that lies in no cart lacks nothing but its condition: it is offered.
        lack = None if aside and not holds else lack_of(promotion, basket)
        onlooks = promotion.number in run.onlookers
        (run.onlookers if onlooks else run.notes)[promotion.number] = Note(reports, lack=lack)
        return holds and not onlooks
    return holds


# --- units ----------------------------------------------------------------------------------------


def _run_units(run: Run, promotions: Sequence[Promotion]) -> None:
    offers = []
    for promotion in _holding(run, promotions):
        offer = offer_of(promotion, run.shop, run.basket)
        if offer is not None:
            offers.append(offer)
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
            deal = _granted(run, promotion, deal)
            if deal is not choice.deals[number] and len(offers) > 1:
                # The search knows no budgets: another choice may save as much as was cut.
                run.optimal = False
                run.gap_minor += choice.deals[number].value - deal.value
        _apply(run, promotion, deal)


def _note_rivals(run: Run, offer: Offer, deals: dict[int, Deal]) -> None:
    note = run.note(offer.promotion)
    note.alone = offer.deal_with_all().value
    mine = {(unit.item.number, unit.index) for unit in offer.units}
    note.beaten_by = tuple(
        number
        for number, deal in sorted(deals.items())
        if number != offer.promotion.number
        and any((unit.item.number, unit.index) in mine for unit in deal.units)
    )


# --- totals and delivery --------------------------------------------------------------------------


def _run_totals(run: Run, promotions: Sequence[Promotion]) -> None:
    deals: list[tuple[Promotion, Deal]] = []
    for promotion in _holding(run, promotions):
        deal = _granted(run, promotion, total_deal(promotion, run.shop, run.basket))
        if run.watched(promotion):
            run.note(promotion).alone = deal.value
        if deal.value > 0:
            deals.append((promotion, deal))
    for promotion, deal in deals if len(deals) < 2 else _chosen(run, deals):
        _apply(run, promotion, deal)


def _chosen(run: Run, deals: Sequence[tuple[Promotion, Deal]]) -> list[tuple[Promotion, Deal]]:
    """Choose among rewards on totals that cover units in common; note who beat whom."""
    rivals = [rival(promotion, deal) for promotion, deal in deals]
    chosen, proved = choose_rivals(rivals)
    if not proved:
        run.optimal = False
        run.gap_minor += sum(r.deal.value for r in rivals) - sum(r.deal.value for r in chosen)
    won = {winner.promotion.number for winner in chosen}
    for loser in rivals:
        if loser.promotion.number not in won and run.watched(loser.promotion):
            run.note(loser.promotion).beaten_by = tuple(
                winner.promotion.number for winner in chosen if winner.covers & loser.covers
            )
    return [(winner.promotion, winner.deal) for winner in chosen]


def _run_delivery(run: Run, promotions: Sequence[Promotion]) -> None:
    basket = run.basket
    rivals = [
        (p, _granted(run, p, Deal(delivery_off(p, run.shop, basket))).value)
        for p in _holding(run, promotions)
    ]
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


def _granted(run: Run, promotion: Promotion, deal: Deal) -> Deal:
    """Cut a deal down to its promotion's budget; one that takes it all away is its reason."""
    granted = within_budget(promotion, deal, run.basket)
    if granted.value == 0 < deal.value and run.watched(promotion):
        run.note(promotion).lack = ("used-up", None, "amount")
    return granted


def _run_later(run: Run, promotions: Sequence[Promotion]) -> None:
    """Note what is given for later; it takes no units and competes with nothing."""
    for promotion in _holding(run, promotions):
        if not promotion.targets or offered_units(promotion, run.basket):
            run.applications.append(Application(promotion, 0, 1))


def _apply(run: Run, promotion: Promotion, deal: Deal) -> None:
    lines = take_off(promotion, deal, run.shop)
    total = sum(lines.values())
    assert total == deal.value, (promotion.id, total, deal.value)
    run.basket.has_finals = run.basket.has_finals or promotion.final
    if total:
        run.applications.append(Application(promotion, total, deal.times, lines, deal.capped, deal))
        run.basket.prices_changed()


# In the order in which they run.
_RUN_PART: Final[dict[Part, Callable[[Run, Sequence[Promotion]], None]]] = {
    "units": _run_units,
    "totals": _run_totals,
    "delivery": _run_delivery,
    "later": _run_later,
}
