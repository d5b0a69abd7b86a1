"""A batch of unique codes on the command line: the same bytes every time, no secret ever shown."""

import csv
import hashlib
import io
import json
import os
import stat

import pytest

from cli import codes_generate
from cli.codes_generate import generate
from ledger.batches import Batch, exported
from ledger.code_secret import Secret
from tests.cli.conftest import CODE_SECRET


def test_a_batch_is_the_same_every_time_and_everywhere(grosz, code_rules, secret, tmp_path):
    arguments = ["codes", "generate", code_rules, "welcome", "25", "--batch", "one"]
    told = grosz(*arguments, "--secret-file", secret)
    assert told.exit_code == 0, told.output
    batch = Batch("welcome", "one", "WEL-####-####-####", 25)
    assert told.stdout.encode() == b"".join(exported(batch, Secret(CODE_SECRET.encode())))
    assert told.stderr == "summary: 25 codes of batch `one`\n"
    assert CODE_SECRET not in told.output
    for environment in (
        {"GROSZ_CODES_SECRET": CODE_SECRET},
        {"GROSZ_CODES_SECRET_FILE": str(secret)},
    ):
        assert grosz(*arguments, env=environment).stdout == told.stdout
    out = tmp_path / "codes.csv"
    filed = grosz(*arguments, "--secret-file", secret, "--out", out, "--json")
    assert out.read_text(encoding="utf-8") == told.stdout
    assert json.loads(filed.stdout) == {
        "coupon": "welcome",
        "batch": "one",
        "pattern": "WEL-####-####-####",
        "count": 25,
        "expires": None,
        "file": "sha256:" + hashlib.sha256(told.stdout.encode()).hexdigest(),
    }
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_codes_that_end_count_from_a_stated_day(grosz, code_rules, secret):
    arguments = [
        "codes",
        "generate",
        code_rules,
        "month",
        2,
        "--batch",
        "b",
        "--secret-file",
        secret,
    ]
    told = grosz(*arguments)
    assert told.exit_code == 2
    assert "say from which day they count" in told.stderr
    assert grosz(*arguments, "--issued", "31.01.2026").exit_code == 2
    dated = grosz(*arguments, "--issued", "2026-01-31")
    rows = list(csv.DictReader(io.StringIO(dated.stdout)))
    assert [row["expires"] for row in rows] == ["2026-02-28", "2026-02-28"]


@pytest.mark.parametrize(
    ("coupon", "count", "code", "message"),
    [
        ("autumn", "5", 2, "there is no coupon `autumn` with unique codes"),
        ("gone", "5", 2, "coupons with `codes unique`: month, short, welcome"),
        ("short", "1", 1, "could be guessed; it hides at most 0"),
        ("welcome", "10000001", 1, "a batch has at most 10000000 codes"),
        ("welcome", "0", 2, "'COUNT'"),
        ("welcome", "many", 2, "'COUNT'"),
    ],
)
def test_what_cannot_be_made_is_told(grosz, code_rules, secret, coupon, count, code, message):
    told = grosz(
        "codes", "generate", code_rules, coupon, count, "--batch", "b", "--secret-file", secret
    )
    assert told.exit_code == code
    assert message in " ".join(told.stderr.replace("│", " ").split())
    assert told.stdout == ""


def test_a_secret_is_needed_and_a_weak_one_refused_without_showing_it(
    grosz, code_rules, secret, tmp_path
):
    arguments = ["codes", "generate", code_rules, "welcome", "5", "--batch", "b"]
    none = grosz(*arguments)
    assert (none.exit_code, none.stdout) == (2, "")
    assert "codes need a secret" in none.stderr
    assert "openssl rand -hex 32" in none.stderr
    assert grosz(*arguments, "--secret-file", tmp_path / "nowhere").exit_code == 2
    assert grosz(*arguments, "--secret-file", tmp_path).exit_code == 2
    secret.write_text("correct-horse", encoding="utf-8")
    weak = grosz(*arguments, "--secret-file", secret)
    assert weak.exit_code == 1
    assert "at least 32 bytes, this one has 13" in weak.stderr
    assert "correct-horse" not in weak.output


def test_a_file_appears_whole_or_not_at_all(grosz, code_rules, secret, tmp_path, monkeypatch):
    out = tmp_path / "codes.csv"
    out.write_text("before", encoding="utf-8")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(codes_generate.os, "replace", full)
    told = grosz(
        "codes", "generate", code_rules, "welcome", "5", "--batch", "b", "--out", out,
        "--secret-file", secret,
    )  # fmt: skip
    assert told.exit_code == 3
    assert out.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.promo",
        "codes.csv",
        "codes.secret",
    ]
    nowhere = tmp_path / "no" / "codes.csv"
    assert grosz(
        "codes", "generate", code_rules, "welcome", "5", "--batch", "b", "--out", nowhere,
        "--secret-file", secret,
    ).exit_code == 2  # fmt: skip


def test_json_of_a_batch_needs_a_file(grosz, code_rules, secret):
    told = grosz(
        "codes", "generate", code_rules, "welcome", "5", "--batch", "b", "--json",
        "--secret-file", secret,
    )  # fmt: skip
    assert (told.exit_code, told.stdout) == (2, "")


def test_progress_is_shown_where_a_person_watches(code_rules, secret, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(codes_generate.sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    generate(code_rules, "welcome", 20_000, "b", tmp_path / "codes.csv", None, secret)
    assert "20000/20000" in screen.getvalue()
