"""Which mistake was it: single sentences, each with the code and the words that must be told."""

import pytest

from grammar.heads import meaning
from grammar.parser import parse
from grammar.recovery import mended_clause
from grammar.source import NOWHERE, Source
from grammar.token import Token, terminal
from tests.grammar.programs import block

SENTENCES = [
    ("give 20% of coffee", "PR162", "`off` is needed here, and `of` is none"),
    ("give 20% off coffe e", "PR152", "`e` is too much: `give` was complete before it"),
    ("give 3 for 2 coffee", "PR162", "`on` is needed here, and `coffee` is none"),
    ("give coffee free", "PR162", "`at`, `for` or `from` is needed here, and `free` is none"),
    ("give buy 2 pasta get 1 sauce", "PR151", "this `give` stops too early"),
    ("give cheapest 3 toys free", "PR162", "`of` is needed here, and `3` is none"),
    ("give 5 PLN off coffee from 3", "PR157", "each of them costs less, or all of them together"),
    ("give every 11 coffee free", "PR155", "`11` is a number"),
    ("give 12 off delivery", "PR112", "`12` off could be a percent or an amount"),
    ("give coffee for 5 zł each", "PR107", "`5 zł` is not the code of a currency"),
    ("give gift MUG-1 for 0.01 PLN", "PR113", "`MUG-1` is a text and needs quotation marks"),
    ("give free deliveri", "PR125", "`deliveri` is not a word that can stand here"),
    ("give bundle 1 a, 1 b for 5 PLN", "PR162", "and `,` is none"),
]


@pytest.mark.parametrize(("sentence", "code", "told"), SENTENCES)
def test_a_mistake_is_told_in_its_own_words(sentence: str, code: str, told: str):
    (found,) = parse(Source("test.promo", block("promotion", sentence))).diagnostics
    assert found.code == code
    assert told in found.message


@pytest.mark.parametrize(
    ("goods", "written", "meant"),
    [
        ('category "A" and nto brand "L"', "nto", "not"),
        ('category "A" or (nto brand "L")', "nto", "not"),
        ('category "A" nad brand "L"', "nad", "and"),
    ],
)
def test_a_misspelt_connector_in_a_set_is_told_where_it_stands(goods, written, meant):
    text = f"set x = {goods}\n"
    (found,) = parse(Source("test.promo", text)).diagnostics
    assert found.code == "PR125"
    assert text[found.primary.span.start : found.primary.span.end] == written
    assert found.hint == f"did you mean `{meant}`?"


def test_a_set_whose_name_is_like_a_connector_is_no_misspelling_of_it():
    (found,) = parse(Source("test.promo", 'set x = nut brand "L"\n')).diagnostics
    assert "`nut`" not in found.message


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("for members and tier gold", "PR152"),
        ("from tomorrow", "PR162"),
        ("stores WAW-01", "PR113"),
        ("needs autumn", "PR162"),
        ("limit 2 times per order", "PR162"),
        ("priority first", "PR162"),
        ("when customer is member", "PR162"),
        ("when total of coffee more than 5 PLN", "PR159"),
        ("budget 50 000", "PR111"),
        ("base list", "PR151"),
        ("on 18:00", "PR151"),
    ],
)
def test_mistakes_in_clauses(clause: str, code: str):
    text = block("promotion", "give 5% off basket", clause)
    assert [found.code for found in parse(Source("test.promo", text)).diagnostics] == [code]


def word(text: str) -> Token:
    return Token("NAME", text, NOWHERE, first=True)


def test_clauses_are_mended_by_sound_and_by_sense():
    assert mended_clause("promotion", word("recipt"))[0].type == terminal("receipt")
    mended, message = mended_clause("promotion", word("if"))
    assert message is not None
    assert (mended.type, message.diagnostic().hint) == ("BAD", "did you mean `when`?")


def test_a_clause_of_another_block_names_its_home():
    _, message = mended_clause("coupon", Token("GIVE", "give", NOWHERE, first=True))
    assert message is not None
    assert message.diagnostic().hint == "it belongs to `promotion`"


def test_every_reserved_word_can_be_explained():
    assert meaning("basket") == "everything in the cart that may be promoted"
    assert meaning("receipt") == "the text on the receipt"
