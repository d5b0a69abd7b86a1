"""What the compiler remembers from one compilation to the next.

A rule file that is as it was is not read, checked, lowered or linked again, as long as what it uses
of other files is as it was. The result is that of a compilation that remembers nothing: a property
in ``tests/properties/test_workspace.py`` edits rulesets and compares.

What is remembered belongs to the texts, not to positions in a program: numbers of sets are checked
and numbers of promotions given anew. Nothing older than the last compilation is kept.
"""

from collections.abc import Collection, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
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
from rules.uses import Uses


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
    """One promotion in typed form.

    Attributes:
        rule: As lowered.
        optimised: After the passes.
        diagnostics: What was found in it after lowering.
    """

    rule: ir.Rule
    optimised: ir.Rule
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Linked(Made):
    """One promotion, from typed form to what prices it.

    Attributes:
        filing: What the index knows of it.
        promotion: At its position in a program, which may be another in the next one.
    """

    filing: Filing
    promotion: Promotion


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
    made: Mapping[str, Linked] = field(default_factory=dict)
    workshop: Workshop = field(default_factory=Workshop)
    _world: World | None = None
    _declared: "_Declared | None" = None

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
        declared = _Declared.of(names)
        all_there = declared.has_all_of(self._declared)
        self._declared = declared
        checked = {}
        for one in parsed:
            before, found = self.checked.get(one.source.name, (None, None))
            if found is None or before is not one or not (all_there or declared.has(found.uses)):
                assert one.names is not None, "a name that is taken twice has been told"
                found = check_part(names, one.names)
            checked[one.source.name] = (one, found)
        self.checked = {name: pair for name, pair in checked.items() if pair[1].is_good}
        return [found for _, found in checked.values()]

    def keep(self, lowering: Lowering, made: Mapping[str, Linked]) -> None:
        """Remember what a compilation made, and nothing that is older."""
        self.lowering, self.made = lowering, made
        if len(self.workshop) > _FUNCTIONS_MAX * (len(made) + 100):
            self.workshop = Workshop()


@dataclass(frozen=True, slots=True)
class _Declared:
    """The names that other files may use."""

    sets: KeysView[str]
    coupons: KeysView[str]
    promotions: KeysView[str]
    points: KeysView[str]

    @classmethod
    def of(cls, names: Names) -> "_Declared":
        return cls(
            names.sets.keys(), names.coupons.keys(), names.promotions.keys(), names.points.keys()
        )

    def has_all_of(self, other: "_Declared | None") -> bool:
        """Tell whether no name is gone."""
        return (
            other is not None
            and self.sets >= other.sets
            and self.coupons >= other.coupons
            and self.promotions >= other.promotions
            and self.points >= other.points
        )

    def has(self, uses: Uses) -> bool:
        """Tell whether every name that a part uses is declared."""
        return (
            self.sets >= uses.sets
            and self.coupons >= uses.coupons
            and all(name in self.promotions or name in self.points for name in uses.promotions)
        )
