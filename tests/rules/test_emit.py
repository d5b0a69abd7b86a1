"""Emitted Python: readable, deterministic, placed in the rule file, and closed."""

import ast
import traceback
from pathlib import Path

import pytest

from grammar.source import Source
from rules.compiler import compile_sources
from rules.runtime import RUNTIME, attribute_number, orders_before
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
def test_every_node_lies_inside_its_rule_file(file):
    lines = file.read_text("utf-8").encode().splitlines()
    for module in _compile(file).modules:
        for node in ast.walk(module.tree):
            if "lineno" in node._attributes and module.source:
                assert 1 <= node.lineno <= node.end_lineno <= len(lines)
                assert node.col_offset <= len(lines[node.lineno - 1])


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.stem)
def test_emitted_code_reads_only_what_it_may(file):
    """No call but of declared readings, no name but arguments, targets and the runtime."""
    for module in _compile(file).modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name):
                allowed = {"basket", "item", *RUNTIME}
                assert node.id in allowed or node.id.startswith("goods_")
            assert not isinstance(node, ast.Import | ast.ImportFrom | ast.Lambda)
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")


def test_a_traceback_shows_the_line_of_the_rule(tmp_path, monkeypatch):
    text = (
        'set coffee = category "Kawa"\n\n'
        'promotion p "P" {\n  give 5% off coffee\n  when total of coffee >= 10 PLN\n}\n'
    )
    (tmp_path / "rules.promo").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    holds = compiled(text).program.promotions[0].holds
    try:
        holds(object())
    except AttributeError as error:
        shown = "".join(traceback.format_exception(error))
    else:
        pytest.fail("an object without totals was priced")
    assert 'File "rules.promo", line 5, in holds_0_p' in shown
    assert "when total of coffee >= 10 PLN" in shown


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
