"""Names: who is defined where, and whether every name that is used leads somewhere.

A name that leads nowhere is reported once and produces nothing further: the stages after this one
run only over a ruleset whose names all resolve.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from grammar import clauses, expressions, literals, rewards, syntax
from grammar.diagnostics import Diagnostic, Message
from grammar.suggest import nearest
from pricing.quote import REASONS
from pricing.shop import STAGES_DEFAULT
from rules.messages import names as messages
from rules.messages.bundle import TwoShops
from rules.walk import nodes, nodes_of

if TYPE_CHECKING:
    from grammar.source import Span

CHANNELS_DEFAULT: Final = ("pos", "web", "app")
# Nobody can follow ten; every reader of the tree may recurse this deep without a thought.
CHAIN_MAX: Final = 20
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


# --- using names ----------------------------------------------------------------------------------


def resolve_names(names: Names) -> list[Diagnostic]:
    """Find every use of a name that leads nowhere, and sets that lead back to themselves."""
    found: list[Message] = []
    for block in (
        *names.sets.values(),
        *names.promotions.values(),
        *names.points.values(),
        *names.experiments.values(),
        *names.tests,
    ):
        for node in nodes(block):
            uses = _USES.get(type(node))
            if uses is not None:
                found += uses(names, node)
    found += _circles(names)
    return [one.diagnostic() for one in found]


def _use_set(names: Names, node: expressions.SetName) -> Iterator[Message]:
    if node.name.text not in names.sets:
        yield _unknown(messages.UnknownSet, node.name, names.sets)


def _use_file(names: Names, node: expressions.ProductsIn) -> Iterator[Message]:
    if node.file.value not in names.lists:
        yield _unknown(messages.UnknownFile, node.file, names.lists)


def _use_attribute(
    names: Names, node: expressions.HasAttribute | expressions.CompareAttribute
) -> Iterator[Message]:
    """Report an attribute that is not in the schema, or without one: a misspelt common one."""
    used = node.attribute
    if used.text in ATTRIBUTES:
        return
    if names.attributes is not None:
        if used.text not in names.attributes:
            known = (*ATTRIBUTES, *sorted(names.attributes))
            yield _unknown(messages.UnknownAttribute, used, known)
    elif nearest(used.text, ATTRIBUTES) is not None:
        yield _unknown(messages.UnknownAttribute, used, ATTRIBUTES)


def _unknown(
    kind: type[messages.UnknownName], used: literals.Name | literals.Text, known: Iterable[str]
) -> Message:
    text = used.text if isinstance(used, literals.Name) else used.value
    listed = tuple(known)
    return kind(
        used.span,
        name=text,
        nearest=nearest(text, listed),
        known=listed if len(listed) <= _LISTED_MAX else (),
    )


_LISTED_MAX: Final = 20


def _check(
    kind: type[messages.UnknownName], known: Collection[str], *used: literals.Name | None
) -> Iterator[Message]:
    for name in used:
        if name is not None and name.text not in known:
            yield _unknown(kind, name, known)


def _use_channels(names: Names, node: clauses.InClause) -> Iterator[Message]:
    return _check(messages.UnknownChannel, names.channels, *node.channels)


def _use_channel(
    names: Names, node: expressions.FirstOrder | clauses.AtClause
) -> Iterator[Message]:
    return _check(messages.UnknownChannel, names.channels, node.channel)


def _use_coupon(
    names: Names, node: clauses.NeedsCoupon | rewards.IssuedCoupon
) -> Iterator[Message]:
    return _check(messages.UnknownCoupon, names.coupons, node.coupon)


def _use_stage(names: Names, node: clauses.StageClause) -> Iterator[Message]:
    return _check(messages.UnknownStage, names.stage_names, node.stage)


def _use_tiers(names: Names, node: expressions.InTier) -> Iterator[Message]:
    return _check(messages.UnknownTier, names.tiers, *node.tiers) if names.tiers else iter(())


def _use_customer_tier(names: Names, node: clauses.CustomerClause) -> Iterator[Message]:
    return _check(messages.UnknownTier, names.tiers, node.tier) if names.tiers else iter(())


def _use_promotions(names: Names, node: clauses.Variant) -> Iterator[Message]:
    return _check(messages.UnknownPromotion, names.promotions, *node.promotions)


def _use_promotion(
    names: Names, node: clauses.ExpectSaves | clauses.ExpectRefused | clauses.UsedClause
) -> Iterator[Message]:
    yield from _check(messages.UnknownPromotion, names.promotions, node.promotion)
    if isinstance(node, clauses.ExpectRefused):
        yield from _check(messages.UnknownReason, REASONS, node.reason)


def _use_store_attribute(names: Names, node: expressions.StoreHas) -> Iterator[Message]:
    del names  # stores are described by the catalogue, whose schema is fixed
    return _check(messages.UnknownStoreAttribute, ("region",), node.attribute)


_USES: Final[dict[type, Callable[..., Iterator[Message]]]] = {
    expressions.SetName: _use_set,
    expressions.ProductsIn: _use_file,
    expressions.HasAttribute: _use_attribute,
    expressions.CompareAttribute: _use_attribute,
    clauses.InClause: _use_channels,
    expressions.FirstOrder: _use_channel,
    clauses.AtClause: _use_channel,
    clauses.NeedsCoupon: _use_coupon,
    rewards.IssuedCoupon: _use_coupon,
    clauses.StageClause: _use_stage,
    expressions.InTier: _use_tiers,
    clauses.CustomerClause: _use_customer_tier,
    clauses.Variant: _use_promotions,
    clauses.ExpectSaves: _use_promotion,
    clauses.ExpectRefused: _use_promotion,
    clauses.UsedClause: _use_promotion,
    expressions.StoreHas: _use_store_attribute,
}


def _circles(names: Names) -> Iterator[Message]:
    """Find sets that lead back to themselves, or through too many others.

    Each circle is told once, at its smallest name; what stands on a circle is no further mistake.
    """
    uses = {
        name: sorted(
            {use.name.text for use in nodes_of(block, expressions.SetName)} & names.sets.keys()
        )
        for name, block in names.sets.items()
    }
    standing: dict[str, int] = {}  # how long the chain of names is that each stands on
    _settle(uses, standing)
    while len(standing) < len(uses):
        circle = _find_circle(uses, standing)
        yield messages.CircularSet(names.sets[circle[0]].name.span, path=(*circle, circle[0]))
        standing.update(dict.fromkeys(circle, 0))
        _settle(uses, standing)
    for name in sorted(standing):
        if standing[name] == CHAIN_MAX + 1:
            yield messages.ChainTooLong(names.sets[name].name.span, name=name, most=CHAIN_MAX)
            return


def _settle(uses: Mapping[str, list[str]], standing: dict[str, int]) -> None:
    """Add every set all of whose sets are known, until no more can be added."""
    users: dict[str, list[str]] = {}
    waiting: dict[str, int] = {}
    for name, used in uses.items():
        waiting[name] = sum(one not in standing for one in used)
        for one in used:
            users.setdefault(one, []).append(name)
    ready = [name for name in uses if not waiting[name] and name not in standing]
    while ready:
        name = ready.pop()
        standing[name] = 1 + max((standing[one] for one in uses[name]), default=0)
        for user in users.get(name, ()):
            waiting[user] -= 1
            if not waiting[user] and user not in standing:
                ready.append(user)


def _find_circle(uses: Mapping[str, list[str]], standing: Mapping[str, int]) -> list[str]:
    """Return a circle among the sets that are not known, its smallest name first."""
    name = min(name for name in uses if name not in standing)
    path: dict[str, None] = {}
    while name not in path:
        path[name] = None
        # Each of them waits for another of them, so this way ends where it has been before.
        name = next(used for used in uses[name] if used not in standing)
    walked = list(path)
    circle = walked[walked.index(name) :]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]
