"""How an engine is measured: a process that is told a job, and then told to run it for a while.

On its input: a line of JSON with the job, then a line with a number of milliseconds for each
stretch. On its output: a line of JSON with ``saved`` (groszy a line) once the job has been done
once, then a line with ``us`` (microseconds a cart) for each stretch. An adapter imports nothing of
this project but this file and, for our own, the engine; it also runs under an older Python.
"""

import json
import sys
import time


def serve(prepare):  # type: ignore[no-untyped-def]
    """Answer on standard output until the input ends.

    Args:
        prepare: Takes a job; returns the function that is timed, and one that reads what each line
            saves, in groszy, from its answer.
    """
    work, read = prepare(json.loads(sys.stdin.readline()))
    _say({"saved": read(work())})
    for line in sys.stdin:
        _say({"us": _microseconds(work, int(line) * 1_000_000)})


def _microseconds(work, stretch_ns):  # type: ignore[no-untyped-def]
    count, start = 0, time.perf_counter_ns()
    while True:
        work()
        count += 1
        spent = time.perf_counter_ns() - start
        if spent >= stretch_ns:
            return spent / count / 1_000


def _say(answer):  # type: ignore[no-untyped-def]
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
