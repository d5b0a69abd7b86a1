"""Exclusive groups: which one of a group applies, decided over the whole basket.

Every combination of winners is a *world*: the basket is priced in each, and the worlds are compared
by the priority of what applied, then by what the customer saves over all stages, then by
identifier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from pricing.limits import EXCLUSIVE_COMBINATIONS_MAX
from pricing.program import Promotion
from pricing.rewards import DeliveryOff, LaterReward, PointsOff
from pricing.stages import Run

RunWorld = Callable[[Sequence[Promotion]], Run]


@dataclass(slots=True)
class World:
    """One way to settle every exclusive group, and the run that came of it.

    Attributes:
        run: The basket through all stages.
        barred: Promotions left out because of exclusivity, by number, with those that won; with
            nobody where one could apply and would only have cost the customer something.
        optimal: Whether every combination of winners was tried and each run is optimal.
        gap_minor: Where not: no combination of winners saves more than this on top, as far as each
            stage is concerned; minor units.
    """

    run: Run
    barred: dict[int, tuple[int, ...]] = field(default_factory=dict)
    optimal: bool = True
    gap_minor: int = 0


def best_world(promotions: Sequence[Promotion], run_world: RunWorld) -> World:
    """Price every world of a basket and return the best; without exclusive groups there is one.

    A promotion that cannot apply makes no new world, so leaving it out changes nothing.

    Args:
        promotions: All that are to be considered, sorted by number.
        run_world: Prices the basket afresh with just these promotions.
    """
    groups = _groups(promotions)
    if not groups:
        run = run_world(promotions)
        return World(run, {}, run.optimal, run.gap_minor)
    choices = _choices(promotions, groups)
    every = prod(len(choice) for choice in choices) <= EXCLUSIVE_COMBINATIONS_MAX
    optimal = every
    ceiling = 0
    last: Run | None = None
    best: Run | None = None
    best_key: tuple[object, ...] = ()
    best_barred = frozenset[int]()
    could_apply: set[int] = set()
    for combination in product(*choices) if every else _one_at_a_time(choices):
        barred = frozenset[int]().union(*[choice.barred for choice in combination])
        last = run_world([p for p in promotions if p.number not in barred])
        optimal = optimal and last.optimal
        ceiling = max(ceiling, last.saved + last.gap_minor)
        key = _key(last, groups)
        if not _stands(combination, last):
            continue
        could_apply.update(a.promotion.number for a in last.applications)
        if best is None or key > best_key:
            best, best_key, best_barred = last, key, barred
    assert best is not None
    if best is not last:
        # All worlds lower the same basket: leave it as the chosen one does, for those who ask why.
        best = run_world([p for p in promotions if p.number not in best_barred])
    if not every:
        # Nobody knows what the untried combinations save, only that floors hold.
        ceiling = best.saved + _left_to_take(best)
    gap = 0 if optimal else max(0, ceiling - best.saved)
    left_out = best_barred & could_apply
    barred_by = dict.fromkeys(sorted(left_out), ()) | _beaten(promotions, best_barred, best)
    return World(best, barred_by, optimal, gap)


def _left_to_take(run: Run) -> int:
    """Return the most that any promotions could still take off a basket, minor units."""
    basket = run.basket
    rooms = [
        max(0, net - floor)
        for item in basket.promotable
        for net, floor in zip(item.nets, item.floors, strict=True)
    ]
    return sum(rooms) + basket.delivery_net


def _beaten(
    promotions: Sequence[Promotion], barred: frozenset[int], run: Run
) -> dict[int, tuple[int, ...]]:
    """Return the promotions left out for others that applied, by number, with those others."""
    applied = sorted({a.promotion.number: a.promotion for a in run.applications}.items())
    beaten = {}
    for promotion in promotions:
        winners = tuple(number for number, rival in applied if _excludes(rival, promotion))
        if promotion.number in barred and winners:
            beaten[promotion.number] = winners
    return beaten


def _excludes(winner: Promotion, loser: Promotion) -> bool:
    """Tell whether one promotion leaves no room for another."""
    if winner.group and winner.group == loser.group:
        return True
    return winner.group == "" or (loser.group == "" and _is_on_goods(winner))


def _is_on_goods(promotion: Promotion) -> bool:
    """Tell whether a lone exclusive leaves no room for a promotion: one that makes goods cheaper.

    Points only pay, and what is given for later lowers nothing now.
    """
    return not isinstance(promotion.reward, (DeliveryOff, PointsOff, LaterReward))


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way to settle one group.

    Attributes:
        barred: Numbers of the promotions that it leaves out.
        alone: Number of the lone exclusive for whose sake everything else on goods is left out.
    """

    barred: frozenset[int]
    alone: int | None = None


def _groups(promotions: Sequence[Promotion]) -> dict[str, list[Promotion]]:
    """Return the members of each exclusive group by its name, names sorted."""
    groups: dict[str, list[Promotion]] = {}
    for promotion in promotions:
        if promotion.group is not None:
            groups.setdefault(promotion.group, []).append(promotion)
    return dict(sorted(groups.items()))


def _choices(
    promotions: Sequence[Promotion], groups: dict[str, list[Promotion]]
) -> list[list[_Choice]]:
    """Return, for each exclusive group, its alternatives: at most one of it, so none as well."""
    choices = []
    for name, members in groups.items():
        numbers = frozenset(member.number for member in members)
        none = _Choice(numbers)
        if name:
            choices.append([*[_Choice(numbers - {winner}) for winner in sorted(numbers)], none])
        else:
            on_goods = frozenset(p.number for p in promotions if _is_on_goods(p)) | numbers
            choices.append([none, *[_Choice(on_goods - {n}, n) for n in sorted(numbers)]])
    return choices


def _one_at_a_time(choices: list[list[_Choice]]) -> list[tuple[_Choice, ...]]:
    """Return the worlds that differ from the first in one group only, when there are too many."""
    first = tuple(choice[0] for choice in choices)
    worlds = [first]
    for position, choice in enumerate(choices):
        worlds += [
            (*first[:position], alternative, *first[position + 1 :]) for alternative in choice[1:]
        ]
    return worlds[: 4 * EXCLUSIVE_COMBINATIONS_MAX]


def _stands(combination: Sequence[_Choice], run: Run) -> bool:
    """Tell whether every lone exclusive that pushed the rest aside applied itself."""
    applied = {application.promotion.number for application in run.applications}
    return all(choice.alone is None or choice.alone in applied for choice in combination)


def _key(run: Run, groups: dict[str, list[Promotion]]) -> tuple[object, ...]:
    """Return what worlds are compared by; the larger is the better.

    A group none of whose members applied counts as a promotion without a priority, so that saving
    decides between such a one and none.
    """
    applied = [application.promotion for application in run.applications]
    priorities = [
        # Beside a lone exclusive stands everything else on goods.
        max(
            (p.priority for p in applied if p.group == name or (name == "" and _is_on_goods(p))),
            default=0,
        )
        for name in groups
    ]
    winners = sorted(p.number for p in applied if p.group is not None)
    return priorities, run.saved, [-number for number in winners]
