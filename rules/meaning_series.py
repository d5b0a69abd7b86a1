"""Meaning of ``series``: a name in the ledger, of one declaration only."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from grammar import clauses, literals, syntax
from grammar.diagnostics import Message
from grammar.limits import SERIES_CHARS_MAX
from rules.messages import series as messages
from rules.names import Names

if TYPE_CHECKING:
    from grammar.source import Span

# Braces part the group of an account from the rest of its name, a slash what follows the series.
_FORBIDDEN: Final = frozenset("{}/:")

# The kind of declaration, its identifier, and the series as written.
Series = tuple[str, str, literals.Text]


def series_of(part: Names) -> Iterator[Series]:
    """Yield the series that a part of the rules names."""
    blocks: tuple[tuple[str, Iterable[syntax.PromotionBlock | syntax.CouponBlock]], ...] = (
        ("promotion", part.promotions.values()), ("coupon", part.coupons.values()),
    )  # fmt: skip
    for kind, declared in blocks:
        for block in declared:
            for clause in block.clauses:
                if isinstance(clause, clauses.SeriesClause):
                    yield kind, block.name.text, clause.text


def check_series(clause: clauses.SeriesClause) -> Iterator[Message]:
    """Find a series that no account could have in its name."""
    text = clause.text.value
    fits = text.strip() == text and text.isprintable() and _FORBIDDEN.isdisjoint(text)
    if not (1 <= len(text) <= SERIES_CHARS_MAX and fits):
        yield messages.BadSeries(clause.text.span, text=text)


def same_series(names: Names, named: Iterable[Series]) -> Iterator[Message]:
    """Find two declarations of one kind that would be counted together."""
    first: dict[tuple[str, str], tuple[str, Span]] = {}
    for kind, owner, text in named:
        declared = names.promotions if kind == "promotion" else names.coupons
        known = first.setdefault((kind, text.value), (owner, text.span))
        if known[0] != owner:
            yield messages.SameSeries(text.span, kind=kind, text=text.value, other=known[0])
        elif text.value != owner and text.value in declared:
            yield messages.SameSeries(text.span, kind=kind, text=text.value, other=text.value)
