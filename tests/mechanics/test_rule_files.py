"""Every mechanic a till knows: a rule file each, with the carts that show it in its test blocks."""

from pathlib import Path

import pytest

from grammar.formatter import format_source
from grammar.source import Source
from rules.compiler import compile_sources
from rules.scenario import run_tests

FOLDER = Path(__file__).resolve().parent
SHOP = Source("shop.promo", (FOLDER / "shop.promo").read_text("utf-8"))
FILES = sorted(set(FOLDER.glob("*.promo")) - {FOLDER / "shop.promo"})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mechanic_does_what_its_carts_say(file: Path) -> None:
    source = Source(file.name, file.read_text("utf-8"))
    result = compile_sources([SHOP, source])
    assert not result.diagnostics, [(one.code, one.message) for one in result.diagnostics]
    outcomes = run_tests(result)
    assert outcomes
    assert [outcome for outcome in outcomes if not outcome.passed] == []
    assert format_source(source).text == source.text
