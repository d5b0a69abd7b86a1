"""What happens where points that a return takes back are spent already."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from pricing.rounding import Rounding, divide


class ShortfallPolicy(Enum):
    """Who bears points that were spent before the goods they were earned on came back.

    ``REFUND_LESS`` needs explicit terms and does not suit a statutory withdrawal.
    """

    DEBT = "debt"
    WRITE_OFF = "write off"
    REFUND_LESS = "refund less"


NO_WORTH: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How a reversal of points is borne.

    Attributes:
        taken: Points taken from what the customer has.
        owed: Points that future points repay.
        written_off: Points nobody repays.
        refund_less: By how much the refund falls, minor units.
    """

    taken: int
    owed: int = 0
    written_off: int = 0
    refund_less: int = 0


def settle_shortfall(
    to_reverse: int,
    balance: int,
    policy: ShortfallPolicy = ShortfallPolicy.DEBT,
    *,
    worth: Fraction = NO_WORTH,
    refund: int = 0,
) -> Shortfall:
    """Share a reversal between what the customer has and what the policy says of the rest.

    Args:
        to_reverse: Points to take back, at least zero.
        balance: Points that can be taken; none where it is below zero.
        policy: The programme's.
        worth: Minor units of one point, under ``REFUND_LESS``.
        refund: The refund it may lower, minor units; what it cannot bear is owed.
    """
    taken = min(to_reverse, max(0, balance))
    short = to_reverse - taken
    match policy:
        case ShortfallPolicy.DEBT:
            return Shortfall(taken, owed=short)
        case ShortfallPolicy.WRITE_OFF:
            return Shortfall(taken, written_off=short)
        case ShortfallPolicy.REFUND_LESS:
            borne = min(short, int(refund / worth)) if worth else 0
            amount = divide(borne * worth.numerator, max(1, worth.denominator), Rounding.DOWN)
            return Shortfall(taken, owed=short - borne, refund_less=amount)
