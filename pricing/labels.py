"""Patterns of the labels that a scale prints: which digits are the article, a price, a weight.

GS1 leaves the prefixes 20 to 29 to the retailer, so a pattern is a policy of the shop. In one,
``P`` is a digit of the article (its PLU), ``V`` of a price in minor units, ``W`` of a weight in
grams, ``X`` one that is not read (some layouts check the price with it), ``C`` the check digit;
every digit stands for itself.
"""

import re
from typing import Final

# What Polish shops use most.
PATTERNS_DEFAULT: Final[tuple[str, ...]] = ("29PPPPPVVVVVC", "24PPPPPWWWWWC")
LENGTHS: Final = (12, 13)  # UPC-A and EAN-13
_LEADING_DIGITS: Final = re.compile("[0-9]{1,2}")


def problem_of(pattern: str) -> str | None:
    """Tell in a few words what keeps a pattern from being read, or ``None``."""
    if len(pattern) not in LENGTHS:
        return "a label has 12 or 13 digits"
    if set(pattern) - set("0123456789PVWXC"):
        return "only digits and the letters P, V, W, X and C stand in a pattern"
    if _LEADING_DIGITS.match(pattern) is None:
        return "a pattern begins with the digits of its prefix"
    if pattern.count("C") != 1 or not pattern.endswith("C"):
        return "the last sign is `C`, the check digit, and no other is"
    if "P" not in pattern:
        return "nothing in it tells the article"
    if ("V" in pattern) == ("W" in pattern):
        return "it tells a price (`V`) or a weight (`W`), and one of them"
    if any(len(re.findall(f"{sign}+", pattern)) > 1 for sign in "PVW"):
        return "the digits of one number stand together"
    return None
