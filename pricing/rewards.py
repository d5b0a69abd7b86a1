"""What a promotion gives: a small closed set of frozen records, integers only.

Sources: LANGUAGE "What it gives"; the mechanics are those a till knows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pricing.item import Item

BP: int = 10_000  # basis points in the whole: 20 % is 2 000


@dataclass(frozen=True, slots=True)
class Target:
    """The goods a reward applies to.

    Attributes:
        name: The set's name as written, ``everything`` or ``basket`` for all goods.
        selects: Tells whether an item belongs to the set. It is asked only about promotable goods,
            and its answer never depends on prices that promotions changed.
        number: Position of the set among the program's sets; membership is cached under it.
        regular_priced: Only units no earlier stage lowered and the price list does not mark as
            reduced.
        identical: Each product counts by itself.
        articles: Numbers of articles that the set names one by one, sorted; any of them may still
            be kept out by something else that the set asks.
        picks: Returns those of many items of which ``selects`` is true; ``None`` asks that.
    """

    name: str
    selects: Callable[["Item"], bool]
    number: int
    regular_priced: bool = False
    identical: bool = False
    articles: tuple[str, ...] = field(default=(), compare=False)
    picks: "Callable[[Sequence[Item]], list[Item]] | None" = field(default=None, compare=False)


# --- what is done to the rewarded units of a group ---------------------------------------------


# The part of a basket that some payments pay: minor units of theirs, and of all that is due.
Share = tuple[int, int]
WHOLE: Final[Share] = (1, 1)


@dataclass(frozen=True, slots=True)
class Percent:
    """So many basis points off; 10 000 is free."""

    rate_bp: int


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount off, minor units."""

    amount_minor: int


@dataclass(frozen=True, slots=True)
class Price:
    """All that one group rewards costs this together, minor units."""

    price_minor: int


Effect = Percent | Amount | Price

# --- rewards on units: line by line -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PercentOff:
    """``20% off coffee``; from ``minimum`` units of the target on.

    ``share`` restricts it to what a payment pays; one unit saves at most ``unit_most_minor``.
    """

    target: Target
    rate_bp: int
    minimum: int = 1
    share: Share = WHOLE
    unit_most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class AmountOff:
    """``1.50 PLN off each coffee``; from ``minimum`` units of the target on."""

    target: Target
    amount_minor: int
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class FixedPrice:
    """``coffee for 4.99 PLN each`` or ``per kg``; never raises a price.

    ``per`` is ``each`` for pieces, else the unit of measure: ``kg``, ``l`` or ``m``.
    """

    target: Target
    price_e4: int
    per: str = "each"


@dataclass(frozen=True, slots=True)
class Step:
    """From this count (or milli-units of measure) on, this price; ``None`` is the list price."""

    start: int
    price_e4: int | None


@dataclass(frozen=True, slots=True)
class PriceScale:
    """A scale by count or measure over a whole set; the highest step reached prices every unit.

    With ``each_step`` every step prices its own part only.
    """

    target: Target
    steps: tuple[Step, ...]
    per: str = "each"
    each_step: bool = False


@dataclass(frozen=True, slots=True)
class ListedPrices:
    """``prices in "leaflet.csv"``: a promotional price per piece, kg, l or m; never raises one.

    ``prices_e4`` is by SKU, and by GTIN-14 where the number in the list may be one.
    """

    target: Target
    prices_e4: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EnteredPrice:
    """``entered price``: what a cashier entered per piece, kg, l or m; never raises a price."""

    target: Target


@dataclass(frozen=True, slots=True)
class EnteredDiscount:
    """``entered discount up to 15%``: what a cashier entered on the line, all of it or nothing.

    ``most`` is the share of the line, or the amount, above which somebody has to approve it.
    """

    target: Target
    most: Percent | Amount | None = None


LineReward = (
    PercentOff | AmountOff | FixedPrice | ListedPrices | PriceScale | EnteredPrice
    | EnteredDiscount
)  # fmt: skip

# --- rewards on units: groups -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupOf:
    """Groups of ``size`` units of one target; the ``rewarded`` cheapest of each get the effect.

    ``3 for 2`` is size 3, rewarded 1, free. ``every 2nd … 50% off`` is size 2, rewarded 1.
    ``3 of … for 10.00`` is size 3, rewarded 3, ``Price``.
    """

    target: Target
    size: int
    rewarded: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class CheapestOf:
    """With ``minimum`` units or more, the cheapest of all of them, once."""

    target: Target
    minimum: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Slot:
    """So many units of one target."""

    count: int
    target: Target


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some of each slot; the whole group is rewarded."""

    slots: tuple[Slot, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class BuyGet:
    """``buy 2 pasta get 1 sauce free``; where the sets overlap, the rewarded are the cheapest."""

    buy: Slot
    get: Slot
    effect: Effect

    @property
    def is_of_one_set(self) -> bool:
        """Whether the very same units may be bought and given."""
        buy, get = self.buy.target, self.get.target
        return (buy.number, buy.regular_priced) == (get.number, get.regular_priced)


GroupReward = GroupOf | CheapestOf | Bundle | BuyGet

# --- rewards on a total -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TotalOff:
    """``20.00 PLN off basket``, ``15% off basket up to 30.00 PLN``, ``1 PLN off total of tea``."""

    target: Target
    effect: Percent | Amount
    cap_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """From this total on, this effect."""

    from_minor: int
    effect: Percent | Amount


@dataclass(frozen=True, slots=True)
class TotalTiers:
    """``off basket: 5% from 100 PLN, 10% from 200 PLN``: the highest tier reached applies to all.

    With ``each_step`` every tier applies to its own part of the total only.
    """

    target: Target
    tiers: tuple[Tier, ...]
    each_step: bool = False


@dataclass(frozen=True, slots=True)
class TotalSteps:
    """``5.00 PLN off basket every 50.00 PLN``; at most ``cap_minor`` in all."""

    target: Target
    amount_minor: int
    every_minor: int
    cap_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PointsOff:
    """Points the customer wishes to spend: ``count`` of them take ``worth_minor`` off, in steps.

    ``most_bp`` is the share of the basket that points may pay at most.
    """

    target: Target
    count: int
    worth_minor: int
    most_bp: int = BP


TotalReward = TotalOff | TotalTiers | TotalSteps | PointsOff

# --- rewards on the delivery ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeliveryOff:
    """``free delivery`` (all of it), ``50% off delivery`` or ``delivery for 4.99 PLN``."""

    effect: Effect


# --- for later: nothing is taken off now ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MultipliedPoints:
    """``3x points on fruit``; of several on one unit the largest counts."""

    target: Target
    multiplier: Fraction


@dataclass(frozen=True, slots=True)
class ExtraPoints:
    """``200 points``, on top of what the goods earn."""

    count: int


@dataclass(frozen=True, slots=True)
class IssuedCoupon:
    """``coupon next-visit``: one coupon for a later purchase."""

    coupon: str


LaterReward = MultipliedPoints | ExtraPoints | IssuedCoupon

Reward = LineReward | GroupReward | TotalReward | DeliveryOff | LaterReward


def targets_of(reward: Reward) -> tuple[Target, ...]:
    """Return every target a reward names, in written order; none for the delivery."""
    match reward:
        case Bundle(slots=slots):
            return tuple(slot.target for slot in slots)
        case BuyGet(buy=buy, get=get):
            return buy.target, get.target
        case DeliveryOff() | ExtraPoints() | IssuedCoupon():
            return ()
        case _:
            return (reward.target,)
