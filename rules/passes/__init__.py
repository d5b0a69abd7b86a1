"""The passes: functions from a ruleset to one that means the same and asks less.

They know the typed form only: no text, no diagnostics, no Python. Their order is data.
"""

from collections.abc import Callable
from typing import Final

from rules.ir import Ruleset
from rules.passes.fold_constants import fold_constants
from rules.passes.order_conditions import order_conditions
from rules.passes.prune_alternatives import prune_alternatives
from rules.passes.simplify_conditions import simplify_conditions
from rules.passes.simplify_sets import simplify_sets

Pass = Callable[[Ruleset], Ruleset]

PASSES: Final[tuple[Pass, ...]] = (
    simplify_sets,
    fold_constants,
    simplify_conditions,
    fold_constants,  # again: a contradiction that was found decides what is around it
    prune_alternatives,  # after simplify: it compares parts in normal form
    order_conditions,  # last: the others keep the order of writing
)

__all__ = [
    "PASSES",
    "Pass",
    "fold_constants",
    "order_conditions",
    "prune_alternatives",
    "simplify_conditions",
    "simplify_sets",
]
