"""Walking syntax: every node below another, in written order."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final, TypeVar

from grammar.node import Node

_N = TypeVar("_N", bound=Node)
_FIELDS: Final[dict[type[Node], tuple[str, ...]]] = {}  # a memo: what never changes of a class


def nodes(root: object) -> Iterator[Node]:
    """Yield a node and every node below it, the outer before the inner."""
    if isinstance(root, Node):
        yield root
        for name in _field_names(type(root)):
            value = getattr(root, name)
            if isinstance(value, Node | tuple):
                yield from nodes(value)
    elif isinstance(root, tuple):
        for part in root:
            if isinstance(part, Node | tuple):
                yield from nodes(part)


def nodes_of(root: object, kind: type[_N]) -> Iterator[_N]:
    """Yield every node of one kind below another, itself included."""
    for node in nodes(root):
        if isinstance(node, kind):
            yield node


def _field_names(kind: type[Node]) -> tuple[str, ...]:
    known = _FIELDS.get(kind)
    if known is None:
        known = _FIELDS[kind] = tuple(f.name for f in fields(kind) if f.name != "span")
    return known
