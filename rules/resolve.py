"""Using names: every name that leads nowhere, and sets that lead back to themselves.

A name that leads nowhere is reported once and produces nothing further: the stages after this one
run only over a ruleset whose names all resolve.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from grammar import clauses, expressions, literals, rewards, scenario
from grammar.diagnostics import Diagnostic, Message
from grammar.limits import DIAGNOSTICS_MAX
from grammar.node import Node
from grammar.source import Span
from grammar.suggest import nearest
from pricing.reasons import REASONS
from rules.messages import names as messages
from rules.messages import unknown_names as unknown
from rules.names import ATTRIBUTES, Names
from rules.walk import nodes_of

# Nobody can follow ten; every reader of the tree may recurse this deep without a thought.
CHAIN_MAX: Final = 20
COMPARED_MAX: Final = 40_000  # names compared to find what was meant, over all unknown ones
_LISTED_MAX: Final = 20  # longer lists of what is known bury the hint


def find_unknown(names: Names, walked: Iterable[Node]) -> Iterator["Unknown"]:
    """Yield every use of a name that leads nowhere, among the nodes of a block."""
    for node in walked:
        uses = _USES.get(type(node))
        if uses is not None:
            yield from uses(names, node)


def tell_unknown(unknown: Iterable["Unknown"]) -> list[Diagnostic]:
    """Tell of names that lead nowhere."""
    # Looking for what was meant is slow, and of thousands of unknown names only the first are told.
    found = sorted(unknown, key=lambda one: (one.span.file, one.span.start))
    told: list[Diagnostic] = []
    left = COMPARED_MAX
    for number, one in enumerate(found):
        left -= len(one.known)
        look = number == 0 or (left >= 0 and number < DIAGNOSTICS_MAX)
        told.append(one.message(look=look).diagnostic())
    return told


def find_circles(names: Names) -> list[Diagnostic]:
    """Find sets that lead back to themselves, or through too many others."""
    return [one.diagnostic() for one in _circles(names)]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that leads nowhere.

    Attributes:
        kind: What is said of it.
        span: Where it is used.
        name: As written.
        known: What would have been understood.
    """

    kind: type[unknown.UnknownName]
    span: Span
    name: str
    known: Collection[str]

    def message(self, *, look: bool) -> Message:
        """Return what is said of it, with the name that was meant where that is looked for."""
        return self.kind(
            self.span,
            name=self.name,
            nearest=nearest(self.name, self.known) if look else None,
            known=tuple(self.known) if len(self.known) <= _LISTED_MAX else (),
        )


def _use_set(names: Names, node: expressions.SetName) -> Iterator[Unknown]:
    if node.name.text not in names.sets:
        yield _unknown(unknown.UnknownSet, node.name, names.sets)


def _use_file(names: Names, node: expressions.ProductsIn | rewards.PricesIn) -> Iterator[Unknown]:
    if node.file.value not in names.lists:
        yield _unknown(unknown.UnknownFile, node.file, names.lists)


def _use_attribute(
    names: Names, node: expressions.HasAttribute | expressions.CompareAttribute
) -> Iterator[Unknown]:
    """Report an attribute that is not in the schema, or without one: a misspelt common one."""
    used = node.attribute
    if used.text in ATTRIBUTES:
        return
    if names.attributes is not None:
        if used.text not in names.attributes:
            known = (*ATTRIBUTES, *sorted(names.attributes))
            yield _unknown(unknown.UnknownAttribute, used, known)
    elif nearest(used.text, ATTRIBUTES) is not None:
        yield _unknown(unknown.UnknownAttribute, used, ATTRIBUTES)


def _unknown(
    kind: type[unknown.UnknownName], used: literals.Name | literals.Text, known: Collection[str]
) -> Unknown:
    text = used.text if isinstance(used, literals.Name) else used.value
    return Unknown(kind, used.span, text, known)


def _check(
    kind: type[unknown.UnknownName], known: Collection[str], *used: literals.Name | None
) -> Iterator[Unknown]:
    for name in used:
        if name is not None and name.text not in known:
            yield _unknown(kind, name, known)


def _use_channels(names: Names, node: clauses.InClause) -> Iterator[Unknown]:
    return _check(unknown.UnknownChannel, names.channels, *node.channels)


def _use_channel(
    names: Names, node: expressions.FirstOrder | scenario.AtClause | scenario.OrdersMade
) -> Iterator[Unknown]:
    return _check(unknown.UnknownChannel, names.channels, node.channel)


def _use_coupon(
    names: Names, node: clauses.NeedsCoupon | rewards.IssuedCoupon
) -> Iterator[Unknown]:
    return _check(unknown.UnknownCoupon, names.coupons, node.coupon)


def _use_stage(names: Names, node: clauses.StageClause) -> Iterator[Unknown]:
    return _check(unknown.UnknownStage, names.stage_names, node.stage)


def _use_tiers(names: Names, node: expressions.InTier) -> Iterator[Unknown]:
    return _check(unknown.UnknownTier, names.tiers, *node.tiers) if names.tiers else iter(())


def _use_customer_tier(names: Names, node: scenario.CustomerClause) -> Iterator[Unknown]:
    return _check(unknown.UnknownTier, names.tiers, node.tier) if names.tiers else iter(())


def _use_promotions(names: Names, node: clauses.Variant) -> Iterator[Unknown]:
    return _check(unknown.UnknownPromotion, names.promotions, *node.promotions)


def _use_promotion(
    names: Names,
    node: (
        scenario.ExpectSaves | scenario.ExpectRefused | scenario.UsedClause | scenario.UsedAmount
    ),
) -> Iterator[Unknown]:
    # Points that are spent apply under the name of their programme.
    known = {**names.promotions, **names.points}
    yield from _check(unknown.UnknownPromotion, known, node.promotion)
    if isinstance(node, scenario.ExpectRefused):
        yield from _check(unknown.UnknownReason, REASONS, node.reason)


def _use_store_attribute(names: Names, node: expressions.StoreHas) -> Iterator[Unknown]:
    del names  # stores are described by the catalogue, whose schema is fixed
    return _check(unknown.UnknownStoreAttribute, ("region",), node.attribute)


_USES: Final[dict[type, Callable[..., Iterator[Unknown]]]] = {
    expressions.SetName: _use_set,
    expressions.ProductsIn: _use_file,
    rewards.PricesIn: _use_file,
    expressions.HasAttribute: _use_attribute,
    expressions.CompareAttribute: _use_attribute,
    clauses.InClause: _use_channels,
    expressions.FirstOrder: _use_channel,
    scenario.AtClause: _use_channel,
    scenario.OrdersMade: _use_channel,
    clauses.NeedsCoupon: _use_coupon,
    rewards.IssuedCoupon: _use_coupon,
    clauses.StageClause: _use_stage,
    expressions.InTier: _use_tiers,
    scenario.CustomerClause: _use_customer_tier,
    clauses.Variant: _use_promotions,
    scenario.ExpectSaves: _use_promotion,
    scenario.ExpectRefused: _use_promotion,
    scenario.UsedClause: _use_promotion,
    scenario.UsedAmount: _use_promotion,
    expressions.StoreHas: _use_store_attribute,
}


def _circles(names: Names) -> Iterator[Message]:
    """Find sets that lead back to themselves, or through too many others.

    Each circle is told once, at its smallest name; what stands on a circle is no further mistake.
    """
    plain = {expressions.HasAttribute, expressions.ProductsIn}  # most sets: they name no other
    uses = {
        name: sorted(
            {use.name.text for use in nodes_of(block, expressions.SetName)} & names.sets.keys()
        )
        for name, block in names.sets.items()
        if type(block.expression) not in plain
    }
    # How long the chain of names is that each stands on.
    standing = {used: 1 for named in uses.values() for used in named if used not in uses}
    _settle(uses, standing)
    for _ in range(DIAGNOSTICS_MAX):  # each look goes over all sets, and no more are shown
        if uses.keys() <= standing.keys():
            break
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
