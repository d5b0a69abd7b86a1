"""Meaning of what a shop permits, forbids, and lets its scales print."""

from collections.abc import Iterator

from grammar import clauses, literals, syntax
from grammar.diagnostics import Message
from grammar.suggest import nearest
from pricing.labels import problem_of
from pricing.legal import COUNTRIES, CountryPolicy, Use
from rules.lower_shop import COUNTRY_DEFAULT
from rules.messages import meaning
from rules.messages import policies as messages

USES = tuple(use.value for use in Use)


def check_policies(block: syntax.ShopBlock) -> Iterator[Message]:
    """Find laws of the shop's own that are not its to make, and labels that cannot be read."""
    country = next(
        (clause.code.text for clause in block.clauses if isinstance(clause, clauses.CountryClause)),
        COUNTRY_DEFAULT,
    )
    for clause in block.clauses:
        match clause:
            case clauses.LawClause():
                yield from _law(clause, country)
            case clauses.LabelsClause(patterns=patterns):
                yield from _labels(patterns)
            case _:
                pass


def _law(clause: clauses.LawClause, country: str) -> Iterator[Message]:
    for use in clause.uses:
        if use.text not in USES:
            yield messages.UnknownUse(
                use.span, name=use.text, known=USES, nearest=nearest(use.text, USES)
            )
    since, until = clause.since, clause.until
    if since is not None and until is not None and until.value < since.value:
        yield meaning.UntilBeforeFrom(
            until.span,
            until=until.value.isoformat(),
            start=since.value.isoformat(),
            start_span=since.span,
        )
    policy = COUNTRIES.get(country)  # an unknown country is told by itself
    if policy is not None and clause.kind == "permits":
        yield from _not_for_the_shop(clause, country, policy)


def _not_for_the_shop(
    clause: clauses.LawClause, country: str, policy: CountryPolicy
) -> Iterator[Message]:
    for name in clause.classes:
        if name.text not in policy.switches:
            yield messages.NotForTheShop(
                name.span,
                name=name.text,
                country=country,
                switches=policy.switches,
                forbidden=name.text in policy.restrictions,
            )


def _labels(patterns: tuple[literals.Text, ...]) -> Iterator[Message]:
    for pattern in patterns:
        problem = problem_of(pattern.value)
        if problem is not None:
            yield messages.BadLabel(pattern.span, pattern=pattern.value, problem=problem)
