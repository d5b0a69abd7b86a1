"""What the compiler remembers from one compilation to the next.

A rule file that is as it was is not read, checked, lowered or linked again, as long as what it uses
of other files is as it was. The result is that of a compilation that remembers nothing: a property
in ``tests/properties/test_workspace.py`` edits rulesets and compares.

What is remembered belongs to the texts, not to positions in a program: numbers of sets are checked
and numbers of promotions given anew. Nothing older than the last compilation is kept.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from grammar.diagnostics import Diagnostic
from grammar.parser import parse
from grammar.source import Source
from grammar.syntax import ExperimentBlock, File, PointsBlock, ShopBlock
from pricing.program import Promotion
from rules import ir
from rules.checks import Checked, check_part
from rules.emit import Workshop
from rules.filing import Filing
from rules.lower import Lowering
from rules.names import Names, collect_names
from rules.passes import Pass


@dataclass(frozen=True, slots=True)
class Parsed:
    """One rule file: its text, its syntax and what it declares.

    Attributes:
        names: Its own declarations, ``None`` where it declares a name twice.
    """

    source: Source
    file: File
    diagnostics: tuple[Diagnostic, ...]
    names: Names | None


@dataclass(frozen=True, slots=True)
class Made:
    """One promotion, from typed form to what prices it.

    Attributes:
        rule: As lowered.
        optimised: After the passes.
        diagnostics: What was found in it after lowering.
    """

    rule: ir.Rule
    optimised: ir.Rule
    diagnostics: tuple[Diagnostic, ...]
    filing: Filing | None = None
    promotion: Promotion | None = None

    def numbered(self, number: int) -> "Made":
        """Return the same promotion at a position of a program."""
        assert self.promotion is not None, "only linked promotions have a position"
        if self.promotion.number == number:
            return self
        return replace(self, promotion=replace(self.promotion, number=number))


@dataclass(frozen=True, slots=True)
class World:
    """What any promotion may depend on besides the names it uses.

    Shops, programmes and experiments are the same when they are the same syntax: they know their
    places, and those are shown.
    """

    shop: ShopBlock | None
    points: tuple[PointsBlock, ...]
    experiments: tuple[ExperimentBlock, ...]
    attributes: tuple[str, ...] | None
    lists: Mapping[str, str]
    passes: tuple[Pass, ...]

    def is_as(self, other: "World | None") -> bool:
        """Tell whether nothing that was made in the other one need be made again."""
        return (
            other is not None
            and self.shop is other.shop
            and _same(self.points, other.points)
            and _same(self.experiments, other.experiments)
            and (self.attributes, self.lists, self.passes)
            == (other.attributes, other.lists, other.passes)
        )


def _same(ones: Sequence[object], others: Sequence[object]) -> bool:
    return len(ones) == len(others) and all(a is b for a, b in zip(ones, others, strict=True))


# How many functions may lie about for each promotion before all of them are made anew.
_FUNCTIONS_MAX: Final = 6


@dataclass(slots=True)
class Workspace:
    """Remembers what the last compilation made; not for use by two threads at once.

    Attributes:
        parsed: By name of the file.
        checked: Files without mistakes, by name.
        lowering: The whole typed form; ``None`` where nothing is remembered of it.
        made: Promotions by identifier.
        workshop: The functions.
    """

    parsed: dict[str, Parsed] = field(default_factory=dict)
    checked: dict[str, tuple[Parsed, Checked]] = field(default_factory=dict)
    lowering: Lowering | None = None
    made: Mapping[str, Made] = field(default_factory=dict)
    workshop: Workshop = field(default_factory=Workshop)
    _world: World | None = None

    def parse_all(self, sources: Sequence[Source]) -> list[Parsed]:
        """Read rule files; those that are as they were are not read again."""
        parsed = [self._parse(source) for source in sources]
        self.parsed = {one.source.name: one for one in parsed}
        return parsed

    def _parse(self, source: Source) -> Parsed:
        known = self.parsed.get(source.name)
        if known is not None and known.source.text == source.text:
            return known
        read = parse(source)
        names, wrong = collect_names([read.file])
        return Parsed(source, read.file, read.diagnostics, None if wrong else names)

    def enter(
        self, names: Names, attributes: Collection[str] | None, passes: Sequence[Pass]
    ) -> None:
        """Forget what was made where something changed on which everything depends."""
        world = World(
            names.shop,
            tuple(names.points.values()),
            tuple(names.experiments.values()),
            None if attributes is None else tuple(sorted(attributes)),
            names.lists,
            tuple(passes),
        )
        if not world.is_as(self._world):
            self.checked, self.lowering, self.made = {}, None, {}
        self._world = world

    def check(self, names: Names, parsed: Sequence[Parsed]) -> list[Checked]:
        """Check every file by itself; those that stand as they stood are not checked again."""
        checked = {}
        for one in parsed:
            before, found = self.checked.get(one.source.name, (None, None))
            if found is None or before is not one or not _is_declared(found, names):
                assert one.names is not None, "a name that is taken twice has been told"
                found = check_part(names, one.names)
            checked[one.source.name] = (one, found)
        self.checked = {name: pair for name, pair in checked.items() if pair[1].is_good}
        return [found for _, found in checked.values()]

    def keep(self, lowering: Lowering, made: Mapping[str, Made]) -> None:
        """Remember what a compilation made, and nothing that is older."""
        self.lowering, self.made = lowering, made
        if len(self.workshop) > _FUNCTIONS_MAX * (len(made) + 100):
            self.workshop = Workshop()


def _is_declared(checked: Checked, names: Names) -> bool:
    """Tell whether every name that a part uses is still declared."""
    uses = checked.uses
    return (
        uses.sets <= names.sets.keys()
        and uses.coupons <= names.coupons.keys()
        and all(name in names.promotions or name in names.points for name in uses.promotions)
    )
