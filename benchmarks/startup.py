"""Seconds from pressing Enter to an answer, beside a Python that does nothing."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.timing import paired

ROOT: Final = Path(__file__).resolve().parent.parent
RULES: Final = "examples/sklep/rules"
ROUNDS: Final = 7


def measure() -> dict[str, Any]:
    """Start each command in turn, several times; the first round only warms the disk."""
    grosz = str(Path(sys.executable).with_name("grosz"))
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "help": [grosz, "--help"],
        "check": [grosz, "check", RULES],
    }
    samples: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            start = perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            if number:
                samples[name].append(perf_counter() - start)
    return {
        "figures": {"seconds": {name: round(median(found), 3) for name, found in samples.items()}},
        "ratios": {
            "help_to_bare_python": round(paired(samples["help"], samples["python"]), 2),
            "check_to_bare_python": round(paired(samples["check"], samples["python"]), 2),
        },
    }
