"""Set expressions to nodes, and the table that gives every distinct set its number."""

from dataclasses import dataclass, field
from typing import Final, assert_never

from grammar import expressions, literals
from grammar.source import NOWHERE, Span
from pricing.rewards import Target
from rules import amounts, goods, ir
from rules.articles import articles_of
from rules.comparison import Comparison
from rules.names import Names
from rules.passes.simplify_sets import simplify_set
from rules.product_lists import read_product_list
from rules.reference import Membership

_GTIN_DIGITS: Final = (8, 12, 13, 14)
_GTIN_LENGTH: Final = 14
EVERYTHING: Final = "everything"


@dataclass(slots=True)
class SetTable:
    """The distinct sets of a program, numbered in the order in which rules first read them.

    Two names for the same goods are one set with one number.
    """

    names: Names
    sets: list[ir.GoodsSet] = field(default_factory=list)
    _numbers: dict[goods.SetNode, int] = field(default_factory=dict)
    _lowered: dict[str, goods.SetNode] = field(default_factory=dict)

    def target(
        self,
        target: expressions.Target | None,
        *,
        name: str = EVERYTHING,
        within: goods.SetNode | None = None,
    ) -> Target:
        """Return the domain's target for a written one.

        Args:
            target: As written; ``None`` is all goods.
            name: What all goods are called there.
            within: A set that restricts it further, though the author gave that no name.
        """
        if target is None or isinstance(target.goods, expressions.Everything):
            node: goods.SetNode = goods.AnyGoods()
            place = NOWHERE
        else:
            name = target.goods.name.text
            node = self.node_of(name)
            place = self.names.sets[name].span
        if within is not None:
            node = simplify_set(goods.IntersectionOf((node, within)))
        return Target(
            name=name,
            selects=Membership(node),
            number=self._number(name, node, place),
            regular_priced=target is not None and target.regular_priced,
            identical=target is not None and target.identical,
            articles=articles_of(node),
        )

    def _number(self, name: str, node: goods.SetNode, place: Span) -> int:
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.sets)
            self.sets.append(ir.GoodsSet(name, node, place))
        return number

    def node_of(self, name: str) -> goods.SetNode:
        """Return who belongs to a set that the rules define."""
        node = self._lowered.get(name)
        if node is None:
            expression = self.names.sets[name].expression
            assert expression is not None, f"the set {name} could not be read and was let through"
            node = self._lowered[name] = simplify_set(self._lower(expression))
        return node

    def _lower(  # noqa: C901 - one branch for each kind of expression
        self, expression: expressions.SetExpression
    ) -> goods.SetNode:
        match expression:
            case expressions.SetAny(parts=parts):
                return goods.UnionOf(tuple(self._lower(part) for part in parts))
            case expressions.SetAll(parts=parts):
                return goods.IntersectionOf(tuple(self._lower(part) for part in parts))
            case expressions.SetNot(operand=operand):
                return goods.Without(self._lower(operand))
            case expressions.SetName(name=name):
                return self.node_of(name.text)
            case expressions.Everything():
                return goods.AnyGoods()
            case expressions.HasAttribute(attribute=attribute, values=values):
                return _has(attribute.text, tuple(value.value for value in values))
            case expressions.CompareAttribute():
                return _compare(expression)
            case expressions.CompareListPrice(operator=operator, value=value):
                assert isinstance(value, literals.Money), "its type has been checked"
                return goods.ListPriced(Comparison(operator), amounts.price_e4(value))
            case expressions.Marked(values=values):
                return goods.UnionOf(tuple(goods.Marked(value.value) for value in values))
            case expressions.ProductsIn(file=file):
                listed = read_product_list(self.names.lists[file.value])
                return numbered(listed.skus)
            case _:
                assert_never(expression)


def _has(attribute: str, values: tuple[str, ...]) -> goods.SetNode:
    match attribute:
        case "sku":
            return numbered(values)
        case "gtin":
            return goods.Numbered((), gtins_in(values))
        case "category":
            return goods.UnionOf(tuple(goods.InCategory(value) for value in values))
        case "brand":
            return goods.UnionOf(tuple(goods.OfBrand(value) for value in values))
        case "tag":
            return goods.UnionOf(tuple(goods.Tagged(value) for value in values))
        case "vat" | "unit":
            return goods.UnionOf(tuple(goods.Described(attribute, value) for value in values))
        case _:
            return goods.UnionOf(tuple(goods.WithAttribute(attribute, value) for value in values))


def numbered(values: tuple[str, ...]) -> goods.Numbered:
    """Return the products of some numbers: the retailer's own, or a GTIN in any of its lengths."""
    return goods.Numbered(tuple(sorted(set(values))), gtins_in(values))


def gtins_in(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the numbers that may be a GTIN, all in fourteen digits."""
    found = {
        value.zfill(_GTIN_LENGTH)
        for value in values
        if len(value) in _GTIN_DIGITS and value.isascii() and value.isdigit()
    }
    return tuple(sorted(found))


def _compare(expression: expressions.CompareAttribute) -> goods.SetNode:
    value = expression.value
    if isinstance(value, literals.Text):
        return _has(expression.attribute.text, (value.value,))
    number = value.amount if isinstance(value, literals.Money | literals.Measure) else value.value
    scaled = amounts.scaled(number, goods.ATTRIBUTE_DECIMALS)
    assert scaled is not None, "its decimals have been checked"
    return goods.AttributeCompared(
        expression.attribute.text, Comparison(expression.operator), scaled
    )
