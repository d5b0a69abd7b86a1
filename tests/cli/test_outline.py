"""The outline of a tree: what is there, where it came from, nothing that is default."""

from dataclasses import dataclass, field
from decimal import Decimal

from cli.outline import outline
from grammar.source import NOWHERE, Source, Span


@dataclass(frozen=True)
class Leaf:
    value: Decimal
    unit: str = "kg"
    span: Span = field(default=NOWHERE, repr=False)


@dataclass(frozen=True)
class Tree:
    leaves: tuple[object, ...]
    named: dict[str, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    hidden: int = field(default=0, repr=False)


def test_defaults_and_places_of_other_files_are_left_out():
    source = Source("a.promo", "one\ntwo\n")
    tree = Tree((Leaf(Decimal("1.5"), span=source.span(4, 7)), Leaf(Decimal(2), "l")), hidden=3)
    assert list(outline(tree, [source])) == [
        "Tree",
        "  leaves:",
        "    Leaf(value=1.5)  # a.promo:2",
        "    Leaf(value=2, unit='l')",
    ]


def test_maps_sets_and_plain_lists():
    assert list(outline(Tree((1, "x"), {"a": 1}, frozenset({"c", "b"})))) == [
        "Tree",
        "  leaves: [1, 'x']",
        "  named:",
        "    a: 1",
        "  words: b, c",
    ]
