"""Clauses, one node for each, by the block they stand in; ``LimitClause`` stands in two.

Those of the ``test`` block are in ``grammar.scenario``.
"""

from typing import Literal

from grammar.expressions import Audience, Condition, StoreExpression, Target, Window
from grammar.literals import (
    Date,
    Duration,
    Measure,
    Money,
    Multiplier,
    Name,
    Number,
    Percent,
    Text,
    TimeRange,
)  # fmt: skip
from grammar.node import Node, node
from grammar.rewards import Reward

# --- shop -----------------------------------------------------------------------------------------


@node
class CurrencyClause(Node):
    """``currency PLN``."""

    code: Name


@node
class TimezoneClause(Node):
    """``timezone Europe/Warsaw``."""

    zone: Name


@node
class CountryClause(Node):
    """``country PL``."""

    code: Name


@node
class ChannelsClause(Node):
    """``channels pos, web, app``."""

    channels: tuple[Name, ...]


@node
class StagesClause(Node):
    """``stages price, line + multibuy, basket``: groups of stage names in running order."""

    stages: tuple[tuple[Name, ...], ...]


@node
class RoundingClause(Node):
    """``rounding half up, per line``."""

    mode: Literal["half up", "half even", "up", "down"]
    where: Literal["per line", "per unit"]


@node
class AllocationClause(Node):
    """``allocation largest remainder``."""

    method: Literal["largest remainder", "running total", "rest on last line"]


@node
class FloorClause(Node):
    """``floor 0.01 PLN per unit, minimum-price``."""

    amount: Money
    minimum_price: bool


@node
class LawClause(Node):
    """``permits discounts of alcohol``, ``forbids coupons, earning of beer from 2027-01-01``.

    Both days are included.
    """

    kind: Literal["permits", "forbids"]
    uses: tuple[Name, ...]
    classes: tuple[Name, ...]
    since: Date | None
    until: Date | None


@node
class LabelsClause(Node):
    """``labels "29PPPPPVVVVVC", "24PPPPPWWWWWC"``: what the shop's scales print."""

    patterns: tuple[Text, ...]


@node
class HoldClause(Node):
    """``hold 15 minutes``: for so long a basket that was put aside keeps its moment."""

    minutes: Number


ShopClause = (
    CurrencyClause | TimezoneClause | CountryClause | ChannelsClause | StagesClause
    | RoundingClause | AllocationClause | FloorClause | LawClause | LabelsClause | HoldClause
)  # fmt: skip

# --- promotion ------------------------------------------------------------------------------------


@node
class FromClause(Node):
    """``from 2026-11-01``: that day included."""

    date: Date


@node
class UntilClause(Node):
    """``until 2026-11-30``: that day included."""

    date: Date


@node
class OnClause(Node):
    """``on mon, tue 07:00-11:00``; either part may be empty, never both.

    The days are ``mon`` to ``sun``.
    """

    days: tuple[Name, ...]
    hours: tuple[TimeRange, ...]


@node
class InClause(Node):
    """``in app because "Zniżka dla użytkowników aplikacji"``."""

    channels: tuple[Name, ...]
    because: Text | None


@node
class StoresClause(Node):
    """``stores region "south" or "WAW-01"``."""

    stores: StoreExpression


@node
class ForClause(Node):
    """``for members or tier gold, silver``: any of these."""

    audiences: tuple[Audience, ...]


@node
class GiveClause(Node):
    """``give 20% off coffee``."""

    reward: Reward


@node
class WhenClause(Node):
    """``when basket total >= 150 PLN``."""

    condition: Condition


@node
class NeedsCoupon(Node):
    """``needs coupon autumn``."""

    coupon: Name


@node
class NeedsConsent(Node):
    """``needs consent profiling``."""

    consent: Name


@node
class NeedsReason(Node):
    """``needs reason "PRICE_MATCH"``: one of these, given with what the cashier entered."""

    reasons: tuple[Text, ...]


@node
class LimitClause(Node):
    """``limit 1 per customer per day``, ``limit 2 units per product``, ``limit 5.00 PLN per unit``.

    A bare number counts baskets, ``times`` groups, ``units`` rewarded units; a ``Measure`` counts
    ``measure``, and ``Money`` the ``amount`` that is taken off.
    """

    amount: Number | Measure | Money
    counts: Literal["baskets", "times", "units", "measure", "amount"]
    per: Literal["unit", "product", "basket", "customer", "total"]
    window: Window | None


@node
class BudgetClause(Node):
    """``budget 50 000 PLN, grant part``."""

    amount: Money
    grant: Literal["part", "all or nothing"] | None


@node
class ReturnsClause(Node):
    """``returns prorate``, ``returns reprice remaining``."""

    policy: Literal["prorate", "reprice remaining"]


@node
class AnnounceClause(Node):
    """``announce reduced-price``."""

    kind: Name


@node
class BaseClause(Node):
    """``base list price``."""


@node
class SpreadClause(Node):
    """``spread over reward``."""


@node
class GroupsClause(Node):
    """``groups as scanned``, ``groups cheapest together``; otherwise those that save most."""

    grouping: Literal["as scanned", "cheapest together"]


@node
class StageClause(Node):
    """``stage basket``."""

    stage: Name


@node
class PriorityClause(Node):
    """``priority 10``."""

    priority: Number


@node
class StacksClause(Node):
    """``stacks``."""


@node
class ExclusiveClause(Node):
    """``exclusive group welcome``; no group for ``exclusive`` alone."""

    group: Name | None


@node
class FinalClause(Node):
    """``final``."""


@node
class ReceiptClause(Node):
    """``receipt "KAWA 3 ZA 2"``."""

    text: Text


@node
class SeriesClause(Node):
    """``series "autumn-2026"``: the name under which uses are counted."""

    text: Text


PromotionClause = (
    FromClause | UntilClause | OnClause | InClause | StoresClause | ForClause | GiveClause
    | WhenClause | NeedsCoupon | NeedsConsent | NeedsReason | LimitClause | BudgetClause
    | ReturnsClause | AnnounceClause | BaseClause | SpreadClause | GroupsClause | StageClause
    | PriorityClause | StacksClause | ExclusiveClause | FinalClause | ReceiptClause | SeriesClause
)  # fmt: skip

# --- coupon ---------------------------------------------------------------------------------------


@node
class CodeClause(Node):
    """``code "JESIEN26"``."""

    code: Text


@node
class CodesClause(Node):
    """``codes unique "WEL-####-####"``."""

    pattern: Text


@node
class ExpiresClause(Node):
    """``expires 30 days after issue``."""

    after: Duration


CouponClause = CodeClause | CodesClause | LimitClause | ExpiresClause | SeriesClause

# --- points ---------------------------------------------------------------------------------------


@node
class EarnClause(Node):
    """``earn 1 per 1.00 PLN of everything, per line``."""

    count: Number
    per: Money
    target: Target
    per_line: bool


@node
class PendingClause(Node):
    """``pending 14 days``."""

    wait: Duration


@node
class ExpireClause(Node):
    """``expire 12 months after earning``."""

    after: Duration


@node
class RedeemClause(Node):
    """``redeem 100 for 1.00 PLN, at most 50% of basket``."""

    points: Number
    worth: Money
    at_most: Percent | None


@node
class TierClause(Node):
    """``tier silver from 2 000 PLN in 365 days: earn 1.5x``."""

    tier: Name
    start: Money
    within: Duration
    earn: Multiplier


PointsClause = EarnClause | PendingClause | ExpireClause | RedeemClause | TierClause

# --- experiment -----------------------------------------------------------------------------------


@node
class Variant(Node):
    """``a 50%: coffee-10``."""

    name: Name
    share: Percent
    promotions: tuple[Name, ...]
