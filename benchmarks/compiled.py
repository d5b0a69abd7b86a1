"""The same work with the compiled core of ``make fast``, where it was made.

The targets are those of the plain interpreter; what a C compiler adds is told beside them.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks import engine
from benchmarks.machine import ROOT
from benchmarks.peers.grosz_adapter import prepare
from benchmarks.peers.jobs import JOBS, job
from benchmarks.timing import in_turns, medians, paired
from pricing.version import IS_COMPILED

FOLDER: Final = ROOT / "build" / "fast"
PROMOTIONS: Final = 1_000
ROUNDS, QUICK_ROUNDS = 25, 3
STRETCH_NS: Final = 60_000_000


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Measure in processes that import the compiled core; nothing where there is none."""
    why = _absence()
    if why:
        print(f"  {why}", file=sys.stderr, flush=True)
        return {"figures": {"absent": why}, "ratios": {}}
    environment = {
        **os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": f"{FOLDER}{os.pathsep}{ROOT}",
    }  # fmt: skip
    words = [sys.executable, "-m", "benchmarks.compiled", *(["--quick"] if quick else [])]
    done = subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "http.json"
        words = [sys.executable, "-m", "benchmarks", "--one", "http", "--out", str(out)]
        words += ["--quick"] if quick else []
        subprocess.run(words, cwd=ROOT, env=environment, check=True)
        http = json.loads(out.read_text(encoding="utf-8"))
    found["figures"]["http"] = http["figures"]["closed"]
    found["ratios"]["compiled_http_vs_echo"] = http["ratios"]["http_vs_echo"]
    return found


def _absence() -> str:
    """Tell why the compiled core cannot be measured; empty where it can."""
    made = FOLDER / ".made"
    if not made.is_file():
        return "there is no compiled core; `make fast` makes one"
    newest = max(path.stat().st_mtime for path in (ROOT / "pricing").glob("*.py"))
    return "the compiled core is older than its sources" if made.stat().st_mtime < newest else ""


def measure_here(*, quick: bool = False) -> dict[str, Any]:
    """Measure in this process, whose core is compiled."""
    assert IS_COMPILED, "this process imported the sources"
    rounds = QUICK_ROUNDS if quick else ROUNDS
    hand = in_turns(engine.by_hand(engine.compiled(PROMOTIONS)), rounds, STRETCH_NS)
    jobs = in_turns({kind: prepare(job(kind, PROMOTIONS))[0] for kind in JOBS}, rounds, STRETCH_NS)
    return {
        "figures": {"by_hand_us": medians(hand), "jobs_us": medians(jobs)},
        "ratios": {"compiled_vs_handwritten": paired(hand["engine"], hand["hand_quote"])},
    }


if __name__ == "__main__":
    print(json.dumps(measure_here(quick="--quick" in sys.argv)))
