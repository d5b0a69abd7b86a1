"""Every diagnostic by example: `fixtures/diagnostics/CODE/*.promo` and how each is told.

A fixture of PR0xx or PR1xx is only read; any other is compiled. A fixture without a shop of its own
is compiled beside the one below, except for PR6xx, which is about the ruleset as a whole. Lists of
products (``*.csv``) of a folder belong to all its fixtures.
"""

import re
from pathlib import Path

import pytest

import grammar.messages
import rules.messages
from grammar.diagnostics import REGISTRY
from grammar.parser import parse
from grammar.render import render_text
from grammar.source import Source
from rules.compiler import compile_sources

FOLDER = Path(__file__).resolve().parent / "fixtures" / "diagnostics"
FIXTURES = sorted(FOLDER.rglob("*.promo"))
SHOP = Source(
    "shop.promo",
    """\
shop "Sklep Przykładowy" {
  currency    PLN
  timezone    Europe/Warsaw
  country     PL
  channels    pos, web, app
  stages      price, line, multibuy, gift, basket, coupon, points, tender, delivery
  rounding    half up, per line
  allocation  largest remainder
  floor       0.01 PLN per unit
}
""",
)
_SHOP_BLOCK = re.compile(r"^shop ", re.MULTILINE)


def _diagnose(file):
    """Return what is said about a fixture, and the sources it speaks of."""
    code = file.parent.name
    source = Source(file.name, file.read_bytes().decode("utf-8", errors="replace"))
    if code < "PR200":
        return parse(source).diagnostics, [source]
    sources = [source]
    if code < "PR600" and not _SHOP_BLOCK.search(source.text):
        sources.append(SHOP)
    sources += [Source(one.name, one.read_text("utf-8")) for one in file.parent.glob("*.csv")]
    return compile_sources(sources).diagnostics, sources


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_fixture_is_told_as_written(file, golden):
    found, sources = _diagnose(file)
    golden(file.with_suffix(".txt"), render_text(found, sources))


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_fixture_shows_its_code_and_one_error_for_one_cause(file):
    found, _ = _diagnose(file)
    code = file.parent.name
    assert code in {one.code for one in found}
    if code == "PR005":
        return  # it says that one mistake was told too often
    others = {one.code for one in found if one.is_error} - {code}
    assert not others, "a mistake is told once"


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_code_has_a_fixture(code):
    assert [file for file in FIXTURES if file.parent.name == code]


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_every_code_has_a_page(code):
    first, _, rest = (REGISTRY[code].__doc__ or "").partition("\n")
    assert first.endswith(".")
    assert "## " in rest
    if code >= "PR200":
        assert all(part in rest for part in ("## Example", "## Use instead", "## Why"))


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_sentences_are_plain(file):
    found, sources = _diagnose(file)
    texts = {source.name: source.text for source in sources}
    for one in found:
        assert one.message
        assert "\n" not in one.message
        assert not one.message.endswith(".")
        assert one.message[0] in "`«" or not one.message[0].isupper()
        span = one.primary.span
        assert 0 <= span.start <= span.end <= len(texts[span.file])


def test_families_live_where_their_stage_is():
    for code, kind in REGISTRY.items():
        home = "grammar" if code < "PR200" else "rules"
        assert kind.__module__.split(".")[0] == home
    assert grammar.messages.__all__
    assert rules.messages.__all__
