"""Formatting files: in place or not at all, whole or not at all."""

import os
import stat
import sys

import pytest
from typer.testing import CliRunner

from cli import fmt
from cli.fmt import promo_files, write_atomically
from cli.guard import StopError
from cli.main import app

MESSY = '# keeps me\nset   coffee =  category "Kawa"\n'
BROKEN = "set coffee = = category\n"


def _run(*arguments, **settings):
    return CliRunner().invoke(app, ["fmt", *map(str, arguments)], **settings)


@pytest.fixture
def messy(tmp_path):
    path = tmp_path / "a.promo"
    path.write_text(MESSY, encoding="utf-8")
    return path


def test_a_folder_means_its_rule_files_below_sorted(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.promo", "a.promo", "sub/c.promo", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    found = promo_files([tmp_path, tmp_path / "a.promo"])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "a.promo",
        "b.promo",
        "sub/c.promo",
    ]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_nothing_to_format_is_wrong_use(tmp_path, name):
    with pytest.raises(StopError) as stopped:
        promo_files([tmp_path / name])
    assert stopped.value.code == 2


def test_writing_keeps_permissions_and_links(tmp_path):
    target = tmp_path / "real.promo"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link = tmp_path / "link.promo"
    link.symlink_to(target)
    write_atomically(link, "żółw\r\n")
    assert link.is_symlink()
    assert target.read_bytes() == "żółw\r\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.promo", "real.promo"]


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    target = tmp_path / "a.promo"
    target.write_text("old", encoding="utf-8")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fmt.os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["a.promo"]


def test_formats_in_place_keeps_comments_and_is_idempotent(messy):
    first = _run(messy)
    assert (first.exit_code, first.stdout) == (0, f"formatted {messy}\n")
    formatted = messy.read_text(encoding="utf-8")
    assert formatted != MESSY
    assert "# keeps me" in formatted
    second = _run(messy)
    assert (second.exit_code, second.stdout) == (0, "")
    assert "1 unchanged" in second.stderr
    assert messy.read_text(encoding="utf-8") == formatted


def test_check_says_what_would_change_and_changes_nothing(messy):
    told = _run("--check", messy)
    assert (told.exit_code, told.stdout) == (1, f"would format {messy}\n")
    assert messy.read_text(encoding="utf-8") == MESSY


def test_diff_shows_the_change_and_changes_nothing(messy):
    told = _run("--diff", messy)
    assert told.exit_code == 0
    assert '-set   coffee =  category "Kawa"' in told.stdout.splitlines()
    assert any(line.startswith("+set coffee") for line in told.stdout.splitlines())
    assert messy.read_text(encoding="utf-8") == MESSY


def test_check_with_diff_fails_too(messy):
    assert _run("--check", "--diff", messy).exit_code == 1
    assert messy.read_text(encoding="utf-8") == MESSY


def test_a_file_with_syntax_errors_stays_and_the_others_are_formatted(tmp_path, messy):
    broken = tmp_path / "broken.promo"
    broken.write_text(BROKEN, encoding="utf-8")
    told = _run(tmp_path)
    assert told.exit_code == 1
    assert broken.read_text(encoding="utf-8") == BROKEN
    assert messy.read_text(encoding="utf-8") != MESSY
    assert f"--> {broken}:1:" in told.stderr
    assert "1 formatted, 1 with syntax errors" in told.stderr


def test_standard_input_to_standard_output(messy):
    told = _run("--stdin", input=MESSY)
    _run(messy)
    assert told.exit_code == 0
    assert told.stdout == messy.read_text(encoding="utf-8")


def test_broken_standard_input_gives_no_output():
    told = _run("--stdin", input=BROKEN)
    assert (told.exit_code, told.stdout) == (1, "")
    assert "--> <stdin>:1:" in told.stderr


@pytest.mark.parametrize("arguments", [(), ("--stdin", "a.promo")])
def test_files_or_standard_input_but_not_both_nor_none(arguments):
    assert _run(*arguments).exit_code == 2


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "a.promo"
    path.write_bytes(b'set a = sku "\xb1"\n')
    told = _run(path)
    assert told.exit_code == 2
    assert "is not UTF-8 (byte 13)" in told.stderr
    assert _run("--stdin", input=b"\xb1").exit_code == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_wrong_use(messy):
    messy.chmod(0)
    assert _run(messy).exit_code == 2
