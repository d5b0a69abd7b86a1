"""What the compiler must hand over: a program, its promotions, and how they answer for themselves.

``rules`` builds these; ``pricing`` knows no language. ``holds`` and ``Target.selects`` are emitted
code; ``reports`` walks the conditions again without short-circuit and is called only to explain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol

from pricing.earning import NO_EARNING, Earning
from pricing.legal import Use
from pricing.reasons import Counts, Reason
from pricing.rewards import (
    AmountOff,
    DeliveryOff,
    EnteredDiscount,
    EnteredPrice,
    FixedPrice,
    LaterReward,
    ListedPrices,
    MultipliedPoints,
    PercentOff,
    PointsOff,
    Reward,
    Target,
    TotalReward,
    targets_of,
)
from pricing.shop import Shop

if TYPE_CHECKING:
    from pricing.basket import Basket


# Which units make a group. Anything but the best leaves no choice, so such a promotion stacks.
Grouping = Literal["best", "as scanned", "cheapest together"]
Window = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition as it stood when its stage began.

    Attributes:
        text: The condition in the words of the rule file.
        holds: Whether it was met; an absent fact is never met.
        reason: The reason it stands for when it is not met.
        actual: What was found, as a person reads it; ``None`` where there was nothing.
        needed: What was asked, as a person reads it.
        missing: How much more would meet it: minor units, pieces or milli-units; ``None`` where
            no amount would.
        missing_of: What ``missing`` counts.
        target: The goods whose total, quantity or weight it reads; ``None`` where it reads none.
        alternatives: Under ``or``: lists of conditions of which one is enough; the rest speaks for
            the one that came nearest.
    """

    text: str
    holds: bool
    reason: Reason
    actual: str | None = None
    needed: str | None = None
    missing: int | None = None
    missing_of: Counts = "amount"
    target: Target | None = None
    alternatives: "tuple[tuple[ConditionResult, ...], ...]" = ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """A limit over many baskets, or of money in one; ``Facts.used`` says how much is gone.

    Attributes:
        counter: Key of its count: the promotion and what is counted, such as
            ``coffee-3-for-2 baskets per customer per day``.
        counts: What one use is; ``amount`` is money, in minor units.
        most: How much there is in all.
        of_customer: Whether it is one customer's own, who must then be known.
        whole: For money: a basket that needs more than is left gets nothing.
        window: Local dates of the shop over which it counts, each anew; ``None`` for ever. Whoever
            counts sees to it.
        spans_baskets: Whether it counts over many; money may be limited in one.
    """

    counter: str
    counts: Literal["baskets", "times", "units", "measure", "amount"]
    most: int
    of_customer: bool = False
    whole: bool = False
    window: Window | None = None
    spans_baskets: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one promotion inside one basket; ``None`` is no cap.

    Attributes:
        times: Groups.
        units: Rewarded units.
        measure_milli: Rewarded kilograms, litres or metres, in thousandths.
        product_units: Rewarded units of each product.
        customer_units: Rewarded units per customer over all baskets; needs the facts' count.
        allowances: What is counted over many baskets otherwise.
    """

    times: int | None = None
    units: int | None = None
    measure_milli: int | None = None
    product_units: int | None = None
    customer_units: int | None = None
    allowances: tuple[Allowance, ...] = ()


NO_LIMITS = Limits()


Part = Literal["units", "totals", "delivery", "later"]
"""What a reward lowers: the part of its stage in which it runs."""


def _part_of(reward: Reward) -> Part:
    if isinstance(reward, TotalReward):
        return "totals"
    if isinstance(reward, DeliveryOff):
        return "delivery"
    return "later" if isinstance(reward, LaterReward) else "units"


# A use, and whether it needs a coupon as well; shared, because promotions are many.
_NEEDED: Final = {
    (use, coupon): frozenset({use, Use.COUPONS} if coupon else {use})
    for use in Use
    for coupon in (False, True)
}


def _uses_of(reward: Reward, coupon: str | None) -> frozenset[Use]:
    match reward:
        case PointsOff():
            use = Use.SPENDING
        case MultipliedPoints():
            use = Use.EARNING
        case _:
            use = Use.DISCOUNTS
    return _NEEDED[use, coupon is not None]


def _is_separable(reward: Reward, limits: Limits) -> bool:
    counted = (
        limits.times, limits.units, limits.customer_units, limits.measure_milli,
        limits.product_units,
    )  # fmt: skip
    if any(most is not None for most in counted):
        return False
    return isinstance(reward, (FixedPrice, ListedPrices, EnteredPrice, EnteredDiscount)) or (
        isinstance(reward, (PercentOff, AmountOff)) and reward.minimum <= 1
    )


@dataclass(frozen=True, slots=True)
class Promotion:
    """A compiled promotion.

    Attributes:
        number: Position in ``Program.promotions``; promotions are sorted by identifier.
        id: Its identifier.
        title: As customers read it.
        stage: Index into ``shop.stages``.
        stage_name: The stage's own name, for the quote.
        reward: What it gives.
        holds: Tells whether every condition is met, reading the basket as its stage began.
        reports: The same conditions one by one, none skipped.
        priority: Outranks saving; higher first.
        stacks: Does not compete; a stage of its own right after its stage.
        group: The exclusive group, ``""`` for ``exclusive`` alone, ``None`` for not exclusive.
        final: Its units take part in nothing later.
        base_list: Computed on list prices rather than on those the stage found.
        spread_reward: The discount stays on the rewarded units.
        limits: Its caps.
        coupon: Identifier of the coupon it needs, or ``None``.
        receipt: Text for the receipt.
        gift: SKU of the gift it gives, one unit of its only target, or ``None``.
        grouping: Which units make groups: those that save most, or the only ones a clause leaves.
        tender: Methods of payment its conditions name: a percent holds for what these pay.
        because: Why it is not for every channel, or ``None``.
        reprices: After a goodwill return its discount is what the goods that stay would get alone.
        series: The name under which its uses are counted; empty for its identifier.
        orders_in: Channels of which its conditions count the customer's orders, ``""`` for all.
        part: The part of its stage in which it runs; follows from the reward.
        targets: Every target that the reward names, in written order.
        limited: Whether anything but the cart's goods cuts its reward down.
        separable: Whether it is a line discount whose value on one item never depends on others.
        uses: What goods must be lawful to use for before it may take them.
    """

    number: int
    id: str
    title: str
    stage: int
    stage_name: str
    reward: Reward
    holds: "Callable[[Basket], bool]"
    reports: "Callable[[Basket], tuple[ConditionResult, ...]]"
    priority: int = 0
    stacks: bool = False
    group: str | None = None
    final: bool = False
    base_list: bool = False
    spread_reward: bool = False
    limits: Limits = NO_LIMITS
    coupon: str | None = None
    gift: str | None = None
    grouping: Grouping = "best"
    tender: frozenset[str] = frozenset()
    receipt: str = ""
    because: str | None = None
    reprices: bool = False
    series: str = ""
    orders_in: tuple[str, ...] = ()
    part: Part = field(init=False)
    targets: tuple[Target, ...] = field(init=False)
    limited: bool = field(init=False)
    separable: bool = field(init=False)
    uses: frozenset[Use] = field(init=False)

    def __post_init__(self) -> None:
        """Find what follows from the reward once, not at every cart."""
        limits = self.limits
        limited = bool(self.tender or limits.allowances) or limits.customer_units is not None
        object.__setattr__(self, "part", _part_of(self.reward))
        object.__setattr__(self, "targets", targets_of(self.reward))
        object.__setattr__(self, "limited", limited)
        object.__setattr__(self, "separable", _is_separable(self.reward, limits))
        object.__setattr__(self, "uses", _uses_of(self.reward, self.coupon))


@dataclass(frozen=True, slots=True)
class Coupon:
    """A declared coupon.

    Attributes:
        id: Its identifier.
        title: As customers read it.
        code: The public code, normalised by ``pricing.codes.normalise``; ``None`` for unique codes.
        pattern: For unique codes: a pattern of literal characters and ``#``, else ``None``.
        expires_count, expires_unit: How long after its issue it is good; ``None`` for no end.
        limits: How many baskets it may unlock something in, by customer or in all.
        series: The name under which its uses are counted; empty for its identifier.
    """

    id: str
    title: str
    code: str | None = None
    pattern: str | None = None
    expires_count: int | None = None
    expires_unit: Window = "day"
    limits: tuple[Allowance, ...] = ()
    series: str = ""


class Program(Protocol):
    """A compiled ruleset."""

    @property
    def shop(self) -> Shop:
        """The policies it prices under."""

    @property
    def promotions(self) -> Sequence[Promotion]:
        """All promotions, sorted by identifier."""

    @property
    def coupons(self) -> Mapping[str, Coupon]:
        """Coupons by identifier."""

    @property
    def codes(self) -> Mapping[str, str]:
        """Coupon identifiers by normalised public code."""

    @property
    def earning(self) -> Earning:
        """How points are earned."""

    @property
    def digest(self) -> str:
        """``sha256:`` of the language version and every source."""

    def candidates(self, basket: "Basket") -> Sequence[int]:
        """Numbers, ascending, of every promotion this basket could possibly trigger.

        Leaving out one that could apply is a bug; naming one that cannot only costs time.
        """


@dataclass(frozen=True, slots=True)
class PlainProgram:
    """A program without an index: the definition of what ``candidates`` may leave out."""

    shop: Shop
    promotions: tuple[Promotion, ...]
    coupons: Mapping[str, Coupon] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = "sha256:" + "0" * 64
    earning: Earning = NO_EARNING

    def candidates(self, basket: "Basket") -> Sequence[int]:
        """Every promotion there is."""
        return range(len(self.promotions))
