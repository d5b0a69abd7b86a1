"""What was measured, as JSON and as a table, and how it compares with the last time."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from pricing.version import ENGINE_VERSION

RESULTS: Final = Path(__file__).resolve().parent / "results"
LATEST: Final = RESULTS / "latest.json"
TABLE: Final = RESULTS / "latest.md"
# Of every ratio but these, less is better.
MORE_IS_BETTER: Final = {"quotes_to_echo"}
TOLERANCE: Final = 0.10

MEANINGS: Final = {
    "cart_at_100_to_10": "a cart among 100 promotions, to one among 10 (same 8 match)",
    "cart_at_1000_to_10": "a cart among 1 000 promotions, to one among 10 (same 8 match)",
    "quotes_to_echo": "requests per second: `/v1/quotes` to an echo of the validated cart",
    "p99_to_p50": "latency of `/v1/quotes`: p99 to p50",
    "compile_at_1000_to_ten_times_100": "compiling 1 000 promotions, to ten times 100",
    "help_to_bare_python": "`grosz --help`, to a Python that does nothing",
    "real_day_p50": "a real basket among a real day's promotions, p50, to the synthetic cart",
    "real_day_p99": "real baskets among a real day's promotions: p99 (61 lines) to p50 (5 lines)",
    "real_half_to_synthetic": "a line of real baskets, half of them promoted, to a synthetic line",
    "real_all_to_synthetic": "a line of real baskets, all promoted, to a synthetic line",
    "real_overlapping_to_synthetic": "a line of real baskets, all in two promotions or more, to a "
    "synthetic line",
    "check_to_bare_python": "`grosz check` of the example shop, to a Python that does nothing",
}


def paired(ours: Sequence[float], peers: Sequence[float]) -> float:
    """Return the median of the ratios of single rounds.

    The two samples of a round lie a moment apart, so what slows the machine down slows both.
    """
    return median(one / other for one, other in zip(ours, peers, strict=True))


def save(measured: dict[str, dict[str, Any]]) -> None:
    """Keep what was measured; parts that were not measured keep their last figures."""
    document = _latest()
    document["machine"] = machine()
    document["engine"] = ENGINE_VERSION
    document.setdefault("ratios", {})
    document.setdefault("figures", {})
    for name, part in measured.items():
        document["ratios"].update(part["ratios"])
        document["figures"][name] = part["figures"]
    RESULTS.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = table(document)
    TABLE.write_text(text, encoding="utf-8")
    print(text)


def compare(measured: dict[str, dict[str, Any]]) -> int:
    """Print saved and new ratios side by side; 1 when one is worse by more than the tolerance."""
    saved = _latest().get("ratios", {})
    worse = 0
    for part in measured.values():
        for name, now in part["ratios"].items():
            before = saved.get(name)
            change = "new" if before is None else f"{(now / before - 1) * 100:+.1f} %"
            is_worse = before is not None and _is_worse(name, before, now)
            worse += is_worse
            print(f"{name:36} {before!s:>8} -> {now!s:>8}  {change}{'  WORSE' if is_worse else ''}")
    return 1 if worse else 0


def _is_worse(name: str, before: float, now: float) -> bool:
    if name in MORE_IS_BETTER:
        return now < before * (1 - TOLERANCE)
    return now > before * (1 + TOLERANCE)


def machine() -> dict[str, Any]:
    """Describe the machine by what matters to the figures, without its name."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "processor": _processor(),
        "python": f"{platform.python_implementation()} {sys.version.split()[0]}",
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def table(document: dict[str, Any]) -> str:
    """Return the table that is printed and kept beside the JSON."""
    figures, ratios = document["figures"], document["ratios"]
    lines = [
        "# Latest figures",
        "",
        "Written by `make bench`. Compare the ratios; machines differ.",
        "",
    ]
    described = document["machine"]
    lines += [
        f"{described['processor']}, {described['cores']} cores, {described['system']}, "
        f"{described['python']}, engine {document['engine']}.",
        "",
        "| ratio | value |",
        "|---|--:|",
    ]
    lines += [f"| {MEANINGS.get(name, name)} | {value} |" for name, value in ratios.items()]
    lines += ["", "| figure | value |", "|---|--:|"]
    for part, found in figures.items():
        for name, value in _flat(found):
            lines.append(f"| {part}: {name} | {value} |")
    return "\n".join(lines) + "\n"


def _flat(found: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in found.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, dict):
            rows += _flat(value, f"{label}, ")
        elif not isinstance(value, list):
            rows.append((label, value))
    return rows


def _latest() -> dict[str, Any]:
    if not LATEST.is_file():
        return {}
    found: dict[str, Any] = json.loads(LATEST.read_text(encoding="utf-8"))
    return found
