"""Diagnostics as JSON objects with a schema."""

from api.reports import report
from grammar.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from grammar.source import NOWHERE, Source

TEXT = "shop „Żółw” {\n  curency PLN\n}\n"
SOURCE = Source("shop.promo", TEXT)


def test_places_are_worked_out_in_code_points():
    span = SOURCE.span_of("curency")
    diagnostic = Diagnostic(
        "PR999",
        Severity.ERROR,
        "unknown word `curency`",
        Label(span, "here"),
        secondary=(Label(SOURCE.span_of("shop"), "in this"),),
        hint="did you mean `currency`?",
        fix=Fix((Edit(span, "currency"),), Safety.SAFE),
    )
    (told,) = report([diagnostic], [SOURCE])
    assert told.model_dump(exclude_none=True) == {
        "code": "PR999",
        "severity": "error",
        "message": "unknown word `curency`",
        "file": "shop.promo",
        "start": span.start,
        "end": span.end,
        "line": 2,
        "column": 3,
        "end_line": 2,
        "end_column": 10,
        "label": "here",
        "secondary": (
            {
                "file": "shop.promo", "start": 0, "end": 4, "line": 1, "column": 1,
                "end_line": 1, "end_column": 5, "label": "in this",
            },
        ),
        "hint": "did you mean `currency`?",
        "fix": {
            "safety": "safe",
            "edits": (
                {
                    "file": "shop.promo", "start": span.start, "end": span.end, "line": 2,
                    "column": 3, "end_line": 2, "end_column": 10, "replacement": "currency",
                },
            ),
        },
    }  # fmt: skip


def test_what_concerns_the_whole_ruleset_has_no_line():
    (told,) = report([Diagnostic("PR601", Severity.WARNING, "no shop", Label(NOWHERE))], [])
    assert (told.file, told.line, told.severity) == ("", None, "warning")
