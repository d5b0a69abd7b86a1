"""Ways to break the protocol of several groups, each of which the simulation must find."""

from collections.abc import Callable, Sequence

from ledger.redis.line import Command

Forged = Callable[[Sequence[Command]], Sequence[Command]]


def without(*rules: str) -> Forged:
    """Leave out checks: all of a kind (``room``), or those of one field (``is by``)."""

    def forged(checks: Sequence[Command]) -> Sequence[Command]:
        return [one for one in checks if one[0] not in rules and _field(one) not in rules]

    return forged


def _field(check: Command) -> str:
    return f"{check[0]} {check[2]}" if len(check) > 2 else ""


SABOTAGES: dict[str, Forged] = {
    "limits are not checked where they are held": without("room"),
    "a record is written over whatever others wrote": without("is by"),
    "a book that is locked is written all the same": without("is lock"),
    "a late message raises an attempt that was settled": without("below"),
    "an attempt is decided whatever its number is": without("is number"),
}
