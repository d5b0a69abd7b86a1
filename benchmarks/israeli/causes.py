"""Why a published promotion cannot be said in the language."""

from datetime import date
from enum import Enum
from typing import Final

from benchmarks.israeli.published import Line, Published
from pricing.limits import AMOUNT_MAJOR_MAX

CODES: Final = range(12)
"""The official list."""
RATED_REWARDS: Final = frozenset({2, 7, 8, 9})
# A price of 100 g is told by the kilogram; that still has to be an amount.
AMOUNT_MINOR_MAX: Final = AMOUNT_MAJOR_MAX


class Cause(Enum):
    """Why a promotion cannot be said."""

    GIFT_UNMARKED = "the published lines do not tell which goods are bought and which are given"
    TOO_MANY = "it asks for more pieces than a line of a cart may hold"
    NO_VALUE = "neither a price nor a percent is published"
    BY_HAND = "the official meaning of its code is other: decided at the till"
    NO_SUM = "its code is that of a least basket sum, which is not published"
    UNKNOWN_CODE = "its code is none of the official list"
    NO_DAYS = "its first or last day is missing or no day, or it ends before it begins"
    NO_LINES = "no product is published with it"
    NO_GOODS = "a product of it has no barcode, or one that nobody can scan"
    NO_QUANTITY = "the least quantity of a product is missing or below nothing"
    OUT_OF_RANGE = "a price or percent of it is below nothing or beyond any price"


def unreadable(promotion: Published) -> Cause | None:
    """Return which published field of a promotion makes no sense, or ``None``."""
    if not _has_days(promotion):
        return Cause.NO_DAYS
    if not promotion.lines:
        return Cause.NO_LINES
    causes = (_unreadable(line) for line in promotion.lines)
    return next((cause for cause in causes if cause is not None), None)


def is_barcode(text: str) -> bool:
    """Tell whether something can be scanned, and written between quotation marks."""
    return bool(text) and text.isprintable() and not {'"', "\\", " "}.intersection(text)


def _has_days(promotion: Published) -> bool:
    try:
        first = date.fromisoformat(promotion.first_day)
        return first <= date.fromisoformat(promotion.last_day)
    except ValueError:
        return False


def _unreadable(line: Line) -> Cause | None:
    if line.reward not in CODES:
        return Cause.UNKNOWN_CODE
    if not is_barcode(line.barcode):
        return Cause.NO_GOODS
    if line.quantity_milli < 0:
        return Cause.NO_QUANTITY
    if not 0 <= (line.price_minor or 0) <= AMOUNT_MINOR_MAX:
        return Cause.OUT_OF_RANGE
    rate = line.rate or 0
    is_meant = line.reward in RATED_REWARDS or not line.price_minor
    if is_meant and not 0 <= rate <= AMOUNT_MINOR_MAX:
        return Cause.OUT_OF_RANGE
    return None
