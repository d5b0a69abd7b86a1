"""Every sentence of an explanation exists in every language with the same values."""

import string

import pytest

from pricing.explanation import Cap, CapKind
from pricing.explanation_texts import _TEXTS
from pricing.money import currency
from pricing.telling import Teller


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_languages_name_the_same_values(key):
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in
              _TEXTS[key]]  # fmt: skip
    assert fields[0] == fields[1]


@pytest.mark.parametrize("kind", CapKind.__args__)
def test_every_limit_can_be_told(kind):
    for language in ("en", "pl"):
        told = Teller(language, currency("PLN")).cap(Cap(kind, "1.00", "2.00", "2", "1"))
        assert "{" not in told
        assert "2" in told
