"""Broken rule files: the examples with words and lines dropped, doubled, swapped and replaced.

Whatever is left of a file, the compiler answers: a program, or an error at a place that exists.
"""

import random
import re
from pathlib import Path

import pytest

from grammar.render import render_text
from grammar.source import Source
from rules.compiler import compile_sources

FILES = sorted((Path(__file__).resolve().parent.parent / "examples").rglob("*.promo"))
WORD = re.compile(r'"[^"\n]*"|[\w.-]+|\s+|[^\w\s]')
STRANGE = (
    "{", "}", "(", ")", ",", "+", ":", "=", ">=", "-", '"', "#", "not", "and", "or", "of", "off",
    "on", "for", "in", "give", "when", "set", "promotion", "identical", "everything",
    "20%", "0%", "-5", "0", "999999999999", "1.5 kg", "19.99 PLN", "5 EUR", "25:00", "2026-02-30",
    "3x", "2nd", "1e5", "½", "„kawa”", "1,99", "20 procent", "ż", "😀", "\u202e", "\0", "\ufeff",
)  # fmt: skip
ROUNDS = 80


def _mutated(chance, text):
    for _ in range(chance.choice((1, 1, 2, 3))):
        kind = chance.randrange(7)
        pieces = WORD.findall(text) if kind < 4 else text.split("\n")
        if not pieces:
            return text
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        match kind:
            case 0 | 4:
                del pieces[one]
            case 1 | 5:
                pieces.insert(one, pieces[other])
            case 2 | 6:
                pieces[one], pieces[other] = pieces[other], pieces[one]
            case _:
                pieces[one] = chance.choice(STRANGE)
        text = ("" if kind < 4 else "\n").join(pieces)
    return text


@pytest.mark.parametrize("seed", range(4))
def test_every_broken_file_is_answered_at_a_place_that_exists(seed):
    chance = random.Random(seed)
    refused = 0
    for _ in range(ROUNDS):
        text = _mutated(chance, chance.choice(FILES).read_text(encoding="utf-8"))
        source = Source("broken.promo", text)
        result = compile_sources([source])
        assert render_text(result.diagnostics, [source]) or not result.diagnostics
        errors = [one for one in result.diagnostics if one.is_error]
        assert (result.program is None) is bool(errors), text
        refused += bool(errors)
        for one in result.diagnostics:
            assert one.primary.span.file in {"broken.promo", ""}
            assert 0 <= one.primary.span.start <= one.primary.span.end <= len(text), one
    assert refused > ROUNDS // 2


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "{" * 100_000,
        "set a = " + "(" * 2_000 + 'tag "x"' + ")" * 2_000,
        "set a = " + "not " * 50_000 + 'tag "x"',
        "set a = " + " and ".join(['tag "x"'] * 5_000),
        'promotion p "P" { give bundle ' + " + ".join(["1 a"] * 5_000) + " free }",
        "".join(f"set a{number} = a{number}\n" for number in range(5_000)),
        "".join(
            f'promotion p{number} "P" {{ give 5% off s{number}x }}\n' for number in range(2_000)
        ),
        "x " * 50_000,
        "\0" * 50_000,
    ],
    ids=lambda text: text[:20],
)
def test_a_huge_file_is_answered(text):
    source = Source("huge.promo", text)
    result = compile_sources([source])
    assert any(one.is_error for one in result.diagnostics)
    assert len(render_text(result.diagnostics, [source])) < 100_000
