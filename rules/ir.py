"""The typed intermediate form: a small closed set of frozen nodes.

Invariants of the form, checked by ``rules.invariants``: negation stands at the leaves only, so that
a comparison with an absent fact can be false under ``not`` too. Places never take part in equality:
two sets that say the same are one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from grammar.source import NOWHERE, Span
from pricing.earning import NO_EARNING, Earning
from pricing.program import NO_LIMITS, Coupon, Grouping, Limits
from pricing.rewards import Reward, Target
from pricing.shop import Shop
from rules.comparison import Comparison
from rules.goods import SetNode

MINUTES_IN_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class GoodsSet:
    """A set as the program knows it; ``Target.number`` is its position in ``Ruleset.sets``.

    Attributes:
        name: As written, or a description of a set without a name.
        node: Who belongs to it.
        place: Where it was defined.
    """

    name: str
    node: SetNode
    place: Span = field(default=NOWHERE, compare=False)


# --- conditions: what a basket must be ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """What every leaf carries: the words of the rule file and whether ``not`` stands before it.

    A leaf whose fact is absent is false whether it is negated or not.
    """

    text: str = field(default="", compare=False, kw_only=True)
    place: Span = field(default=NOWHERE, compare=False, kw_only=True)
    negated: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class DayFrom(Leaf):
    """Not before this day; minutes under ``rollover`` still belong to the day before."""

    day: int
    rollover: int = 0


@dataclass(frozen=True, slots=True)
class DayUntil(Leaf):
    """Not after this day, which is included."""

    day: int
    rollover: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """Some weekdays and hours; ``end`` under or equal to ``start`` passes midnight.

    Attributes:
        days: 0 for Monday; sorted.
        start: Minute of the day, included.
        end: Minute of the day, excluded; ``MINUTES_IN_DAY`` is the end of the day.
    """

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    start: int = 0
    end: int = MINUTES_IN_DAY


@dataclass(frozen=True, slots=True)
class OpenAt(Leaf):
    """At least one of the openings; hours past midnight belong to the day they began."""

    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class ChannelIs(Leaf):
    """The channel is one of these."""

    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreIs(Leaf):
    """The store is one of these or lies in one of the regions; absent without a store."""

    stores: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience(Leaf):
    """The customer is of one of these kinds; absent without a known customer."""

    member: bool = False
    employee: bool = False
    tiers: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierIs(Leaf):
    """The customer's tier is one of these; absent without a tier."""

    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consents(Leaf):
    """The customer agreed to this; absent without a known customer."""

    consent: str


@dataclass(frozen=True, slots=True)
class OrderNumber(Leaf):
    """Which order of the customer this one is, in all channels or as an order in one.

    Absent where earlier orders are unknown.
    """

    comparison: Comparison
    number: int
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryIs(Leaf):
    """How the goods are fetched and, for a collected order, where; absent without a delivery."""

    methods: tuple[str, ...]
    stores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentIs(Leaf):
    """One of the means of payment is among these; absent without a payment."""

    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasCoupon(Leaf):
    """A code of the cart unlocks this coupon."""

    coupon: str


@dataclass(frozen=True, slots=True)
class SpendsPoints(Leaf):
    """The customer wishes to spend points; absent without a known customer."""


@dataclass(frozen=True, slots=True)
class InVariant(Leaf):
    """The customer's variant of an experiment is one of these.

    Attributes:
        experiment: Its identifier.
        shares: From where to where each variant reaches, basis points, end excluded.
        first: Whether the first variant is among them: it is what a cart without a customer gets.
    """

    experiment: str
    shares: tuple[tuple[int, int], ...]
    first: bool


class Measure(Enum):
    """What is counted over the goods of a target."""

    TOTAL = "total"
    LIST_TOTAL = "list total"
    QUANTITY = "quantity"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Measures(Leaf):
    """A total, a count or a weight compares so with a number; never absent.

    ``number`` is minor units, pieces or thousandths; ``unit`` is what a weight is in: ``kg``, ``l``
    or ``m``.
    """

    measure: Measure
    target: Target
    comparison: Comparison
    number: int
    unit: str = ""


ConditionLeaf = (
    DayFrom | DayUntil | OpenAt | ChannelIs | StoreIs | Audience | TierIs | Consents | OrderNumber
    | DeliveryIs | PaymentIs | HasCoupon | SpendsPoints
    | InVariant | Measures
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Always:
    """No condition."""


@dataclass(frozen=True, slots=True)
class Never:
    """No basket meets it."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]
    text: str = field(default="", compare=False)


Condition = ConditionLeaf | Always | Never | AllOf | AnyOf


# --- the whole ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One promotion: everything ``pricing.program.Promotion`` needs, with conditions as nodes.

    Attributes:
        condition: As the passes leave it; what is emitted.
        stated: As written; what a report walks. No pass touches it.
        place: Of the whole promotion.
    """

    id: str
    title: str
    stage: int
    stage_name: str
    reward: Reward
    condition: Condition
    stated: Condition
    place: Span = field(default=NOWHERE, compare=False)
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
    series: str = ""
    because: str | None = None
    reprices: bool = False


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A whole ruleset in typed form; rules are sorted by identifier."""

    shop: Shop
    sets: tuple[GoodsSet, ...]
    rules: tuple[Rule, ...]
    coupons: Mapping[str, Coupon]
    codes: Mapping[str, str]
    earning: Earning = NO_EARNING
