"""Runs the ``test`` blocks of a ruleset: prices their carts, tells what differed and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from grammar import scenario, syntax
from grammar.source import Span
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.engine import price
from pricing.errors import CartErrors, PricingError
from pricing.explanation import Considered
from pricing.goods import CodeStatus, Facts
from pricing.moments import moment_of as moment_of_cart
from pricing.money import format_scaled
from pricing.quote import Quote
from pricing.wire import check_instant
from rules import amounts
from rules.compiler import CompileResult
from rules.program import CompiledProgram
from rules.scenario_cart import cart_of, moment_of, used_of

FactsFor = Callable[[Cart, datetime, Mapping[str, int]], Facts]


@dataclass(frozen=True, slots=True)
class Difference:
    """An expectation that was not met.

    Attributes:
        span: Of the ``expect`` clause.
        expected: In the words of the test.
        found: What the quote says instead.
        why: What the explanation says about it, a sentence a line; may be empty.
    """

    span: Span
    expected: str
    found: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What came of one test block.

    Attributes:
        title: Of the test.
        span: Of its title.
        differences: Every expectation that was not met.
        error: Why the cart could not be priced at all, or ``None``.
        cart: What was priced.
        quote: With its explanation; ``None`` where the cart could not be priced.
    """

    __test__ = False  # pytest would collect it by its name

    title: str
    span: Span
    differences: tuple[Difference, ...]
    error: str | None
    cart: Cart
    quote: Quote | None

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return self.error is None and not self.differences


def _no_catalogue(cart: Cart, at: datetime, used: Mapping[str, int]) -> Facts:
    """Let lines state for themselves what they cost."""
    del cart, at
    return Facts(used=used)


def run_tests(
    result: CompileResult, facts_for: FactsFor = _no_catalogue
) -> tuple[TestOutcome, ...]:
    """Run every test block of a ruleset that compiles.

    Args:
        result: A compile result with a program; without one there is nothing to run.
        facts_for: Answers what a cart needs to know of its goods at a moment, given the uses that
            the test says were already counted. Without it the lines state their prices.

    Returns:
        One outcome a test, files by name, tests in written order.
    """
    program = result.program
    if program is None:
        return ()
    return tuple(_run(test, program, facts_for) for test in result.tests)


def _run(
    test: syntax.TestBlock,
    program: CompiledProgram,
    facts_for: FactsFor,
) -> TestOutcome:
    at = moment_of(test, program.shop)
    cart = cart_of(test, program.shop, at)
    span = test.title.span
    try:
        check_instant(at)
        at = moment_of_cart(cart, program.shop, at)
        facts = facts_for(cart, at, used_of(test, program.shop.currency))
        # Unique codes that a test types are good, where nobody says otherwise.
        typed: dict[str, CodeStatus] = {normalise(code): "good" for code in cart.codes}
        facts = replace(facts, codes=typed | dict(facts.codes))
        quote = price(cart, program, facts, at, explain=True)
    except PricingError as error:
        return TestOutcome(test.title.value, span, (), _told(error), cart, None)
    differences = tuple(
        difference for clause in test.clauses for difference in _differences(clause, quote, program)
    )
    return TestOutcome(test.title.value, span, differences, None, cart, quote)


def _told(error: PricingError) -> str:
    errors = error.errors if isinstance(error, CartErrors) else (error,)
    return "; ".join(f"{one.pointer}: {one.message}" for one in errors)


def _differences(
    clause: scenario.TestClause,
    quote: Quote,
    program: CompiledProgram,
) -> tuple[Difference, ...]:
    currency = program.shop.currency
    match clause:
        case scenario.ExpectTotal(total=total):
            expected = format_scaled(amounts.minor(total, currency), currency.exponent)
            if quote.totals.payable != expected:
                return (_wrong_total(clause, expected, quote),)
        case scenario.ExpectSaves(promotion=promotion, amount=amount):
            expected = format_scaled(amounts.minor(amount, currency), currency.exponent)
            saved = _saved(quote, promotion.text)
            if saved != expected:
                return (_wrong_saving(clause, expected, saved, quote),)
        case scenario.ExpectRefused(promotion=promotion, reason=reason):
            considered = _considered(quote, promotion.text)
            if considered is None or considered.reason != reason.text:
                return (_wrong_refusal(clause, considered, quote),)
        case _:
            pass
    return ()


def _saved(quote: Quote, promotion: str) -> str | None:
    return next((one.amount for one in quote.applied if one.promotion == promotion), None)


def _considered(quote: Quote, promotion: str) -> Considered | None:
    assert quote.explanation is not None, "tests are priced with their explanation"
    listed = quote.explanation.promotions
    return next((one for one in listed if one.promotion == promotion), None)


def _wrong_total(clause: scenario.ExpectTotal, expected: str, quote: Quote) -> Difference:
    saved = tuple(
        f"{one.promotion} saves {one.amount} {quote.currency}" for one in quote.applied
    ) or ("no promotion applies",)
    return Difference(
        clause.span,
        f"total {expected} {quote.currency}",
        f"total {quote.totals.payable} {quote.currency}",
        (f"goods cost {quote.totals.gross} {quote.currency} at list prices", *saved),
    )


def _wrong_saving(
    clause: scenario.ExpectSaves,
    expected: str,
    saved: str | None,
    quote: Quote,
) -> Difference:
    name = clause.promotion.text
    return Difference(
        clause.span,
        f"{name} saves {expected} {quote.currency}",
        f"{name} saves {saved} {quote.currency}" if saved else f"{name} does not apply",
        () if saved else _why(name, quote),
    )


def _wrong_refusal(
    clause: scenario.ExpectRefused,
    considered: Considered | None,
    quote: Quote,
) -> Difference:
    name = clause.promotion.text
    if considered is None:
        found = f"{name} was not asked"
    elif considered.reason is None:
        found = f"{name} applies and saves {considered.saved} {quote.currency}"
    else:
        found = f"{name} refused because {considered.reason}"
    expected = f"{name} refused because {clause.reason.text}"
    return Difference(clause.span, expected, found, _why(name, quote))


_TOLD_MAX: Final = 5  # nobody reads on


def _why(name: str, quote: Quote) -> tuple[str, ...]:
    """Tell what an explanation says about a promotion that did not do what was expected."""
    considered = _considered(quote, name)
    if considered is None or considered.outcome == "applied":
        return ()
    told = [f"refused because {considered.reason}"]
    for condition in considered.conditions:
        if not condition.holds:
            actual = f": found {condition.actual}" if condition.actual is not None else ""
            told.append(f"`{condition.text}` does not hold{actual}")
    if considered.beaten_by:
        told.append("its goods went to " + ", ".join(considered.beaten_by))
    return tuple(told[:_TOLD_MAX])
