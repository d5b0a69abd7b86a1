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
from pricing.rewards import DeliveryOff
from pricing.stages import Run

RunWorld = Callable[[Sequence[Promotion]], Run]


@dataclass(slots=True)
class World:
    """One way to settle every exclusive group, and the run that came of it.

    Attributes:
        run: The basket through all stages.
        barred: Promotions left out because of exclusivity, by number, with those that won.
        optimal: Whether every combination of winners was tried and each run is optimal.
    """

    run: Run
    barred: dict[int, tuple[int, ...]] = field(default_factory=dict)
    optimal: bool = True


def best_world(promotions: Sequence[Promotion], run_world: RunWorld) -> World:
    """Price every world of a basket and return the best; without exclusive groups there is one.

    Args:
        promotions: All that are to be considered, sorted by number.
        run_world: Prices the basket afresh with just these promotions.
    """
    groups = _groups(promotions)
    choices = _choices(promotions, groups) if groups else []
    if not choices:
        run = run_world(promotions)
        return World(run, {}, run.optimal)
    every = prod(len(choice) for choice in choices) <= EXCLUSIVE_COMBINATIONS_MAX
    combinations = product(*choices) if every else _one_at_a_time(choices)
    best: World | None = None
    best_key: tuple[object, ...] = ()
    optimal = every
    for combination in combinations:
        barred = frozenset[int]().union(*combination)
        run = run_world([p for p in promotions if p.number not in barred])
        optimal = optimal and run.optimal
        key = _key(run, groups)
        if best is None or key > best_key:
            best, best_key = World(run), key
            best.barred = dict.fromkeys(barred, ())
    assert best is not None
    winners = tuple(
        sorted({a.promotion.number for a in best.run.applications if a.promotion.group is not None})
    )
    best.barred = dict.fromkeys(best.barred, winners)
    best.optimal = optimal
    return best


def _groups(promotions: Sequence[Promotion]) -> dict[str, list[Promotion]]:
    groups: dict[str, list[Promotion]] = {}
    for promotion in promotions:
        if promotion.group is not None:
            groups.setdefault(promotion.group, []).append(promotion)
    return groups


def _choices(
    promotions: Sequence[Promotion], groups: dict[str, list[Promotion]]
) -> list[list[frozenset[int]]]:
    """Return, for each exclusive group, the alternatives as sets of promotions to bar."""
    choices = []
    for name, members in sorted(groups.items()):
        numbers = frozenset(member.number for member in members)
        if name and len(numbers) > 1:
            choices.append([numbers - {winner} for winner in sorted(numbers)])
    alone = sorted(member.number for member in groups.get("", ()))
    if alone:
        on_goods = frozenset(p.number for p in promotions if not isinstance(p.reward, DeliveryOff))
        choices.append([frozenset(alone), *[on_goods - {number} for number in alone]])
    return choices


def _one_at_a_time(choices: list[list[frozenset[int]]]) -> list[tuple[frozenset[int], ...]]:
    """Return the worlds that differ from the first in one group only, when there are too many."""
    first = tuple(choice[0] for choice in choices)
    worlds = [first]
    for position, choice in enumerate(choices):
        worlds += [
            (*first[:position], alternative, *first[position + 1 :]) for alternative in choice[1:]
        ]
    return worlds[: 4 * EXCLUSIVE_COMBINATIONS_MAX]


def _key(run: Run, groups: dict[str, list[Promotion]]) -> tuple[object, ...]:
    """Return what worlds are compared by; the larger is the better.

    A group none of whose members applied counts as its lowest priority, so that a member which
    takes nothing off never outranks a saving.
    """
    applied = [application.promotion for application in run.applications]
    priorities = []
    for name, members in sorted(groups.items()):
        lowest = min(member.priority for member in members)
        # Beside a lone exclusive stands everything else on goods.
        rivals = [
            p.priority
            for p in applied
            if p.group == name or (name == "" and not isinstance(p.reward, DeliveryOff))
        ]
        priorities.append(max(rivals, default=lowest))
    winners = sorted(p.number for p in applied if p.group is not None)
    return priorities, run.saved, [-number for number in winners]
