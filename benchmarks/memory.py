"""Bytes that a loaded program holds, by promotion, at 1 000 and at 10 000.

Each size is measured in processes of its own: once by what Python has allocated (``tracemalloc``,
the same on every run, and what the ratio is of), once by resident memory as the system counts it.
"""

import gc
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any, Final

from benchmarks.rulesets import ruleset
from rules.compiler import compile_sources

ROOT: Final = Path(__file__).resolve().parent.parent
SIZES, QUICK_SIZES = (1_000, 10_000), (100, 400)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Measure both sizes in both ways."""
    sizes = QUICK_SIZES if quick else SIZES
    held: dict[str, dict[str, int]] = {"allocated": {}, "resident": {}}
    for way, found in held.items():
        for size in sizes:
            print(f"  {way}, {size} promotions", file=sys.stderr, flush=True)
            found[str(size)] = round(_in_fresh_process(way, size) / size)
    small, large = (held["allocated"][str(size)] for size in sizes)
    return {
        "figures": {"bytes_per_promotion": held},
        "ratios": {"bytes_per_promotion": large / small},
    }


def _in_fresh_process(way: str, promotions: int) -> int:
    words = [sys.executable, "-m", "benchmarks.memory", way, str(promotions)]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return int(json.loads(done.stdout))


def held_by_program(way: str, promotions: int) -> int:
    """Return how many bytes more there are once a program is loaded and the rest forgotten."""
    compile_sources(ruleset(8))  # what is built once, whatever the ruleset
    sources = ruleset(promotions)
    gc.collect()
    if way == "allocated":
        tracemalloc.start()
    before = _bytes(way)
    result = compile_sources(sources)
    program = result.program
    assert program is not None, result.diagnostics[:3]
    del result
    gc.collect()
    held = _bytes(way) - before
    assert len(program.promotions) == promotions
    return held


def _bytes(way: str) -> int:
    if way == "allocated":
        return tracemalloc.get_traced_memory()[0]
    pages = Path("/proc/self/statm")
    if not pages.is_file():
        return 0
    return int(pages.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(json.dumps(held_by_program(sys.argv[1], int(sys.argv[2]))))
