"""Seconds to compile rulesets, and whether twice the rules take twice the time."""

from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.report import paired
from benchmarks.rulesets import ruleset
from rules.compiler import compile_sources

SIZES: Final = (100, 1_000)
ROUNDS: Final = 5


def measure() -> dict[str, Any]:
    """Compile both sizes in turn; the text is made before the clock starts."""
    sources = {size: ruleset(size) for size in SIZES}
    samples: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size, texts in sources.items():
            start = perf_counter()
            result = compile_sources(texts)
            samples[size].append(perf_counter() - start)
            assert result.program is not None, result.diagnostics[:3]
    small, large = (samples[size] for size in SIZES)
    return {
        "figures": {
            "seconds": {str(size): round(median(found), 3) for size, found in samples.items()},
            "promotions_per_second_at_1000": round(SIZES[1] / median(large)),
        },
        "ratios": {"compile_at_1000_to_ten_times_100": round(paired(large, small) / 10, 3)},
    }
