"""Unique codes on the command line: made again bit for bit, checked, read; no secret ever shown."""

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
from ledger.keys import CodeDigests, Secret

# Thrown away with the test.
MATERIAL = "a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9f"
RULES = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
coupon welcome { codes unique "WEL-####-####-####" }
coupon month {
  codes unique "MON-####-####-####"
  expires 1 month after issue
}
coupon short { codes unique "####-##" }
coupon autumn { code "JESIEN26" }
promotion p1 "5%" {
  give 5% off basket
  needs coupon welcome
}
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "a.promo"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def secret(tmp_path, monkeypatch):
    monkeypatch.delenv("GROSZ_CODES_SECRET", raising=False)
    monkeypatch.delenv("GROSZ_CODES_SECRET_FILE", raising=False)
    path = tmp_path / "codes.secret"
    path.write_text(MATERIAL + "\n", encoding="utf-8")
    return path


def test_a_batch_is_the_same_every_time_and_everywhere(grosz, rules, secret, tmp_path):
    arguments = ["codes", "generate", rules, "welcome", "25", "--batch", "one"]
    told = grosz(*arguments, "--secret-file", secret)
    assert told.exit_code == 0, told.output
    batch = Batch("welcome", "one", "WEL-####-####-####", 25)
    assert told.stdout.encode() == b"".join(exported(batch, Secret(MATERIAL.encode())))
    assert told.stderr == "summary: 25 codes of batch `one`\n"
    assert MATERIAL not in told.output
    for environment in (
        {"GROSZ_CODES_SECRET": MATERIAL},
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


def test_codes_that_end_count_from_a_stated_day(grosz, rules, secret):
    arguments = ["codes", "generate", rules, "month", 2, "--batch", "b", "--secret-file", secret]
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
def test_what_cannot_be_made_is_told(grosz, rules, secret, coupon, count, code, message):
    told = grosz("codes", "generate", rules, coupon, count, "--batch", "b", "--secret-file", secret)
    assert told.exit_code == code
    assert message in " ".join(told.stderr.replace("│", " ").split())
    assert told.stdout == ""


def test_a_secret_is_needed_and_a_weak_one_refused_without_showing_it(
    grosz, rules, secret, tmp_path
):
    arguments = ["codes", "generate", rules, "welcome", "5", "--batch", "b"]
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


def test_a_file_appears_whole_or_not_at_all(grosz, rules, secret, tmp_path, monkeypatch):
    out = tmp_path / "codes.csv"
    out.write_text("before", encoding="utf-8")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(codes_generate.os, "replace", full)
    told = grosz(
        "codes", "generate", rules, "welcome", "5", "--batch", "b", "--out", out,
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
        "codes", "generate", rules, "welcome", "5", "--batch", "b", "--out", nowhere,
        "--secret-file", secret,
    ).exit_code == 2  # fmt: skip


def test_json_of_a_batch_needs_a_file(grosz, rules, secret):
    told = grosz(
        "codes", "generate", rules, "welcome", "5", "--batch", "b", "--json",
        "--secret-file", secret,
    )  # fmt: skip
    assert (told.exit_code, told.stdout) == (2, "")


def _first(rules, secret, grosz) -> str:
    made = grosz(
        "codes", "generate", rules, "welcome", "1", "--batch", "b", "--secret-file", secret
    )
    return made.stdout.splitlines()[1].partition(",")[0]


def test_checking_tells_a_slip_from_a_foreign_code(grosz, rules, secret):
    code = _first(rules, secret, grosz)
    swapped = code[:4] + code[5] + code[4] + code[6:]
    assert swapped != code
    told = grosz("codes", "check", rules, code, code.lower().replace("-", " "), "jesien 26")
    assert told.exit_code == 0, told.output
    told = grosz("codes", "check", rules, "--json", "-", input=f"{code}\n\n {swapped} \nzzz\n")
    assert told.exit_code == 1
    assert json.loads(told.stdout) == [
        {"code": code, "verdict": "well-formed", "coupon": "welcome"},
        {"code": swapped, "verdict": "mistyped", "coupon": "welcome"},
        {"code": "zzz", "verdict": "no-such-code", "coupon": None},
    ]
    plain = grosz("codes", "check", rules, "zzz\x1b[2J")
    assert plain.stdout == "no  zzz?[2J  fits no coupon\n"


def test_importing_writes_digests_and_tells_what_is_wrong(grosz, rules, secret, tmp_path):
    code = _first(rules, secret, grosz)
    file = tmp_path / "codes.csv"
    file.write_text(f"code;expires\n{code};2026-12-31\n{code.lower()};\nABC;\n", encoding="utf-8")
    arguments = ["codes", "import", rules, file, "--coupon", "welcome", "--batch", "old"]
    told = grosz(*arguments, "--secret-file", secret)
    assert told.exit_code == 1
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert rows == [
        {
            "digest": CodeDigests(Secret(MATERIAL.encode())).of(code).hex(),
            "coupon": "welcome",
            "batch": "old",
            "expires": "2026-12-31",
            "uses": "1",
            "blocked": "no",
        }
    ]
    assert f"error: {file}:3: code: the code reads the same as that of row 2" in told.stderr
    assert f"error: {file}:4: code: the code has 3 letters and digits" in told.stderr
    assert "summary: 1 code, 2 mistakes" in told.stderr
    assert code not in told.output
    assert MATERIAL not in told.output
    checked = grosz(*arguments, "--secret-file", secret, "--check", "--json")
    document = json.loads(checked.stdout)
    assert document["codes"] == 1
    assert [(one["row"], one["column"]) for one in document["mistakes"]] == [
        (3, "code"),
        (4, "code"),
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--json"], "add --check"),
        (["--expires", "soon"], "`soon` is no date"),
    ],
)
def test_wrong_use_of_import(grosz, rules, secret, tmp_path, more, message):
    file = tmp_path / "codes.csv"
    file.write_text("code\n", encoding="utf-8")
    told = grosz("codes", "import", rules, file, *more, "--secret-file", secret)
    assert told.exit_code == 2
    assert message in " ".join(told.stderr.replace("│", " ").split())
    missing = grosz("codes", "import", rules, tmp_path / "no.csv", "--secret-file", secret)
    assert missing.exit_code == 2


def test_progress_is_shown_where_a_person_watches(rules, secret, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(codes_generate.sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    generate(rules, "welcome", 20_000, "b", tmp_path / "codes.csv", None, secret)
    assert "20000/20000" in screen.getvalue()
