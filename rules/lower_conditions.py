"""Clauses to conditions; negation is pushed to the leaves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from sys import intern
from typing import Final, TypedDict, assert_never

from grammar import clauses, expressions, literals
from grammar.node import Node
from grammar.source import Source, Span
from grammar.vocabulary import WEEKDAYS
from pricing.money import Currency
from rules import amounts, ir
from rules.comparison import Comparison
from rules.lower_sets import SetTable

_MINUTES_IN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class ConditionLowering:
    """Turns the clauses of one promotion into its condition.

    Attributes:
        table: Gives sets their numbers.
        sources: The texts, for the author's own words.
        currency: The shop's.
    """

    table: SetTable
    sources: Mapping[str, Source]
    currency: Currency

    def lower(self, written: Iterable[clauses.PromotionClause]) -> ir.Condition:
        """Return what every clause that restricts a promotion asks, in written order."""
        listed = tuple(written)
        openings = self._openings(listed)
        rollover = _rollover(openings.openings) if openings is not None else 0
        parts: list[ir.Condition] = []
        for clause in listed:
            part = self._lower_clause(clause, openings, rollover)
            if part is not None and part not in parts:
                parts.append(part)
        if not parts:
            return ir.Always()
        return parts[0] if len(parts) == 1 else ir.AllOf(tuple(parts))

    def _lower_clause(
        self, clause: clauses.PromotionClause, openings: ir.OpenAt | None, rollover: int
    ) -> ir.Condition | None:
        match clause:
            case clauses.FromClause(date=day):
                return ir.DayFrom(day.value.toordinal(), rollover, **self._said(clause))
            case clauses.UntilClause(date=day):
                return ir.DayUntil(day.value.toordinal(), rollover, **self._said(clause))
            case clauses.OnClause():
                return openings
            case clauses.InClause(channels=channels):
                names = tuple(dict.fromkeys(name.text for name in channels))
                # `because` is for customers, not a condition.
                return ir.ChannelIs(names, text="in " + ", ".join(names), place=clause.span)
            case clauses.StoresClause(stores=stores):
                return self._stores(stores, clause, negated=False)
            case clauses.ForClause(audiences=audiences):
                return self._audience(audiences, clause)
            case clauses.WhenClause(condition=condition):
                return self._condition(condition, condition, negated=False)
            case clauses.NeedsCoupon(coupon=coupon):
                return ir.HasCoupon(coupon.text, **self._said(clause))
            case clauses.NeedsConsent(consent=consent):
                return self._leaf(ir.Consents(consent.text), clause)
            case _:
                return None

    def _leaf(self, leaf: ir.ConditionLeaf, node: Node) -> ir.ConditionLeaf:
        """Give a leaf its words and its place; a ``not`` around a group stands before each part."""
        text = self._words(node)
        if leaf.negated and not text.startswith("not "):
            text = f"not {text}"
        return replace(leaf, text=text, place=node.span)

    def _said(self, node: Node) -> "_Said":
        return {"text": self._words(node), "place": node.span}

    def _words(self, node: Node) -> str:
        source = self.sources.get(node.span.file)
        # Thousands of promotions begin on the same day: their words are kept once.
        return intern(" ".join(source.quote(node.span).split())) if source is not None else ""

    # --- time --------------------------------------------------------------------------------

    def _openings(self, listed: tuple[clauses.PromotionClause, ...]) -> ir.OpenAt | None:
        """Join all ``on`` clauses: the promotion is open when any of them is."""
        written = [clause for clause in listed if isinstance(clause, clauses.OnClause)]
        if not written:
            return None
        openings: list[ir.Opening] = []
        for clause in written:
            days = tuple(sorted({WEEKDAYS.index(day.text) for day in clause.days})) or tuple(
                range(len(WEEKDAYS))
            )
            openings += [
                ir.Opening(days, _minute(hours.start), _minute(hours.end) or ir.MINUTES_IN_DAY)
                for hours in clause.hours
            ] or [ir.Opening(days)]
        text = " or ".join(self._words(clause) for clause in written)
        return ir.OpenAt(tuple(openings), text=text, place=written[0].span)

    # --- where and who -----------------------------------------------------------------------

    def _stores(
        self, node: expressions.StoreExpression, around: Node, *, negated: bool
    ) -> ir.Condition:
        match node:
            case expressions.StoreIs(stores=stores):
                leaf = ir.StoreIs(_texts(stores), (), negated=negated)
                return self._leaf(leaf, around)
            case expressions.StoreHas(values=values):
                leaf = ir.StoreIs((), _texts(values), negated=negated)
                return self._leaf(leaf, around)
            case expressions.StoreNot(operand=operand):
                return self._stores(operand, around, negated=not negated)
            case expressions.StoreAny(parts=parts) | expressions.StoreAll(parts=parts):
                lowered = tuple(self._stores(part, part, negated=negated) for part in parts)
                if isinstance(node, expressions.StoreAll) != negated:
                    return ir.AllOf(lowered)
                joined = _join_stores(lowered)
                if joined is not None and not negated:
                    return self._leaf(joined, around)
                return ir.AnyOf(lowered, text=self._words(around))
            case _:
                assert_never(node)

    def _audience(
        self, audiences: tuple[expressions.Audience, ...], clause: Node
    ) -> ir.Condition | None:
        member = employee = False
        tiers: list[str] = []
        segments: list[str] = []
        for audience in audiences:
            match audience:
                case expressions.Everyone():
                    return None
                case expressions.Members():
                    member = True
                case expressions.Employees():
                    employee = True
                case expressions.InTier(tiers=names):
                    tiers += [name.text for name in names]
                case expressions.InSegment(segments=texts):
                    segments += _texts(texts)
                case _:
                    assert_never(audience)
        leaf = ir.Audience(member, employee, tuple(tiers), tuple(segments))
        return self._leaf(leaf, clause)

    # --- when ---------------------------------------------------------------------------------

    def _condition(
        self, node: expressions.Condition, around: Node, *, negated: bool
    ) -> ir.Condition:
        """Lower one condition; ``around`` holds its words, a ``not`` before it included."""
        match node:
            case expressions.ConditionAny(parts=parts) | expressions.ConditionAll(parts=parts):
                lowered = tuple(self._condition(part, part, negated=negated) for part in parts)
                if isinstance(node, expressions.ConditionAll) != negated:
                    return ir.AllOf(lowered)
                return ir.AnyOf(lowered, text=self._words(around))
            case expressions.ConditionNot(operand=operand):
                return self._condition(operand, around, negated=not negated)
            case expressions.Compare():
                return self._leaf(replace(self._compare(node), negated=negated), around)
            case expressions.DeliveryIs(method=method, store=store):
                stores = (store.value,) if store is not None else ()
                return self._leaf(ir.DeliveryIs((method.text,), stores, negated=negated), around)
            case expressions.PaymentIs(method=method):
                return self._leaf(ir.PaymentIs((method.text,), negated=negated), around)
            case expressions.FirstOrder(channel=channel):
                name = channel.text if channel is not None else None
                leaf = ir.OrderNumber(Comparison.EQUAL, 1, name, negated=negated)
                return self._leaf(leaf, around)
            case _:
                assert_never(node)

    def _compare(self, node: expressions.Compare) -> ir.ConditionLeaf:
        comparison = Comparison(node.operator)
        quantity = node.quantity
        match quantity:
            case expressions.OrderNumber():
                assert isinstance(node.value, literals.Number), "its type has been checked"
                return ir.OrderNumber(comparison, amounts.count(node.value))
            case expressions.BasketTotal(at_list_price=at_list_price):
                read = self.table.target(None, name="basket")
                measure = ir.Measure.LIST_TOTAL if at_list_price else ir.Measure.TOTAL
            case expressions.TotalOf(target=target, at_list_price=at_list_price):
                read = self.table.target(target)
                measure = ir.Measure.LIST_TOTAL if at_list_price else ir.Measure.TOTAL
            case expressions.QuantityOf(target=target):
                read, measure = self.table.target(target), ir.Measure.QUANTITY
            case expressions.WeightOf(target=target):
                read, measure = self.table.target(target), ir.Measure.WEIGHT
            case _:
                assert_never(quantity)
        unit = amounts.base_unit(node.value) if isinstance(node.value, literals.Measure) else ""
        return ir.Measures(measure, read, comparison, self._number(node.value), unit)

    def _number(self, value: literals.Literals) -> int:
        """Return what a measure is compared with: minor units, pieces or thousandths."""
        match value:
            case literals.Money():
                return amounts.minor(value, self.currency)
            case literals.Number():
                return amounts.count(value)
            case literals.Measure():
                number = amounts.milli(value)
                assert number is not None, "its decimals have been checked"
                return number
            case literals.Percent() | literals.Text():
                raise AssertionError(f"{value} was let through")
            case _:
                assert_never(value)


class _Said(TypedDict):
    """The words of a clause and where they stand."""

    text: str
    place: Span


def _texts(values: tuple[literals.Text, ...]) -> tuple[str, ...]:
    return tuple(value.value for value in values)


def _minute(time: literals.Time) -> int:
    return time.value.hour * _MINUTES_IN_HOUR + time.value.minute


def _rollover(openings: tuple[ir.Opening, ...]) -> int:
    """Return the minute up to which a moment belongs to the day before."""
    return max((one.end for one in openings if one.end <= one.start), default=0)


def _join_stores(parts: tuple[ir.Condition, ...]) -> ir.StoreIs | None:
    """Join plain lists of stores and regions into one; ``None`` where a part is more than that."""
    stores: list[str] = []
    regions: list[str] = []
    for part in parts:
        if not isinstance(part, ir.StoreIs) or part.negated:
            return None
        stores += part.stores
        regions += part.regions
    return ir.StoreIs(tuple(stores), tuple(regions))
