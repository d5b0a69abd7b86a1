"""Amounts: integers of minor units inside, decimal strings at the edge.

Prices per unit carry four decimals (fuel, trade); they are integers of 1/10 000 of the major unit
and named ``*_e4``. Everything that is paid is in minor units and named ``*_minor``.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pricing.limits import AMOUNTS_KEPT

# ISO 4217 exponents of the currencies of the countries we have policies for, and their neighbours.
EXPONENTS: Final = {
    "PLN": 2, "EUR": 2, "CZK": 2, "HUF": 2, "RON": 2, "BGN": 2, "SEK": 2, "DKK": 2, "NOK": 2,
    "GBP": 2, "CHF": 2, "USD": 2, "UAH": 2, "ILS": 2, "ISK": 0, "JPY": 0, "KWD": 3,
}  # fmt: skip

PRICE_DECIMALS: Final = 4
PRICE_SCALE: Final = 10**PRICE_DECIMALS
# Measures are thousandths of a kg, l or m and named ``*_milli``.
MEASURE_DECIMALS: Final = 3
MEASURE_SCALE: Final = 10**MEASURE_DECIMALS
_DECIMAL = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,9}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code.

    Attributes:
        code: Three capital letters.
        exponent: Digits after the point of an amount that can be paid.
        price_per_minor: How many 1/10 000 of the major unit make one minor unit (100 for PLN).
    """

    code: str
    exponent: int
    price_per_minor: int = field(init=False)

    def __post_init__(self) -> None:
        """Find the scale once, not at every line."""
        object.__setattr__(self, "price_per_minor", 10 ** (PRICE_DECIMALS - self.exponent))


def currency(code: str) -> Currency:
    """Return the currency of an ISO 4217 code.

    Raises:
        KeyError: The code is not one we know.
    """
    return Currency(code, EXPONENTS[code])


def parse_scaled(text: str, decimals: int) -> int | None:
    """Read a plain decimal string exactly, as an integer of ``10**-decimals``.

    Returns:
        The integer, or ``None`` where the text is no plain decimal or has more decimals than that
        (trailing zeros are allowed): ``parse_scaled("19.99", 2) == 1999``.
    """
    matched = _DECIMAL.fullmatch(text)
    if matched is None:
        return None
    sign, whole, fraction = matched[1], matched[2], matched[3] or ""
    if len(fraction) > decimals:
        if fraction[decimals:].strip("0"):
            return None
        fraction = fraction[:decimals]
    value = int(whole) * int(10**decimals) + int(fraction.ljust(decimals, "0") or "0")
    return -value if sign else value


@lru_cache(maxsize=AMOUNTS_KEPT)
def format_scaled(value: int, decimals: int) -> str:
    """Write an integer of ``10**-decimals`` as a decimal string: ``(1999, 2)`` is ``19.99``."""
    sign = "-" if value < 0 else ""
    if decimals == 0:
        return f"{sign}{abs(value)}"
    whole, fraction = divmod(abs(value), 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}"
