"""Reading straight through Lark's tables is reading with Lark's own parser."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from grammar import straight
from grammar.parser import parse
from grammar.source import Source
from tests.grammar.programs import everything_there_is, programs


def with_lark_alone(text):
    with patch("grammar.parser.read_straight", lambda *_: straight.STUCK):
        return parse(Source("test.promo", text))


def test_every_sentence_is_read_the_same():
    text = everything_there_is()
    read = parse(Source("test.promo", text))
    assert read == with_lark_alone(text)
    assert read.file.declarations
    assert repr(read.file) == repr(with_lark_alone(text).file)


def test_right_sentences_need_no_other_reader():
    text = 'promotion p "P" {\n  from 2026-11-01\n  give 5% off basket\n}\n'
    parse(Source("test.promo", text))  # builds Lark's tables
    with patch("grammar.parser._lark", side_effect=AssertionError("asked")):
        read = parse(Source("test.promo", text))
    assert len(read.file.declarations[0].clauses) == 2


@given(programs())
def test_programs_are_the_same(text):
    read, slowly = parse(Source("test.promo", text)), with_lark_alone(text)
    assert read == slowly
    assert [one.span for one in read.file.declarations] == [
        one.span for one in slowly.file.declarations
    ]


@given(programs(), st.data())
def test_broken_programs_are_told_the_same(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    broken = text[:start] + text[end:]
    read, slowly = parse(Source("test.promo", broken)), with_lark_alone(broken)
    assert read.diagnostics == slowly.diagnostics
    assert read == slowly
