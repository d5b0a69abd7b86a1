"""Each pass by example: `fixtures/passes/PASS.txt` has a condition, its Python before and after.

The first line of a block is the input; the two below are written by ``--update-golden``.
"""

import ast
from pathlib import Path

import pytest

from rules import passes
from rules.compiler import run_passes
from rules.emit import condition_python
from rules.invariants import broken_invariants
from tests.rules.programs import lowered, promotion

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "passes"
SETS = 'set coffee = category "Kawa"\nset nothing = not everything\n'


def _python(ruleset):
    return ast.unparse(condition_python(ruleset.rules[0].condition))


def _ruleset(sentence):
    text = f'{SETS}promotion p "P" {{ {sentence} give 5% off coffee }}'
    return lowered(text, passes=())


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_a_pass_does_what_its_examples_show(file, golden):
    one = getattr(passes, file.stem)
    blocks = []
    for block in file.read_text("utf-8").strip().split("\n\n"):
        sentence = block.splitlines()[0]
        ruleset = _ruleset(sentence)
        changed = one(ruleset)
        assert broken_invariants(changed) == ()
        blocks.append(f"{sentence}\n  {_python(ruleset)}\n  {_python(changed)}")
    golden(file, "\n\n".join(blocks) + "\n")


def test_every_pass_on_conditions_has_examples():
    shown = {file.stem for file in FOLDER.glob("*.txt")}
    assert shown | {"simplify_sets"} == {one.__name__ for one in passes.PASSES}


def test_passes_together_reach_a_rest():
    ruleset = _ruleset(
        "when (basket total >= 0.00 PLN and payment is blik) or "
        "(payment is blik and quantity of nothing >= 1)"
    )
    once = run_passes(ruleset, passes.PASSES)
    assert _python(once) == "'blik' in basket.payment_methods"
    assert run_passes(once, passes.PASSES) == once


def test_no_pass_touches_what_was_stated():
    ruleset = _ruleset("when basket total >= 0.00 PLN and payment is blik")
    changed = run_passes(ruleset, passes.PASSES)
    assert changed.rules[0].stated == ruleset.rules[0].stated
    assert changed.rules[0].condition != ruleset.rules[0].condition


def test_the_cheap_and_rare_is_asked_first():
    made = promotion("when basket total >= 1 PLN and payment is blik needs coupon c0")
    asked = []
    made.holds(_Watched(asked))
    assert asked == ["coupons"], "without the coupon nothing else is asked"


class _Watched:
    """A basket that notes what is read; no coupon is in it."""

    def __init__(self, asked):
        self._asked = asked

    def __getattr__(self, name):
        self._asked.append(name)
        return frozenset()
