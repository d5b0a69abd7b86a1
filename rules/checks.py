"""Everything that is checked before lowering, for one part of the rules and for the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from grammar.diagnostics import Diagnostic, Message
from grammar.node import Node
from grammar.source import NOWHERE, Source
from rules.meaning import check_meaning
from rules.meaning_declarations import Code, check_declarations, check_together, codes_of
from rules.meaning_identical import check_identical
from rules.meaning_series import Series, series_of
from rules.messages.bundle import NoShop, NothingDeclared
from rules.names import Names
from rules.resolve import Unknown, find_circles, find_unknown, tell_unknown
from rules.stages import check_stages
from rules.typecheck import Scope, check_types, scope_of
from rules.uses import Uses
from rules.walk import nodes


@dataclass(slots=True)
class Checked:
    """What was found in a part of the rules.

    Attributes:
        diagnostics: What is wrong with its types, its meaning and its stages.
        unknown: Names that lead nowhere; they are told together with those of other parts.
        codes: What its coupons declare; no two coupons may share one.
        series: What it names; no two declarations of a kind may share one.
        uses: Names that it reads.
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    codes: tuple[Code, ...] = ()
    series: tuple[Series, ...] = ()
    uses: Uses = field(default_factory=Uses)

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong; there may be warnings."""
        return not self.unknown and not any(one.is_error for one in self.diagnostics)


def check_part(names: Names, part: Names) -> Checked:
    """Check names, types and meaning of what one part of the rules declares.

    Args:
        names: Every declaration.
        part: Those to check. What is found depends on them, on the shop, on points and lists, and
            on which of the names that the part uses are declared; on nothing else.
    """
    checked = Checked(codes=tuple(codes_of(part)), series=tuple(series_of(part)))
    scope = scope_of(names)
    found: list[Message] = []
    for block in (*part.sets.values(), *part.experiments.values(), *part.tests):
        found += _walk(block, names, scope, checked)[1]
    for promotion in part.promotions.values():
        walked, wrong = _walk(promotion, names, scope, checked)
        found += wrong
        found += check_meaning(promotion)
        found += check_identical(walked)
    for programme in part.points.values():
        walked, wrong = _walk(programme, names, scope, checked)
        found += wrong
        found += check_identical(walked)
    for closed in (*part.coupons.values(), *([part.shop] if part.shop else [])):
        found += check_types(scope, nodes(closed))  # they name nothing that is declared elsewhere
    found += check_declarations(names, part)
    found += check_stages(names, part)
    checked.diagnostics = [one.diagnostic() for one in found]
    return checked


def _walk(
    block: Node, names: Names, scope: Scope, checked: Checked
) -> tuple[tuple[Node, ...], list[Message]]:
    """Walk a block once for everything that looks at single nodes."""
    walked = tuple(nodes(block))
    checked.unknown += find_unknown(names, walked)
    checked.uses.note(walked)
    return walked, list(check_types(scope, walked))


def check_whole(
    names: Names, parts: Sequence[Checked], sources: Sequence[Source]
) -> list[Diagnostic]:
    """Check what no part shows by itself, and tell of all names that lead nowhere."""
    found = _check_bundle(names, sources)
    found += tell_unknown(unknown for part in parts for unknown in part.unknown)
    found += find_circles(names)
    codes = (code for part in parts for code in part.codes)
    series = (one for part in parts for one in part.series)
    found += [one.diagnostic() for one in check_together(names, codes, series)]
    return found


def _check_bundle(names: Names, sources: Sequence[Source]) -> list[Diagnostic]:
    """Check that there is a shop, and anything at all."""
    if names.shop is not None:
        return []
    place = sources[0].span(0, 0) if sources else NOWHERE
    if names.is_empty:
        return [NothingDeclared(place).diagnostic()]
    return [NoShop(names.first_declaration or place).diagnostic()]
