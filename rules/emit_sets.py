"""Sets of goods as Python expressions over ``item``."""

import ast
from typing import assert_never

from rules import goods
from rules.comparison import Comparison
from rules.emit_nodes import all_of, any_of, attribute, compare, constant, is_in, negate


def emit_set(node: goods.SetNode) -> ast.expr:
    """Return an expression that tells whether ``item`` belongs to a set."""
    match node:
        case goods.UnionOf(parts=parts):
            return any_of([emit_set(part) for part in parts])
        case goods.IntersectionOf(parts=parts):
            return all_of([emit_set(part) for part in parts])
        case goods.Without(part=part):
            return negate(emit_set(part))
        case _:
            return _emit_leaf(node)


def _emit_leaf(  # noqa: C901 - one branch for each kind of leaf
    node: goods.SetLeaf,
) -> ast.expr:
    match node:
        case goods.AnyGoods():
            return constant(value=True)
        case goods.NoGoods():
            return constant(value=False)
        case goods.InCategory(name=name):
            return compare(constant(name), ast.In(), attribute("item", "categories"))
        case goods.OfBrand(brand=brand):
            return compare(attribute("item", "brand"), ast.Eq(), constant(brand))
        case goods.Tagged(tag=tag):
            return compare(constant(tag), ast.In(), attribute("item", "tags"))
        case goods.Marked(mark=mark):
            return compare(constant(mark), ast.In(), attribute("item", "marks"))
        case goods.Entered(fact=fact):
            return compare(constant(fact), ast.In(), attribute("item", "entries"))
        case goods.Numbered():
            return _emit_numbers(node)
        case goods.WithAttribute(name=name, value=value):
            read = ast.Attribute(attribute("item", "attributes"), "get", ast.Load())
            call = ast.Call(read, [constant(name)], [])
            return compare(call, ast.Eq(), constant(value))
        case goods.Described(field=field, value=value):
            return compare(attribute("item", field), ast.Eq(), constant(value))
        case goods.AttributeCompared():
            return _emit_attribute(node)
        case goods.ListPriced(comparison=comparison, price_e4=price_e4):
            return compare(
                attribute("item", "price_e4"), operator_of(comparison), constant(price_e4)
            )
        case _:
            assert_never(node)


def _emit_numbers(node: goods.Numbered) -> ast.expr:
    ways = [is_in("item", "sku", node.skus)] if node.skus else []
    if node.gtins:
        ways.append(is_in("item", "gtin", node.gtins))
    return any_of(ways)


def _emit_attribute(node: goods.AttributeCompared) -> ast.expr:
    """Ask first whether the goods have such a number at all."""

    def read() -> ast.expr:
        arguments: list[ast.expr] = [ast.Name("item", ast.Load()), constant(node.name)]
        return ast.Call(ast.Name("attribute_number", ast.Load()), arguments, [])

    known = compare(read(), ast.IsNot(), constant(None))
    return all_of([known, compare(read(), operator_of(node.comparison), constant(node.number_e6))])


def operator_of(comparison: Comparison) -> ast.cmpop:
    """Return Python's operator for a comparison."""
    match comparison:
        case Comparison.LESS:
            return ast.Lt()
        case Comparison.AT_MOST:
            return ast.LtE()
        case Comparison.EQUAL:
            return ast.Eq()
        case Comparison.UNEQUAL:
            return ast.NotEq()
        case Comparison.AT_LEAST:
            return ast.GtE()
        case Comparison.MORE:
            return ast.Gt()
