"""Importing codes on the command line: digests out, mistakes told, no code shown."""

import csv
import io
import json

import pytest

from ledger.code_secret import CodeDigests, Secret
from tests.cli.conftest import CODE_SECRET


def test_importing_writes_digests_and_tells_what_is_wrong(
    grosz, code_rules, secret, first_code, tmp_path
):
    code = first_code
    file = tmp_path / "codes.csv"
    file.write_text(f"code;expires\n{code};2026-12-31\n{code.lower()};\nABC;\n", encoding="utf-8")
    arguments = ["codes", "import", code_rules, file, "--coupon", "welcome", "--batch", "old"]
    told = grosz(*arguments, "--secret-file", secret)
    assert told.exit_code == 1
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert rows == [
        {
            "digest": CodeDigests(Secret(CODE_SECRET.encode())).of(code).hex(),
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
    assert CODE_SECRET not in told.output
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
def test_wrong_use_of_import(grosz, code_rules, secret, tmp_path, more, message):
    file = tmp_path / "codes.csv"
    file.write_text("code\n", encoding="utf-8")
    told = grosz("codes", "import", code_rules, file, *more, "--secret-file", secret)
    assert told.exit_code == 2
    assert message in " ".join(told.stderr.replace("│", " ").split())
    missing = grosz("codes", "import", code_rules, tmp_path / "no.csv", "--secret-file", secret)
    assert missing.exit_code == 2
