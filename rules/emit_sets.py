"""Sets of goods as shapes over ``item``."""

from typing import assert_never

from rules import goods
from rules.emit_conditions import operator_of
from rules.shapes import (
    ALWAYS,
    NEVER,
    Constants,
    Shape,
    all_of,
    any_of,
    attribute,
    call,
    compare,
    holds_any,
    is_in,
    literal,
    name,
    negate,
)


def set_shape(node: goods.SetNode, constants: Constants) -> Shape:
    """Return what tells whether ``item`` belongs to a set; its constants go into ``constants``."""
    match node:
        case goods.UnionOf(parts=parts):
            return any_of([set_shape(part, constants) for part in parts])
        case goods.IntersectionOf(parts=parts):
            return all_of([set_shape(part, constants) for part in parts])
        case goods.Without(part=part):
            return negate(set_shape(part, constants))
        case _:
            return _leaf_shape(node, constants)


def _leaf_shape(  # noqa: C901 - one branch for each kind of leaf
    node: goods.SetLeaf, constants: Constants
) -> Shape:
    match node:
        case goods.AnyGoods():
            return ALWAYS
        case goods.NoGoods():
            return NEVER
        case goods.InCategory(name=category):
            return holds_any(constants, "item", "categories", (category,))
        case goods.OfBrand(brand=brand):
            return is_in(constants, "item", "brand", (brand,))
        case goods.Tagged(tag=tag):
            return holds_any(constants, "item", "tags", (tag,))
        case goods.Marked(mark=mark):
            return holds_any(constants, "item", "marks", (mark,))
        case goods.Entered(fact=fact):
            return holds_any(constants, "item", "entries", (fact,))
        case goods.Numbered(skus=skus, gtins=gtins):
            ways = [is_in(constants, "item", "sku", skus)] if skus else []
            if gtins:
                ways.append(is_in(constants, "item", "gtin", gtins))
            return any_of(ways)
        case goods.WithAttribute(name=column, value=value):
            read = call("item.attributes.get", constants.take("column", column))
            return compare(read, "==", constants.take("value", value))
        case goods.Described(field=field, value=value):
            return is_in(constants, "item", field, (value,))
        case goods.AttributeCompared():
            return _attribute_shape(node, constants)
        case goods.ListPriced(comparison=comparison, price_e4=price_e4):
            price = constants.take("price_e4", price_e4)
            return compare(attribute("item", "price_e4"), operator_of(comparison), price)
        case _:
            assert_never(node)


def _attribute_shape(node: goods.AttributeCompared, constants: Constants) -> Shape:
    """Ask first whether the goods have such a number at all."""
    read = call("attribute_number", name("item"), constants.take("column", node.name))
    number = constants.take("number_e6", node.number_e6)
    known = compare(read, "is not", literal(None))
    return all_of([known, compare(read, operator_of(node.comparison), number)])
