"""What the Hebrew description of a promotion says beyond its fields.

The snapshots leave out the most units, the means of payment and the deposit; the words name them.
"""

import re
from typing import Final

from pricing.money import parse_scaled

# "limited to 3" in its three spellings; sizes such as `מוגז 1.5 ליטר` must not read as limits.
_LIMIT: Final = re.compile(
    r"(?<!\w)(?:מוגבלת?|מוג|מו)\s?(?:ל-?\s?)?(\d{1,2})(?![\d.,]|\s?(?:מ\"?ל|ג'))"
)
_LIMIT_KG: Final = re.compile(r"^\s?ק\"?ג")
# "3 for 25", "3 units for 25", "3ב25".
_DEAL: Final = re.compile(
    r"(?<![\d.%/*-])(\d{1,2})\s?(?:יחידות|יח'?|ק\"ג)?\s?ב\s?-?\s?(\d{1,4}(?:\.\d{1,2})?)(?![\d%.])"
)
_CREDIT: Final = re.compile("באשראי")
_SECOND: Final = re.compile("השני(?:ה)?(?!ם)")
_TRIAL: Final = re.compile(r"\b(?:test|טסט|בדיקה)\b", re.IGNORECASE)
_DEPOSIT: Final = re.compile("פי?קדון")


def limit(words: str) -> tuple[int, str] | None:
    """Return the most that is sold so, and of what: ``units`` or ``kg``."""
    found = _LIMIT.search(words)
    if found is None or int(found[1]) == 0:
        return None
    return int(found[1]), "kg" if _LIMIT_KG.match(words[found.end() :]) else "units"


def deal(words: str) -> tuple[int, int] | None:
    """Return N and the price in agorot of "N for X", where the words say that once."""
    found = _DEAL.findall(words)
    if len(found) != 1:
        return None
    count, price = found[0]
    minor = parse_scaled(price, 2)
    return None if minor is None or int(count) < 2 else (int(count), minor)


def by_credit_card(words: str) -> bool:
    """Tell whether it is for those who pay by credit card."""
    return _CREDIT.search(words) is not None


def second_unit(words: str) -> bool:
    """Tell whether the words promise something on the second one."""
    return _SECOND.search(words) is not None


def is_trial(words: str) -> bool:
    """Tell whether somebody was only trying out the system."""
    return _TRIAL.search(words) is not None


def names_deposit(words: str) -> bool:
    """Tell whether the words say that a deposit comes on top."""
    return _DEPOSIT.search(words) is not None
