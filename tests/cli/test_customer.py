"""The commands about customers, on a ledger in a folder."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

TODAY = datetime.now(ZoneInfo("Europe/Warsaw")).date()


@pytest.fixture
def ledger(tmp_path: Path, grosz):
    """Run a command on a ledger in a folder of its own."""

    def run(*words: str):
        split = words.index("--") if "--" in words else len(words)
        return grosz(*words[:split], "--ledger", str(tmp_path), *words[split:])

    return run


def _adjust(ledger, reference: str, points: int, identifier: str, *more: str):
    options = ("--programme", "club", "--id", identifier, "--reason", "apology", *more)
    return ledger("customer", "adjust", *options, "--", reference, str(points))


def test_points_are_given_once_and_told(ledger):
    for _ in range(2):
        assert _adjust(ledger, "card-1", 100, "A-1").output == "100 points added\n"
    assert ledger("customer", "balance", "card-1").output == "club: 100 points\n"
    assert _adjust(ledger, "card-1", -30, "A-2").output == "30 points taken\n"
    told = ledger("customer", "statement", "card-1").output.splitlines()
    assert [" ".join(line.split()[2:]) for line in told] == [
        "-30 70 by hand: apology",
        "+100 100 by hand: apology",
    ]


def test_a_last_day_and_a_debt_are_told(ledger):
    tomorrow = TODAY + timedelta(days=1)
    _adjust(ledger, "card-1", 10, "A-1", "--until", tomorrow.isoformat())
    assert f"until {tomorrow}" in ledger("customer", "balance", "card-1").output
    told = _adjust(ledger, "card-1", -15, "A-2", "--may-owe")
    assert told.output == "15 points taken\n5 of them are owed\n"


def test_pages_follow_each_other(ledger):
    for number in range(3):
        _adjust(ledger, "card-1", 1, f"A-{number}")
    first = ledger("customer", "statement", "card-1", "--limit", "2").output.splitlines()
    assert len(first) == 3
    before = first[-1].removeprefix("older: --before ")
    rest = ledger("customer", "statement", "card-1", "--before", before, "--lang", "pl")
    assert rest.output.endswith("ręcznie: apology\n")
    assert len(rest.output.splitlines()) == 1


def test_json_names_no_identifier_of_the_ledger(ledger):
    _adjust(ledger, "card-1", 100, "A-1")
    shown = json.loads(ledger("customer", "balance", "card-1", "--json").output)
    assert set(shown) == {"holdings", "at_ms"}
    assert shown["holdings"][0]["available"] == 100


def test_two_cards_become_one_and_go(ledger):
    _adjust(ledger, "card-1", 100, "A-1")
    _adjust(ledger, "card-2", 50, "A-2")
    merged = ("customer", "merge", "card-1", "card-2", "--id", "M-1", "--reason", "one person")
    for _ in range(2):
        assert ledger(*merged).output == "`card-2` is `card-1`; 50 points came with it\n"
    assert ledger("customer", "balance", "card-2").output == "club: 150 points\n"
    asked = ledger("customer", "erase", "card-2")
    assert (asked.exit_code, "cannot be undone" in asked.output) == (2, True)
    done = ledger("customer", "erase", "card-2", "--yes")
    assert done.output == "2 references forgotten, 0 open orders ended, 150 points forfeited\n"
    gone = ledger("customer", "balance", "card-1")
    assert (gone.exit_code, "there is no such customer" in gone.output) == (1, True)


def test_what_cannot_be_is_said(ledger):
    _adjust(ledger, "card-1", 100, "A-1")
    for words, code, said in (
        (("customer", "balance", "nobody"), 1, "there is no such customer"),
        (("customer", "statement", "card-1", "--lang", "de"), 2, "no language `de`"),
        (("customer", "balance", "card-1", "--timezone", "Mars/Base"), 2, "no timezone"),
        (("customer", "statement", "card-1", "--programme", "a{b"), 2, "brace"),
    ):
        told = ledger(*words)
        assert (told.exit_code, said in told.output) == (code, True), told.output
    short = _adjust(ledger, "card-1", -101, "A-2")
    assert (short.exit_code, "only 100 points" in short.output) == (1, True)
    used = _adjust(ledger, "card-1", 7, "A-1")
    assert (used.exit_code, "used for something else" in used.output) == (1, True)
    zero = _adjust(ledger, "card-1", 0, "A-3")
    assert (zero.exit_code, "points are added or taken" in zero.output) == (2, True)
    day = _adjust(ledger, "card-1", 1, "A-3", "--until", "soon")
    assert (day.exit_code, "is no day" in day.output) == (2, True)


def test_figures_close_on_what_customers_have(ledger):
    _adjust(ledger, "card-1", 100, "A-1")
    _adjust(ledger, "card-1", -30, "A-2")
    days = ("--from", (TODAY - timedelta(days=1)).isoformat(), "--to", TODAY.isoformat())
    found = json.loads(ledger("ledger", "figures", *days, "--format", "json").output)
    assert found == [
        {
            "day": TODAY.isoformat(), "programme": "club", "opening": 0, "issued": 0,
            "redeemed": 0, "given-back": 0, "expired": 0, "reversed": 0, "adjusted": 70,
            "forfeited": 0, "closing": 70, "owed": 0,
        }
    ]  # fmt: skip
    rows = ledger("ledger", "figures", *days, "--format", "csv").output.splitlines()
    assert rows[0].startswith("day,programme,opening,issued,")
    assert rows[1] == f"{TODAY},club,0,0,0,0,0,0,70,0,70,0"
    assert "forfeited" in ledger("ledger", "figures", *days).output


def test_figures_of_no_days_or_too_many_are_refused(ledger):
    for first, last in (("2026-11-02", "2026-11-01"), ("2020-01-01", "2026-01-01")):
        told = ledger("ledger", "figures", "--from", first, "--to", last)
        assert (told.exit_code, "figures are of 1 to" in told.output) == (2, True)


def test_without_a_ledger_nothing_is_made(grosz, tmp_path: Path):
    told = grosz("customer", "balance", "card-1", "--ledger", str(tmp_path / "none"))
    assert told.exit_code == 2
    assert not (tmp_path / "none").exists()
