"""What a country's law says: VAT rates, and what may not be promoted from when to when.

No rule can override these. Sources: DOMAIN 2.1 (PTU letters), 2.8 (goods that must not be
promoted). A class is restricted as a whole: no promotion touches it, no total counts it, no points
are earned or spent on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Restriction:
    """Days on which goods of a class may not be promoted, both included; ``None`` is no bound."""

    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a local calendar day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class CountryPolicy:
    """The legal policy of one country.

    Attributes:
        vat_percent: Rate of each letter; exempt and zero-rated letters have 0.
        restrictions: By legal class.
    """

    vat_percent: Mapping[str, int]
    restrictions: Mapping[str, Restriction]

    def unpromotable_on(self, day: date) -> frozenset[str]:
        """Return the classes that no promotion may touch and no total counts on a day."""
        return frozenset(name for name, one in self.restrictions.items() if one.holds_on(day))


ALWAYS: Final = Restriction()
# Prices fixed by law or contract, or promotion forbidden, wherever we know the law.
_NOWHERE: Final = dict.fromkeys(
    ("tobacco", "e-cigarette", "infant-formula", "medicine", "lottery", "gift-card", "top-up",
     "ticket", "bill-payment"),
    ALWAYS,
)  # fmt: skip

COUNTRIES: Final[Mapping[str, CountryPolicy]] = {
    # Letters are those of the cash-register regulation; E is exempt, F and G technical rates.
    # Wine and spirits may not be advertised or promoted (art. 13 of the sobriety act); beer may.
    "PL": CountryPolicy(
        {"A": 23, "B": 8, "C": 5, "D": 0, "E": 0, "F": 0, "G": 0},
        _NOWHERE | {"alcohol": ALWAYS, "press": ALWAYS},
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
