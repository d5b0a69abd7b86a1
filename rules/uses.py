"""Which names a part of the rules reads: what it must be looked at again for when one changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from grammar import clauses, expressions, rewards, scenario
from grammar.node import Node


@dataclass(slots=True)
class Uses:
    """Names that something reads, declared there or elsewhere.

    Attributes:
        sets, coupons: Of sets and coupons.
        promotions: Of promotions or points programmes.
    """

    sets: set[str] = field(default_factory=set)
    coupons: set[str] = field(default_factory=set)
    promotions: set[str] = field(default_factory=set)

    def note(self, walked: Iterable[Node]) -> None:
        """Add the names that some nodes read."""
        for node in walked:
            if type(node) in _READERS:
                self._note(node)

    def _note(self, node: Any) -> None:
        match node:
            case expressions.SetName():
                self.sets.add(node.name.text)
            case clauses.NeedsCoupon() | rewards.IssuedCoupon():
                self.coupons.add(node.coupon.text)
            case clauses.Variant():
                self.promotions.update(name.text for name in node.promotions)
            case _:
                self.promotions.add(node.promotion.text)


_READERS: Final = frozenset({
    expressions.SetName, clauses.NeedsCoupon, rewards.IssuedCoupon, clauses.Variant,
    scenario.ExpectSaves, scenario.ExpectRefused, scenario.UsedClause, scenario.UsedAmount,
})  # fmt: skip
