"""Typed form to Python: ``ast`` nodes that carry the positions of the rule file.

No text of a user is ever parsed as code: names of functions are made from numbers and checked
identifiers, everything else is a constant. The same ruleset gives the same tree.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grammar.source import Source, Span
from pricing.rewards import Target
from rules import ir
from rules.emit_conditions import emit_condition
from rules.emit_sets import emit_set

_PLAIN = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class EmittedModule:
    """The Python of one rule file.

    Attributes:
        source: Name of the rule file; tracebacks show its lines.
        tree: One function for each set and each promotion written there.
    """

    source: str
    tree: ast.Module

    @property
    def python(self) -> str:
        """The module as a person reads it."""
        return ast.unparse(self.tree) + "\n"


def emit(ruleset: ir.Ruleset, sources: Iterable[Source]) -> tuple[EmittedModule, ...]:
    """Write every set and every condition as a Python function, one module for each rule file."""
    texts = {source.name: source for source in sources}
    bodies: dict[str, list[ast.stmt]] = {}
    for number, known in enumerate(ruleset.sets):
        function = _function(selects_name(number, known.name), "item", emit_set(known.node))
        _locate(function, known.place, texts)
        bodies.setdefault(known.place.file, []).append(function)
    for number, rule in enumerate(ruleset.rules):
        expression = emit_condition(rule.condition, goods_name)
        for node, span in expression.placed:
            _locate(node, span, texts)
        function = _function(holds_name(number, rule.id), "basket", expression.node)
        _locate(function, rule.place, texts)
        bodies.setdefault(rule.place.file, []).append(function)
    return tuple(EmittedModule(source, ast.Module(bodies[source], [])) for source in sorted(bodies))


def selects_name(number: int, name: str) -> str:
    """Return the name of the function that answers for a set."""
    return f"selects_{number}{_suffix(name)}"


def holds_name(number: int, promotion: str) -> str:
    """Return the name of the function that answers for a promotion's conditions."""
    return f"holds_{number}{_suffix(promotion)}"


def goods_name(target: Target) -> str:
    """Return the name under which emitted code finds a target."""
    regular = "_regular" if target.regular_priced else ""
    identical = "_identical" if target.identical else ""
    return f"goods_{target.number}{regular}{identical}"


def _suffix(name: str) -> str:
    return "_" + name.replace("-", "_") if _PLAIN.fullmatch(name) else ""


def _function(name: str, argument: str, result: ast.expr) -> ast.FunctionDef:
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(argument)], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.FunctionDef(name=name, args=arguments, body=[ast.Return(result)], decorator_list=[])


def _locate(top: ast.AST, span: Span, texts: Mapping[str, Source]) -> None:
    """Give a tree the position of the text it was made from; what has one keeps it."""
    source = texts.get(span.file)
    line, column, end_line, end_column = 1, 0, 1, 0
    if source is not None:
        line, column = _position(source, span.start)
        end_line, end_column = _position(source, span.end)
    located = (
        ("lineno", line),
        ("col_offset", column),
        ("end_lineno", end_line),
        ("end_col_offset", end_column),
    )
    stack = [top]
    while stack:
        node = stack.pop()
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            for name, value in located:
                setattr(node, name, value)
        stack.extend(ast.iter_child_nodes(node))


def _position(source: Source, offset: int) -> tuple[int, int]:
    """Return line, from 1, and column in UTF-8 bytes, as Python counts them."""
    line = source.line_of(offset)
    start = source.line_start(line)
    return line + 1, len(source.text[start:offset].encode(errors="replace"))
