"""Set expressions to nodes, and the table that gives every distinct set its number."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from grammar import expressions, literals, syntax
from grammar.source import NOWHERE
from pricing.rewards import Target
from rules import amounts, goods, ir
from rules.articles import articles_of
from rules.comparison import Comparison
from rules.names import Names
from rules.passes.simplify_sets import simplify_set
from rules.product_lists import read_product_list
from rules.reference import Membership
from rules.walk import nodes_of

_GTIN_DIGITS: Final = (8, 12, 13, 14)
_GTIN_LENGTH: Final = 14
EVERYTHING: Final = "everything"


# A set as it was read: its name, who belongs to what bears the name (``None`` where nothing does),
# who belongs to what was read, which may be less, and its number.
Read = tuple[str, goods.SetNode | None, goods.SetNode, int]


@dataclass(frozen=True, slots=True)
class LoweredSet:
    """A set that the rules define: its syntax, who belongs to it, and the sets it was made of."""

    block: syntax.SetBlock
    node: goods.SetNode
    made_of: tuple[tuple[str, goods.SetNode], ...]


@dataclass(slots=True)
class SetTable:
    """The distinct sets of a program, numbered in the order in which rules first read them.

    Two names for the same goods are one set with one number.

    Attributes:
        names: Every declaration.
        known: Sets of an earlier table with the same lists of products.
        sets: Those that have a number.
        lowered: Those that were asked for by name.
        reads: What was read since this list was last replaced.
    """

    names: Names
    known: Mapping[str, LoweredSet] = field(default_factory=dict)
    sets: list[ir.GoodsSet] = field(default_factory=list)
    lowered: dict[str, LoweredSet] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    # Those of ``lowered`` that were made of others.
    _composed: set[str] = field(default_factory=set)
    _numbers: dict[goods.SetNode, int] = field(default_factory=dict)
    # The same by identity: nodes may be large, and most are asked for again and again.
    _numbers_by_id: dict[int, int] = field(default_factory=dict)

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
            named: goods.SetNode | None = None
            node: goods.SetNode = goods.AnyGoods()
        else:
            name = target.goods.name.text
            named = node = self.node_of(name)
        if within is not None:
            node = simplify_set(goods.IntersectionOf((node, within)))
        number = self._number(name, named, node)
        self.reads.append((name, named, node, number))
        return Target(
            name=name,
            selects=Membership(node),
            number=number,
            regular_priced=target is not None and target.regular_priced,
            identical=target is not None and target.identical,
            articles=articles_of(node),
        )

    def resumed(self, names: Names, touched: Set[str]) -> "SetTable | None":
        """Return this table for other declarations, where each set that it read is what it was.

        Promotions that read what they read before then find the same numbers.

        Args:
            names: Every declaration; of the same sets as before.
            touched: Sets whose declarations may be others than before.

        Returns:
            ``None`` where some set is another, so that numbers may move.
        """
        known = self.lowered
        table = replace(
            self,
            names=names,
            known=known,
            sets=list(self.sets),
            lowered=dict(known),
            reads=[],
            _composed=set(),
            _numbers=dict(self._numbers),
            _numbers_by_id=dict(self._numbers_by_id),
        )
        asked = known.keys() & (self._composed | touched)
        for name in asked:
            del table.lowered[name]
        if not all(table.node_of(name) is known[name].node for name in asked):
            return None
        for name in asked & touched:
            number = table._numbers_by_id.get(id(table.lowered[name].node))
            if number is not None and table.sets[number].name == name:
                table.sets[number] = replace(table.sets[number], place=names.sets[name].span)
        return table

    def read_again(self, reads: Sequence[Read]) -> bool:
        """Read some sets as another table did; tell whether all of it comes out the same."""
        for name, named, node, number in reads:
            if named is not None and self.node_of(name) is not named:
                return False
            if self._number(name, named, node) != number:
                return False
        return True

    def _number(self, name: str, named: goods.SetNode | None, node: goods.SetNode) -> int:
        number = self._numbers_by_id.get(id(node))
        if number is None:
            number = self._numbers.get(node)
            if number is None:
                number = self._numbers[node] = len(self.sets)
                place = NOWHERE if named is None else self.names.sets[name].span
                self.sets.append(ir.GoodsSet(name, node, place))
            if node is named:  # the table keeps it, so its identity stays its own
                self._numbers_by_id[id(node)] = number
        return number

    def node_of(self, name: str) -> goods.SetNode:
        """Return who belongs to a set that the rules define."""
        lowered = self.lowered.get(name)
        if lowered is None:
            lowered = self.lowered[name] = self._known(name) or self._lower_set(name)
            if lowered.made_of:
                self._composed.add(name)
        return lowered.node

    def _known(self, name: str) -> LoweredSet | None:
        """Return a set as an earlier table has it, ``None`` where it would come out otherwise."""
        known = self.known.get(name)
        if known is None or known.block is not self.names.sets[name]:
            return None
        same = all(
            part in self.names.sets and self.node_of(part) is node for part, node in known.made_of
        )
        return known if same else None

    def _lower_set(self, name: str) -> LoweredSet:
        block = self.names.sets[name]
        assert block.expression is not None, f"the set {name} could not be read and was let through"
        node = simplify_set(self._lower(block.expression))
        before = self.known.get(name)
        if before is not None and before.node == node:
            node = before.node  # what was made of it stays good
        if isinstance(block.expression, expressions.HasAttribute):
            return LoweredSet(block, node, ())
        used = {one.name.text for one in nodes_of(block, expressions.SetName)}
        return LoweredSet(block, node, tuple((one, self.node_of(one)) for one in sorted(used)))

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
