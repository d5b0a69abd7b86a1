"""Balance and statement on the command line."""

import json
from datetime import timedelta
from pathlib import Path

from tests.cli.customers import TODAY, adjust


def test_points_are_given_once_and_told(ledger):
    for _ in range(2):
        assert adjust(ledger, "card-1", 100, "A-1").output == "100 points added\n"
    assert ledger("customer", "balance", "card-1").output == "club: 100 points\n"
    assert adjust(ledger, "card-1", -30, "A-2").output == "30 points taken\n"
    told = ledger("customer", "statement", "card-1").output.splitlines()
    assert [" ".join(line.split()[2:]) for line in told] == [
        "-30 70 by hand: apology",
        "+100 100 by hand: apology",
    ]


def test_a_last_day_and_a_debt_are_told(ledger):
    tomorrow = TODAY + timedelta(days=1)
    adjust(ledger, "card-1", 10, "A-1", "--until", tomorrow.isoformat())
    assert f"until {tomorrow}" in ledger("customer", "balance", "card-1").output
    told = adjust(ledger, "card-1", -15, "A-2", "--may-owe")
    assert told.output == "15 points taken\n5 of them are owed\n"


def test_pages_follow_each_other(ledger):
    for number in range(3):
        adjust(ledger, "card-1", 1, f"A-{number}")
    first = ledger("customer", "statement", "card-1", "--limit", "2").output.splitlines()
    assert len(first) == 3
    before = first[-1].removeprefix("older: --before ")
    rest = ledger("customer", "statement", "card-1", "--before", before, "--lang", "pl")
    assert rest.output.endswith("ręcznie: apology\n")
    assert len(rest.output.splitlines()) == 1


def test_json_names_no_identifier_of_the_ledger(ledger):
    adjust(ledger, "card-1", 100, "A-1")
    shown = json.loads(ledger("customer", "balance", "card-1", "--json").output)
    assert set(shown) == {"holdings", "at_ms"}
    assert shown["holdings"][0]["available"] == 100


def test_what_cannot_be_is_said(ledger):
    adjust(ledger, "card-1", 100, "A-1")
    for words, code, said in (
        (("customer", "balance", "nobody"), 1, "there is no such customer"),
        (("customer", "statement", "card-1", "--lang", "de"), 2, "no language `de`"),
        (("customer", "balance", "card-1", "--timezone", "Mars/Base"), 2, "no timezone"),
        (("customer", "statement", "card-1", "--programme", "a{b"), 2, "brace"),
    ):
        told = ledger(*words)
        assert (told.exit_code, said in told.output) == (code, True), told.output
    short = adjust(ledger, "card-1", -101, "A-2")
    assert (short.exit_code, "only 100 points" in short.output) == (1, True)
    used = adjust(ledger, "card-1", 7, "A-1")
    assert (used.exit_code, "used for something else" in used.output) == (1, True)
    zero = adjust(ledger, "card-1", 0, "A-3")
    assert (zero.exit_code, "points are added or taken" in zero.output) == (2, True)
    day = adjust(ledger, "card-1", 1, "A-3", "--until", "soon")
    assert (day.exit_code, "is no day" in day.output) == (2, True)


def test_without_a_ledger_nothing_is_made(grosz, tmp_path: Path):
    told = grosz("customer", "balance", "card-1", "--ledger", str(tmp_path / "none"))
    assert told.exit_code == 2
    assert not (tmp_path / "none").exists()
