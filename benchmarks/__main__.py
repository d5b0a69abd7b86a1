"""One command: measure everything, print a table, keep it in ``benchmarks/results``.

Every part runs in a process of its own, never two at once. A part whose data or tools are not there
says so and is skipped. With ``--compare``, instructions are counted and compared with the saved
counts: nothing is written, and the command ends with 1 when one has grown by more than a tenth.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, Final

PARTS: Final = {
    "engine": "a cart against ever more promotions, by hand, and by lines",
    "compiled": "engine, HTTP and real baskets once more with the compiled core",
    "peers": "other engines on the same two jobs",
    "http": "requests per second and latency beside an echo",
    "workers": "processor time of the server with one worker and with two",
    "reload": "a ruleset of 10 000 promotions swapped under load",
    "compile": "10 000 promotions, cold and after one file changed, beside bare Lark",
    "memory": "bytes per promotion",
    "real_day": "real baskets on a real chain-day",
    "best_deal": "the search alone, by lines and overlap",
    "ledger": "durable order confirms beside bare synced writes, and one hot coupon",
    "ledger_quotes": "requests per second of quotes that read counters, to quotes that read none",
    "ledger_size": "one million accounts: size and look-up",
    "startup": "the command line, beside a Python that does nothing",
    "counts": "instructions of fixed pieces of work",
}
MODULES: Final = {"peers": "benchmarks.peers.measuring"}
ROOT: Final = Path(__file__).resolve().parent.parent
QUICK_RESULTS: Final = ROOT / ".bench" / "quick"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts in turn; 1 when a part broke or a count has grown."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    for name in chosen.parts:
        if name not in PARTS:
            parser.error(f"there is no part `{name}`; choose from {', '.join(PARTS)}")
    if chosen.one:
        return _measure_here(chosen.one, Path(chosen.out), quick=chosen.quick, brief=chosen.brief)
    if chosen.compare:
        return _compare(quick=chosen.quick)
    from benchmarks import report
    from benchmarks.machine import machine

    folder = QUICK_RESULTS if chosen.quick else report.RESULTS
    described, measured, broken = machine(), {}, []
    names = chosen.parts or list(PARTS)
    begun = time.monotonic()
    for number, name in enumerate(names, 1):
        _say(f"[{number}/{len(names)}] {name}: {PARTS[name]}")
        start = time.monotonic()
        part = _in_fresh_process(name, quick=chosen.quick)
        if part is None:
            broken.append(name)
        else:
            measured[name] = part
        _say(f"[{number}/{len(names)}] {name}: {time.monotonic() - start:.0f} s")
    kept = None if chosen.quick else report.load()
    report.save(report.document(measured, described, kept, quick=chosen.quick), folder)
    _say(f"measured in {time.monotonic() - begun:.0f} s")
    for name in broken:
        _say(f"{name} broke; its last figures were kept")
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:10} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=f"parts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="all when left out")
    parser.add_argument(
        "--compare",
        action="store_true",
        help="count instructions and compare with the saved counts",
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to try it; writes to .bench/quick"
    )
    parser.add_argument("--one", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    parser.add_argument("--brief", action="store_true", help=argparse.SUPPRESS)
    return parser


def _in_fresh_process(name: str, *, quick: bool) -> dict[str, Any] | None:
    """Measure one part where no other has left anything behind; ``None`` when it broke."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "part.json"
        words = [sys.executable, "-m", "benchmarks", "--one", name, "--out", str(out)]
        done = subprocess.run([*words, *(["--quick"] if quick else [])], cwd=ROOT, check=False)
        if done.returncode or not out.is_file():
            return None
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found


def _measure_here(name: str, out: Path, *, quick: bool, brief: bool) -> int:
    measure = import_module(MODULES.get(name, f"benchmarks.{name}")).measure
    # Not every part has a small size, or a short way.
    options = {"quick": quick, "brief": brief}
    taken = signature(measure).parameters
    found = measure(**{option: value for option, value in options.items() if option in taken})
    out.write_text(json.dumps(found), encoding="utf-8")
    return 0


def _compare(*, quick: bool) -> int:
    from benchmarks import counts

    return counts.compare(counts.load(), counts.count_all(bytecodes_only=quick))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
