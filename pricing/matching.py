"""Which units fill which slots of a bundle: a bipartite matching that keeps the dearest units."""

from collections.abc import Sequence

from pricing.rewards import Slot
from pricing.units import Unit


def fill_slots(slots: Sequence[Slot], units: Sequence[Unit], times: int) -> list[list[Unit]] | None:
    """Fill every slot ``times`` over with the dearest units that can.

    The sets of units that can be matched form a matroid, so taking units from the dearest on and
    keeping each that still fits gives the largest total (Edmonds 1971).

    Args:
        slots: What the bundle asks for.
        units: Candidates, dearest first.
        times: How many bundles.

    Returns:
        The units of each slot, dearest first, or ``None`` where they do not suffice.
    """
    capacity = [slot.count * times for slot in slots]
    chosen: list[list[int]] = [[] for _ in slots]
    fits = [[s for s, slot in enumerate(slots) if slot.target.selects(unit.item)] for unit in units]
    wanted = sum(capacity)
    taken = 0
    for number in range(len(units)):
        if taken == wanted:
            break
        taken += _place(number, fits, capacity, chosen, set())
    if taken < wanted:
        return None
    return [[units[number] for number in sorted(numbers)] for numbers in chosen]


def _place(
    number: int,
    fits: Sequence[Sequence[int]],
    capacity: Sequence[int],
    chosen: list[list[int]],
    seen: set[int],
) -> bool:
    """Put a unit into a slot, moving others along if need be (augmenting path)."""
    for slot in fits[number]:
        if slot in seen:
            continue
        seen.add(slot)
        if len(chosen[slot]) < capacity[slot]:
            chosen[slot].append(number)
            return True
        for position, other in enumerate(chosen[slot]):
            if _place(other, fits, capacity, chosen, seen):
                chosen[slot][position] = number
                return True
    return False
