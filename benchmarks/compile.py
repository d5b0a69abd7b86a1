"""Seconds to compile a ruleset, beside bare Lark, and again after one file of it has changed.

Each round is a process of its own and "cold" begins with an empty workspace, so that nothing the
compiler remembers can make it warm. The compilations after a change go on in that workspace, as a
server's do. Garbage collection is on, as it is in the server's parent that compiles; the compiler
holds it while it works.
"""

import gc
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.bare_lark import bare_parser, parse_all
from benchmarks.rulesets import PROMOTIONS_PER_FILE, ruleset
from grammar.source import Source
from rules.compiler import compile_sources
from rules.workspace import Workspace

ROOT: Final = Path(__file__).resolve().parent.parent
PROMOTIONS, QUICK_PROMOTIONS = 10_000, 300
ROUNDS, QUICK_ROUNDS = 3, 1
EDITS: Final = 3


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Run the rounds; a ratio is the median of the rounds' ratios."""
    promotions = QUICK_PROMOTIONS if quick else PROMOTIONS
    rounds = []
    for number in range(QUICK_ROUNDS if quick else ROUNDS):
        print(f"  round {number + 1}, {promotions} promotions", file=sys.stderr, flush=True)
        rounds.append(_in_fresh_process(promotions))
    middle = {name: round(median(one[name] for one in rounds), 4) for name in rounds[0]}
    return {
        "figures": {
            "promotions": promotions,
            "promotions_per_file": PROMOTIONS_PER_FILE,
            "seconds": middle,
            "promotions_per_second": round(promotions / middle["cold"]),
        },
        "ratios": {
            "compile_cold": median(one["cold"] / one["bare_lark"] for one in rounds),
            "compile_one_file": median(one["one_file"] / one["cold"] for one in rounds),
        },
    }


def _in_fresh_process(promotions: int) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.compile", str(promotions)]
    done = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one_round(promotions: int) -> dict[str, float]:
    """Return seconds: bare Lark, the first compilation, and the median after changing one file."""
    sources = ruleset(promotions)
    parser = bare_parser()
    # Lark's own tables are built on first use in the compiler too; neither side pays for them.
    compile_sources(ruleset(8))
    texts = [source.text for source in sources]
    gc.collect()
    start = perf_counter()
    trees = parse_all(parser, texts)
    bare = perf_counter() - start
    assert len(trees) == len(sources)
    del trees
    gc.collect()
    workspace = Workspace()
    cold = _seconds(sources, promotions, workspace)
    middle = len(sources) // 2
    again = []
    for number in range(EDITS):
        changed = list(sources)
        changed[middle] = _edited(sources[middle], number)
        again.append(_seconds(tuple(changed), promotions, workspace))
    return {"bare_lark": bare, "cold": cold, "one_file": median(again)}


def _seconds(sources: tuple[Source, ...], promotions: int, workspace: Workspace) -> float:
    start = perf_counter()
    result = compile_sources(sources, workspace=workspace)
    spent = perf_counter() - start
    assert result.program is not None, result.diagnostics[:3]
    assert len(result.program.promotions) == promotions
    return spent


def _edited(source: Source, number: int) -> Source:
    """Change one percent in the middle of a file, so that all that follows moves each time."""
    at = source.text.index("% off", len(source.text) // 2)
    start = source.text.rindex(" ", 0, at) + 1
    percent = f"{60 + number % 40}" + ("" if number % 2 else ".5")
    return Source(source.name, f"{source.text[:start]}{percent}{source.text[at:]}")


if __name__ == "__main__":
    print(json.dumps(one_round(int(sys.argv[1]))))
