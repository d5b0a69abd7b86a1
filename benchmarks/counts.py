"""Instructions that fixed pieces of work take: the same on every run, so a regression shows.

Two counts of each piece of work, once it is warm:

``bytecodes``: what Python's interpreter executes, counted by tracing; equal on every machine with
the same minor version of Python. Work inside C code (sorting, JSON) does not show.

``instructions``: what the processor executes, by Valgrind's ``callgrind``, else by ``perf stat``
where the machine has such counters; comparable for one and the same interpreter and tool only.

``python -m benchmarks.counts NAME TIMES`` is the process that is counted; ``all`` is every work.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from benchmarks.carts import AT, LINES, cart_bytes, facts
from benchmarks.engine import compiled, quoting
from benchmarks.rulesets import ruleset
from pricing.engine import price
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.compiler import compile_sources
from rules.program import CompiledProgram

ROOT: Final = Path(__file__).resolve().parent.parent
SAVED: Final = ROOT / "benchmarks" / "results" / "counts.json"
TOLERANCE: Final = 0.10
TOOL_SECONDS: Final = 300
# Warm first: what is remembered from call to call is not counted again.
WARM: Final = 3

Work = Callable[[], object]


@cache
def _program(promotions: int) -> CompiledProgram:
    return compiled(promotions)


def _quote(promotions: int, lines: int = LINES) -> Work:
    return quoting(_program(promotions), lines)


def _explained() -> Work:
    program, cart, known, at = (
        _program(100), decode_cart(cart_bytes()), facts(), parse_instant(AT),
    )  # fmt: skip
    return lambda: price(cart, program, known, at, explain=True)


def _wire() -> Work:
    work = _quote(100)
    body, quote = cart_bytes(), work()
    return lambda: (decode_cart(body), encode_quote(quote))  # type: ignore[arg-type]


def _compile() -> Work:
    sources = ruleset(200)
    return lambda: compile_sources(sources)


# What is counted, and how often for its count of processor instructions.
WORKS: Final[dict[str, tuple[Callable[[], Work], int]]] = {
    "quote_20_lines_of_100": (lambda: _quote(100), 20),
    "quote_20_lines_of_1000": (lambda: _quote(1_000), 20),
    "quote_200_lines_of_100": (lambda: _quote(100, 200), 4),
    "quote_explained_of_100": (_explained, 4),
    "cart_and_quote_as_json": (_wire, 100),
    "compile_200": (_compile, 2),
}


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Count everything; there is no ratio in it.

    Args:
        quick: Bytecodes only.
    """
    return {"figures": count_all(bytecodes_only=quick), "ratios": {}}


def count_all(*, bytecodes_only: bool = False) -> dict[str, Any]:
    """Return both counts of every piece of work, and with which interpreter and tool."""
    tool, instructions = (None, {}) if bytecodes_only else _instructions()
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "interpreter": _interpreter(),
        "tool": tool,
        "bytecodes": {name: _bytecodes(name) for name in WORKS},
        "instructions": instructions,
    }


def compare(saved: dict[str, Any], now: dict[str, Any]) -> int:
    """Print both counts side by side; 1 when one is a tenth larger, or nothing can be compared."""
    if not saved:
        print("no counts are saved: run `make bench` first")
        return 1
    if saved["python"] != now["python"]:
        print(
            f"the saved counts are of Python {saved['python']}, this is {now['python']}: "
            "run `make bench` on the commit to compare with"
        )
        return 1
    kinds = ["bytecodes"]
    same = (saved["interpreter"], saved["tool"]) == (now["interpreter"], now["tool"])
    if same and now["tool"]:
        kinds.append("instructions")
    else:
        print("processor instructions are not compared: another interpreter or another tool")
    worse = 0
    for kind in kinds:
        for name, count in now[kind].items():
            worse += _told(kind, name, saved[kind].get(name), count)
        for name in sorted(saved[kind].keys() - now[kind].keys()):
            print(f"{kind:13} {name:26} is not counted any more")
    return 1 if worse else 0


def _told(kind: str, name: str, before: int | None, now: int) -> bool:
    change = "new" if before is None else f"{(now / before - 1) * 100:+.1f} %"
    is_worse = before is not None and now > before * (1 + TOLERANCE)
    was = "" if before is None else f"{before:>13,}"
    print(f"{kind:13} {name:26} {was:>13} -> {now:>13,}  {change}{'  WORSE' if is_worse else ''}")
    return is_worse


def load() -> dict[str, Any]:
    """Return the saved counts; empty when there are none."""
    if not SAVED.is_file():
        return {}
    found: dict[str, Any] = json.loads(SAVED.read_text(encoding="utf-8"))
    return found


def save(counts: dict[str, Any]) -> None:
    """Keep counts for later comparisons."""
    SAVED.parent.mkdir(exist_ok=True)
    SAVED.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


# --- counting -------------------------------------------------------------------------------------


def bytecodes(work: Work) -> int:
    """Return how many bytecode instructions one call executes in Python code."""
    count = 0

    def step(frame: Any, event: str, _argument: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return step

    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def _one(name: str, times: int, before: tuple[str, ...] = ()) -> str:
    """Run one process of this module, perhaps under a tool; returns what it printed."""
    words = [*before, sys.executable, "-m", "benchmarks.counts", name, str(times)]
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TOOL_SECONDS,
        check=True,
    )  # fmt: skip
    return done.stdout


def _bytecodes(name: str) -> int:
    print(f"  counting bytecodes of {name}", file=sys.stderr, flush=True)
    return int(_one(name, 0))


def _instructions() -> tuple[str | None, dict[str, int]]:
    """Return which tool counts processor instructions here, if any does, and what it counts."""
    for tool, count in (("callgrind", _by_callgrind), ("perf", _by_perf)):
        try:
            print(f"  counting instructions with {tool}", file=sys.stderr, flush=True)
            return tool, count()
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            print(f"  {tool} cannot: {type(error).__name__}", file=sys.stderr, flush=True)
    return None, {}


def _by_callgrind() -> dict[str, int]:
    """Count in one process; it writes what it has counted at every call of ``getppid``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "counts"
        tool = ("valgrind", "--tool=callgrind", "--dump-before=getppid")
        _one("all", 1, (*tool, f"--callgrind-out-file={out}"))
        found = {}
        for number, (name, (_, times)) in enumerate(WORKS.items()):
            part = out.with_suffix(f".{2 * number + 2}").read_text("utf-8")
            counted = re.search(r"^totals: (\d+)", part, re.M)
            if counted is None:
                raise ValueError(f"no total in the part of {name}")
            found[name] = int(counted[1]) // times
    return found


def _by_perf() -> dict[str, int]:
    """Count processes that do the work a few times and a few times more; take the difference."""
    found = {}
    for name, (_, times) in WORKS.items():
        few, more = (_perf(name, WARM), _perf(name, WARM + times))
        found[name] = (more - few) // times
    return found


def _perf(name: str, times: int) -> int:
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as file:
        _one(name, times, ("perf", "stat", "-x,", "-e", "instructions:u", "-o", file.name))
        counted = re.search(r"^(\d+),", file.read(), re.M)
    if counted is None:
        raise ValueError("this machine has no counter of instructions")
    return int(counted[1])


def _interpreter() -> str:
    built = " ".join(platform.python_build())
    return (
        f"{platform.python_implementation()} {platform.python_version()} {built} "
        f"{platform.python_compiler()} {platform.machine()} {' '.join(platform.libc_ver())}"
    )


def _run_all() -> None:
    """Do every work so often as is counted, between two calls that nothing else makes."""
    for make, times in WORKS.values():
        work = make()
        for _ in range(WARM):
            work()
        os.getppid()
        for _ in range(times):
            work()
        os.getppid()


def _run_one(name: str, times: int) -> None:
    """Do the work so often; with 0, count its bytecodes once it is warm and print them."""
    work = WORKS[name][0]()
    for _ in range(times or WARM):
        work()
    if not times:
        print(bytecodes(work))


if __name__ == "__main__":
    if sys.argv[1] == "all":
        _run_all()
    else:
        _run_one(sys.argv[1], int(sys.argv[2]))
