"""Names: who is defined where, and which names are taken twice."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from grammar import clauses, literals, syntax
from grammar.diagnostics import Diagnostic, Message
from pricing.shop import STAGES_DEFAULT
from rules.messages import names as messages
from rules.messages.bundle import TwoShops

if TYPE_CHECKING:
    from grammar.source import Span

CHANNELS_DEFAULT: Final = ("pos", "web", "app")
# What every product has; other columns are the catalogue's own.
ATTRIBUTES: Final = ("sku", "gtin", "category", "brand", "tag", "vat", "unit")
Named = (
    syntax.SetBlock | syntax.PromotionBlock | syntax.CouponBlock | syntax.PointsBlock
    | syntax.ExperimentBlock
)  # fmt: skip


@dataclass(slots=True)
class Names:
    """Every declaration by its name; the first wins where two share one.

    Attributes:
        shop: The shop, or ``None``.
        channels, stages: What the shop lists, or the defaults.
        tests: In written order, files by name.
        attributes: Columns of the catalogue beyond those every product has, ``None`` where unknown.
        lists: Texts of the lists of products that lie beside the rules, by name.
    """

    shop: syntax.ShopBlock | None = None
    sets: dict[str, syntax.SetBlock] = field(default_factory=dict)
    promotions: dict[str, syntax.PromotionBlock] = field(default_factory=dict)
    coupons: dict[str, syntax.CouponBlock] = field(default_factory=dict)
    points: dict[str, syntax.PointsBlock] = field(default_factory=dict)
    experiments: dict[str, syntax.ExperimentBlock] = field(default_factory=dict)
    tests: list[syntax.TestBlock] = field(default_factory=list)
    channels: tuple[str, ...] = CHANNELS_DEFAULT
    stages: tuple[tuple[str, ...], ...] = tuple((stage,) for stage in STAGES_DEFAULT)
    attributes: Collection[str] | None = None
    lists: Mapping[str, str] = field(default_factory=dict)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Every stage the shop runs, in order."""
        return tuple(name for group in self.stages for name in group)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is declared."""
        return self.first_declaration is None

    @property
    def first_declaration(self) -> "Span | None":
        """Where the first declaration other than a shop stands."""
        blocks: tuple[Named, ...] = (
            *self.promotions.values(), *self.sets.values(), *self.coupons.values(),
            *self.points.values(), *self.experiments.values(),
        )  # fmt: skip
        spans = [block.name.span for block in blocks] or [test.title.span for test in self.tests]
        return min(spans, key=lambda span: (span.file, span.start)) if spans else None

    @property
    def tiers(self) -> tuple[str, ...]:
        """Tiers that the ruleset declares; none where they come from outside."""
        return tuple(
            clause.tier.text
            for block in self.points.values()
            for clause in block.clauses
            if isinstance(clause, clauses.TierClause)
        )


def collect_names(
    files: Iterable[syntax.File],
    *,
    attributes: Collection[str] | None = None,
    lists: Mapping[str, str] | None = None,
) -> tuple[Names, list[Diagnostic]]:
    """List every declaration of a ruleset, and those whose names are taken."""
    names = Names(attributes=attributes, lists=lists or {})
    found: list[Message] = []
    for file in files:
        for block in file.declarations:
            match block:
                case syntax.ShopBlock():
                    found += _add_shop(names, block)
                case syntax.TestBlock():
                    names.tests.append(block)
                case _:
                    found += _add(names, block)
    return names, [one.diagnostic() for one in found]


def _add_shop(names: Names, block: syntax.ShopBlock) -> Iterator[Message]:
    if names.shop is not None:
        yield TwoShops(block.title.span, first=names.shop.title.span)
        return
    names.shop = block
    for clause in block.clauses:
        if isinstance(clause, clauses.ChannelsClause):
            yield from _repeated(clause.channels, "channel")
            names.channels = tuple(dict.fromkeys(name.text for name in clause.channels))
        elif isinstance(clause, clauses.StagesClause):
            yield from _repeated([name for group in clause.stages for name in group], "stage")
            names.stages = tuple(tuple(name.text for name in group) for group in clause.stages)


def _repeated(listed: Iterable[literals.Name], kind: str) -> Iterator[Message]:
    first: dict[str, Span] = {}
    for name in listed:
        if name.text in first:
            yield messages.RepeatedName(
                name.span, kind=kind, name=name.text, first=first[name.text]
            )
        first.setdefault(name.text, name.span)


def _add(names: Names, block: Named) -> Iterator[Message]:
    table: dict[str, Named]
    kind, table = _table(names, block)
    name = block.name
    if name.text in table:
        yield messages.DuplicateName(
            name.span, kind=kind, name=name.text, first=table[name.text].name.span
        )
    else:
        table[name.text] = block


def _table(names: Names, block: Named) -> tuple[str, dict[str, Named]]:
    tables: dict[type[Named], tuple[str, object]] = {
        syntax.SetBlock: ("set", names.sets),
        syntax.PromotionBlock: ("promotion", names.promotions),
        syntax.CouponBlock: ("coupon", names.coupons),
        syntax.PointsBlock: ("points programme", names.points),
        syntax.ExperimentBlock: ("experiment", names.experiments),
    }
    kind, table = tables[type(block)]
    assert isinstance(table, dict)
    return kind, table
