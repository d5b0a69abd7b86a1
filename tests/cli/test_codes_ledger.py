"""Unique codes in a ledger, from the command line: issued, blocked, ended, looked up."""

import json

import pytest

from cli import codes_change
from cli.codes_status import CodeState
from ledger.batches import Batch, codes_of
from ledger.code_secret import Secret
from tests.cli.conftest import CODE_SECRET
from tests.ledger.owning import OwnerProcess


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "ledger"
    made.mkdir()
    return made


@pytest.fixture
def run(grosz, code_rules, secret, folder):
    """Give a command on codes in the ledger."""

    def command(name, *arguments, rules=True, code=0):
        first = [code_rules] if rules else []
        told = grosz("codes", name, *first, *arguments, "--ledger", folder, "--secret-file", secret)
        assert told.exit_code == code, told.output
        assert CODE_SECRET not in told.output
        return told

    return command


def a_code(serial=0):
    codes = codes_of(
        Batch("welcome", "one", "WEL-####-####-####", 25), Secret(CODE_SECRET.encode())
    )
    return list(codes)[serial].code


def test_single_codes_and_a_batch_are_not_named_together(run):
    batch = ("--coupon", "welcome", "--batch", "one")
    told = run("block", a_code(), *batch, "--reason", "r", rules=False, code=2)
    assert "say which codes, or which batch, and not both" in told.stderr
    for command in (codes_change.block, codes_change.unblock, codes_change.expire):
        assert command.__doc__


def states(run, *codes):
    return [one["status"] for one in json.loads(run("status", *codes, "--json").stdout)]


def test_a_batch_is_issued_once_however_often(run):
    assert states(run, a_code()) == ["unknown"]
    told = run("issue", "welcome", "25", "--batch", "one")
    assert told.stderr == "summary: 25 codes of batch `one` on the list, 25 new\n"
    again = run("issue", "welcome", "25", "--batch", "one", "--json")
    assert json.loads(again.stdout) == {"new": 0, "known": 25, "elsewhere": 0}
    (told,) = json.loads(run("status", a_code(), "--json").stdout)
    assert CodeState(**told) == CodeState(a_code(), "good", "welcome", "one", None, 0, 1)
    assert states(run, a_code(), a_code(7).lower(), "WEL-0000-0000-0001") == [
        "good",
        "good",
        "unknown",
    ]
    assert run("status").stdout == "welcome  `one`  25 codes\n"


def test_a_batch_and_a_code_are_blocked_ended_and_opened(run):
    run("issue", "welcome", "25", "--batch", "one")
    first, second = a_code(), a_code(1)
    told = run("block", first, "--reason", "sold on the web", rules=False)
    assert told.stderr == "summary: 1 code changed\n"
    assert states(run, first, second) == ["blocked", "good"]
    batch = ("--coupon", "welcome", "--batch", "one", "--reason", "lost boxes")
    assert "25 codes changed" in run("block", *batch, rules=False).stderr
    assert states(run, first, second) == ["blocked", "blocked"]
    assert run("status").stdout == "welcome  `one`  25 codes, blocked\n"
    run("unblock", *batch, rules=False)
    assert states(run, first, second) == ["blocked", "good"]
    run("expire", *batch, "--on", "2020-01-01", rules=False)
    assert states(run, second) == ["expired"]
    told = run("status", second).stdout
    assert told == f"{second}  expired  0 of 1 use, until 2020-01-01  `welcome` `one`\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["block", "--reason", "r"], 2, "say which codes, or which batch"),
        (["block", "--reason", " ", "WEL-1"], 2, "a reason has 1 to"),
        (["block", "WEL-0000", "--reason", "r"], 1, "there is no such code"),
        (["expire", "WEL-0000", "--reason", "r", "--on", "tomorrow"], 2, "`tomorrow` is no date"),
    ],
)
def test_what_cannot_be_changed_is_told(run, arguments, code, said):
    told = run(*arguments, rules=False, code=code)
    assert said in told.stderr


def test_a_batch_with_another_last_day_is_refused(run):
    run("issue", "welcome", "3", "--batch", "one")
    run("expire", "--coupon", "welcome", "--batch", "one", "--on", "2026-01-01", "--reason", "r",
        rules=False)  # fmt: skip
    told = run("issue", "welcome", "3", "--batch", "one", code=1)
    assert "another last day" in told.stderr


def test_a_folder_that_is_not_there_is_named(grosz, code_rules, secret, tmp_path):
    told = grosz("codes", "status", code_rules, "--ledger", tmp_path / "none")
    assert told.exit_code == 2
    assert "there is no folder" in told.stderr


def test_codes_of_another_system_are_kept(run, tmp_path):
    file = tmp_path / "old.csv"
    file.write_text(
        "code,uses,expires\nWEL-0000-0000-0001,3,\nWEL-0000-0000-0002,1,2020-01-01\nWEL,1,\n"
    )
    told = run("import", file, "--coupon", "welcome", "--batch", "old", code=1)
    assert f"{file}:4: code: the code has 3 letters and digits" in told.stderr
    assert "2 codes on the list, 2 new" in told.stderr
    assert states(run, "WEL-0000-0000-0001", "WEL-0000-0000-0002") == ["good", "expired"]


def test_where_an_owner_is_at_work_it_is_asked(run, folder):
    owner = OwnerProcess(folder)
    owner.start()
    try:
        run("issue", "welcome", "25", "--batch", "one")
        assert states(run, a_code()) == ["good"]
    finally:
        owner.stop()
    assert states(run, a_code()) == ["good"]
