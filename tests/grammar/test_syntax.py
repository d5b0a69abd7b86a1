"""Whole files and what is read of them, right and broken ones, as trees beside the fixtures."""

from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from grammar.node import Node
from grammar.parser import parse
from grammar.source import Source

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "syntax"
FIXTURES = sorted(FOLDER.glob("*.promo"))


def tree(value: object, indent: str = "") -> str:
    """Write a node one field a line; leaves are quoted, spans left out."""
    match value:
        case tuple() if value:
            return "".join(f"\n{indent}  -{tree(item, indent + '    ')}" for item in value)
        case Node():
            inner = [
                f"{indent}  {field.name}:{tree(getattr(value, field.name), indent + '  ')}"
                for field in fields(value)
                if field.name != "span"
            ]
            return "\n".join([f" {type(value).__name__}", *inner])
        case Decimal() | date() | time() | str() | bool() | int() | None:
            return f" {value}"
        case _:
            assert value == (), value
            return " none"


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_file_is_read_as_written_down(file: Path, golden):
    source = Source(file.name, file.read_text(encoding="utf-8"))
    result = parse(source)
    said = [f"{one.code} {source.quote(one.primary.span)}" for one in result.diagnostics]
    golden(file.with_suffix(".tree"), "\n".join([*said, tree(result.file), ""]))


def test_there_are_right_files_and_broken_ones():
    broken = [file for file in FIXTURES if parse(Source("f", file.read_text("utf-8"))).has_errors]
    assert 0 < len(broken) < len(FIXTURES)
