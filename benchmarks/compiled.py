"""Some parts once more, in brief, with the compiled core, where there is a C compiler.

Brief is what the core decides, at full size. Nothing is compiled into an environment that is used
for anything else. The targets are told for both cores, beside each other.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks import core
from benchmarks.machine import ROOT
from benchmarks.targets import TARGETS

# What the core decides; the rest is the compiler of rules, and memory.
PARTS: Final = ("engine", "http", "real_day")
# Asks the process itself, so that nothing plain is ever told as compiled.
_CHECK: Final = "import sys; from pricing.version import IS_COMPILED; sys.exit(not IS_COMPILED)"


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Build the core and measure with it; without a compiler, say so.

    Returns:
        ``figures`` by part, and what would be ``ratios`` as ``ratios_compiled``.
    """
    try:
        environment = core.make()
    except core.NoCompiledCoreError as error:
        return absent(str(error))
    if subprocess.run([sys.executable, "-c", _CHECK], env=environment, check=False).returncode:
        return absent("what was built does not load in this Python")
    figures: dict[str, Any] = {}
    ratios: dict[str, float] = {}
    for name in PARTS:
        print(f"  {name}, compiled", file=sys.stderr, flush=True)
        found = _part(name, environment, quick=quick)
        figures[name] = _of_core(found["figures"])
        ratios |= {key: value for key, value in found["ratios"].items() if key in TARGETS}
    return {"figures": figures, "ratios": {}, "ratios_compiled": ratios}


def _of_core(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the steps of the search: nobody can count inside of what is compiled."""
    return {
        name: _of_core(value) if isinstance(value, dict) else value
        for name, value in figures.items()
        if name != "nodes"
    }


def absent(why: str) -> dict[str, Any]:
    """Return what is told in place of figures."""
    print(f"  not measured: {why}", file=sys.stderr, flush=True)
    return {"figures": {}, "ratios": {}, "ratios_compiled": {}, "missing_compiled": why}


def _part(name: str, environment: Mapping[str, str], *, quick: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "part.json"
        words = [sys.executable, "-m", "benchmarks", "--one", name, "--out", str(out)]
        words += ["--brief", *(["--quick"] if quick else [])]
        subprocess.run(words, cwd=ROOT, env=environment, check=True)
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found
