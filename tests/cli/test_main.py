"""The command table: quick to start, every command teaches, wrong use is told in one sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.exit_codes import MEANINGS
from cli.main import COMMANDS, GROUPS, app, load_command
from pricing.version import ENGINE_VERSION

ROOT = Path(__file__).resolve().parents[2]
# What a person who asks for help must not wait for. (Newer typers bring pydantic along themselves.)
HEAVY = ("lark", "fastapi", "starlette", "uvicorn", "msgspec", "pyarrow", "asyncio")


def _run(*arguments, **settings):
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **settings,
    )


def _imported_by(*arguments) -> set[str]:
    code = (
        "import sys; from cli.main import app\n"
        f"try: app({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print('|'.join(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ran.stderr.split("|"))


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    imported = _imported_by(*arguments)
    assert "typer" in imported
    assert sorted(imported & set(HEAVY)) == []


def test_one_command_does_not_import_the_others():
    imported = _imported_by("check", "--help")
    assert "cli.check" in imported
    assert not imported & {"cli.demo", "cli.serve", "cli.receipt", "cli.story"}


def test_help_lists_every_command_and_every_exit_code():
    told = CliRunner().invoke(app, ["--help"])
    assert told.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"│ {name.split()[0]} ", told.stdout), name
    for code, meaning in MEANINGS.items():
        assert f"{int(code):>3}  {meaning}" in told.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_teaches(name):
    told = CliRunner().invoke(app, [*name.split(), "--help"])
    assert told.exit_code == 0
    assert "Examples:" in told.stdout
    assert "Exit codes:" in told.stdout
    assert f"grosz {name}" in told.stdout
    assert load_command(name).name == name.split()[-1]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_lists_its_commands(group):
    told = CliRunner().invoke(app, [group, "--help"])
    assert told.exit_code == 0
    assert GROUPS[group] in " ".join(told.stdout.split())
    inside = [name.split()[1] for name in COMMANDS if name.split()[0] == group]
    assert inside
    for name in inside:
        assert re.search(rf"│ {name} ", told.stdout), name
    assert CliRunner().invoke(app, [group, "nothing"]).exit_code == 2
    assert CliRunner().invoke(app, [inside[0]]).exit_code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_fit_an_eighty_column_terminal(name):
    told = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "80"})
    examples = told.stdout.partition("Examples:")[2].partition("Exit codes:")[0]
    wrapped = [line for line in examples.splitlines() if line.strip() and line[:3] != "   "]
    assert wrapped == []


def test_a_slip_of_the_finger_is_guessed():
    told = CliRunner().invoke(app, ["chek"])
    assert told.exit_code == 2
    assert "Did you mean 'check'?" in told.stderr


def test_no_arguments_show_the_help():
    told = CliRunner().invoke(app, [])
    assert told.exit_code == 2
    assert "Usage: grosz" in told.output


def test_version():
    told = _run("--version")
    assert (told.returncode, told.stdout) == (0, f"grosz {ENGINE_VERSION}\n")


def test_help_is_plain_in_a_pipe():
    assert "\x1b" not in _run("--help").stdout


def test_a_terminal_that_knows_no_polish_still_shows_the_help():
    told = _run("--help", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (told.returncode, told.stderr) == (0, "")
    assert "Exit codes" in told.stdout


def test_the_installed_command_is_this_one():
    script = Path(sys.executable).with_name("grosz")
    if not script.exists():
        pytest.skip("the distribution is not installed beside this Python")
    ran = subprocess.run([script, "--version"], capture_output=True, text=True, check=False)
    assert ran.stdout == f"grosz {ENGINE_VERSION}\n"
