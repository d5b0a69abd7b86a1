"""What was measured: as JSON, as a table with the targets, and as curves."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks import charts, counts
from benchmarks.machine import ROOT
from benchmarks.targets import TARGETS, Target

RESULTS: Final = ROOT / "benchmarks" / "results"
NAME: Final = "latest"
Part = dict[str, Any]

QUICK_NOTE: Final = ("**Small sizes, to try it: these values say nothing about the targets.**", "")


def _of_store(store: str) -> dict[str, str]:
    confirms = {
        f"{store}_confirms_{clients}": f"{store}, durable confirms a second, {clients} at a time, "
        "to bare synced writes one by one"
        for clients in (1, 16, 64)
    }
    return confirms | {
        f"{store}_hot_coupon": f"{store}, 64 at a time, reserves a second: each order its own "
        "limited coupon, to one coupon for all",
        f"quotes_counted_in_{store}": f"{store}, requests/s of `/v1/quotes`: counted, to not",
        f"{store}_unlimited_coupon": f"{store}, the same: one limited coupon, to none",
    }


ALSO: Final = {
    **_of_store("sqlite"),
    **_of_store("valkey"),
    "look_up_among_a_million": "look-up of a customer among a million accounts, to ten thousand",
    "help_to_bare_python": "`grosz --help`, to a Python that does nothing",
    "check_to_bare_python": "`grosz check` of the example shop, to a Python that does nothing",
    "real_half_to_synthetic": "a line of real baskets, half of them promoted, to a synthetic line",
    "real_all_to_synthetic": "a line of real baskets, all promoted, to a synthetic line",
    "real_overlapping_to_synthetic": "a line of real baskets, all in two promotions or more, to a "
    "synthetic line",
}


def document(
    measured: Mapping[str, Part],
    machine: Mapping[str, Any],
    kept: Mapping[str, Any] | None = None,
    *,
    quick: bool = False,
) -> dict[str, Any]:
    """Put parts together.

    Args:
        measured: What each part that ran has found.
        machine: On what it ran.
        kept: The last document; parts that did not run keep their figures from there.
        quick: Whether the sizes were small; the page then says so.

    Returns:
        ``ratios`` with exactly the keys of the targets, ``None`` where there is no value and then a
        reason in ``missing``; ``ratios_compiled``, the same of the compiled core, ``None`` where it
        decides nothing, and one reason in ``missing`` where there is none; ``also`` with other
        ratios; ``figures`` by part; ``measured`` with the commit each part was measured on.
    """
    last = kept or {}
    ratios: dict[str, float | None] = {name: last.get("ratios", {}).get(name) for name in TARGETS}
    compiled: dict[str, float | None] = {
        name: last.get("ratios_compiled", {}).get(name) for name in TARGETS
    }
    also = {key: value for key, value in last.get("also", {}).items() if key in ALSO}
    missing: dict[str, str] = dict(last.get("missing", {}))
    figures = {**last.get("figures", {})}
    on = {**last.get("measured", {})}
    for name, part in measured.items():
        for key, value in part["ratios"].items():
            (ratios if key in TARGETS else also)[key] = round(value, 4)
            missing.pop(key, None)
        for key, why in part.get("missing", {}).items():
            ratios[key] = None
            missing[key] = why
        for key, value in part.get("ratios_compiled", {}).items():
            compiled[key] = round(value, 4)
            missing.pop("ratios_compiled", None)
        if "missing_compiled" in part:
            compiled = dict.fromkeys(TARGETS)
            missing["ratios_compiled"] = part["missing_compiled"]
        figures[name] = part["figures"]
        on[name] = machine.get("commit", "")
    for key, value in ratios.items():
        if value is None:
            missing.setdefault(key, "its part was not measured")
    return {
        "machine": dict(machine),
        "quick": quick,
        "ratios": ratios,
        "ratios_compiled": compiled,
        "missing": missing,
        "also": also,
        "measured": on,
        "figures": figures,
    }


def load(folder: Path = RESULTS) -> dict[str, Any]:
    """Return the last document; empty when there is none of this form."""
    path = folder / f"{NAME}.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found if "measured" in found else {}


def save(found: Mapping[str, Any], folder: Path = RESULTS) -> None:
    """Write JSON, table and curves into a folder, and print the table."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (folder / f"{NAME}.json").write_text(text + "\n", encoding="utf-8")
    drawn = pictures(found)
    for name, picture in drawn.items():
        (folder / name).write_text(picture, encoding="utf-8")
    described = table(found, list(drawn))
    (folder / f"{NAME}.md").write_text(described, encoding="utf-8")
    if "counts" in found["figures"] and folder == RESULTS:
        counts.save(found["figures"]["counts"])
    print(described)
    print(f"written to {folder}", file=sys.stderr)


def table(found: Mapping[str, Any], drawn: list[str]) -> str:
    """Return the Markdown page: machine, targets, curves, everything else."""
    on = found["machine"]
    lines = [
        "# Latest figures",
        "",
        "Written by `make bench`. Compare the ratios; machines differ. What each one is of, and",
        "why it is fair, is in [benchmarks](../README.md).",
        "",
        *(QUICK_NOTE if found["quick"] else ()),
        f"{on['processor']}, {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}, "
        f"{on['python']}, engine {on['engine']}, commit {on['commit'] or 'unknown'}.",
        "",
        "| key | what | target | measured | | compiled core | |",
        "|---|---|--:|--:|---|--:|---|",
    ]
    for key, target in TARGETS.items():
        plain = _judged(target, found["ratios"][key], "not measured")
        compiled = _judged(target, found["ratios_compiled"][key], "")
        lines.append(f"| `{key}` | {target.meaning} | {target.wish} | {plain} | {compiled} |")
    lines += [f"- `{key}` was not measured: {why}." for key, why in found["missing"].items()]
    if drawn:
        lines += ["", *(f"![{name.removesuffix('.svg')}]({name})" for name in drawn)]
    lines += ["", "## Other ratios", "", "| ratio | value |", "|---|--:|"]
    lines += [f"| {ALSO.get(key, key)} | {value:.3g} |" for key, value in found["also"].items()]
    lines += ["", "## Raw figures", "", "| part | figure | value |", "|---|---|--:|"]
    for part, figures in found["figures"].items():
        lines += [f"| {part} | {name} | {value} |" for name, value in _flat(figures)]
    return _spaced(lines)


def _judged(target: Target, value: float | None, nothing: str) -> str:
    """Return two cells: the value, and whether it reaches the target."""
    if value is None:
        return f"{nothing} | "
    return f"{value:.3g} | {'met' if target.is_met(value) else '**missed**'}"


def _spaced(lines: list[str]) -> str:
    """Put an empty line between a table and a list."""
    spaced: list[str] = []
    for line in lines:
        if line.startswith("- ") and spaced and spaced[-1].startswith("|"):
            spaced.append("")
        spaced.append(line)
    return "\n".join(spaced) + "\n"


def _flat(found: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in found.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, dict):
            rows += _flat(value, f"{label}, ")
        elif not isinstance(value, list):
            rows.append((label, str(value).replace("|", "\\|")))
    return rows


def pictures(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the SVG of every chart there are figures for, by file name."""
    figures, drawn = found["figures"], {}
    if "engine" in figures:
        ours = {"grosz, 8 of them match": _points(figures["engine"]["us_per_cart"])}
        drawn["promotions.svg"] = charts.curves(
            "A cart of 20 lines among ever more promotions", "promotions", "µs per cart", ours
        )
    if "peers" in figures:
        for kind, what in (("one_match", "one matches"), ("all_match", "all match and stack")):
            lines = {name: _points(us) for name, us in figures["peers"][f"us_{kind}"].items()}
            ordered = {"grosz": lines.pop("grosz"), **lines}
            drawn[f"peers_{kind}.svg"] = charts.curves(
                f"A cart of 10 lines of 2: {what}", "promotions", "µs per cart", ordered
            )
    if "http" in figures:
        histogram = figures["http"]["histogram_us"]
        drawn["latency.svg"] = charts.bars(
            "Latency of /v1/quotes, 16 connections, closed model", "µs", "answers",
            histogram["upto"], histogram["count"],
        )  # fmt: skip
    return drawn


def _points(by_size: Mapping[str, float]) -> list[tuple[float, float]]:
    return [(int(size), us) for size, us in by_size.items()]
