"""Emitted Python: readable, deterministic, placed in the rule file, and closed."""

import ast
from pathlib import Path

import pytest

from grammar.source import Source
from rules.compiler import compile_sources
from rules.emit import shape_module
from rules.emit_conditions import condition_shape
from rules.runtime import RUNTIME, attribute_number, orders_before
from rules.shapes import Constants
from tests.rules.programs import basket, compiled, item
from tests.rules.strategies import SHOP

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "emit"
PROGRAMS = sorted(FOLDER.glob("*.promo"))


def _compile(file):
    source = Source(file.name, file.read_text("utf-8"))
    result = compile_sources([SHOP, source])
    assert result.program is not None, [one.message for one in result.diagnostics]
    return result


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
def test_emitted_python_is_as_shown(file, golden):
    shown = "\n".join(f"# {m.source or '(no file)'}\n{m.python}" for m in _compile(file).modules)
    golden(file.with_suffix(".py"), shown)


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
def test_emitted_code_reads_only_what_it_may(file):
    """No call but of declared readings, no name but arguments, targets and the runtime."""
    result = _compile(file)
    for tree in [module.tree for module in result.modules]:
        _check_names(tree, {"basket", "item", *RUNTIME}, "goods_")
    for rule in result.optimised.rules:
        tree = shape_module("basket", condition_shape(rule.condition, Constants()))
        (make,) = tree.body
        arguments = {argument.arg for argument in make.args.args}
        _check_names(tree, {"basket", "holds", *arguments, *RUNTIME}, "no other")


def _check_names(tree, allowed, prefix):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            assert node.id in allowed or node.id.startswith(prefix)
        assert not isinstance(node, ast.Import | ast.ImportFrom | ast.Lambda)
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
def test_no_constant_of_a_rule_is_part_of_a_shape(file):
    """What is compiled is the same whatever the rule file says."""
    allowed = {None, True, False}  # 1 and 0 are among them
    for rule in _compile(file).optimised.rules:
        constants = Constants()
        tree = shape_module("basket", condition_shape(rule.condition, constants))
        found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert found <= allowed
        assert constants


SIMILAR = """\
set coffee = category "Kawa"
set tea = category "Herbata"
promotion a "A" { until 2026-11-30 give 5% off coffee when quantity of coffee >= 2 }
promotion b "B" { until 2026-12-31 give 9% off tea when quantity of tea >= 3 }
promotion c "C" { until 2026-12-31 give 1.00 PLN off each tea when quantity of tea >= 3 }
"""


def test_promotions_of_one_shape_share_their_code():
    a, b, _ = compiled(SIMILAR).program.promotions
    assert a.holds.__code__ is b.holds.__code__
    assert a.holds is not b.holds
    assert a.reward.target.selects.__code__ is b.reward.target.selects.__code__


def test_what_asks_the_very_same_is_one_function():
    _, b, c = compiled(SIMILAR).program.promotions
    assert b.holds is c.holds
    assert b.reward.target.selects is c.reward.target.selects


def test_texts_of_users_are_never_code():
    result = compiled(
        'set odd = brand "__import__(\'os\')" or tag "{x}"\npromotion p "P" { give 5% off odd }'
    )
    selects = result.program.promotions[0].reward.target.selects
    assert selects(item(brand="__import__('os')"))
    assert not selects(item(brand="x"))


def test_runtime_readings():
    made = basket(orders={"web": 2, "app": 1})
    assert orders_before(made, None) == 3
    assert orders_before(made, "app") == 1
    assert orders_before(made, "pos") == 0
    assert orders_before(basket(), None) == 0
    strong = item(attributes={"moc": " 18.5 % ", "kolor": "bury"})
    assert attribute_number(strong, "moc") == 18_500_000
    assert attribute_number(strong, "kolor") is None
    assert attribute_number(strong, "wiek") is None
