"""Checking rule files over HTTP, and what is told of the active ones."""

import json

import pytest

from api.limits import FILE_NAME_CHARS_MAX, RULESET_FILES_MAX
from api.state import LoadFailure
from grammar.render import render_json
from grammar.source import Source
from rules.compiler import compile_sources
from tests.api.running import BROKEN_RULES, rules_text

PATH = "/v1/rulesets/check"


def check(caller, **files):
    return caller.post(PATH, {"files": {f"{name}.promo": text for name, text in files.items()}})


def test_a_good_ruleset_is_ok(caller, state):
    before = state.current()
    answer = check(caller, rules=rules_text(10))
    assert answer.status_code == 200
    report = answer.json()
    compiled = compile_sources([Source("rules.promo", rules_text(10))])
    assert compiled.program is not None
    assert report["ok"] is True
    assert report["digest"] == compiled.program.digest
    assert (report["promotions"], report["coupons"], report["errors"]) == (1, 0, 0)
    # Nothing was loaded.
    assert state.current() is before


def test_mistakes_are_told_as_the_command_line_tells_them(caller):
    answer = check(caller, rules=BROKEN_RULES)
    assert answer.status_code == 200
    report = answer.json()
    assert (report["ok"], report["digest"]) == (False, None)
    assert report["errors"] >= 1
    source = Source("rules.promo", BROKEN_RULES)
    told = json.loads(render_json(compile_sources([source]).diagnostics, [source]))
    assert len(report["diagnostics"]) == len(told) == report["errors"] + report["warnings"]
    for ours, theirs in zip(report["diagnostics"], told, strict=True):
        plain = theirs.keys() - {"secondary", "fix"}
        assert {key: ours[key] for key in plain} == {key: theirs[key] for key in plain}
        assert 1 <= ours["line"] <= BROKEN_RULES.count("\n") + 1


def test_points_at_the_word(caller):
    text = rules_text(10).replace("basket", "bsket")
    (found,) = [
        one for one in check(caller, rules=text).json()["diagnostics"] if one["severity"] == "error"
    ]
    assert text[found["start"] : found["end"]] == "bsket"
    line = text.splitlines()[found["line"] - 1]
    assert line[found["column"] - 1 :].startswith("bsket")
    assert found["hint"]


def test_files_see_each_other_and_their_order_is_nothing(caller):
    shop, _, promotion = rules_text(10).partition("\n\n")
    first = check(caller, a=shop, b=promotion).json()
    second = check(caller, b=shop, a=promotion).json()
    assert first["ok"] is second["ok"] is True
    assert first["digest"] == second["digest"]


def test_whatever_text_comes_is_answered(caller):
    for text in ("", "\x00", "shop", "{" * 500, "„” ‘’ 🛒", "promotion " * 300):
        answer = check(caller, rules=text)
        assert answer.status_code == 200
        assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({}, "/files"),
        ({"files": {}}, "/files"),
        ({"files": []}, "/files"),
        ({"files": {"a.promo": 1}}, "/files/a.promo"),
        ({"files": {"a.promo": None}}, "/files/a.promo"),
        ({"files": {"": "x"}}, "/files/"),
        ({"files": {"a\nb": "x"}}, "/files/a\nb"),
        ({"files": {"a/~b": 1}}, "/files/a~1~0b"),
        ({"files": {"x" * (FILE_NAME_CHARS_MAX + 1): ""}}, f"/files/{'x' * 201}"),
        ({"files": {"a.promo": ""}, "more": 1}, "/more"),
        ({"files": {str(n): "" for n in range(RULESET_FILES_MAX + 1)}}, "/files"),
    ],
)
def test_what_is_no_ruleset_is_told(caller, document, pointer):
    answer = caller.post(PATH, document)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "the field `files` is missing"),
        ({"files": {}, "more": 1}, "there is no field `more` here"),
        ({"files": {}}, "`files` holds at least one file"),
        ({"files": []}, "`files` is an object"),
        ({"files": {"a.promo": 5}}, "this is a string"),
        ({"files": {"": "x"}}, "a file's name is not empty"),
        ({"files": {"x" * 201: "x"}}, "a file's name has at most 200 characters"),
        ({"files": {"a\nb": "x"}}, "a file's name has no control characters"),
        ([], "the body is an object"),
    ],
)
def test_mistakes_are_told_in_our_own_words(caller, document, message):
    answer = caller.post("/v1/rulesets/check", document)
    assert answer.status_code == 422
    assert message in [one["message"] for one in answer.json()["errors"]]


def test_tells_what_is_active(caller, state):
    assert caller.get("/v1/rulesets/active").json() == {
        "ruleset": state.current().ruleset_digest,
        "prices": "sha256:" + "0" * 64,
        "engine": "0.1.0",
        "shop": "Sklep",
        "source": "demo",
        "files": 1,
        "warnings": 0,
        "promotions": 2,
        "coupons": 1,
        "products": None,
        "loaded_at": state.current().loaded_at.isoformat().replace("+00:00", "Z"),
        "last_failure": None,
    }


def test_tells_of_the_last_failure(caller, state):
    failure = LoadFailure(state.current().loaded_at, "no", "no\n", ({"code": "PR1"},))
    state.last_failure = failure
    told = caller.get("/v1/rulesets/active").json()["last_failure"]
    assert told["message"] == "no"
    assert told["diagnostics"] == [{"code": "PR1"}]
