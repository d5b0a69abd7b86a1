"""The sentences of the closed list of reasons."""

import pytest

from pricing.reasons import REASONS
from pricing.refusal_texts import SENTENCES, sentence, shown_missing


def test_every_reason_has_a_sentence_and_no_other_does():
    assert list(SENTENCES) == list(REASONS)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_sentences_are_different_and_lower_case(language):
    said = [sentence(reason, language) for reason in REASONS]
    assert len(set(said)) == len(REASONS)
    assert all(text[0].islower() and not text.endswith(".") for text in said)


@pytest.mark.parametrize(
    ("missing", "shown"),
    [("17.40", "17,40 zł"), ("2", "2 sztuk"), ("0.500", "0,500 kg, l lub m"), ("a card", "a card")],
)
def test_what_is_missing_reads_as_what_it_counts(missing, shown):
    assert shown_missing(missing, "PLN", "pl") == shown


def test_what_it_counts_is_believed_where_it_is_said():
    assert shown_missing("100", "ISK", "en", "amount") == "100 ISK"
    assert shown_missing("1.250", "KWD", "en", "amount") == "1.250 KWD"
    assert shown_missing("3", "PLN", "en", "pieces") == "3 pieces"
    assert shown_missing("0.5", "PLN", "pl", "weight", "m") == "0,5 m"
