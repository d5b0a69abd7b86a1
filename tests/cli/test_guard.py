"""Every ending of a command has its exit code and its sentence, and no traceback."""

import errno
import io
import sys

import pytest
import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError, guarded, note_input


def _ends_with(command) -> int:
    with pytest.raises(typer.Exit) as ending:
        guarded(command)()
    return ending.value.exit_code


def _raising(error):
    def command():
        raise error

    return command


def test_a_command_that_works_just_returns():
    done = []
    guarded(lambda: done.append(1))()
    assert done == [1]


def test_a_stop_tells_its_sentence_and_hint(capsys):
    code = _ends_with(_raising(StopError(ExitCode.USAGE, "there is no cart", "name one")))
    assert code == ExitCode.USAGE
    assert capsys.readouterr().err == "error: there is no cart\n  hint: name one\n"


def test_a_silent_stop_adds_nothing(capsys):
    assert _ends_with(_raising(StopError(ExitCode.INPUT))) == ExitCode.INPUT
    assert capsys.readouterr().err == ""


def test_typers_own_endings_pass_through():
    assert _ends_with(_raising(typer.Exit(7))) == 7
    with pytest.raises(typer.BadParameter):
        guarded(_raising(typer.BadParameter("no")))()


def test_the_machine_may_refuse(capsys):
    error = OSError(errno.ENOSPC, "No space left on device", "/full/disk")
    assert _ends_with(_raising(error)) == ExitCode.ENVIRONMENT
    assert "/full/disk" in capsys.readouterr().err


def test_memory_is_an_environment_problem(capsys):
    assert _ends_with(_raising(MemoryError())) == ExitCode.ENVIRONMENT
    assert "memory" in capsys.readouterr().err


def test_our_bug_asks_for_a_report_with_digests_and_no_traceback(capsys, monkeypatch):
    monkeypatch.delenv("GROSZ_DEBUG", raising=False)

    def command():
        note_input("cart", b"{}")
        raise ZeroDivisionError("secret of a customer")

    assert _ends_with(command) == ExitCode.BUG
    told = capsys.readouterr().err
    assert "bug in grosz" in told
    assert "ZeroDivisionError at test_guard.py:command" in told
    assert "cart      sha256:44136fa355b3678a" in told
    assert "Traceback" not in told
    assert "secret" not in told


def test_the_same_bug_has_the_same_incident(capsys):
    numbers = []
    for _ in range(2):
        _ends_with(_raising(KeyError("x")))
        lines = capsys.readouterr().err.splitlines()
        numbers.append(next(line for line in lines if "incident" in line))
    assert numbers[0] == numbers[1]


def test_debugging_shows_the_traceback(capsys, monkeypatch):
    monkeypatch.setenv("GROSZ_DEBUG", "1")
    assert _ends_with(_raising(KeyError("x"))) == ExitCode.BUG
    assert "Traceback" in capsys.readouterr().err


def test_a_closed_pipe_ends_quietly(capsys, monkeypatch):
    # Without a file descriptor of its own there is nothing to point away.
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert _ends_with(_raising(BrokenPipeError())) == ExitCode.PIPE_CLOSED
    assert capsys.readouterr().err == ""


def test_ctrl_c_ends_quietly(capsys):
    assert _ends_with(_raising(KeyboardInterrupt())) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == ""
