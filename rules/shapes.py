"""Shapes: what emitted code asks, with the constants taken out.

A shape is a tuple: an operator and what it works on, other shapes among them. Promotions that
differ in nothing but days, names and numbers have equal shapes: each becomes code once, and its
constants are arguments. No text of a user is part of a shape.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

# An operator and its operands. Equal shapes are equal code.
Shape = tuple[Any, ...]

ALWAYS: Final[Shape] = ("literal", True)
NEVER: Final[Shape] = ("literal", False)
_OPPOSITES: Final = {
    "in": "not in", "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip
_OPERATORS: Final[dict[str, type[ast.cmpop]]] = {
    "in": ast.In, "not in": ast.NotIn, "==": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE,
    ">": ast.Gt, ">=": ast.GtE, "is not": ast.IsNot,
}  # fmt: skip


class Constants(list[Any]):
    """The constants of one shape, in the order in which it names them."""

    def take(self, kind: str, value: object) -> Shape:
        """Put a constant aside and return the place it has in the shape.

        Args:
            kind: A word for it, from which its name in the code is made.
            value: A text, a number, a frozen set of such, or the target of a measure.
        """
        self.append(value)
        return ("constant", kind, len(self) - 1)


# --- the few kinds of shapes ----------------------------------------------------------------------


def literal(value: int | bool | None) -> Shape:  # noqa: FBT001 - a literal, not a flag
    """Return what is the same in every promotion."""
    return ("literal", value)


def attribute(owner: str, name: str) -> Shape:
    """Return a read of an attribute that the domain declares."""
    return ("read", owner, name)


def compare(left: Shape, operator: str, right: Shape) -> Shape:
    """Return one comparison."""
    return ("compare", left, operator, right)


def call(function: str, *arguments: Shape) -> Shape:
    """Return a call of a method, ``basket.total_of``, or of a name of ``rules.runtime``."""
    return ("call", function, *arguments)


def name(known: str) -> Shape:
    """Return a name that the code knows."""
    return ("read", known)


def keyword(known: str, value: Shape) -> Shape:
    """Return an argument that is given by its name."""
    return ("keyword", known, value)


def is_in(constants: Constants, owner: str, name: str, values: Sequence[str | int]) -> Shape:
    """Return a test of an attribute against constants."""
    if len(values) == 1:
        return compare(attribute(owner, name), "==", constants.take(name, values[0]))
    return compare(attribute(owner, name), "in", constants.take(name, frozenset(values)))


def holds_any(constants: Constants, owner: str, name: str, values: Sequence[str]) -> Shape:
    """Return a test whether an attribute that is a set holds any of the constants."""
    read = attribute(owner, name)
    return any_of([compare(constants.take(name, value), "in", read) for value in values])


def negate(shape: Shape) -> Shape:
    """Return the opposite of a test, by the opposite operator where Python has one."""
    if shape[0] == "compare" and shape[2] in _OPPOSITES:
        return compare(shape[1], _OPPOSITES[shape[2]], shape[3])
    return ("not", shape)


def all_of(parts: Sequence[Shape]) -> Shape:
    """Join tests by ``and``; none at all is true."""
    if not parts:
        return ALWAYS
    return parts[0] if len(parts) == 1 else ("and", *parts)


def any_of(parts: Sequence[Shape]) -> Shape:
    """Join tests by ``or``; none at all is false."""
    if not parts:
        return NEVER
    return parts[0] if len(parts) == 1 else ("or", *parts)


# --- shapes as Python -----------------------------------------------------------------------------


def to_python(  # noqa: C901 - one branch for each operator
    shape: Shape, constant_of: Callable[[str, int], ast.expr]
) -> ast.expr:
    """Return the expression of a shape.

    Args:
        shape: What is asked.
        constant_of: What stands for a constant, given its kind and its position.
    """

    def python(part: Shape) -> ast.expr:
        return to_python(part, constant_of)

    match shape:
        case "literal", value:
            return ast.Constant(value)
        case "constant", kind, position:
            return constant_of(kind, position)
        case "read", *names:
            return _read(*names)
        case "compare", left, operator, right:
            return ast.Compare(python(left), [_OPERATORS[operator]()], [python(right)])
        case "between", low, middle, high:
            return ast.Compare(python(low), [ast.LtE(), ast.Lt()], [python(middle), python(high)])
        case "call", function, *arguments:
            given = [python(one) for one in arguments if one[0] != "keyword"]
            named = [
                ast.keyword(one[1], python(one[2])) for one in arguments if one[0] == "keyword"
            ]
            return ast.Call(_read(*function.split(".")), given, named)
        case "not", part:
            return ast.UnaryOp(ast.Not(), python(part))
        case "and", *parts:
            return ast.BoolOp(ast.And(), [python(part) for part in parts])
        case "or", *parts:
            return ast.BoolOp(ast.Or(), [python(part) for part in parts])
        case "if", test, then, otherwise:
            return ast.IfExp(python(test), python(then), python(otherwise))
        case "add", left, right:
            return ast.BinOp(python(left), ast.Add(), python(right))
        case "subtract", left, right:
            return ast.BinOp(python(left), ast.Sub(), python(right))
        case _:
            raise AssertionError(f"{shape[0]} is no operator")


def _read(owner: str, *names: str) -> ast.expr:
    node: ast.expr = ast.Name(owner, ast.Load())
    for name in names:
        node = ast.Attribute(node, name, ast.Load())
    return node
