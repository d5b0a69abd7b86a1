"""Figures for finance on the command line."""

import json
from datetime import timedelta

from tests.cli.customers import TODAY, adjust


def test_figures_close_on_what_customers_have(ledger):
    adjust(ledger, "card-1", 100, "A-1")
    adjust(ledger, "card-1", -30, "A-2")
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
