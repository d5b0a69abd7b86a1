from pathlib import Path

import pytest
from hypothesis import given

from grammar.formatter import format_source
from grammar.lexer import lex
from grammar.parser import parse
from grammar.source import Source
from tests.grammar.programs import everything_there_is, programs

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "format"
FIXTURES = sorted(file for file in FOLDER.glob("*.promo") if ".formatted" not in file.name)


def formatted(text: str) -> str:
    result = format_source(Source("test.promo", text))
    assert result.text is not None, result.diagnostics
    return result.text


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_fixture_is_laid_out_as_it_was(file, golden):
    golden(file.with_suffix(".formatted.promo"), formatted(file.read_text(encoding="utf-8")))


def test_there_are_fixtures():
    assert len(FIXTURES) >= 5


# --- P2 -------------------------------------------------------------------------------------------


@given(programs())
def test_formatting_keeps_what_is_said_and_changes_nothing_twice(text: str):
    once = formatted(text)
    assert parse(Source("test.promo", once)).file == parse(Source("test.promo", text)).file
    assert formatted(once) == once


@given(programs())
def test_formatting_keeps_every_comment(text: str):
    def comments(of: str) -> list[str]:
        return sorted(comment.text for comment in lex(Source("test.promo", of)).comments)

    assert comments(formatted(text)) == comments(text)


@given(programs())
def test_lines_have_no_trailing_blanks_and_files_one_end(text: str):
    lines = formatted(text).split("\n")
    assert lines[-1] == ""
    assert all(line == line.rstrip() for line in lines)
    assert "\n\n\n" not in "\n".join(lines)


def test_worked_cases_are_laid_out_canonically_but_for_the_column_of_sets(shared_domain):
    for file in sorted((shared_domain / "scenarios" / "rules").glob("*.promo")):
        text = file.read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if not line.startswith("set ")]
        now = [line for line in formatted(text).splitlines() if not line.startswith("set ")]
        assert now == kept, file.name


# --- what it does ---------------------------------------------------------------------------------


def test_mistakes_leave_the_file_alone():
    result = format_source(Source("test.promo", "promotion a {"))
    assert result.text is None
    assert result.diagnostics


def test_an_empty_file_stays_empty():
    assert formatted("") == ""
    assert formatted("\n\n") == ""


def test_from_and_until_share_a_line():
    text = 'promotion a "A" {\nfrom 2026-11-01\nuntil 2026-11-30\ngive 5% off basket\n}\n'
    assert "  from      2026-11-01 until 2026-11-30\n  give      5% off basket\n" in formatted(text)


def test_long_lists_break_after_a_comma():
    skus = ", ".join(f'"{number:013}"' for number in range(40))
    lines = formatted(f"set many = sku {skus}\n").splitlines()
    assert len(lines) > 4
    assert all(len(line) <= 100 for line in lines)
    assert all(line.endswith(",") for line in lines[:-1])
    assert all(line.startswith(" " * len("set many = ")) for line in lines[1:])


def test_everything_there_is_keeps_its_meaning():
    text = everything_there_is()
    once = formatted(text)
    assert parse(Source("test.promo", once)).file == parse(Source("test.promo", text)).file
    assert formatted(once) == once


def test_a_byte_order_mark_and_windows_line_ends_go():
    assert formatted('\ufeffset a = tag "x"\r\n\r\n\r\nset b = tag "y"\r\n') == (
        'set a = tag "x"\n\nset b = tag "y"\n'
    )
