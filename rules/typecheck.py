"""Types: whether every literal is of the kind, currency, fineness and size that its sentence needs.

One walk over every block; what a node needs is in the table at the end.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, assert_never

from grammar import clauses, expressions, literals, rewards, scenario, syntax
from grammar.diagnostics import Message
from grammar.node import Node
from grammar.source import NOWHERE, Span
from pricing.limits import AMOUNT_MAJOR_MAX, CART_UNITS_MAX, LINE_MEASURE_MILLI_MAX
from pricing.money import EXPONENTS, MEASURE_DECIMALS, PRICE_DECIMALS, Currency, format_scaled
from rules import amounts
from rules.messages import types as messages
from rules.names import ATTRIBUTES, Names
from rules.walk import nodes

COUNT_MAX: Final = 1_000_000_000  # over all baskets together; no shop sells more of one thing
HUNDRED: Final = 100


@dataclass(slots=True)
class Scope:
    """What literals are checked against.

    Attributes:
        currency: The shop's.
        declared: Where the shop says so.
        is_currency_known: Whether there is a shop with a currency that exists; if not, that has
            been told, and amounts in any currency are let pass.
        fine: Amounts that are prices per unit and may have four decimals.
        loose: Numbers that need not be whole.
        large: Numbers that count over many baskets.
    """

    currency: Currency
    declared: Span
    is_currency_known: bool
    fine: set[int] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)
    large: set[int] = field(default_factory=set)


def scope_of(names: Names) -> Scope:
    """Return what the literals of a ruleset are checked against."""
    currency, declared = currency_of(names.shop)
    return Scope(currency, declared, names.shop is not None and currency.code in EXPONENTS)


def check_types(scope: Scope, walked: Iterable[Node]) -> Iterator[Message]:
    """Find every literal that cannot stand where it stands, among the nodes of a block.

    Nodes must come outer before inner: what stands around a literal says what it may be.
    """
    for node in walked:
        check = _CHECKS.get(type(node))
        if check is not None:
            yield from check(scope, node)


def currency_of(shop: syntax.ShopBlock | None) -> tuple[Currency, Span]:
    """Return the shop's currency and where it says so; the default where it does not."""
    for clause in shop.clauses if shop else ():
        if isinstance(clause, clauses.CurrencyClause):
            code = clause.code.text
            # An unknown currency is told by the shop's own check; its decimals are assumed here.
            return Currency(code, EXPONENTS.get(code, 2)), clause.span
    return Currency("PLN", EXPONENTS["PLN"]), NOWHERE


# --- single literals ------------------------------------------------------------------------------


def _money(scope: Scope, node: literals.Money) -> Iterator[Message]:
    currency = scope.currency
    if id(node) in scope.loose:
        return
    if node.currency != currency.code and scope.is_currency_known:
        yield messages.OtherCurrency(
            node.span, found=node.currency, expected=currency.code, declared=scope.declared
        )
        return
    is_price = id(node) in scope.fine
    decimals = PRICE_DECIMALS if is_price else currency.exponent
    if node.amount > AMOUNT_MAJOR_MAX:
        yield messages.TooLarge(node.span, most=f"{AMOUNT_MAJOR_MAX} {currency.code}")
    elif amounts.scaled(node.amount, decimals) is None:
        kind = "a price per unit" if is_price else f"an amount in {currency.code}"
        yield messages.TooFine(node.span, kind=kind, decimals=decimals)


def _percent(scope: Scope, node: literals.Percent) -> Iterator[Message]:
    if id(node) in scope.loose:
        return
    if node.value > HUNDRED:
        yield messages.PercentOverHundred(node.span, percent=f"{node.value}%")
    elif amounts.scaled(node.value, amounts.PERCENT_DECIMALS) is None:
        yield messages.TooFine(node.span, kind="a percent", decimals=amounts.PERCENT_DECIMALS)


def _number(scope: Scope, node: literals.Number) -> Iterator[Message]:
    if id(node) in scope.loose:
        return
    most = COUNT_MAX if id(node) in scope.large else CART_UNITS_MAX
    if amounts.scaled(node.value, 0) is None:
        yield messages.WholeNumber(node.span, found=str(node.value))
    elif node.value > most:
        yield messages.TooLarge(node.span, most=str(most))


def _measure(scope: Scope, node: literals.Measure) -> Iterator[Message]:
    if id(node) in scope.loose:
        return
    number = amounts.milli(node)
    if number is None:
        small = amounts.base_unit(node) != node.unit
        decimals = 0 if small else MEASURE_DECIMALS
        yield messages.TooFine(node.span, kind=f"a measure in {node.unit}", decimals=decimals)
    elif number > LINE_MEASURE_MILLI_MAX:
        most = format_scaled(LINE_MEASURE_MILLI_MAX, MEASURE_DECIMALS)
        yield messages.TooLarge(node.span, most=most)


def kind_of(value: literals.Literals) -> str:
    """Name the kind of a literal for a sentence."""
    match value:
        case literals.Number():
            return "a bare number"
        case literals.Percent():
            return "a percent"
        case literals.Money():
            return "an amount of money"
        case literals.Measure():
            return "a measure"
        case literals.Text():
            return "a text"
        case _:
            assert_never(value)


# --- comparisons ----------------------------------------------------------------------------------


def _compare(scope: Scope, node: expressions.Compare) -> Iterator[Message]:
    match node.quantity:
        case expressions.BasketTotal() | expressions.TotalOf():
            yield from _needs_money(scope, node.value)
        case expressions.QuantityOf() | expressions.OrderNumber():
            if not isinstance(node.value, literals.Number):
                _settle(scope, node.value)
                yield _wrong(node.value, "a bare number", "3")
        case expressions.WeightOf():
            if not isinstance(node.value, literals.Measure):
                _settle(scope, node.value)
                number = node.value.value if isinstance(node.value, literals.Number) else 2
                yield _wrong(node.value, "a measure", f"{number} kg")
        case _:
            assert_never(node.quantity)


def _needs_money(scope: Scope, value: literals.Literals) -> Iterator[Message]:
    if isinstance(value, literals.Money):
        return
    _settle(scope, value)
    number = value.value if isinstance(value, literals.Number) else 100
    yield _wrong(value, "an amount of money", f"{number} {scope.currency.code}")


def _wrong(value: literals.Literals, needed: str, example: str) -> Message:
    return messages.WrongLiteral(value.span, needed=needed, found=kind_of(value), example=example)


def _settle(scope: Scope, value: literals.Literals) -> None:
    """Let a literal of the wrong kind produce no second complaint."""
    scope.loose.add(id(value))


def _compare_list_price(scope: Scope, node: expressions.CompareListPrice) -> Iterator[Message]:
    scope.fine.add(id(node.value))
    yield from _needs_money(scope, node.value)


def _compare_attribute(scope: Scope, node: expressions.CompareAttribute) -> Iterator[Message]:
    if not isinstance(node.value, literals.Money):
        scope.loose.add(id(node.value))
    scope.fine.add(id(node.value))
    is_text = isinstance(node.value, literals.Text)
    textual = node.attribute.text in ATTRIBUTES
    if (is_text and node.operator != "=") or (textual and not is_text):
        yield messages.NotComparable(node.span, attribute=node.attribute.text)


# --- rewards --------------------------------------------------------------------------------------


def _fixed_price(scope: Scope, node: rewards.FixedPrice) -> Iterator[Message]:
    scope.fine.add(id(node.price))
    return iter(())


def _scale(scope: Scope, node: rewards.PriceScale) -> Iterator[Message]:
    """Check that all steps count in one unit; a step that names none follows the others."""
    scope.fine.update(id(step.price) for step in node.steps)
    expected: str | None = None
    for step in node.steps:
        for unit, span in _units_of(step):
            if expected is None:
                expected = unit
            elif unit != expected:
                yield messages.MixedUnits(span, found=_named(unit), expected=_named(expected))
                return


def _units_of(step: rewards.ScaleStep) -> Iterator[tuple[str, Span]]:
    match step.start:
        case literals.Measure():
            yield amounts.base_unit(step.start), step.start.span
        case literals.Number():
            yield "each", step.start.span
        case _:
            pass
    if step.per is not None:
        yield step.per, step.span


def _named(unit: str) -> str:
    return "pieces" if unit == "each" else unit


def scale_unit(node: rewards.PriceScale) -> str:
    """Return what a scale counts: ``each``, ``kg``, ``l`` or ``m``, once its steps agree."""
    units = [unit for step in node.steps for unit, _ in _units_of(step)]
    return units[0] if units else "each"


def _tiers(scope: Scope, node: rewards.TotalTiers) -> Iterator[Message]:
    del scope
    if node.each_step:
        for tier in node.tiers:
            if isinstance(tier.off, literals.Money):
                yield messages.MixedTiers(tier.off.span)
                return


# --- numbers that count over many baskets -----------------------------------------------------


def _large(scope: Scope, node: Node) -> Iterator[Message]:
    for inner in nodes(node):
        if isinstance(inner, literals.Number):
            scope.large.add(id(inner))
    return iter(())


def _cart_item(scope: Scope, node: scenario.CartItem) -> Iterator[Message]:
    if node.price is not None:
        scope.fine.add(id(node.price))
    return iter(())


_CHECKS: Final[dict[type, Callable[..., Iterator[Message]]]] = {
    literals.Money: _money,
    literals.Percent: _percent,
    literals.Number: _number,
    literals.Measure: _measure,
    expressions.Compare: _compare,
    expressions.CompareListPrice: _compare_list_price,
    expressions.CompareAttribute: _compare_attribute,
    rewards.FixedPrice: _fixed_price,
    rewards.PriceScale: _scale,
    rewards.TotalTiers: _tiers,
    rewards.ExtraPoints: _large,
    clauses.LimitClause: _large,
    clauses.HoldClause: _large,
    clauses.PriorityClause: _large,
    clauses.EarnClause: _large,
    clauses.RedeemClause: _large,
    scenario.PointsSpent: _large,
    scenario.CartItem: _cart_item,
}
