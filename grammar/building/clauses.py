"""Clauses of all blocks but ``test``."""

# ruff: noqa: D103 - each function makes the node of the alternative it is named after

from typing import Any, Literal

from grammar import clauses as c
from grammar.building.parts import Items, Parts, Phrase, Refused, maker, plain
from grammar.expressions import Condition, Target, Window
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
    Time,
    TimeRange,
)
from grammar.messages.spelling import UnknownDay
from grammar.node import Node, node
from grammar.suggest import nearest
from grammar.vocabulary import WEEKDAYS

plain(c.BaseClause, "base")
plain(c.SpreadClause, "spread")
plain(c.StacksClause, "stacks")
plain(c.FinalClause, "final")

# People write days in full, and in Polish.
_DAYS_IN_WORDS = {
    "monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri",
    "saturday": "sat", "sunday": "sun", "poniedzialek": "mon", "pon": "mon", "pn": "mon",
    "wtorek": "tue", "wt": "tue", "sroda": "wed", "sr": "wed", "czwartek": "thu", "czw": "thu",
    "piatek": "fri", "pt": "fri", "sobota": "sat", "sob": "sat", "niedziela": "sun", "nd": "sun",
    "ndz": "sun",
}  # fmt: skip


@maker
def phrase(parts: Parts) -> Node:
    return Phrase(parts.words(), span=parts.span)


def _phrase(parts: Parts) -> Any:
    return parts.one(Phrase).text


# --- shop ---------------------------------------------------------------------------------------


@maker
def currency(parts: Parts) -> Node:
    return c.CurrencyClause(parts.one(Name), span=parts.span)


@maker
def timezone(parts: Parts) -> Node:
    return c.TimezoneClause(parts.one(Name), span=parts.span)


@maker
def country(parts: Parts) -> Node:
    return c.CountryClause(parts.one(Name), span=parts.span)


@maker
def channels(parts: Parts) -> Node:
    return c.ChannelsClause(parts.one(Items).values, span=parts.span)


@maker
def stage_group(parts: Parts) -> Node:
    return Items(parts.all(Name), span=parts.span)


@maker
def stages(parts: Parts) -> Node:
    return c.StagesClause(tuple(group.values for group in parts.all(Items)), span=parts.span)


@maker
def rounding(parts: Parts) -> Node:
    mode, where = parts.all(Phrase)
    return c.RoundingClause(_any(mode.text), _any(where.text), span=parts.span)


def _any(value: str) -> Any:
    """The grammar has made sure that the words are one of the literal type's."""
    return value


@maker
def allocation(parts: Parts) -> Node:
    return c.AllocationClause(_phrase(parts), span=parts.span)


@maker
def floor(parts: Parts) -> Node:
    return c.FloorClause(parts.one(Money), parts.says("minimum-price"), span=parts.span)


@maker
def permits(parts: Parts) -> Node:
    return _law(parts, "permits")


@maker
def forbids(parts: Parts) -> Node:
    return _law(parts, "forbids")


def _law(parts: Parts, kind: Literal["permits", "forbids"]) -> Node:
    uses, classes = parts.all(Items)
    dates = iter(parts.all(Date))
    since = next(dates) if parts.says("from") else None
    return c.LawClause(kind, uses.values, classes.values, since, next(dates, None), span=parts.span)


@maker
def labels(parts: Parts) -> Node:
    return c.LabelsClause(parts.one(Items).values, span=parts.span)


@maker
def hold(parts: Parts) -> Node:
    return c.HoldClause(parts.one(Number), span=parts.span)


# --- promotion ------------------------------------------------------------------------------------


@maker
def from_date(parts: Parts) -> Node:
    return c.FromClause(parts.one(Date), span=parts.span)


@maker
def until_date(parts: Parts) -> Node:
    return c.UntilClause(parts.one(Date), span=parts.span)


@node
class _Hours(Node):
    ranges: tuple[TimeRange, ...]


@maker
def time_range(parts: Parts) -> Node:
    start, end = parts.all(Time)
    return TimeRange(start, end, span=parts.span)


@maker
def hours(parts: Parts) -> Node:
    return _Hours(parts.all(TimeRange), span=parts.span)


@maker
def on_days(parts: Parts) -> Node:
    days, times = parts.maybe(Items), parts.maybe(_Hours)
    for day in days.values if days else ():
        if day.text not in WEEKDAYS:
            near = _DAYS_IN_WORDS.get(day.text) or nearest(day.text, WEEKDAYS)
            raise Refused(UnknownDay(day.span, written=day.text, nearest=near))
    return c.OnClause(days.values if days else (), times.ranges if times else (), span=parts.span)


@maker
def in_channels(parts: Parts) -> Node:
    return c.InClause(parts.one(Items).values, parts.maybe(Text), span=parts.span)


@maker
def stores(parts: Parts) -> Node:
    return c.StoresClause(parts.nodes()[0], span=parts.span)


@maker
def for_audiences(parts: Parts) -> Node:
    return c.ForClause(parts.nodes(), span=parts.span)


@maker
def give(parts: Parts) -> Node:
    return c.GiveClause(parts.nodes()[0], span=parts.span)


@maker
def when(parts: Parts) -> Node:
    condition: Condition = parts.nodes()[0]
    return c.WhenClause(condition, span=parts.span)


@maker
def needs_coupon(parts: Parts) -> Node:
    return c.NeedsCoupon(parts.one(Name), span=parts.span)


@maker
def needs_consent(parts: Parts) -> Node:
    return c.NeedsConsent(parts.one(Name), span=parts.span)


@maker
def needs_reason(parts: Parts) -> Node:
    return c.NeedsReason(parts.one(Items).values, span=parts.span)


@node
class _LimitAmount(Node):
    amount: Number | Measure | Money
    counts: Literal["baskets", "times", "units", "measure", "amount"]


@node
class _LimitScope(Node):
    per: Literal["unit", "product", "basket", "customer", "total"]
    window: Window | None


_SCOPES = ("total", "basket", "product", "unit", "customer")
_COUNTED_BY_ITSELF = {Measure: "measure", Money: "amount"}


@maker
def limit_amount(parts: Parts) -> Node:
    amount = parts.nodes()[0]
    counts = _COUNTED_BY_ITSELF.get(type(amount)) or parts.words() or "baskets"
    return _LimitAmount(amount, _any(counts), span=parts.span)


@maker
def limit_scope(parts: Parts) -> Node:
    scope = next(word for word in _SCOPES if parts.says(word))
    window = parts.maybe(Phrase)
    return _LimitScope(_any(scope), _any(window.text) if window else None, span=parts.span)


@maker
def limit(parts: Parts) -> Node:
    amount, scope = parts.one(_LimitAmount), parts.one(_LimitScope)
    return c.LimitClause(amount.amount, amount.counts, scope.per, scope.window, span=parts.span)


@maker
def budget(parts: Parts) -> Node:
    grant = parts.maybe(Phrase)
    return c.BudgetClause(parts.one(Money), _any(grant.text) if grant else None, span=parts.span)


@maker
def returns(parts: Parts) -> Node:
    return c.ReturnsClause(_phrase(parts), span=parts.span)


@maker
def announce(parts: Parts) -> Node:
    return c.AnnounceClause(parts.one(Name), span=parts.span)


@maker
def groups(parts: Parts) -> Node:
    return c.GroupsClause(_phrase(parts), span=parts.span)


@maker
def stage(parts: Parts) -> Node:
    return c.StageClause(parts.one(Name), span=parts.span)


@maker
def priority(parts: Parts) -> Node:
    return c.PriorityClause(parts.one(Number), span=parts.span)


@maker
def exclusive(parts: Parts) -> Node:
    return c.ExclusiveClause(parts.maybe(Name), span=parts.span)


@maker
def receipt(parts: Parts) -> Node:
    return c.ReceiptClause(parts.one(Text), span=parts.span)


@maker
def series(parts: Parts) -> Node:
    return c.SeriesClause(parts.one(Text), span=parts.span)


# --- coupon, points, experiment -----------------------------------------------------------------


@maker
def code(parts: Parts) -> Node:
    return c.CodeClause(parts.one(Text), span=parts.span)


@maker
def codes(parts: Parts) -> Node:
    return c.CodesClause(parts.one(Text), span=parts.span)


@maker
def duration(parts: Parts) -> Node:
    unit = parts.words().removesuffix("s")
    return Duration(parts.one(Number), _any(unit), span=parts.span)


@maker
def expires(parts: Parts) -> Node:
    return c.ExpiresClause(parts.one(Duration), span=parts.span)


@maker
def earn(parts: Parts) -> Node:
    return c.EarnClause(
        parts.one(Number),
        parts.one(Money),
        parts.one(Target),
        parts.says("line"),
        span=parts.span,
    )


@maker
def pending(parts: Parts) -> Node:
    return c.PendingClause(parts.one(Duration), span=parts.span)


@maker
def expire(parts: Parts) -> Node:
    return c.ExpireClause(parts.one(Duration), span=parts.span)


@maker
def redeem(parts: Parts) -> Node:
    return c.RedeemClause(
        parts.one(Number), parts.one(Money), parts.maybe(Percent), span=parts.span
    )


@maker
def points_tier(parts: Parts) -> Node:
    return c.TierClause(
        parts.one(Name),
        parts.one(Money),
        parts.one(Duration),
        parts.one(Multiplier),
        span=parts.span,
    )


@maker
def variant(parts: Parts) -> Node:
    return c.Variant(parts.one(Name), parts.one(Percent), parts.one(Items).values, span=parts.span)
