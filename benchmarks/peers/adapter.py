"""How an engine is measured: a process that is told a job, and then told to run it for a while.

On its input: a line of JSON with the job, then a line with a number of milliseconds for each
stretch. On its output: a line of JSON with ``saved`` (groszy a line) once the job has been done
once, then a line with ``us`` (microseconds a cart) for each stretch. The adapter of a
peer imports nothing of this project but this file.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Job = dict[str, Any]
# From a job to the function that is timed, and to what reads each line's savings from its answer.
Prepare = Callable[[Job], tuple[Callable[[], Any], Callable[[Any], list[int]]]]


def serve(prepare: Prepare) -> None:
    """Answer on standard output until the input ends.

    Args:
        prepare: Takes a job; returns the function that is timed, and one that reads what each line
            saves, in groszy, from its answer.
    """
    work, read = prepare(json.loads(sys.stdin.readline()))
    _say({"saved": read(work())})
    for line in sys.stdin:
        _say({"us": _microseconds(work, int(line) * 1_000_000)})


def _microseconds(work: Callable[[], Any], stretch_ns: int) -> float:
    count, start = 0, time.perf_counter_ns()
    while True:
        work()
        count += 1
        spent = time.perf_counter_ns() - start
        if spent >= stretch_ns:
            return spent / count / 1_000


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
