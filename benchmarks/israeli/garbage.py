"""Promotions that nobody can mean, by the definitions of the data's own README.

They are converted all the same: the engine has to survive them. Only the share of promotions that
can be said leaves them out.
"""

from enum import Enum

from benchmarks.israeli import words
from benchmarks.israeli.causes import unreadable
from benchmarks.israeli.dialect import PRICED_REWARDS, WHOLE, Dialect, amount_of
from benchmarks.israeli.published import ChainDay, Line, Published


class Garbage(Enum):
    """What is wrong with a promotion."""

    DEARER = "every product of it asks more than the list price"
    SAME = "no product of it asks less than the list price"
    TRIAL = "its words say that it is a trial"


def garbage(day: ChainDay, dialect: Dialect, promotion: Published) -> Garbage | None:
    """Return why a promotion is garbage, or ``None``.

    A line is judged by the list price. Where the shop has none, nothing is known against it, nor
    where a field does not read: that is told as such.
    """
    if unreadable(promotion) is not None:
        return None
    if words.is_trial(promotion.words):
        return Garbage.TRIAL
    excess = [
        over for line in promotion.lines if (over := overcharge(day, dialect, line)) is not None
    ]
    if len(excess) < len(promotion.lines) and any(over < 0 for over in excess):
        return None
    if excess and all(over > 0 for over in excess):
        return Garbage.DEARER
    return Garbage.SAME if excess and all(over >= 0 for over in excess) else None


def overcharge(day: ChainDay, dialect: Dialect, line: Line) -> int | None:
    """Return by how many agorot a line asks more than its goods cost; ``None`` where unknown."""
    listed = goods_price(day, dialect, line.barcode)
    if line.reward not in PRICED_REWARDS or not line.price_minor or listed is None:
        return None
    deposit = dialect.deposits.get(line.barcode, 0)
    amount = amount_of(line.quantity_milli)
    asked = line.price_minor - deposit * amount // WHOLE
    return asked - listed * amount // WHOLE


def goods_price(day: ChainDay, dialect: Dialect, barcode: str) -> int | None:
    """Return the list price of a product without its deposit."""
    listed = day.list_price(barcode)
    if listed is None or listed == 0:
        return None
    return listed - dialect.deposits[barcode] if barcode in dialect.in_list_price else listed
