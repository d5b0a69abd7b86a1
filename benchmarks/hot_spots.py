"""Where a piece of work spends its bytecodes: ``python -m benchmarks.hot_spots NAME [ROWS]``.

The names are those of ``benchmarks.counts``. Bytecodes are the same on every run, so two
profiles can be compared on a busy machine; what happens inside C code (sorting,
hashing, JSON) does not show.
"""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from benchmarks.counts import WARM, WORKS

ROWS: Final = 30
Function = tuple[str, str]


def spent(work: Callable[[], object]) -> tuple[Counter[Function], Counter[Function]]:
    """Run a warm piece of work once; return bytecodes and calls by file and function."""
    bytecodes, calls = Counter[Function](), Counter[Function]()

    def step(frame: FrameType, event: str, _argument: object) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        code = frame.f_code
        function = Path(code.co_filename).name, code.co_name
        if event == "opcode":
            bytecodes[function] += 1
        elif event == "call":
            calls[function] += 1
        return step

    for _ in range(WARM):
        work()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(None)
    return bytecodes, calls


def main(arguments: list[str]) -> int:
    """Print the functions with the most bytecodes; return the exit code."""
    if (
        not arguments
        or arguments[0] not in WORKS
        or not all(one.isdigit() for one in arguments[1:])
    ):
        print(
            f"usage: python -m benchmarks.hot_spots {{{','.join(WORKS)}}} [ROWS]", file=sys.stderr
        )
        return 2
    bytecodes, calls = spent(WORKS[arguments[0]][0]())
    whole = bytecodes.total()
    files = Counter[str]()
    for (file, _), count in bytecodes.items():
        files[file] += count
    rows = int(arguments[1]) if len(arguments) > 1 else ROWS
    print(f"{whole} bytecodes\n\nby file")
    for file, count in files.most_common(rows):
        print(f"{count:9} {count / whole:6.1%}  {file}")
    print("\nby function")
    for function, count in bytecodes.most_common(rows):
        file, name = function
        print(f"{count:9} {count / whole:6.1%} {calls[function]:6} calls  {file} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
