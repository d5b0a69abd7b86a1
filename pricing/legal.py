"""What a country's law says: VAT rates, and what goods may not be used for from when to when.

No rule can override these. Sources: DOMAIN 2.1 (PTU letters), 2.8 (goods that must not be
promoted). Most classes are restricted as a whole: no promotion touches them, no total counts them,
no points are earned or spent on them. A few the law leaves to the shop, which says so in its own
block: every change of it changes the digest of the ruleset.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from pricing.limits import DAYS_OF_LAW_KEPT


class Use(Enum):
    """What goods may be used for beside being sold at their price."""

    DISCOUNTS = "discounts"  # a promotion lowers them, or they help to trigger one
    COUPONS = "coupons"  # so does a promotion that needs a coupon
    EARNING = "earning"  # points are earned on them
    SPENDING = "spending"  # points pay for them
    TOTALS = "totals"  # totals, quantities and weights count them


EVERY_USE: Final = frozenset(Use)
NO_USE: Final[frozenset[Use]] = frozenset()


@dataclass(frozen=True, slots=True)
class Restriction:
    """What goods of a class may not be used for, and when.

    Attributes:
        since, until: Days on which it holds, both included; ``None`` is no bound.
        forbids: Which uses.
        switchable: Whether a shop may permit them all the same, on advice of its own.
    """

    since: date | None = None
    until: date | None = None
    forbids: frozenset[Use] = EVERY_USE
    switchable: bool = False

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a local calendar day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class ShopLaw:
    """What a shop permits or forbids itself for some classes of goods.

    Attributes:
        permits: Whether it permits what the country forbids; otherwise it forbids more.
        uses: Which uses.
        classes: Of which legal classes.
        since, until: Days on which it holds, both included; ``None`` is no bound.
    """

    permits: bool
    uses: frozenset[Use]
    classes: frozenset[str]
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a local calendar day."""
        return Restriction(self.since, self.until).holds_on(day)

    @property
    def words(self) -> str:
        """The sentence as a quote tells it."""
        uses = ", ".join(use.value for use in Use if use in self.uses)
        words = f"{'permits' if self.permits else 'forbids'} {uses} of "
        words += ", ".join(sorted(self.classes))
        if self.since is not None:
            words += f" from {self.since.isoformat()}"
        return words if self.until is None else f"{words} until {self.until.isoformat()}"


@dataclass(frozen=True, slots=True)
class CountryPolicy:
    """The legal policy of one country.

    Attributes:
        vat_percent: Rate of each letter; exempt and zero-rated letters have 0.
        restrictions: By legal class.
    """

    vat_percent: Mapping[str, int]
    restrictions: Mapping[str, Restriction]

    @property
    def switches(self) -> tuple[str, ...]:
        """The classes that the law leaves to the shop, sorted."""
        return tuple(sorted(name for name, one in self.restrictions.items() if one.switchable))

    def uses_on(self, day: date, own: Iterable[ShopLaw] = ()) -> dict[str, frozenset[Use]]:
        """Return what restricted classes may be used for on a day; any other may be for all.

        Args:
            day: Local calendar day.
            own: What the shop permits, where the law leaves it to the shop, and what it forbids.
        """
        uses = {
            name: EVERY_USE - one.forbids
            for name, one in self.restrictions.items()
            if one.holds_on(day)
        }
        for law in sorted(own, key=lambda one: not one.permits):  # what is forbidden has the say
            for name in law.classes if law.holds_on(day) else ():
                known = uses.get(name, EVERY_USE)
                if not law.permits:
                    uses[name] = known - law.uses
                elif name in self.switches:
                    uses[name] = known | law.uses
        return uses


ALWAYS: Final = Restriction()
_SWITCH: Final = Restriction(switchable=True)
# Prices fixed by law or contract, or promotion forbidden, wherever we know the law.
_NOWHERE: Final = dict.fromkeys(
    ("tobacco", "e-cigarette", "infant-formula", "medicine", "lottery", "gift-card", "top-up",
     "ticket", "bill-payment"),
    ALWAYS,
)  # fmt: skip

COUNTRIES: Final[Mapping[str, CountryPolicy]] = {
    # Letters are those of the cash-register regulation; E is exempt, F and G technical rates.
    # Wine and spirits may not be advertised or promoted (art. 13 of the sobriety act); beer may.
    # Multibuys of them exist, because promotions by quantity are not expressly banned. The price of
    # press is the agency's; the ban on promoting medicines sold without prescription is contested.
    "PL": CountryPolicy(
        {"A": 23, "B": 8, "C": 5, "D": 0, "E": 0, "F": 0, "G": 0},
        _NOWHERE | {"alcohol": _SWITCH, "otc-medicine": _SWITCH, "press": _SWITCH},
    ),
    "CZ": CountryPolicy({"A": 21, "B": 12, "C": 0}, _NOWHERE),
    "DE": CountryPolicy({"A": 19, "B": 7, "C": 0}, _NOWHERE),
    "SK": CountryPolicy({"A": 23, "B": 19, "C": 5, "D": 0}, _NOWHERE),
    # One rate since 2025; infant formula is promoted there as any other food.
    "IL": CountryPolicy(
        {"A": 18},
        {name: when for name, when in _NOWHERE.items() if name != "infant-formula"},
    ),
}


@lru_cache(maxsize=DAYS_OF_LAW_KEPT)
def uses_in(country: str, day: date, own: tuple[ShopLaw, ...]) -> Mapping[str, frozenset[Use]]:
    """Return ``CountryPolicy.uses_on`` of a country, remembered from cart to cart."""
    return MappingProxyType(COUNTRIES[country].uses_on(day, own))
