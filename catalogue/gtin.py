"""Global trade item numbers: one form for GTIN-8, GTIN-12, GTIN-13 and GTIN-14."""

from typing import Final

GTIN_LENGTHS: Final = (8, 12, 13, 14)
_CANONICAL_DIGITS: Final = 14


def is_gtin_shaped(text: str) -> bool:
    """Tell whether a text has as many digits as a GTIN, whatever its check digit."""
    return len(text) in GTIN_LENGTHS and text.isascii() and text.isdigit()


def check_digit(digits: str) -> str:
    """Return the digit that completes a number, modulo 10 with weights 3 and 1 from the right.

    ``check_digit("590123412345") == "7"``.
    """
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return str(-weighted % 10)


def normalise_gtin(text: str) -> str | None:
    """Return the 14 digits of a GTIN in any of its lengths.

    Returns:
        The number padded with noughts on the left, or ``None`` where the text has another length,
        other characters, or a wrong check digit.
    """
    if not is_gtin_shaped(text) or check_digit(text[:-1]) != text[-1]:
        return None
    return text.rjust(_CANONICAL_DIGITS, "0")
