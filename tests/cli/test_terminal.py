"""Colour only where it belongs, and bytes exactly as they are."""

import io
import sys

import pytest

from cli.terminal import complain, say_bytes, styled, wants_colour


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def test_colour_on_a_terminal_only():
    assert wants_colour(_Terminal())
    assert not wants_colour(io.StringIO())


@pytest.mark.parametrize(("value", "colour"), [("1", False), ("0", False), ("", True)])
def test_no_color_is_honoured_unless_empty(monkeypatch, value, colour):
    monkeypatch.setenv("NO_COLOR", value)
    assert wants_colour(_Terminal()) is colour


def test_a_dumb_terminal_stays_plain(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert styled("text", "red", _Terminal()) == "text"


def test_styled_text_ends_its_style():
    assert styled("text", "red", _Terminal()) == "\x1b[31mtext\x1b[0m"


def test_bytes_are_written_exactly(capfdbinary):
    say_bytes('{"a":"ż"}'.encode())
    assert capfdbinary.readouterr().out == '{"a":"ż"}'.encode()


def test_complaints_go_to_standard_error(capsys):
    complain("no such file", level="warning")
    assert capsys.readouterr() == ("", "warning: no such file\n")


def test_standard_output_is_never_a_terminal_in_tests():
    assert not wants_colour(sys.stdout)
