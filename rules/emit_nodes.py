"""Making the few kinds of Python nodes that emitted code is built of."""

import ast
from collections.abc import Sequence
from typing import Final

_OPPOSITES: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.In: ast.NotIn,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}


def constant(value: str | int | bool | None) -> ast.expr:  # noqa: FBT001 - a literal, not a flag
    """Return a literal; text of a user appears in emitted code in no other way."""
    return ast.Constant(value)


def attribute(owner: str, name: str) -> ast.expr:
    """Return a read of an attribute that the domain declares."""
    return ast.Attribute(ast.Name(owner, ast.Load()), name, ast.Load())


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    """Return one comparison."""
    return ast.Compare(left, [operator], [right])


def is_in(owner: str, name: str, values: Sequence[str | int]) -> ast.expr:
    """Return a test of an attribute against constants; Python freezes the set it stands in."""
    if len(values) == 1:
        return compare(attribute(owner, name), ast.Eq(), constant(values[0]))
    return compare(attribute(owner, name), ast.In(), ast.Set([constant(v) for v in values]))


def holds_any(owner: str, name: str, values: Sequence[str]) -> ast.expr:
    """Return a test whether an attribute that is a set holds any of the constants."""
    return any_of([compare(constant(v), ast.In(), attribute(owner, name)) for v in values])


def negate(node: ast.expr) -> ast.expr:
    """Return the opposite of a test, by the opposite operator where Python has one."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        opposite = _OPPOSITES.get(type(node.ops[0]))
        if opposite is not None:
            return ast.Compare(node.left, [opposite()], node.comparators)
    return ast.UnaryOp(ast.Not(), node)


def all_of(parts: Sequence[ast.expr]) -> ast.expr:
    """Join tests by ``and``; none at all is true."""
    if not parts:
        return ast.Constant(value=True)
    return parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), list(parts))


def any_of(parts: Sequence[ast.expr]) -> ast.expr:
    """Join tests by ``or``; none at all is false."""
    if not parts:
        return ast.Constant(value=False)
    return parts[0] if len(parts) == 1 else ast.BoolOp(ast.Or(), list(parts))
