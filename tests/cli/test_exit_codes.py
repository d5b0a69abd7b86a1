"""The exit codes are documented, and the numbers never change."""

from cli.exit_codes import MEANINGS, ExitCode, exit_code_lines


def test_every_code_has_a_meaning():
    assert set(MEANINGS) == set(ExitCode)


def test_numbers_that_scripts_rely_on():
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "INPUT": 1,
        "USAGE": 2,
        "ENVIRONMENT": 3,
        "BUG": 70,
        "INTERRUPTED": 130,
        "PIPE_CLOSED": 141,
    }


def test_lines_are_aligned():
    assert exit_code_lines([(ExitCode.OK, "fine"), (ExitCode.BUG, "bug")]) == [
        "    0  fine",
        "   70  bug",
    ]
