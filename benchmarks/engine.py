"""Microseconds a cart in one process: against ever more promotions, by hand, and by lines.

Only ``pricing.engine.price`` is timed: a decoded cart, facts that are there, a quote in memory.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

import msgspec

from benchmarks.by_hand import NO_EVIDENCE, money_by_hand, quote_by_hand
from benchmarks.carts import AT, LINES, cart_bytes, facts
from benchmarks.rulesets import MATCHING, ruleset
from benchmarks.timing import in_turns, medians, paired, settle
from pricing.engine import price
from pricing.quote import Quote
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.compiler import compile_sources
from rules.program import CompiledProgram

SIZES: Final = (10, 100, 1_000, 10_000, 100_000)
QUICK_SIZES: Final = (10, 100, 1_000)
SMALL, MIDDLE = 100, 1_000
# A weekly shop, a large one, and the largest real cart in the data beside the project.
CART_LINES: Final = (LINES, 200, 1_114)
ROUNDS, BRIEF_ROUNDS, QUICK_ROUNDS = 25, 13, 3
STRETCH_NS: Final = 60_000_000


def compiled(promotions: int) -> CompiledProgram:
    """Return the program of a benchmark ruleset; its own diagnostics would be a bug here."""
    result = compile_sources(ruleset(promotions))
    assert result.program is not None, result.diagnostics[:3]
    return result.program


def quoting(program: CompiledProgram, lines: int = LINES) -> Callable[[], Quote]:
    """Return a function that prices the cart of so many lines."""
    cart, known, at = decode_cart(cart_bytes(lines)), facts(lines), parse_instant(AT)
    return lambda: price(cart, program, known, at)


def measure(*, quick: bool = False, brief: bool = False) -> dict[str, Any]:
    """Time every size in turn with every other.

    Args:
        quick: Small sizes and few rounds; the ratios then say nothing about the targets.
        brief: Leave the largest rulesets out, and with them ``growth_100k``.
    """
    programs = {}
    for size in QUICK_SIZES if quick or brief else SIZES:
        print(f"  compiling {size} promotions", file=sys.stderr, flush=True)
        programs[size] = compiled(size)
    settle()
    rounds = QUICK_ROUNDS if quick else BRIEF_ROUNDS if brief else ROUNDS
    growth = {str(size): quoting(program) for size, program in programs.items()}
    quotes = {name: work() for name, work in growth.items()}
    first = quotes[str(SIZES[0])]
    assert all(q.totals == first.totals and q.applied == first.applied for q in quotes.values())
    print("  timing carts among them", file=sys.stderr, flush=True)
    by_size = in_turns(growth, rounds, STRETCH_NS)
    print("  timing by hand", file=sys.stderr, flush=True)
    hand = in_turns(by_hand(programs[MIDDLE]), rounds, STRETCH_NS)
    print("  timing long carts", file=sys.stderr, flush=True)
    by_lines = in_turns(_by_lines(programs[MIDDLE]), max(3, rounds // 3), STRETCH_NS)
    small, middle, large = (str(lines) for lines in CART_LINES)
    ratios = {
        "vs_handwritten": paired(hand["engine"], hand["hand_quote"]),
        "lines_200": paired(by_lines[middle], by_lines[small]),
        "lines_1114": paired(by_lines[large], by_lines[middle]),
    }
    if not brief:
        ratios["growth_100k"] = paired(by_size[str(max(programs))], by_size[str(SMALL)])
    return {
        "figures": {
            "us_per_cart": medians(by_size),
            "by_hand_us": medians(hand),
            "us_by_lines": medians(by_lines),
            "promotions_applied": [applied.promotion for applied in first.applied],
            "promotions_meant_to_match": len(MATCHING),
            "quote_bytes": len(encode_quote(first)),
            "optimal": first.optimal,
        },
        "ratios": ratios,
    }


def by_hand(program: CompiledProgram) -> dict[str, Callable[[], object]]:
    """Return the engine and both hands on the same cart, checked to say the same."""
    cart, known = decode_cart(cart_bytes()), facts()
    engine = quoting(program)
    assert without_evidence(engine()) == quote_by_hand(cart, known), "the hand errs"
    return {
        "engine": engine,
        "hand_quote": lambda: quote_by_hand(cart, known),
        "hand_money": lambda: money_by_hand(cart, known),
    }


def without_evidence(quote: Quote) -> Quote:
    """Return a quote without its digests, as the hand writes it."""
    return msgspec.structs.replace(quote, evidence=NO_EVIDENCE)


def _by_lines(program: CompiledProgram) -> dict[str, Callable[[], Quote]]:
    works = {str(lines): quoting(program, lines) for lines in CART_LINES}
    for lines, work in works.items():
        quote = work()
        assert len(quote.lines) == int(lines)
        assert len(quote.applied) == len(MATCHING), quote.applied
    return works
