"""Flatten unions and intersections, join lists of numbers, drop what is said twice."""

from typing import Final

from rules.goods import (
    AnyGoods,
    InCategory,
    IntersectionOf,
    NoGoods,
    Numbered,
    OfBrand,
    SetNode,
    Tagged,
    UnionOf,
    Without,
)
from rules.ir import Ruleset
from rules.passes.rewrite import rewrite_set, rewrite_sets

# By far the most sets; nothing is simpler.
_PLAIN: Final = frozenset({InCategory, OfBrand, Tagged, AnyGoods})


def simplify_sets(ruleset: Ruleset) -> Ruleset:
    """Bring every set into its shortest plain form; who belongs to it does not change."""
    return rewrite_sets(ruleset, _simplify, plain=_PLAIN)


def simplify_set(node: SetNode) -> SetNode:
    """Bring one set into its shortest plain form."""
    return rewrite_set(node, _simplify)


def _simplify(node: SetNode) -> SetNode:
    match node:
        case Without(part=Without(part=part)):
            return part
        case Without(part=AnyGoods()):
            return NoGoods()
        case Without(part=NoGoods()):
            return AnyGoods()
        case Numbered(skus=(), gtins=()):
            return NoGoods()
        case UnionOf(parts=parts):
            return _join(parts)
        case IntersectionOf(parts=parts):
            return _meet(parts)
        case _:
            return node


def _join(parts: tuple[SetNode, ...]) -> SetNode:
    # A dictionary, for leaflets name thousands of things: it keeps the order and finds at once.
    flat: dict[SetNode, None] = {}
    skus: set[str] = set()
    gtins: set[str] = set()
    for part in parts:
        for inner in part.parts if isinstance(part, UnionOf) else (part,):
            if isinstance(inner, AnyGoods):
                return AnyGoods()
            if isinstance(inner, Numbered):
                skus.update(inner.skus)
                gtins.update(inner.gtins)
            elif not isinstance(inner, NoGoods):
                flat[inner] = None
    kept = tuple(flat)
    if skus or gtins:
        kept = (Numbered(tuple(sorted(skus)), tuple(sorted(gtins))), *kept)
    if not kept:
        return NoGoods()
    return kept[0] if len(kept) == 1 else UnionOf(kept)


def _meet(parts: tuple[SetNode, ...]) -> SetNode:
    flat: dict[SetNode, None] = {}
    for part in parts:
        for inner in part.parts if isinstance(part, IntersectionOf) else (part,):
            if isinstance(inner, NoGoods):
                return NoGoods()
            if not isinstance(inner, AnyGoods):
                flat[inner] = None
    kept = tuple(flat)
    if not kept:
        return AnyGoods()
    return kept[0] if len(kept) == 1 else IntersectionOf(kept)
