"""Stopwatches: everything that is compared is measured turn by turn, in short stretches."""

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter_ns

from api.collector import keep_memory_shared

Work = Callable[[], object]


def microseconds(work: Work, stretch_ns: int) -> float:
    """Return microseconds a call over one stretch of at least so many nanoseconds, and one call."""
    count, spent, start = 0, 0, perf_counter_ns()
    while not count or spent < stretch_ns:
        work()
        count += 1
        spent = perf_counter_ns() - start
    return spent / count / 1_000


def in_turns(works: Mapping[str, Work], rounds: int, stretch_ns: int) -> dict[str, list[float]]:
    """Time every work in every round, so that a busy moment of the machine meets all of them.

    Returns:
        Microseconds a call, one value a round, for each work.
    """
    samples: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            samples[name].append(microseconds(work, stretch_ns))
    return samples


def paired(ours: Sequence[float], peers: Sequence[float]) -> float:
    """Return the median of the ratios of single rounds.

    The two samples of a round lie a moment apart, so what slows the machine down slows both.
    """
    return median(one / other for one, other in zip(ours, peers, strict=True))


def settle() -> None:
    """Collect garbage and hold the collector back, as a worker does before it serves."""
    gc.collect()
    keep_memory_shared()


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    """Return the median of each, to a tenth."""
    return {name: round(median(found), 1) for name, found in samples.items()}
