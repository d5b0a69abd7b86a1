"""Labels that a scale prints: numbers that carry a price or a weight beside the article.

Which prefix carries what is the retailer's choice, so the patterns are a policy of the shop; what
stands in one is told in ``pricing.labels``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from catalogue.gtin import check_digit
from pricing.labels import PATTERNS_DEFAULT

_ARTICLE, _PRICE, _WEIGHT = "P", "V", "W"


@dataclass(frozen=True, slots=True)
class ScaleLabel:
    """What a label says; exactly one of price and weight.

    Attributes:
        plu: Number of the article, with its leading noughts.
        price_minor: The total printed on the label, or ``None``.
        grams: What the scale weighed, or ``None``.
    """

    plu: str
    price_minor: int | None = None
    grams: int | None = None


def read_label(code: str, patterns: Sequence[str] = PATTERNS_DEFAULT) -> ScaleLabel | None:
    """Read the number of a scale's label.

    Returns:
        What it says, or ``None`` where it fits no pattern or its check digit is wrong:
        ``read_label("2912345008758") == ScaleLabel("12345", price_minor=875)``.
    """
    if not (code.isascii() and code.isdigit()):
        return None
    for pattern in patterns:
        label = _read(code, pattern)
        if label is not None:
            return label
    return None


def _read(code: str, pattern: str) -> ScaleLabel | None:
    # Most numbers have another prefix, and every line of every cart is asked.
    prefix = len(pattern) - len(pattern.lstrip("0123456789"))
    if len(code) != len(pattern) or code[:prefix] != pattern[:prefix]:
        return None
    if check_digit(code[:-1]) != code[-1]:
        return None
    digits: dict[str, str] = {}
    place = 0
    for sign, run in groupby(pattern):
        width = len(list(run))
        part = code[place : place + width]
        place += width
        if sign.isdigit() and part != sign * width:
            return None
        digits[sign] = part
    if not int(digits[_PRICE if _PRICE in digits else _WEIGHT]):
        return None  # noughts stand for no value: the number of an article sold in this shop only
    if _PRICE in digits:
        return ScaleLabel(digits[_ARTICLE], price_minor=int(digits[_PRICE]))
    return ScaleLabel(digits[_ARTICLE], grams=int(digits[_WEIGHT]))
