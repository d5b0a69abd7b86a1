"""What every syntax node has: a span, which never decides whether two nodes are equal."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, dataclass_transform

from grammar.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_N = TypeVar("_N")


@dataclass_transform(frozen_default=True)
def node(kind: type[_N]) -> type[_N]:
    """Make a class a frozen, slotted dataclass."""
    make: Callable[[type[_N]], type[_N]] = dataclass(frozen=True, slots=True)
    return make(kind)


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all syntax nodes.

    Two nodes that say the same in different places are equal.
    """

    span: Span = field(compare=False, kw_only=True, repr=False)
