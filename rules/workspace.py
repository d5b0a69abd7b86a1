"""What the compiler remembers from one compilation to the next.

A rule file that is as it was is not read, checked, lowered or linked again, as long as what it uses
of other files is as it was. The result is that of a compilation that remembers nothing: a property
in ``tests/properties/test_workspace.py`` edits rulesets and compares.

What is remembered belongs to the texts, not to positions in a program: numbers of sets are checked
and numbers of promotions given anew. Nothing older than the last compilation is kept.
"""

from collections.abc import Collection, Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from grammar.diagnostics import Diagnostic
from grammar.parser import parse
from grammar.source import Source
from grammar.syntax import Declaration, ExperimentBlock, File, PointsBlock, ShopBlock
from pricing.program import Promotion
from rules import ir
from rules.checks import Checked, check_part
from rules.digest import digest_of_text
from rules.emit import Workshop
from rules.filing import Filing
from rules.index import Index
from rules.joining import Touched, join_again, join_names
from rules.lower import Lowering
from rules.names import Names, collect_names
from rules.passes import Pass
from rules.uses import Uses


@dataclass(frozen=True, slots=True)
class Parsed:
    """One rule file: its text, its syntax and what it declares.

    Attributes:
        names: Its own declarations, ``None`` where it declares a name twice.
        digest: Of the text.
    """

    source: Source
    file: File
    diagnostics: tuple[Diagnostic, ...]
    names: Names | None
    digest: bytes


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
class Before:
    """What the last compilation that made a program made of it.

    Attributes:
        parts: The declarations of each file.
        names: The same, joined.
        lowering: The whole typed form.
        linked: Promotions by number.
        index: Finds them.
    """

    parts: tuple[Names, ...]
    names: Names
    lowering: Lowering
    linked: tuple[Linked, ...]
    index: Index


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


def _with_known_blocks(source: Source, file: File, known: Parsed) -> File:
    """Take the blocks that stand in the same place with the same words from an earlier reading.

    Text that was read without a mistake reads the same wherever a block begins.
    """
    before = {block.span: block for block in known.file.declarations}

    def as_before(block: Declaration) -> Declaration:
        old = before.get(block.span)
        same = old is not None and source.quote(block.span) == known.source.quote(block.span)
        return old if same and old is not None else block

    return replace(file, declarations=tuple([as_before(block) for block in file.declarations]))


# How many functions may lie about for each promotion before all of them are made anew.
_FUNCTIONS_MAX: Final = 6


@dataclass(slots=True)
class Workspace:
    """Remembers what the last compilation made; not for use by two threads at once.

    Attributes:
        parsed: By name of the file.
        checked: Files without mistakes, by name.
        before: What was made last; ``None`` where nothing is remembered of it.
        touched: What may be declared otherwise than then; ``None`` where names came, went or moved.
        workshop: The functions.
    """

    parsed: dict[str, Parsed] = field(default_factory=dict)
    checked: dict[str, tuple[Parsed, Checked]] = field(default_factory=dict)
    before: Before | None = None
    touched: Touched | None = None
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
        file = read.file
        if known is not None and not (known.diagnostics or read.diagnostics):
            file = _with_known_blocks(source, file, known)
        names, wrong = collect_names([file])
        digest = digest_of_text(source.text)
        return Parsed(source, file, read.diagnostics, None if wrong else names, digest)

    def enter(
        self,
        parts: Sequence[Names],
        attributes: Collection[str] | None,
        lists: Mapping[str, str],
        passes: Sequence[Pass],
    ) -> Names | None:
        """Join the declarations of all files; ``None`` where a name is taken twice.

        What was made is forgotten where something changed on which everything depends.
        """
        names, touched = None, None
        if self.before is not None:
            joined = join_again(parts, self.before.parts, self.before.names)
            if joined is not None:
                names, touched = replace(joined[0], attributes=attributes, lists=lists), joined[1]
        if names is None:
            names = join_names(parts, attributes=attributes, lists=lists)
        if names is not None:
            self._enter_world(names, attributes, passes)
            self.touched = None if self.before is None else touched
        return names

    def _enter_world(
        self, names: Names, attributes: Collection[str] | None, passes: Sequence[Pass]
    ) -> None:
        world = World(
            names.shop,
            tuple(names.points.values()),
            tuple(names.experiments.values()),
            None if attributes is None else tuple(sorted(attributes)),
            names.lists,
            tuple(passes),
        )
        if not world.is_as(self._world):
            self.checked, self.before = {}, None
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

    def made_before(self, rules: Sequence[ir.Rule]) -> list[Linked | None]:
        """Return what was made of these very rules before, ``None`` for each that is new."""
        if self.before is None:
            return [None] * len(rules)
        linked: Iterable[Linked | None] = self.before.linked
        if self.touched is None:  # else every one has the number it had
            by_id = {one.rule.id: one for one in self.before.linked}
            linked = [by_id.get(rule.id) for rule in rules]
        return [
            one if one is not None and one.rule is rule else None
            for one, rule in zip(linked, rules, strict=True)
        ]

    def index_of(self, linked: Sequence[Linked]) -> Index:
        """File promotions; where they are filed as before, that is not done again."""
        before = self.before
        known = () if before is None else before.linked
        same = len(known) == len(linked) and all(
            one is old or one.filing == old.filing for one, old in zip(linked, known, strict=True)
        )
        if same and before is not None:
            return before.index.again()
        return Index([one.filing for one in linked])

    def keep(self, before: Before) -> None:
        """Remember what a compilation made, and nothing that is older."""
        self.before, self.touched = before, None
        if len(self.workshop) > _FUNCTIONS_MAX * (len(before.linked) + 100):
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
