"""Microseconds a cart: twenty lines, eight promotions that match, ever more that do not."""

from statistics import median
from time import perf_counter_ns
from typing import Any, Final

from benchmarks.carts import AT, cart_bytes, facts
from benchmarks.report import paired
from benchmarks.rulesets import MATCHING, ruleset
from pricing.engine import price
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.compiler import compile_sources

SIZES: Final = (10, 100, 1_000)
ROUNDS: Final = 15
SAMPLE_NS: Final = 60_000_000


def compiled(promotions: int) -> Any:
    """Return the program of a benchmark ruleset; its own diagnostics would be a bug here."""
    result = compile_sources(ruleset(promotions))
    assert result.program is not None, result.diagnostics[:3]
    return result.program


def measure() -> dict[str, Any]:
    """Time every size in every round, so that a busy moment of the machine meets all of them."""
    programs = {size: compiled(size) for size in SIZES}
    cart, known, at = decode_cart(cart_bytes()), facts(), parse_instant(AT)
    quotes = {size: price(cart, program, known, at) for size, program in programs.items()}
    first = quotes[SIZES[0]]
    assert all(q.totals == first.totals and q.applied == first.applied for q in quotes.values())
    samples: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size, program in programs.items():
            samples[size].append(_sample(cart, program, known, at))
    figures = {str(size): round(median(found), 1) for size, found in samples.items()}
    return {
        "figures": {
            "us_per_cart": figures,
            "promotions_applied": [applied.promotion for applied in first.applied],
            "promotions_meant_to_match": len(MATCHING),
            "quote_bytes": len(encode_quote(first)),
            "optimal": first.optimal,
        },
        "ratios": {
            f"cart_at_{size}_to_10": round(paired(samples[size], samples[SIZES[0]]), 3)
            for size in SIZES[1:]
        },
    }


def _sample(cart: Any, program: Any, known: Any, at: Any) -> float:
    """Return microseconds a cart over one short stretch."""
    count, start = 0, perf_counter_ns()
    while (spent := perf_counter_ns() - start) < SAMPLE_NS:
        price(cart, program, known, at)
        count += 1
    return spent / count / 1_000
