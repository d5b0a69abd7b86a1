"""``grosz test``: the ``test`` blocks that stand beside the rules."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import CatalogueOption, RulesPath, compile_rules, load_goods
from cli.terminal import complain, say, say_all, styled

if TYPE_CHECKING:
    from grammar.source import Source, Span
    from pricing.cart import Cart
    from pricing.goods import Facts
    from rules.compiler import CompileResult
    from rules.scenario import FactsFor, TestOutcome

EXAMPLES: Final = (
    "grosz test examples/sklep/rules --catalogue examples/sklep/catalogue",
    "grosz test rules -k coffee      only tests whose name contains `coffee`",
    "grosz test rules --json         for a machine",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every test passed"),
    (ExitCode.INPUT, "a test failed, or the rules do not compile"),
    (ExitCode.USAGE, "a path is missing or unreadable, or no test has that name"),
)


def run_tests(
    rules: RulesPath,
    catalogue: CatalogueOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    name: Annotated[
        str | None,
        typer.Option("-k", metavar="NAME", help="Only tests whose name contains this."),
    ] = None,
) -> None:
    """Run the `test` blocks of a ruleset; a failure says what differed and why."""
    compiled = compile_rules(rules)
    if compiled.program is None:
        raise typer.Exit(ExitCode.INPUT)
    goods = load_goods(catalogue, compiled.program.shop.currency.code)
    shop = compiled.program.shop

    def facts_for(cart: "Cart", at: datetime, used: Mapping[str, int]) -> "Facts":
        from catalogue.facts import facts_for as facts_of

        return facts_of(cart, goods, at, shop.timezone, used, shop.labels)

    outcomes = _chosen(compiled, facts_for, name)
    if json:
        import msgspec

        say(msgspec.json.encode(_document(outcomes, compiled)).decode())
    else:
        _tell(outcomes, compiled, has_catalogue=goods is not None)
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(ExitCode.INPUT)


def _chosen(
    compiled: "CompileResult", facts_for: "FactsFor", name: str | None
) -> "list[TestOutcome]":
    """Run the tests and keep those that are asked for.

    Raises:
        StopError: A name was given and no test has it.
    """
    from rules.scenario import run_tests as run

    outcomes = list(run(compiled, facts_for))
    if name is None:
        return outcomes
    wanted = name.casefold()
    chosen = [outcome for outcome in outcomes if wanted in outcome.title.casefold()]
    if not chosen:
        raise StopError(ExitCode.USAGE, f"no test has `{name}` in its name")
    return chosen


def _tell(outcomes: "list[TestOutcome]", compiled: "CompileResult", *, has_catalogue: bool) -> None:
    sources = {source.name: source for source in compiled.sources}
    for outcome in outcomes:
        if outcome.passed:
            say(f"{styled('ok', 'green', sys.stdout)}      {outcome.title}")
            continue
        place = _place(outcome.span, sources)
        say(f"{styled('FAILED', 'red', sys.stdout)}  {outcome.title}  ({place})")
        say_all(_story(outcome, sources))
    failed = sum(not outcome.passed for outcome in outcomes)
    if not outcomes:
        complain("there are no test blocks in these rules", level="warning")
    elif failed:
        say(f"{failed} failed, {len(outcomes) - failed} passed")
        if not has_catalogue:
            text = "without --catalogue goods have no category, brand or tag, and no list price"
            complain(text, level="note")
    else:
        say(f"{len(outcomes)} passed")


def _story(outcome: "TestOutcome", sources: "Mapping[str, Source]") -> Iterator[str]:
    if outcome.error is not None:
        yield f"          the cart cannot be priced: {outcome.error}"
    for difference in outcome.differences:
        yield f"          {_place(difference.span, sources)}"
        yield f"            expected  {difference.expected}"
        yield f"            found     {difference.found}"
        yield from (f"            because   {reason}" for reason in difference.why)


def _document(outcomes: "list[TestOutcome]", compiled: "CompileResult") -> dict[str, Any]:
    sources = {source.name: source for source in compiled.sources}
    failed = sum(not outcome.passed for outcome in outcomes)
    return {
        "ruleset": compiled.digest,
        "passed": len(outcomes) - failed,
        "failed": failed,
        "tests": [
            {
                "title": outcome.title,
                "file": outcome.span.file,
                "line": _line(outcome.span, sources),
                "passed": outcome.passed,
                "error": outcome.error,
                "differences": [
                    {
                        "line": _line(difference.span, sources),
                        "expected": difference.expected,
                        "found": difference.found,
                        "why": difference.why,
                    }
                    for difference in outcome.differences
                ],
            }
            for outcome in outcomes
        ],
    }


def _place(span: "Span", sources: "Mapping[str, Source]") -> str:
    return f"{span.file}:{_line(span, sources)}"


def _line(span: "Span", sources: "Mapping[str, Source]") -> int:
    return sources[span.file].line_of(span.start) + 1
