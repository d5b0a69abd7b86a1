"""Typed form to Python: one function for each shape, made into evaluators by its constants.

No text of a user is ever parsed as code: names of functions are made from numbers and checked
identifiers, everything else is a constant. The same ruleset gives the same tree.
"""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pricing.rewards import Target
from rules import goods, ir
from rules.emit_conditions import condition_shape
from rules.emit_sets import set_shape
from rules.runtime import RUNTIME
from rules.shapes import Constants, Shape, to_python

Evaluator = Callable[[Any], bool]
Picker = Callable[[Iterable[Any]], list[Any]]
_PLAIN: Final = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
_NAMESPACE: Final = {"__builtins__": {}, **RUNTIME}


@dataclass(slots=True)
class Workshop:
    """Makes the functions that answer for sets and conditions.

    Equal shapes share their code, and what has equal constants too is one and the same function: of
    100 000 promotions that differ in days and numbers only, one function is compiled.
    """

    _makers: dict[tuple[str, Shape], Callable[..., Any]] = field(default_factory=dict)
    _made: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many functions it has made."""
        return len(self._made)

    def of_set(self, node: goods.SetNode) -> tuple[Evaluator, Picker]:
        """Return a function that tells whether an item belongs to a set, and one that picks many.

        To ask one function about all goods of a basket costs a fifth of asking one for each.
        """
        constants = Constants()
        shape = set_shape(node, constants)
        return self._make("item", shape, constants), self._make("items", shape, constants)

    def holds(self, condition: ir.Condition, bind: Callable[[Target], Target]) -> Evaluator:
        """Return a function that tells whether a basket meets a condition.

        Args:
            condition: What is asked.
            bind: Gives the targets of its measures the functions that answer for their sets.
        """
        constants = Constants()
        shape = condition_shape(condition, constants)
        values = [bind(one) if isinstance(one, Target) else one for one in constants]
        evaluator: Evaluator = self._make("basket", shape, values)
        return evaluator

    def _make(self, argument: str, shape: Shape, constants: list[Any]) -> Any:
        key = (argument, shape, *constants)
        made = self._made.get(key)
        if made is None:
            maker = self._makers.get((argument, shape))
            if maker is None:
                maker = self._makers[argument, shape] = _maker(shape_module(argument, shape))
            made = self._made[key] = maker(*constants)
        return made


def shape_module(argument: str, shape: Shape) -> ast.Module:
    """Return the Python of a shape: a function from its constants to an evaluator.

    Args:
        argument: What is asked about: ``basket``, ``item``, or ``items`` for those that belong.
        shape: What is asked.
    """
    names: dict[int, str] = {}

    def constant_of(kind: str, position: int) -> ast.expr:
        names[position] = f"{kind}_{position}"
        return ast.Name(names[position], ast.Load())

    answer = to_python(shape, constant_of)
    if argument == "items":
        each = ast.comprehension(
            ast.Name("item", ast.Store()), ast.Name("items", ast.Load()), [answer], is_async=0
        )
        answer = ast.ListComp(ast.Name("item", ast.Load()), [each])
    inner = _function(_ANSWERS[argument], [argument], ast.Return(answer))
    outer = _function(
        "make",
        [names[position] for position in sorted(names)],
        inner,
        ast.Return(ast.Name(inner.name, ast.Load())),
    )
    return ast.fix_missing_locations(ast.Module([outer], []))


def _maker(module: ast.Module) -> Callable[..., Any]:
    namespace: dict[str, Any] = dict(_NAMESPACE)
    # The tree was built node by node from checked syntax and sees only the names above.
    exec(compile(module, "<shape of rules>", "exec"), namespace)  # noqa: S102
    made: Callable[..., Any] = namespace["make"]
    return made


_ANSWERS: Final = {"item": "selects", "items": "picks", "basket": "holds"}


# --- for people to read ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EmittedModule:
    """The Python of one rule file, with its constants in place.

    Attributes:
        source: Name of the rule file.
        tree: One function for each set and each promotion written there.
    """

    source: str
    tree: ast.Module

    @property
    def python(self) -> str:
        """The module as a person reads it."""
        return ast.unparse(self.tree) + "\n"


def emit(ruleset: ir.Ruleset) -> tuple[EmittedModule, ...]:
    """Write every set and every condition as a Python function, one module for each rule file.

    What runs is the same expression with its constants as arguments; see ``Workshop``.
    """
    bodies: dict[str, list[ast.stmt]] = {}

    def add(file: str, name: str, argument: str, result: ast.expr) -> None:
        bodies.setdefault(file, []).append(_function(name, [argument], ast.Return(result)))

    for number, known in enumerate(ruleset.sets):
        name = selects_name(number, known.name)
        add(known.place.file, name, "item", _python(set_shape, known.node))
    for number, rule in enumerate(ruleset.rules):
        name = holds_name(number, rule.id)
        add(rule.place.file, name, "basket", condition_python(rule.condition))
    return tuple(
        EmittedModule(source, ast.fix_missing_locations(ast.Module(bodies[source], [])))
        for source in sorted(bodies)
    )


def condition_python(condition: ir.Condition) -> ast.expr:
    """Return a condition as one expression, its constants in place."""
    return _python(condition_shape, condition)


def _python(shape_of: Callable[[Any, Constants], Shape], meant: object) -> ast.expr:
    constants = Constants()
    shape = shape_of(meant, constants)
    return to_python(shape, lambda _, position: _written(constants[position]))


def _written(constant: Any) -> ast.expr:
    """Return a constant as a literal; a target by its name."""
    match constant:
        case Target():
            return ast.Name(goods_name(constant), ast.Load())
        case frozenset():
            return ast.Set([ast.Constant(value) for value in sorted(constant)])
        case _:
            return ast.Constant(constant)


def selects_name(number: int, name: str) -> str:
    """Return the name of the function that answers for a set."""
    return f"selects_{number}{_suffix(name)}"


def holds_name(number: int, promotion: str) -> str:
    """Return the name of the function that answers for a promotion's conditions."""
    return f"holds_{number}{_suffix(promotion)}"


def goods_name(target: Target) -> str:
    """Return the name under which emitted code shows a target."""
    regular = "_regular" if target.regular_priced else ""
    identical = "_identical" if target.identical else ""
    return f"goods_{target.number}{regular}{identical}"


def _suffix(name: str) -> str:
    return "_" + name.replace("-", "_") if _PLAIN.fullmatch(name) else ""


def _function(name: str, arguments: Iterable[str], *body: ast.stmt) -> ast.FunctionDef:
    taken = ast.arguments(
        posonlyargs=[], args=[ast.arg(one) for one in arguments], kwonlyargs=[], kw_defaults=[],
        defaults=[],
    )  # fmt: skip
    return ast.FunctionDef(name=name, args=taken, body=list(body), decorator_list=[])
