"""The tree of a file: blocks that hold their clauses in written order.

Literals, expressions, rewards and clauses have a module each; ``File`` is the root. A block keeps
the words of clauses that could not be read in ``broken``: who checks that something is missing must
not complain about what was there.
"""

from grammar.clauses import (
    CouponClause,
    PointsClause,
    PromotionClause,
    ShopClause,
    Variant,
)  # fmt: skip
from grammar.expressions import SetExpression
from grammar.literals import Name, Text
from grammar.node import Node, node
from grammar.scenario import TestClause


@node
class ShopBlock(Node):
    """``shop "Sklep" { currency PLN ... }``."""

    title: Text
    clauses: tuple[ShopClause, ...]
    broken: tuple[str, ...] = ()


@node
class SetBlock(Node):
    """``set coffee = category "Kawa"``; no expression where it could not be read."""

    name: Name
    expression: SetExpression | None


@node
class PromotionBlock(Node):
    """``promotion coffee-3-for-2 "Kawa: 3 w cenie 2" { give 3 for 2 on coffee ... }``."""

    name: Name
    title: Text
    clauses: tuple[PromotionClause, ...]
    broken: tuple[str, ...] = ()


@node
class CouponBlock(Node):
    """``coupon autumn "Kod JESIEN26" { code "JESIEN26" }``."""

    name: Name
    title: Text | None
    clauses: tuple[CouponClause, ...]
    broken: tuple[str, ...] = ()


@node
class PointsBlock(Node):
    """``points club "Klub" { earn 1 per 1.00 PLN of everything }``."""

    name: Name
    title: Text | None
    clauses: tuple[PointsClause, ...]
    broken: tuple[str, ...] = ()


@node
class ExperimentBlock(Node):
    """``experiment autumn-depth on customer { a 50%: coffee-10  b 50%: coffee-15 }``."""

    name: Name
    variants: tuple[Variant, ...]
    broken: tuple[str, ...] = ()


@node
class TestBlock(Node):
    """``test "three coffees pay for two" { at ... cart ... expect ... }``."""

    __test__ = False  # pytest would collect it by its name

    title: Text
    clauses: tuple[TestClause, ...]
    broken: tuple[str, ...] = ()


Declaration = (
    ShopBlock | SetBlock | PromotionBlock | CouponBlock | PointsBlock | ExperimentBlock | TestBlock
)


@node
class File(Node):
    """Everything one file declares, in written order."""

    declarations: tuple[Declaration, ...]
