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


_OPPOSITES: Final = {
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.MORE,
    Comparison.EQUAL: Comparison.UNEQUAL,
    Comparison.UNEQUAL: Comparison.EQUAL,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.MORE: Comparison.AT_MOST,
}
