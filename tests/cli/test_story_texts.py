"""Every sentence exists in every language with the same values."""

import string

import pytest

from cli.story_texts import _TEXTS, fact, told


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_languages_name_the_same_values(key):
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in
              _TEXTS[key]]  # fmt: skip
    assert fields[0] == fields[1]


def test_a_sentence_that_is_not_there_is_a_bug():
    with pytest.raises(KeyError):
        told("no-such-sentence", "en")


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        ("at least 1100.00 PLN", "co najmniej 1 100,00 zł"),
        ("less than 3", "mniej niż 3"),
        ("63.67 EUR", "63,67 EUR"),
        ("web", "web"),
    ],
)
def test_facts_are_told_in_the_readers_language(english, polish):
    assert fact(english, "pl") == polish
    assert fact(english, "en") == english
