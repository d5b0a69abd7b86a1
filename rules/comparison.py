"""How two integers compare."""

from enum import Enum
from typing import Final


class Comparison(Enum):
    """How two integers are compared."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    UNEQUAL = "!="
    AT_LEAST = ">="
    MORE = ">"

    @property
    def opposite(self) -> "Comparison":
        """The comparison that holds exactly when this one does not."""
        return _OPPOSITES[self]

    def compares(self, left: int, right: int) -> bool:
        """Tell whether it holds between two integers."""
        match self:
            case Comparison.LESS:
                return left < right
            case Comparison.AT_MOST:
                return left <= right
            case Comparison.EQUAL:
                return left == right
            case Comparison.UNEQUAL:
                return left != right
            case Comparison.AT_LEAST:
                return left >= right
            case Comparison.MORE:
                return left > right

    def least(self, number: int) -> int | None:
        """Return the smallest integer that compares so with a number; ``None`` for no bound."""
        match self:
            case Comparison.AT_LEAST | Comparison.EQUAL:
                return number
            case Comparison.MORE:
                return number + 1
            case _:
                return None

    def most(self, number: int) -> int | None:
        """Return the largest integer that compares so with a number; ``None`` for no bound."""
        match self:
            case Comparison.AT_MOST | Comparison.EQUAL:
                return number
            case Comparison.LESS:
                return number - 1
            case _:
                return None


def exclude(first: Comparison, number: int, second: Comparison, other: int) -> bool:
    """Tell whether no integer compares ``first`` with one number and ``second`` with another."""
    kinds = {first, second}
    if kinds == {Comparison.EQUAL, Comparison.UNEQUAL}:
        return number == other
    lows = [low for low in (first.least(number), second.least(other)) if low is not None]
    highs = [high for high in (first.most(number), second.most(other)) if high is not None]
    return bool(lows and highs) and max(lows) > min(highs)


_OPPOSITES: Final = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.EQUAL: Comparison.UNEQUAL,
    Comparison.UNEQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}
