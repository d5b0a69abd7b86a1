"""How a ruleset lets customers earn points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pricing.rewards import Target


@dataclass(frozen=True, slots=True)
class Rate:
    """``1 per 1.00 PLN of everything``; ``per_line`` rounds down for each line by itself."""

    count: int
    per_minor: int
    target: Target
    per_line: bool = False


@dataclass(frozen=True, slots=True)
class Earning:
    """How points are earned.

    Attributes:
        rates: They add up where their goods overlap.
        tiers: The multiplier of each tier of customers that has one.
        programme: Identifier of the points programme; empty where there is none.
    """

    rates: tuple[Rate, ...] = ()
    tiers: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    programme: str = ""


NO_EARNING: Final = Earning()
