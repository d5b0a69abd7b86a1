"""The parts of one sentence, and the table of functions that make nodes of them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from grammar.diagnostics import Message
from grammar.node import Node, node
from grammar.source import Span
from grammar.token import Token

_T = TypeVar("_T", bound=Node)


class Refused(Exception):  # noqa: N818 - nothing failed: the parser turns it into a diagnostic
    """A sentence that the grammar lets through and that still says nothing."""

    def __init__(self, message: Message) -> None:
        self.message = message


@node
class Items(Node):
    """A list inside a sentence, such as the names after ``in``."""

    values: tuple[Any, ...]


@node
class Phrase(Node):
    """Words that stand for one choice, such as ``half up``."""

    text: str


class Parts:
    """What one alternative of the grammar has matched: nodes, and tokens of words and signs."""

    __slots__ = ("items", "span")

    def __init__(self, children: Sequence[Any]) -> None:
        first, last = children[0].span, children[-1].span
        self.span = Span(first.start, last.end, first.file)
        self.items = [c.value if type(c) is Token and c.value is not None else c for c in children]

    def one(self, kind: type[_T]) -> _T:
        """Return the first part of a kind; the grammar has made sure there is one."""
        return next(item for item in self.items if isinstance(item, kind))

    def maybe(self, kind: type[_T]) -> _T | None:
        """Return the first part of a kind, or ``None``."""
        return next((item for item in self.items if isinstance(item, kind)), None)

    def all(self, kind: type[_T]) -> tuple[_T, ...]:
        """Return all parts of a kind in written order."""
        return tuple(item for item in self.items if isinstance(item, kind))

    def nodes(self) -> tuple[Any, ...]:
        """Return all parts that are nodes."""
        return tuple(item for item in self.items if isinstance(item, Node))

    def says(self, word: str) -> bool:
        """Tell whether one of the parts is this word."""
        return any(type(item) is Token and item.text == word for item in self.items)

    def words(self) -> str:
        """Return all words joined by blanks."""
        return " ".join(item.text for item in self.items if type(item) is Token)


Maker = Callable[[Parts], Node]
MAKERS: Final[dict[str, Maker]] = {}


def maker(make: Maker) -> Maker:
    """Register a function under its own name, which is that of an alternative in the grammar."""
    name = make.__name__.rstrip("_")
    assert name not in MAKERS, name
    MAKERS[name] = make
    return make


def plain(kind: type[Any], *names: str) -> None:
    """Register a node without fields under the names of its alternatives."""
    for name in names:
        MAKERS[name] = partial(_make_plain, kind)


def _make_plain(kind: type[Any], parts: Parts) -> Node:
    made: Node = kind(span=parts.span)
    return made


def _call(make: Maker, children: list[Any]) -> Node:
    return make(Parts(children))


class Callbacks:
    """What Lark calls when it has read an alternative."""

    def __init__(self) -> None:
        for name, make in MAKERS.items():
            setattr(self, name, partial(_call, make))
