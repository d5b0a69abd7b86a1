"""Where the money of a return goes: back to what paid, never more than it paid."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from ledger.sale import Paid
from pricing.allocation import Allocation, allocate

GIFT_CARD: Final = "gift-card"


class TenderOrder(Enum):
    """Which payments are paid back first.

    ``GIFT_CARD_LAST`` pays back money before stored value, ``PROPORTIONAL`` every payment by its
    part of the whole.
    """

    GIFT_CARD_LAST = "gift card last"
    PROPORTIONAL = "proportional"


def paid_back(
    amount: int,
    payments: Sequence[Paid],
    before: Sequence[int],
    order: TenderOrder = TenderOrder.GIFT_CARD_LAST,
    stored_value: frozenset[str] = frozenset({GIFT_CARD}),
) -> list[int]:
    """Split a refund over the payments of a sale.

    Args:
        amount: Minor units to give back.
        payments: What paid for the sale.
        before: What each of them got back already; empty for nothing.
        order: The shop's choice.
        stored_value: Methods that come after all others.

    Returns:
        One amount a payment. They sum to the refund, or to what all payments still hold where that
        is less: goods given back in the same cart may have paid for the rest.
    """
    paid = [max(0, one.amount) for one in payments]
    room = [one - back for one, back in zip(paid, before or [0] * len(paid), strict=True)]
    if order is TenderOrder.PROPORTIONAL:
        return allocate(amount, paid, room, Allocation.LARGEST_REMAINDER) if paid else []
    given = [0] * len(paid)
    ranked = sorted(range(len(paid)), key=lambda number: payments[number].method in stored_value)
    for number in ranked:
        given[number] = min(room[number], amount)
        amount -= given[number]
    return given
