"""On what a measurement was made: what matters to the figures, and nothing that names a machine."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from pricing.version import ENGINE_VERSION

ROOT: Final = Path(__file__).resolve().parent.parent


def machine() -> dict[str, Any]:
    """Describe processor, system, interpreter and commit."""
    return {
        "processor": _processor(),
        "cores": _cores(),
        "memory_gib": _memory(),
        "load_before": [round(one, 2) for one in os.getloadavg()],
        "architecture": platform.machine(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": f"{platform.python_implementation()} {sys.version.split()[0]}",
        "engine": ENGINE_VERSION,
        "commit": _commit(),
    }


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def _commit() -> str:
    """Return the commit, marked where the files differ from it; empty without git."""
    try:
        words = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()
