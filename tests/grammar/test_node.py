from dataclasses import FrozenInstanceError

import pytest

from grammar.building.parts import MAKERS, Callbacks, Parts
from grammar.literals import Name
from grammar.node import Node, node
from grammar.source import Span
from grammar.token import Token


def test_places_do_not_part_what_says_the_same():
    assert Name("a", span=Span(0, 1)) == Name("a", span=Span(5, 6))
    assert hash(Name("a", span=Span(0, 1))) == hash(Name("a", span=Span(5, 6)))
    assert Name("a", span=Span(0, 1)) != Name("b", span=Span(0, 1))


def test_nodes_are_frozen_and_slotted():
    @node
    class Leaf(Node):
        word: str

    leaf = Leaf("x", span=Span(0, 1))
    assert not hasattr(leaf, "__dict__")
    with pytest.raises(FrozenInstanceError):
        leaf.word = "y"  # type: ignore[misc]


def test_parts_span_from_the_first_to_the_last():
    tokens = [
        Token("GIVE", "give", Span(0, 4, "f"), first=True),
        Token("NAME", "a", Span(5, 6, "f"), first=False, value=Name("a", span=Span(5, 6, "f"))),
    ]
    parts = Parts(tokens)
    assert parts.span == Span(0, 6, "f")
    assert parts.one(Name).text == "a"
    assert (parts.words(), parts.says("give"), parts.says("take")) == ("give", True, False)


def test_every_maker_can_be_called_by_the_grammar():
    callbacks = Callbacks()
    assert len(MAKERS) > 100
    assert all(callable(getattr(callbacks, name)) for name in MAKERS)
