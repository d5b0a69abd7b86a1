"""Conditions as they stood, one by one, none skipped: what an explanation shows.

A report walks the conditions as written, before any pass, so it tells the author's own words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, assert_never

from grammar.vocabulary import WEEKDAYS
from pricing.basket import Basket
from pricing.money import MEASURE_DECIMALS, Currency, format_scaled
from pricing.program import ConditionResult
from pricing.reasons import REASONS, Counts, Reason
from rules import ir, reference
from rules.comparison import Comparison
from rules.runtime import orders_before

_WORDS: Final = {
    Comparison.LESS: "less than",
    Comparison.AT_MOST: "at most",
    Comparison.EQUAL: "exactly",
    Comparison.UNEQUAL: "anything but",
    Comparison.AT_LEAST: "at least",
    Comparison.MORE: "more than",
}
_COUNTED_AS: Final[dict[ir.Measure, Counts]] = {
    ir.Measure.TOTAL: "amount",
    ir.Measure.LIST_TOTAL: "amount",
    ir.Measure.QUANTITY: "pieces",
    ir.Measure.WEIGHT: "weight",
}


@dataclass(frozen=True, slots=True)
class Reporting:
    """A condition that reports on itself."""

    condition: ir.Condition
    currency: Currency

    def __call__(self, basket: Basket) -> tuple[ConditionResult, ...]:
        """Report every condition of a promotion, in the order they were written."""
        return report(self.condition, basket, self.currency)


def report(
    condition: ir.Condition, basket: Basket, currency: Currency
) -> tuple[ConditionResult, ...]:
    """Report on a condition; the whole holds exactly when every result does.

    What stands under ``or`` is one result that speaks for the alternative nearest to holding.
    """
    match condition:
        case ir.Always():
            return ()
        case ir.Never():
            return (ConditionResult(text="never", holds=False, reason="no-saving"),)
        case ir.AllOf(parts=parts):
            return tuple([r for part in parts for r in report(part, basket, currency)])
        case ir.AnyOf(parts=parts, text=text):
            return (_nearest(text, [report(part, basket, currency) for part in parts]),)
        case _:
            return (_report_leaf(condition, basket, currency),)


def _nearest(text: str, alternatives: list[tuple[ConditionResult, ...]]) -> ConditionResult:
    """Let the alternative that came furthest speak for all of them."""

    def failing(results: Iterable[ConditionResult]) -> list[ConditionResult]:
        return sorted((r for r in results if not r.holds), key=lambda r: REASONS.index(r.reason))

    open_ones = [failing(results) for results in alternatives]
    told = tuple(alternatives)
    if any(not missed for missed in open_ones):
        return ConditionResult(text=text, holds=True, reason="no-saving", alternatives=told)
    best = max(open_ones, key=lambda missed: (REASONS.index(missed[0].reason), -len(missed)))
    first = best[0]
    # More than one thing is wrong with it: no single amount would meet it.
    alone = len(best) == 1
    return ConditionResult(
        text=text,
        holds=False,
        reason=first.reason,
        actual=first.actual,
        needed=first.needed,
        missing=first.missing if alone else None,
        missing_of=first.missing_of,
        target=first.target,
        alternatives=told,
    )


def _report_leaf(leaf: ir.ConditionLeaf, basket: Basket, currency: Currency) -> ConditionResult:
    known, met = reference.found(leaf, basket)
    met = known and met != leaf.negated
    if isinstance(leaf, ir.Measures):
        return _report_measure(leaf, basket, currency, met=met)
    return ConditionResult(
        text=leaf.text,
        holds=met,
        reason=_reason(leaf, basket),
        actual=_actual(leaf, basket) if known else None,
        needed=_needed(leaf),
    )


def _report_measure(
    leaf: ir.Measures, basket: Basket, currency: Currency, *, met: bool
) -> ConditionResult:
    comparison = leaf.comparison.opposite if leaf.negated else leaf.comparison
    actual = reference.measured(leaf, basket)
    missing: int | None = None
    if not met:
        match comparison:
            case Comparison.AT_LEAST:
                missing = leaf.number - actual
            case Comparison.MORE:
                missing = leaf.number - actual + 1
            case Comparison.EQUAL if actual < leaf.number:
                missing = leaf.number - actual
            case _:
                pass
    return ConditionResult(
        text=leaf.text,
        holds=met,
        # No reason says "too much": what exceeds a maximum is not what the promotion is for.
        reason="no-goods" if missing is None and not met else "below-minimum",
        actual=_number(leaf.measure, actual, currency),
        needed=f"{_WORDS[comparison]} {_number(leaf.measure, leaf.number, currency)}",
        missing=missing,
        missing_of=_COUNTED_AS[leaf.measure],
        target=leaf.target,
    )


def _number(measure: ir.Measure, value: int, currency: Currency) -> str:
    match measure:
        case ir.Measure.TOTAL | ir.Measure.LIST_TOTAL:
            return f"{format_scaled(value, currency.exponent)} {currency.code}"
        case ir.Measure.QUANTITY:
            return str(value)
        case ir.Measure.WEIGHT:
            return format_scaled(value, MEASURE_DECIMALS)


def _reason(  # noqa: C901 - one branch for each kind of leaf
    leaf: ir.ConditionLeaf, basket: Basket
) -> Reason:
    match leaf:
        case ir.DayFrom():
            return "not-started"
        case ir.DayUntil():
            return "expired"
        case ir.OpenAt():
            return "time"
        case ir.ChannelIs():
            return "channel"
        case ir.StoreIs():
            return "store"
        case ir.InVariant():
            return "not-for-you"
        case ir.Audience() | ir.TierIs() | ir.Consents() | ir.OrderNumber():
            return "not-for-you" if basket.known_customer else "sign-in"
        case ir.DeliveryIs():
            return "delivery"
        case ir.PaymentIs():
            return "payment"
        case ir.HasCoupon():
            return "unknown"
        case ir.SpendsPoints():
            return "no-saving" if basket.known_customer else "sign-in"
        case ir.Measures():
            return "below-minimum"
        case _:
            assert_never(leaf)


def _needed(leaf: ir.ConditionLeaf) -> str | None:
    """Tell what a leaf asked, where the words of the rule file and a list are not the same."""
    match leaf:
        case ir.DayFrom(day=day):
            return f"{'until' if leaf.negated else 'from'} {_day(day - leaf.negated)}"
        case ir.DayUntil(day=day):
            return f"{'from' if leaf.negated else 'until'} {_day(day + leaf.negated)}"
        case ir.ChannelIs(channels=names) | ir.TierIs(tiers=names) | ir.PaymentIs(methods=names):
            return _one_of(names, negated=leaf.negated)
        case ir.StoreIs(stores=stores, regions=regions):
            return _one_of((*stores, *regions), negated=leaf.negated)
        case ir.DeliveryIs(methods=methods, stores=stores):
            asked = _one_of(methods, negated=leaf.negated)
            return f"{asked} at {_one_of(stores, negated=False)}" if stores else asked
        case ir.OrderNumber(comparison=comparison, number=number):
            comparison = comparison.opposite if leaf.negated else comparison
            return f"{_WORDS[comparison]} {number}"
        case _:
            return None


@lru_cache(maxsize=4_096)  # ten years of days: most promotions ask for one or two
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _one_of(names: tuple[str, ...], *, negated: bool) -> str:
    asked = ", ".join(names)
    if negated:
        return f"anything but {asked}"
    return f"one of {asked}" if len(names) > 1 else asked


def _actual(  # noqa: C901 - one branch for each kind of leaf
    leaf: ir.ConditionLeaf, basket: Basket
) -> str | None:
    """Tell what was found in place of what a leaf asked, as a person reads it."""
    match leaf:
        case ir.DayFrom(rollover=rollover) | ir.DayUntil(rollover=rollover):
            return _day(reference.business_day(basket, rollover))
        case ir.OpenAt():
            hour, minute = divmod(basket.minute, 60)
            return f"{WEEKDAYS[basket.weekday]} {hour:02}:{minute:02}"
        case ir.ChannelIs():
            return basket.channel
        case ir.StoreIs():
            return basket.store
        case ir.TierIs():
            return basket.tier
        case ir.Audience(segments=segments):
            return _customer(basket, segments=bool(segments))
        case ir.OrderNumber(channel=channel):
            return f"order {orders_before(basket, channel) + 1}"
        case ir.DeliveryIs(stores=stores):
            at_store = f" at {basket.pickup_store}" if stores and basket.pickup_store else ""
            return f"{basket.delivery_method}{at_store}"
        case ir.PaymentIs():
            return ", ".join(sorted(basket.payment_methods))
        case ir.SpendsPoints():
            return str(basket.points_wished)
        case ir.HasCoupon() | ir.Consents() | ir.Measures() | ir.InVariant():
            return None
        case _:
            assert_never(leaf)


def _customer(basket: Basket, *, segments: bool) -> str | None:
    """Tell what is known of a customer, ``None`` where that is nothing."""
    known = ["member"] * basket.member + ["employee"] * basket.employee
    if basket.tier is not None:
        known.append(f"tier {basket.tier}")
    if segments:
        known += [f"segment {name}" for name in sorted(basket.segments)]
    return ", ".join(known) or None
