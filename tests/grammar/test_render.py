import json

import pytest

from grammar.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from grammar.render import position, render_github, render_json, render_text
from grammar.source import Source


def complaint(source: Source, quoted: str, *others: str, hint: str | None = "do it") -> Diagnostic:
    return Diagnostic(
        code="PR201",
        severity=Severity.ERROR,
        message="unknown set `x`",
        primary=Label(source.span_of(quoted), "here"),
        secondary=tuple(Label(source.span_of(other), "there") for other in others),
        hint=hint,
        fix=Fix((Edit(source.span_of(quoted), "y"),), Safety.SAFE),
    )


def test_text_looks_like_the_compiler_of_rust():
    source = Source("a.promo", 'set a = tag "x"\nset b = coffe\n')
    assert render_text([complaint(source, "coffe")], [source]) == (
        "error[PR201]: unknown set `x`\n"
        " --> a.promo:2:9\n"
        "  |\n"
        "2 | set b = coffe\n"
        "  |         ^^^^^ here\n"
        "  = hint: do it\n"
    )


def test_carets_stand_under_polish_letters_after_tabs_and_wide_signs():
    source = Source("a.promo", "\tżółć 咖啡 e\u0301 coffe\n")
    line, marks = render_text([complaint(source, "coffe")], [source]).splitlines()[3:5]
    # A terminal gives two columns to each wide sign and none to a combining accent.
    width = len(line.split("coffe")[0]) + 2 - 1
    assert "\t" not in line
    assert marks.index("^") == width


def test_labels_in_other_files_are_named():
    first = Source("a.promo", "set coffee = tag\n")
    second = Source("b.promo", "\n\nset coffee = sku\n")
    found = Diagnostic(
        "PR205", Severity.WARNING, "twice", Label(second.span_of("coffee")),
        (Label(first.span_of("coffee"), "first defined here"),),
    )  # fmt: skip
    text = render_text([found], [first, second])
    assert text.startswith("warning[PR205]: twice\n --> b.promo:3:5\n")
    assert " --> a.promo:1:5\n" in text
    assert "---- first defined here" in text


def test_labels_of_one_line_share_it():
    source = Source("a.promo", "in app web\n")
    assert render_text([complaint(source, "web", "app")], [source]).count("1 | in app web") == 1


def test_a_span_over_lines_and_one_at_the_end_are_cut():
    source = Source("a.promo", "promotion a {\n  give\n")
    over = Diagnostic("PR1", Severity.ERROR, "m", Label(source.span(0, 20)))
    end = Diagnostic("PR1", Severity.ERROR, "m", Label(source.span(21, 21)))
    assert "^" * len("promotion a {") in render_text([over], [source])
    assert "3 |\n  | ^" in render_text([end], [source])


def test_colour_is_only_added():
    source = Source("a.promo", "set b = coffe\n")
    plain = render_text([complaint(source, "coffe")], [source])
    bright = render_text([complaint(source, "coffe")], [source], color=True)
    assert "\033[" in bright
    for style in ("\033[1m", "\033[1;31m", "\033[1;33m", "\033[1;34m", "\033[0m"):
        bright = bright.replace(style, "")
    assert bright == plain


def test_an_unknown_file_is_only_named():
    source = Source("a.promo", "set b = coffe\n")
    assert " --> a.promo\n" in render_text([complaint(source, "coffe")], [])


def test_json_has_places_and_fix():
    source = Source("a.promo", "x\nset b = coffe\n")
    (made,) = json.loads(render_json([complaint(source, "coffe", "set")], [source]))
    assert (made["code"], made["severity"], made["line"], made["column"]) == (
        "PR201",
        "error",
        2,
        9,
    )
    assert (made["end_line"], made["end_column"], made["hint"]) == (2, 14, "do it")
    assert made["secondary"][0]["label"] == "there"
    assert made["fix"]["safety"] == "safe"
    assert made["fix"]["edits"][0]["replacement"] == "y"
    assert json.loads(render_json([], [])) == []


def test_github_shows_one_line_and_escapes():
    source = Source("a,b.promo", "set b = coffe\n")
    found = complaint(source, "coffe", hint="100%\nnew line")
    assert render_github([found], [source]) == (
        "::error file=a%2Cb.promo,line=1,col=9,endLine=1,endColumn=14,title=PR201"
        "::unknown set `x`; 100%25%0Anew line\n"
    )


def test_positions_count_from_one():
    source = Source("a.promo", "ab\ncd")
    assert [position(source, offset) for offset in (0, 2, 3, 5)] == [
        (1, 1), (1, 3), (2, 1), (2, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("before", [0, 60, 5_000])
def test_of_a_long_line_the_part_around_the_mistake_is_shown(before):
    text = "a" * before + "HERE" + "b" * 5_000
    source = Source("long.promo", text)
    label = Label(source.span(before, before + 4), "it")
    other = Label(source.span(before + 4_000, before + 4_001), "far")
    found = Diagnostic("PR000", Severity.ERROR, "m", label, (other,))
    lines = render_text([found], [source]).splitlines()
    assert max(map(len, lines)) < 250
    shown = next(line for line in lines if "HERE" in line)
    under = next(line for line in lines if line.endswith("^^^^ it"))
    assert under.index("^") == shown.index("HERE")
    assert shown.endswith("…")
    assert ("…a" in shown) is (before > 100)
