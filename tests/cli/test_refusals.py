"""The sentences of the closed list of reasons."""

import pytest

from cli.refusals import SENTENCES, sentence, shown_missing
from pricing.quote import REASONS


def test_every_reason_has_a_sentence_and_no_other_does():
    assert list(SENTENCES) == list(REASONS)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_sentences_are_different_and_lower_case(language):
    said = [sentence(reason, language) for reason in REASONS]
    assert len(set(said)) == len(REASONS)
    assert all(text[0].islower() and not text.endswith(".") for text in said)


@pytest.mark.parametrize(
    ("missing", "shown"),
    [("17.40", "17,40 zł"), ("2", "2 szt."), ("0.500", "0,500"), ("a card", "a card")],
)
def test_what_is_missing_reads_as_what_it_counts(missing, shown):
    assert shown_missing(missing, "PLN", "pl") == shown
