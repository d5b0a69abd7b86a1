import pytest

from grammar.source import Source, Span


def test_lines_are_found_from_offsets():
    source = Source("a.promo", "ab\r\nc\n\nd")
    assert [source.line_of(offset) for offset in (0, 3, 4, 6, 7, 8)] == [0, 0, 1, 2, 3, 3]
    assert [source.line_text(line) for line in range(4)] == ["ab", "c", "", "d"]
    assert source.line_start(3) == 7


def test_spans_are_found_by_quoting():
    source = Source("a.promo", "tea and tea")
    assert source.span_of("tea", 2) == Span(8, 11, "a.promo")
    assert source.quote(source.span_of("and")) == "and"
    with pytest.raises(ValueError, match="substring"):
        source.span_of("coffee")


def test_spans_join():
    assert Span(1, 2, "a").until(Span(5, 9, "a")) == Span(1, 9, "a")
