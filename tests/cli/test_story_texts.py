"""Every sentence exists in every language with the same values."""

import string

import pytest

from cli.story_texts import _TEXTS, told


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_languages_name_the_same_values(key):
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in
              _TEXTS[key]]  # fmt: skip
    assert fields[0] == fields[1]


def test_a_sentence_that_is_not_there_is_a_bug():
    with pytest.raises(KeyError):
        told("no-such-sentence", "en")
