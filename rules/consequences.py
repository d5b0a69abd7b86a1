"""What is not said because it only follows from text that could not be read."""

from collections.abc import Mapping, Sequence
from typing import Final

from grammar.diagnostics import Diagnostic
from rules.names import Names

# Codes of block heads that were not understood, and what is said of names they might have defined.
_HEADS: Final = frozenset(f"PR{number}" for number in range(130, 140))
_ABOUT_BLOCKS: Final = frozenset({"PR201", "PR202", "PR205", "PR601", "PR603"})
_ABOUT_POLICIES: Final[Mapping[str, frozenset[str]]] = {
    "channels": frozenset({"PR204"}),
    "stages": frozenset({"PR203", "PR408"}),
    "currency": frozenset({"PR302", "PR305"}),
}


def without_consequences(
    found: Sequence[Diagnostic], unread: Sequence[Diagnostic], names: Names
) -> list[Diagnostic]:
    """Drop what only follows from text that could not be read.

    A block whose head was not understood defines nothing, so names that lead nowhere may have been
    meant to lead there; so it is with channels, stages and currency of a shop whose clause is lost.
    """
    silenced: set[str] = set()
    if any(one.code in _HEADS for one in unread):
        silenced.update(_ABOUT_BLOCKS)
    for clause in names.shop.broken if names.shop is not None else ():
        silenced.update(_ABOUT_POLICIES.get(clause, ()))
    return [one for one in found if one.code not in silenced]
