"""The articles that a set names one by one: what could be added to a cart to have some of it."""

from rules import goods


def articles_of(node: goods.SetNode) -> tuple[str, ...]:
    """Return the numbers of articles named in a set, sorted; what is excepted is not among them.

    Whether each really belongs is for the set itself to say: it may ask something else as well.
    """
    return tuple(sorted(_named(node)))


def _named(node: goods.SetNode) -> frozenset[str]:
    match node:
        case goods.Numbered(skus=skus, gtins=gtins):
            # Numbers that are both are written twice; the retailer's own form is enough.
            return frozenset(skus) or frozenset(gtins)
        case goods.UnionOf(parts=parts) | goods.IntersectionOf(parts=parts):
            return frozenset[str]().union(*[_named(part) for part in parts])
        case _:
            return frozenset()
