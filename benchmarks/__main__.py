"""One command: measure everything, print a table, keep it in ``benchmarks/results``.

``python -m benchmarks [--compare] [PART ...]`` where a part is ``engine``, ``best_deal``, ``http``,
``compile``, ``startup`` or ``real_day``; all of them when none is named. A part whose data is not
there is skipped. ``--compare`` changes no file and ends with 1 when a ratio is more than a tenth
worse than the saved one.
"""

import argparse
import sys
from importlib import import_module
from typing import Any, Final

from benchmarks import report

PARTS: Final = ("engine", "best_deal", "http", "compile", "startup", "real_day")


def main() -> int:
    """Run the parts in turn, never two at once."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when left out")
    parser.add_argument("--compare", action="store_true", help="compare with the saved ratios")
    chosen = parser.parse_args()
    measured: dict[str, dict[str, Any]] = {}
    for name in chosen.parts or PARTS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        part = import_module(f"benchmarks.{name}").measure()
        if part is None:
            print(f"skipped {name}: its data is not beside this checkout", file=sys.stderr)
        else:
            measured[name] = part
    if chosen.compare:
        return report.compare(measured)
    report.save(measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
