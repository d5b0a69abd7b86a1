"""Walking syntax: every node below another, in written order."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Final, TypeVar

from grammar.node import Node

_N = TypeVar("_N", bound=Node)
_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = {}  # a memo: what never changes of a class


def nodes(root: Node | Iterable[Node]) -> Iterator[Node]:
    """Yield a node and every node below it, the outer before the inner, in written order."""
    # A stack rather than recursion: large rulesets are walked many times.
    stack: list[object] = [root if isinstance(root, Node) else tuple(root)]
    while stack:
        top = stack.pop()
        if isinstance(top, Node):
            yield top
            for name in _field_names(type(top)):
                value = getattr(top, name)
                if isinstance(value, Node | tuple):
                    stack.append(value)
        elif isinstance(top, tuple):
            stack += top[::-1]


def nodes_of(root: Node | Iterable[Node], kind: type[_N]) -> Iterator[_N]:
    """Yield every node of one kind below another, itself included."""
    for node in nodes(root):
        if isinstance(node, kind):
            yield node


def _field_names(kind: type[Node]) -> tuple[str, ...]:
    """Return the fields below a node, last first: the order in which they go onto a stack."""
    known = _FIELDS.get(kind)
    if known is None:
        known = _FIELDS[kind] = tuple(
            field.name for field in reversed(fields(kind)) if field.name != "span"
        )
    return known
