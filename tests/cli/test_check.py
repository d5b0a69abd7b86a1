"""Checking rules: where, what, how many, and the exit code that goes with it."""

import json

import pytest


def test_good_rules(grosz, shop_folder):
    told = grosz("check", shop_folder / "rules")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[-1] == "ok: nothing to complain about in 2 files"


def test_a_mistake_is_underlined_with_a_hint(grosz, shop_folder):
    told = grosz("check", shop_folder / "wrong")
    assert told.exit_code == 1
    assert f"--> {shop_folder / 'wrong' / 'coffee.promo'}:4:" in told.stdout
    assert "^^^^^" in told.stdout
    assert "did you mean `coffee`?" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("failed: 1 error")
    assert "\x1b" not in told.stdout


def test_warnings_alone_are_no_failure_and_can_be_left_out(grosz, shop_folder, tmp_path):
    shop = (shop_folder / "rules" / "shop.promo").read_text(encoding="utf-8")
    endless = 'set tea = sku "T"\npromotion endless "Bez końca" {\n  give 10% off tea\n}\n'
    path = tmp_path / "a.promo"
    path.write_text(shop + endless, encoding="utf-8")
    told = grosz("check", path)
    assert told.exit_code == 0
    assert told.stdout.startswith("warning[PR5")
    assert "ok: no errors, 1 warning in 1 file" in told.stdout
    quiet = grosz("check", path, "--no-warnings")
    assert quiet.exit_code == 0
    assert "warning[" not in quiet.stdout


def test_json_for_machines(grosz, shop_folder):
    told = grosz("check", shop_folder / "wrong", "--format", "json")
    assert told.exit_code == 1
    document = json.loads(told.stdout)
    text = json.dumps(document)
    assert str(shop_folder / "wrong" / "coffee.promo") in text
    assert "PR2" in text


def test_json_of_good_rules_is_json_too(grosz, shop_folder):
    told = grosz("check", shop_folder / "rules", "--format", "json")
    assert told.exit_code == 0
    json.loads(told.stdout)


def test_github_annotations(grosz, shop_folder):
    told = grosz("check", shop_folder / "wrong", "--format", "github")
    assert told.exit_code == 1
    assert told.stdout.startswith("::")
    assert f"file={shop_folder / 'wrong' / 'coffee.promo'}," in told.stdout


def test_single_files_are_one_ruleset(grosz, shop_folder):
    files = sorted((shop_folder / "rules").glob("*.promo"))
    told = grosz("check", *files)
    assert told.exit_code == 0, told.output
    assert "2 files" in told.stdout


def test_folders_are_a_ruleset_each(grosz, shop_folder):
    told = grosz("check", shop_folder / "rules", shop_folder / "wrong")
    assert told.exit_code == 1
    assert "4 files" in told.stdout
    assert "duplicate" not in told.stdout


@pytest.mark.parametrize("content", [None, b'set a = sku "\xb1"\n'])
def test_what_cannot_be_read_is_wrong_use(grosz, tmp_path, content):
    path = tmp_path / "a.promo"
    if content is not None:
        path.write_bytes(content)
    told = grosz("check", path)
    assert told.exit_code == 2
    assert told.stderr.startswith("error: ")
    assert "Traceback" not in told.output


def test_an_empty_folder_is_wrong_use(grosz, tmp_path):
    assert grosz("check", tmp_path).exit_code == 2
