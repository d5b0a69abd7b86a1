"""What the price file and the store list say, row by row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pricing.goods import ListPrice

# Sorts before every moment that a file can name.
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Store:
    """One place where people buy.

    Attributes:
        id: As carts name it.
        name: As people know it.
        zone: Its price zone, or ``None`` where it has only the prices of all stores.
        regions: Regions that promotions may name.
    """

    id: str
    name: str = ""
    zone: str | None = None
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PriceRecord:
    """One row of the price list.

    Attributes:
        sku: The product it prices.
        price: What it costs, and whether the list marks it as reduced.
        channel: The only channel it is for, or ``None`` for all.
        zone: The only price zone it is for, or ``None`` for all.
        valid_from: Its first day, or its first instant (aware), or ``None`` for always.
        valid_until: Its last day, or the instant (aware) at which it is over, or ``None`` for ever.
    """

    sku: str
    price: ListPrice
    channel: str | None = None
    zone: str | None = None
    valid_from: Moment | None = None
    valid_until: Moment | None = None

    @property
    def specificity(self) -> int:
        """How narrow it is: channel and zone 3, channel 2, zone 1, plain 0."""
        return 2 * (self.channel is not None) + (self.zone is not None)

    @property
    def precedence(self) -> tuple[int, datetime]:
        """Sort key: of the prices in force the greatest wins.

        An instant and a day are compared by the clock on the wall, the instant's own: which zone
        the shop lives in is not known to a price list.
        """
        return (self.specificity, wall_clock(self.valid_from))

    def is_for(self, channel: str, zone: str | None) -> bool:
        """Tell whether it answers a channel and a price zone."""
        return (self.channel is None or self.channel == channel) and (
            self.zone is None or self.zone == zone
        )

    def is_valid(self, at: datetime) -> bool:
        """Tell whether it is in force; days are those of ``at``, both ends included."""
        return _has_begun(self.valid_from, at) and not _is_over(self.valid_until, at)


def wall_clock(moment: Moment | None) -> datetime:
    """Return a sort key for the beginning of a period; no beginning comes first."""
    if moment is None:
        return _EARLIEST
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=UTC)
    return datetime.combine(moment, time.min, tzinfo=UTC)


def _has_begun(moment: Moment | None, at: datetime) -> bool:
    if moment is None:
        return True
    if isinstance(moment, datetime):
        return moment <= at
    return moment <= at.date()


def _is_over(moment: Moment | None, at: datetime) -> bool:
    if moment is None:
        return False
    if isinstance(moment, datetime):
        return moment <= at
    return moment < at.date()
