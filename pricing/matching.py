"""Which units fill which slots of a bundle: a bipartite matching that keeps the dearest units."""

from collections.abc import Sequence

from pricing.rewards import Slot
from pricing.units import Unit, fits

Kind = tuple[int, ...]  # the slots a unit fits; units of one kind are alike to the matching


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
    matching = Matching([slot.count * times for slot in slots])
    wanted = sum(matching.room)
    taken = 0
    kinds: dict[tuple[int, int], Kind] = {}
    for number, unit in enumerate(units):
        if taken == wanted:
            break
        alike = unit.item.number, unit.item.lists[unit.index] - unit.net
        kind = kinds.get(alike)
        if kind is None:
            kind = kinds[alike] = tuple(
                s for s, slot in enumerate(slots) if fits(slot.target, unit)
            )
        taken += matching.place(number, kind)
    if taken < wanted:
        return None
    return [
        [units[number] for number in sorted(n for numbers in held.values() for n in numbers)]
        for held in matching.held
    ]


class Matching:
    """Units in slots; a unit may push another along to a slot that it fits too.

    Attributes:
        room: Free places of each slot.
        held: By slot and kind, the units in it.
    """

    def __init__(self, capacity: Sequence[int]) -> None:
        self.room = list(capacity)
        self.held: list[dict[Kind, list[int]]] = [{} for _ in capacity]

    def place(self, number: int, kind: Kind) -> bool:
        """Put a unit into a slot that it fits, moving others along if need be."""
        for slot in kind:
            if self._make_room(slot, {slot}):
                self.held[slot].setdefault(kind, []).append(number)
                self.room[slot] -= 1
                return True
        return False

    def _make_room(self, slot: int, seen: set[int]) -> bool:
        """Free a place in a slot along an augmenting path."""
        if self.room[slot]:
            return True
        for kind, numbers in self.held[slot].items():
            if not numbers:
                continue
            for other in kind:
                if other in seen:
                    continue
                seen.add(other)
                if self._make_room(other, seen):
                    moved = numbers.pop()
                    self.held[other].setdefault(kind, []).append(moved)
                    self.room[other] -= 1
                    self.room[slot] += 1
                    return True
        return False
