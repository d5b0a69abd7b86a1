import pytest

from grammar.diagnostics import REGISTRY, Label, Message, Severity, message, quoted
from grammar.source import Span


def test_a_kind_becomes_one_diagnostic():
    @message("PR998", Severity.WARNING)
    class Example(Message):
        """A kind of mistake for this test."""

        name: str

        def message(self) -> str:
            return f"{quoted(self.name)} is odd"

    found = Example(Span(1, 2, "a"), name="x").diagnostic()
    del REGISTRY["PR998"]
    assert (found.code, found.message, found.is_error) == ("PR998", "`x` is odd", False)
    assert found.primary == Label(Span(1, 2, "a"))
    assert (found.secondary, found.hint, found.fix) == ((), None, None)
    assert found.order == ("a", 1, "PR998")


def test_a_code_is_taken_once():
    with pytest.raises(AssertionError, match="PR101 is taken"):

        @message("PR101")
        class Second(Message):
            """Takes a code that is taken."""

            def message(self) -> str:
                return ""


def test_long_texts_are_cut():
    assert quoted("a\n b") == "`a b`"
    assert len(quoted("x" * 100)) == 42
