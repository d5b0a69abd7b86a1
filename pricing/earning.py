"""How a ruleset lets customers earn points, and what it says of them afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from pricing.rewards import Target


@dataclass(frozen=True, slots=True)
class Rate:
    """``1 per 1.00 PLN of everything``; ``per_line`` rounds down for each line by itself."""

    count: int
    per_minor: int
    target: Target
    per_line: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, weeks, months or years, as ``14 days`` or ``12 months``."""

    count: int
    unit: Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class TierStep:
    """``tier silver from 2 000 PLN in 365 days``: the way into a tier.

    Attributes:
        name: The tier.
        from_minor: What must be spent, minor units.
        window: Within what time.
    """

    name: str
    from_minor: int
    window: Span


@dataclass(frozen=True, slots=True)
class Programme:
    """What a ruleset says of points once they are earned; no cart needs it, the ledger does.

    Attributes:
        id: Its identifier.
        title: As customers read it.
        pending: How long points wait after the goods were handed over; ``None`` counts at once.
        expire: How long after they were earned points end; ``None`` never.
        tiers: The ways into tiers, from the lowest.
    """

    id: str
    title: str
    pending: Span | None = None
    expire: Span | None = None
    tiers: tuple[TierStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Earning:
    """How points are earned.

    Attributes:
        rates: They add up where their goods overlap.
        tiers: The multiplier of each tier of customers that has one.
        programme: Identifier of the points programme; empty where there is none.
        policy: What becomes of its points once they are earned; ``None`` without a programme.
    """

    rates: tuple[Rate, ...] = ()
    tiers: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    programme: str = ""
    policy: Programme | None = None


NO_EARNING: Final = Earning()
