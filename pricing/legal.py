"""What a country's law says: VAT rates, and what may never be promoted.

No rule can override these. Sources: DOMAIN 2.1 (PTU letters), 2.8 (goods that must not be
promoted). Dates and finer permissions (coupons, points, thresholds one by one) come with the full
legal policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CountryPolicy:
    """The legal policy of one country.

    Attributes:
        vat_percent: Rate of each letter; exempt and zero-rated letters have 0.
        unpromotable: Legal classes that no promotion may touch and no total counts.
    """

    vat_percent: Mapping[str, int]
    unpromotable: frozenset[str]


# Prices fixed by law or contract, or promotion forbidden, wherever we know the law.
_NOWHERE: Final = frozenset({
    "tobacco", "e-cigarette", "infant-formula", "medicine", "lottery", "gift-card", "top-up",
    "ticket", "bill-payment",
})  # fmt: skip

COUNTRIES: Final[Mapping[str, CountryPolicy]] = {
    # Letters are those of the cash-register regulation; E is exempt, F and G technical rates.
    # Wine and spirits may not be advertised or promoted (art. 13 of the sobriety act); beer may.
    "PL": CountryPolicy(
        {"A": 23, "B": 8, "C": 5, "D": 0, "E": 0, "F": 0, "G": 0},
        _NOWHERE | {"alcohol", "press"},
    ),
    "CZ": CountryPolicy({"A": 21, "B": 12, "C": 0}, _NOWHERE),
    "DE": CountryPolicy({"A": 19, "B": 7, "C": 0}, _NOWHERE),
    "SK": CountryPolicy({"A": 23, "B": 19, "C": 5, "D": 0}, _NOWHERE),
    # One rate since 2025; infant formula is promoted there as any other food.
    "IL": CountryPolicy({"A": 18}, _NOWHERE - {"infant-formula"}),
}
