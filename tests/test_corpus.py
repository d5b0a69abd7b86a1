"""Minimised failures, kept for good: rules, a cart, and what must come out.

``NAME.promo`` holds a whole ruleset, ``NAME.cart.json`` the cart, ``NAME.expected.json`` a part of
the quote: every field it names must be so, lists in full.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grammar.source import Source
from pricing.engine import price
from pricing.goods import NO_FACTS
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.compiler import compile_sources

FOLDER = Path(__file__).parent / "corpus"
NAMES = sorted(file.stem for file in FOLDER.glob("*.promo"))


def _part(wanted: Any, actual: Any) -> Any:
    """Return of *actual* only the fields that *wanted* names."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return {name: _part(wanted[name], actual.get(name)) for name in wanted}
    if isinstance(wanted, list) and isinstance(actual, list) and len(wanted) == len(actual):
        return [_part(w, a) for w, a in zip(wanted, actual, strict=True)]
    return actual


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_of_the_past_stays_mended(name: str):
    result = compile_sources([Source(f"{name}.promo", (FOLDER / f"{name}.promo").read_text())])
    assert result.program is not None, result.diagnostics
    cart = decode_cart((FOLDER / f"{name}.cart.json").read_bytes())
    at = parse_instant(cart.at)
    quote = price(cart, result.program, NO_FACTS, at, explain=True)
    assert msgspec.structs.replace(quote, explanation=None) == price(
        cart, result.program, NO_FACTS, at
    )
    if quote.policy.allocation == "largest remainder":
        turned = msgspec.structs.replace(cart, lines=cart.lines[::-1])
        assert price(turned, result.program, NO_FACTS, at).totals == quote.totals
    wanted = json.loads((FOLDER / f"{name}.expected.json").read_text())
    assert _part(wanted, json.loads(encode_quote(quote))) == wanted


def test_the_corpus_is_whole():
    assert NAMES
    files = {file.name for file in FOLDER.iterdir()}
    assert files == {
        f"{name}{end}" for name in NAMES for end in (".promo", ".cart.json", ".expected.json")
    }
