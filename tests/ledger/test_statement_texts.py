"""Every movement has its words, in every language."""

import pytest

from ledger.customer_outcomes import Entry
from ledger.statement_texts import LANGUAGES, told
from ledger.transfers import Kind

SHOWN = [
    Kind.EARN, Kind.SPEND, Kind.REINSTATE, Kind.REVERSE, Kind.EXPIRE, Kind.FORFEIT, Kind.ADJUST,
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_movement_has_words_of_its_own(language):
    entries = [Entry(1, kind, 1, 1, 0, "WAW-7", "", "{przeprosiny}") for kind in SHOWN]
    found = [told(entry, language) for entry in entries]
    assert len(set(found)) == len(SHOWN)
    assert sum("WAW-7" in text for text in found) == 4
    assert found[-1].endswith(": {przeprosiny}"), "a reason is never a format of ours"


def test_they_are_told_in_polish_and_english():
    earned = Entry(1, Kind.EARN, 10, 10, 0, "WAW-7")
    assert told(earned) == "earned with order WAW-7"
    assert told(earned, "pl") == "naliczone za zamówienie WAW-7"
