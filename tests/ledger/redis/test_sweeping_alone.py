"""``python -m ledger.redis``: what it is told, and what it says of it."""

import pytest

from ledger.redis import ADDRESS
from ledger.redis.__main__ import main


def test_without_a_ledger_it_says_what_names_one(monkeypatch, caplog):
    monkeypatch.delenv(ADDRESS, raising=False)
    assert main([]) == 2
    assert "GROSZ_LEDGER" in caplog.text


@pytest.mark.parametrize("arguments", [["redis://127.0.0.1"], ["--until-alone", "more"]])
def test_it_takes_no_other_arguments(monkeypatch, arguments: list[str]):
    monkeypatch.setenv(ADDRESS, "redis://127.0.0.1:6379")
    assert main(arguments) == 2


def test_what_is_no_address_is_refused(monkeypatch, caplog):
    monkeypatch.setenv(ADDRESS, "http://127.0.0.1")
    assert main([]) == 2
    assert "no kind of Redis" in caplog.text
