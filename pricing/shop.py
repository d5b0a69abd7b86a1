"""The shop: every policy in one place."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from pricing.allocation import Allocation
from pricing.labels import PATTERNS_DEFAULT
from pricing.legal import ShopLaw
from pricing.money import Currency
from pricing.rounding import Rounding

STAGES_DEFAULT: Final = (
    "price", "line", "multibuy", "gift", "basket", "coupon", "points", "tender", "delivery",
)  # fmt: skip

STAGE_END: Final = "end"  # follows every stage a shop lists; what is given for later belongs here


class RoundWhere(Enum):
    """Where a line discount is rounded."""

    PER_LINE = "per line"
    PER_UNIT = "per unit"


@dataclass(frozen=True, slots=True)
class Shop:
    """Every policy under which a cart is priced.

    Attributes:
        title: The shop's name as people know it.
        currency: The one currency of its prices.
        timezone: IANA name; dates and clock times of promotions are read in it.
        country: ISO 3166 code; selects the legal policy and the VAT rates.
        channels: Names of the channels, in declared order.
        stages: Groups of stage names in running order; promotions in one group compete.
        rounding: How a discount that is no whole number of minor units is rounded.
        round_where: Once for each line or once for each unit, for line discounts.
        allocation: Who gets the indivisible groszy.
        floor_minor: The least a unit may cost after discounts.
        floor_minimum_price: Whether a product's own minimum price is a floor too.
        laws: What it permits or forbids itself beside the country's legal policy.
        labels: Patterns of the labels that its scales print; see ``pricing.labels``.
        hold_minutes: For how long a basket that was put aside keeps the moment of that.
    """

    title: str
    currency: Currency
    timezone: str
    country: str
    channels: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...] = tuple((stage,) for stage in STAGES_DEFAULT)
    rounding: Rounding = Rounding.HALF_UP
    round_where: RoundWhere = RoundWhere.PER_LINE
    allocation: Allocation = Allocation.LARGEST_REMAINDER
    floor_minor: int = 1
    floor_minimum_price: bool = False
    laws: tuple[ShopLaw, ...] = ()
    labels: tuple[str, ...] = PATTERNS_DEFAULT
    hold_minutes: int = 0

    def stage_index(self, name: str) -> int:
        """Return the position in ``stages`` of the group that holds a stage name.

        Raises:
            KeyError: The shop has no such stage.
        """
        for index, group in enumerate(self.stages):
            if name in group:
                return index
        if name == STAGE_END:
            return len(self.stages)
        raise KeyError(name)
