"""The one way to divide."""

from enum import Enum
from typing import Final


class Rounding(Enum):
    """What happens to the part smaller than one minor unit."""

    HALF_UP = "half up"
    HALF_EVEN = "half even"
    UP = "up"
    DOWN = "down"


# Members of an enumeration are looked up by a call in Python 3.11; names of a module are not.
_HALF_UP: Final = Rounding.HALF_UP


def divide(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Divide two integers and round the result to an integer.

    ``HALF_UP`` and ``UP`` go away from zero, ``DOWN`` towards zero, so that a return of an amount
    rounds as its sale did.

    Args:
        numerator: Any integer.
        denominator: Greater than zero.
        rounding: What to do with the remainder.

    Returns:
        The rounded quotient: ``divide(3998, 10, Rounding.HALF_UP) == 400``.
    """
    assert denominator > 0, denominator
    if rounding is _HALF_UP and numerator >= 0:  # nearly always
        return (2 * numerator + denominator) // (2 * denominator)
    if numerator < 0:
        return -divide(-numerator, denominator, rounding)
    quotient, remainder = divmod(numerator, denominator)
    match rounding:
        case Rounding.HALF_UP:
            return quotient + (2 * remainder >= denominator)
        case Rounding.DOWN:
            return quotient
        case Rounding.UP:
            return quotient + (remainder > 0)
        case Rounding.HALF_EVEN:
            twice = 2 * remainder
            return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))
