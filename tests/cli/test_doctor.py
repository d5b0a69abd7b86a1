"""The doctor finds what is wrong: old Python, clashes of names, missing parts."""

import json

import pytest
from typer.testing import CliRunner

from cli import doctor
from cli.doctor import OUR_PACKAGES, Check, ownership_checks, python_check
from cli.main import app


def _alone() -> dict[str, list[str]]:
    return {name: ["grosz"] for name in OUR_PACKAGES}


@pytest.fixture
def as_wheel(monkeypatch):
    """Look as an ordinary installation does, which lists its files."""
    monkeypatch.setattr(doctor, "is_editable", lambda _ours: False)


def test_alone_in_the_environment(as_wheel):
    assert all(check.ok for check in ownership_checks(_alone()))


def test_another_distribution_with_our_name_is_found(as_wheel):
    owners = _alone() | {"rules": ["grosz", "rules"]}
    wrong = [check for check in ownership_checks(owners) if not check.ok]
    assert [check.name for check in wrong] == ["package rules"]
    assert wrong[0].found == "grosz, rules"
    assert "uninstall rules" in wrong[0].hint


def test_a_package_that_lost_its_files_is_found(as_wheel):
    owners = _alone()
    del owners["pricing"]
    wrong = [check for check in ownership_checks(owners) if not check.ok]
    assert [(check.name, check.found) for check in wrong] == [("package pricing", "nobody")]


def test_an_editable_installation_lists_no_files_but_clashes_still_count(monkeypatch):
    monkeypatch.setattr(doctor, "is_editable", lambda _ours: True)
    assert all(check.ok for check in ownership_checks({}))
    assert [c.name for c in ownership_checks({"rules": ["rules"]}) if not c.ok] == ["package rules"]


@pytest.mark.parametrize(("version", "ok"), [((3, 10, 9), False), ((3, 11, 0), True)])
def test_python_must_be_new_enough(version, ok):
    check = python_check(version)
    assert check.ok is ok
    assert bool(check.hint) is not ok


def test_a_missing_requirement_says_how_to_install_it(monkeypatch):
    class Ours:
        requires = ("surely-not-installed>=1", 'pyarrow>=17; extra == "parquet"')

    monkeypatch.setattr(doctor, "_ours", Ours)
    (check,) = doctor.requirement_checks()
    assert not check.ok
    assert check.hint == 'pip install "surely-not-installed>=1"'


def test_json_for_machines_and_exit_code(monkeypatch):
    checks = (Check("a", ok=True, found="1"), Check("b", ok=False, found="2", hint="mend it"))
    monkeypatch.setattr(doctor, "examine", lambda: checks)
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["ok"] is False
    assert document["checks"][1] == {"name": "b", "ok": False, "found": "2", "hint": "mend it"}


def test_table_for_people(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: (Check("a", ok=True, found="fine"),))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert result.stdout.splitlines()[1].split() == ["a", "ok", "fine"]
