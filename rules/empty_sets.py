"""Sets to which no goods can belong, whatever the catalogue holds."""

from dataclasses import dataclass
from typing import Final

from grammar import expressions
from grammar.diagnostics import Diagnostic, Message
from grammar.expressions import SetName
from pricing.money import PRICE_DECIMALS, format_scaled
from rules import goods
from rules.clash import AllParts, AnyPart, Clash, find_clash
from rules.comparison import Comparison, exclude
from rules.lower_sets import SetTable
from rules.messages.contradictions import EmptySet, OddNumbers
from rules.names import Names
from rules.walk import nodes_of

# Most sets: they narrow nothing, and a plain list of goods is not worth a search.
_PLAIN: Final = frozenset(
    {expressions.HasAttribute, expressions.ProductsIn, expressions.Everything}
)


@dataclass(frozen=True, slots=True)
class Part:
    """A set, or everything but that set."""

    node: goods.SetNode
    negated: bool = False


def find_empty_sets(names: Names, table: SetTable) -> list[Diagnostic]:
    """Find the sets that are empty by what they say, in a ruleset without errors.

    What is built on an empty set is no further mistake.
    """
    empty: dict[str, Message] = {}
    for name, block in names.sets.items():
        if block.expression is not None and type(block.expression) not in _PLAIN:
            message = _why_empty(name, block.expression, table.node_of(name))
            if message is not None:
                empty[name] = message
    return [
        message.diagnostic()
        for name, message in empty.items()
        if not empty.keys() & {one.name.text for one in nodes_of(names.sets[name], SetName)}
    ]


def _why_empty(
    name: str, expression: expressions.SetExpression, node: goods.SetNode
) -> Message | None:
    clash = clash_in(node)
    if clash is not None:
        why = _told(clash.first, clash.second) if clash.is_only else ""
        return EmptySet(expression.span, name=name, why=why)
    if clash_in(node, one_number_each=True) is not None:
        return OddNumbers(expression.span, name=name)
    return None


def clash_in(node: goods.SetNode, *, one_number_each: bool = False) -> Clash[Part] | None:
    """Return two parts of a set that share no goods, ``None`` where some may belong to it.

    Args:
        node: The set.
        one_number_each: Whether goods that one list numbers by SKU and another by GTIN are left
            aside.
    """

    def exclude_parts(one: Part, other: Part) -> bool:
        return _exclude(one, other) or (one_number_each and _have_other_numbers(one, other))

    return find_clash(Part(node), _open, exclude_parts)


def _open(part: Part) -> AllParts[Part] | AnyPart[Part] | None:
    match part.node:
        case goods.Without(part=inner):
            return AllParts([Part(inner, not part.negated)])
        case goods.UnionOf(parts=parts) | goods.IntersectionOf(parts=parts):
            inside = [Part(one, part.negated) for one in parts]
            is_any = isinstance(part.node, goods.UnionOf) != part.negated
            return AnyPart(inside) if is_any else AllParts(inside)
        case _:
            return None


def _exclude(one: Part, other: Part) -> bool:
    if one.negated and other.negated:
        return one == other and isinstance(one.node, goods.AnyGoods)
    if one.negated != other.negated and one.node == other.node:
        return True
    held, second = (other, one) if one.negated else (one, other)
    match held.node, second.node:
        case goods.NoGoods(), _:
            return True
        case goods.OfBrand() | goods.Described() | goods.WithAttribute(), _:
            return not second.negated and _is_other_value(held.node, second.node)
        case goods.Numbered(), goods.Numbered():
            return _numbers_exclude(held.node, second.node, negated=second.negated)
        case goods.ListPriced(), goods.ListPriced():
            return _compared_exclude(
                (held.node.comparison, held.node.price_e4),
                (second.node.comparison, second.node.price_e4),
                negated=second.negated,
            )
        case goods.AttributeCompared(), goods.AttributeCompared():
            return held.node.name == second.node.name and _compared_exclude(
                (held.node.comparison, held.node.number_e6),
                (second.node.comparison, second.node.number_e6),
                negated=second.negated,
            )
        case _:
            return False


def _is_other_value(one: goods.SetNode, other: goods.SetNode) -> bool:
    """Tell whether goods would need two values of something of which they have one."""
    match one, other:
        case goods.OfBrand(), goods.OfBrand():
            return one.brand != other.brand
        case goods.Described(), goods.Described():
            return one.field == other.field and one.value != other.value
        case goods.WithAttribute(), goods.WithAttribute():
            return one.name == other.name and one.value != other.value
        case _:
            return False


def _numbers_exclude(held: goods.Numbered, second: goods.Numbered, *, negated: bool) -> bool:
    if negated:
        return set(held.skus) <= set(second.skus) and set(held.gtins) <= set(second.gtins)
    # One product may lie in a list by its SKU and in the other by its GTIN.
    crosses = (held.skus and second.gtins) or (held.gtins and second.skus)
    return not crosses and _have_other_numbers(Part(held), Part(second))


def _compared_exclude(
    held: tuple[Comparison, int], second: tuple[Comparison, int], *, negated: bool
) -> bool:
    comparison = second[0].opposite if negated else second[0]
    return exclude(*held, comparison, second[1])


def _have_other_numbers(one: Part, other: Part) -> bool:
    """Tell whether two lists have no number in common."""
    first, second = one.node, other.node
    return (
        isinstance(first, goods.Numbered)
        and isinstance(second, goods.Numbered)
        and not (one.negated or other.negated)
        and not set(first.skus) & set(second.skus)
        and not set(first.gtins) & set(second.gtins)
    )


# --- in words ---------------------------------------------------------------------------------


def _told(first: Part, second: Part) -> str:
    if first == second:
        return f"{_named(first)} holds nothing"
    if first.node == second.node:
        return f"it asks for {_named(first)} and for {_named(second)}"
    if _have_other_numbers(first, second):
        return "the two lists of products have none in common"
    return f"nothing is both {_named(first)} and {_named(second)}"


def _named(part: Part) -> str:
    word = "not " if part.negated else ""
    match part.node:
        case goods.OfBrand(brand=value):
            return f'`{word}brand "{value}"`'
        case goods.InCategory(name=value):
            return f'`{word}category "{value}"`'
        case goods.Tagged(tag=value):
            return f'`{word}tag "{value}"`'
        case goods.Marked(mark=value):
            return f'`{word}marked "{value}"`'
        case goods.Described(field=name, value=value) | goods.WithAttribute(name=name, value=value):
            return f'`{word}{name} "{value}"`'
        case goods.ListPriced(comparison=comparison, price_e4=price_e4):
            price = format_scaled(price_e4, PRICE_DECIMALS).rstrip("0").rstrip(".")
            return f"`{word}list price {comparison.value} {price}`"
        case goods.AttributeCompared(name=name, comparison=comparison, number_e6=number_e6):
            number = format_scaled(number_e6, goods.ATTRIBUTE_DECIMALS).rstrip("0").rstrip(".")
            return f"`{word}{name} {comparison.value} {number}`"
        case goods.Numbered(skus=skus):
            return f"`{word}{_list_of(skus)}`"
        case goods.AnyGoods():
            return f"`{word}everything`"
        case _:
            return "`not everything`"


def _list_of(skus: tuple[str, ...]) -> str:
    more = ", …" if len(skus) > 1 else ""
    return f'sku "{skus[0]}"{more}' if skus else "gtin …"
