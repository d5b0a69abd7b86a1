"""Running test blocks: what passed, what differed and why."""

import json

import pytest


@pytest.fixture
def tested(grosz, shop_folder):
    """Run the test blocks of the fixture shop with more options."""

    def run(*more, rules=None):
        rules = rules or shop_folder / "rules"
        return grosz("test", rules, "--catalogue", shop_folder / "catalogue", *more)

    return run


@pytest.fixture
def failing(shop_folder, tmp_path):
    """The fixture shop with a test that expects the wrong total and the wrong reason."""
    for file in (shop_folder / "rules").glob("*.promo"):
        text = file.read_text(encoding="utf-8").replace("total 39.98 PLN", "total 39.97 PLN")
        text = text.replace("app-5 refused because channel", "app-5 refused because expired")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_all_pass(tested):
    told = tested()
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines() == [
        "ok      three coffees pay for two",
        "ok      the app takes five percent off",
        "2 passed",
    ]


def test_a_failure_says_where_what_and_why(tested, failing):
    told = tested(rules=failing)
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert lines[0] == "FAILED  three coffees pay for two  (coffee.promo:35)"
    assert lines[1].strip() == "coffee.promo:38"
    assert lines[2].split(maxsplit=1) == ["expected", "total 39.97 PLN"]
    assert lines[3].split(maxsplit=1) == ["found", "total 39.98 PLN"]
    assert "found     app-5 refused because channel" in told.stdout
    assert lines[-1] == "1 failed, 1 passed"


def test_by_name(tested):
    told = tested("-k", "COFFEES")
    assert told.exit_code == 0
    assert told.stdout.splitlines()[-1] == "1 passed"


def test_a_name_that_no_test_has_is_wrong_use(tested):
    told = tested("-k", "tea party")
    assert told.exit_code == 2
    assert "no test has `tea party` in its name" in told.stderr


def test_json_for_machines(tested, failing):
    told = tested("--json", rules=failing)
    assert told.exit_code == 1
    document = json.loads(told.stdout)
    assert (document["passed"], document["failed"]) == (1, 1)
    test = document["tests"][0]
    assert (test["file"], test["line"], test["passed"]) == ("coffee.promo", 35, False)
    assert test["differences"][0]["expected"] == "total 39.97 PLN"


def test_without_a_catalogue_a_failure_says_what_is_missing(grosz, shop_folder):
    told = grosz("test", shop_folder / "rules")
    assert told.exit_code == 1
    assert "note: without --catalogue goods have no category" in told.stderr


def test_rules_without_tests_warn(grosz, shop_folder):
    told = grosz("test", shop_folder / "rules" / "shop.promo")
    assert told.exit_code == 0
    assert told.stderr == "warning: there are no test blocks in these rules\n"


def test_a_cart_that_cannot_be_priced_fails_its_test(tested, shop_folder, tmp_path):
    text = (shop_folder / "rules" / "shop.promo").read_text(encoding="utf-8")
    text += 'test "unknown goods" {\n  at 2026-11-05 08:30 in pos\n  cart 1 x "NOPE"\n'
    (tmp_path / "a.promo").write_text(text + "  expect total 1.00 PLN\n}\n", encoding="utf-8")
    told = tested(rules=tmp_path)
    assert told.exit_code == 1
    assert "the cart cannot be priced: /lines/0/sku: " in told.stdout


def test_rules_that_do_not_compile_run_nothing(tested, shop_folder):
    told = tested(rules=shop_folder / "wrong")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "the rules do not compile" in told.stderr
