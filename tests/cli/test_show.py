"""Showing what the compiler made of rules."""

import ast

import pytest


def test_syntax_has_every_declaration_with_its_line(grosz, shop_folder):
    told = grosz("show", "--stage", "syntax", shop_folder / "rules")
    assert told.exit_code == 0, told.output
    lines = [line.strip() for line in told.stdout.splitlines()]
    assert "SetBlock  # coffee.promo:1" in lines
    assert "name: Name(text='coffee-3-for-2')  # coffee.promo:7" in lines
    assert "ShopBlock  # shop.promo:1" in lines


def test_ir_names_rules_and_stages(grosz, shop_folder):
    told = grosz("show", "--stage", "ir", shop_folder / "rules")
    assert told.exit_code == 0, told.output
    assert "id: 'coffee-10'" in told.stdout
    assert "stage_name: 'multibuy'" in told.stdout


def test_python_is_python(grosz, shop_folder):
    told = grosz("show", shop_folder / "rules")
    assert told.exit_code == 0, told.output
    module = ast.parse(told.stdout)
    names = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    assert any("autumn_20" in name for name in names)


def test_syntax_of_wrong_rules_is_shown_and_the_mistake_told(grosz, shop_folder):
    told = grosz("show", "--stage", "syntax", shop_folder / "wrong")
    assert told.exit_code == 1
    assert "PromotionBlock  # coffee.promo:3" in told.stdout
    assert "coffee.promo:4:" in told.stderr


@pytest.mark.parametrize("stage", ["ir", "python"])
def test_later_stages_of_wrong_rules_do_not_exist(grosz, shop_folder, stage):
    told = grosz("show", "--stage", stage, shop_folder / "wrong")
    assert (told.exit_code, told.stdout) == (1, "")


def test_an_unknown_stage_is_wrong_use(grosz, shop_folder):
    assert grosz("show", "--stage", "asm", shop_folder / "rules").exit_code == 2
