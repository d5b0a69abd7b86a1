"""Can all of it hold at once? A bounded search for parts that exclude each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

STEPS_MAX: Final = 20_000  # comparisons of two parts; beyond them nothing is said

_P = TypeVar("_P")


@dataclass(frozen=True, slots=True)
class AllParts(Generic[_P]):
    """Every part must hold."""

    parts: Sequence[_P]


@dataclass(frozen=True, slots=True)
class AnyPart(Generic[_P]):
    """One of the parts must hold."""

    parts: Sequence[_P]


@dataclass(frozen=True, slots=True)
class Clash(Generic[_P]):
    """Two parts that cannot hold together; the same part twice where it cannot hold alone.

    Attributes:
        is_only: Whether there was one way to meet the whole, so that these two explain it.
    """

    first: _P
    second: _P
    is_only: bool


Opens = Callable[[_P], AllParts[_P] | AnyPart[_P] | None]


def find_clash(whole: _P, opens: Opens[_P], exclude: Callable[[_P, _P], bool]) -> Clash[_P] | None:
    """Find why a whole can never hold.

    Args:
        whole: A tree of conjunctions, alternatives and leaves.
        opens: What a part consists of, ``None`` for a leaf.
        exclude: Whether two leaves cannot hold together; asked of a leaf and itself too.

    Returns:
        ``None`` where it can hold, and where the search would take too long to tell: what is
        returned is proven.
    """
    steps = 0
    found: list[tuple[_P, _P]] = []
    # Each way to meet the whole: what is still to be met, and the leaves that are.
    ways: list[tuple[list[_P], list[_P]]] = [([whole], [])]
    while ways:
        open_parts, held = ways.pop()
        clash: tuple[_P, _P] | None = None
        while open_parts and clash is None:
            part = open_parts.pop()
            inner = opens(part)
            if isinstance(inner, AllParts):
                open_parts.extend(reversed(inner.parts))
            elif isinstance(inner, AnyPart):
                ways += [([*open_parts, one], list(held)) for one in reversed(inner.parts)]
                break
            else:
                steps += len(held) + 1
                clash = next(((one, part) for one in (*held, part) if exclude(one, part)), None)
                held.append(part)
            if steps > STEPS_MAX:
                return None
        else:
            if clash is None:
                return None
            found.append(clash)
    if not found:
        return None  # an alternative of nothing: told where it is written
    return Clash(*found[0], is_only=len(found) == 1)
