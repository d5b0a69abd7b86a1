"""The log survives its reader."""

import sys

from api.log import log, log_text


class ClosedTerminal:
    def write(self, text):
        raise OSError(5, "Input/output error")


def test_says_who_speaks(capsys):
    log("ready")
    log_text("a\nb\n")
    assert capsys.readouterr().err == "grosz: ready\na\nb\n"


def test_a_closed_terminal_is_no_reason_to_end(monkeypatch):
    monkeypatch.setattr(sys, "stderr", ClosedTerminal())
    assert log("nobody hears this") is None
