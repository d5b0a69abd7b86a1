"""Microseconds a cart of every engine on both jobs, by the number of promotions."""

import sys
from contextlib import ExitStack
from statistics import median
from typing import Any, Final

from benchmarks import core
from benchmarks.peers.engines import OURS, OURS_COMPILED, Engine, WrongTotalsError
from benchmarks.peers.environments import PEERS, MissingPeerError, Peer
from benchmarks.peers.jobs import JOBS, job
from benchmarks.timing import paired

SIZES: Final = {"one_match": (10, 100, 1_000, 10_000), "all_match": (10, 100, 1_000)}
QUICK_SIZES: Final = {"one_match": (10, 100), "all_match": (10, 30)}
ROUNDS, QUICK_ROUNDS = 7, 2
STRETCH_MS, QUICK_STRETCH_MS = 150, 20
# An engine that takes longer than this for one cart is run once more and no oftener.
SLOW_US: Final = 500_000

MINE: Final = (OURS, OURS_COMPILED)
Samples = dict[str, list[float]]


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Run every engine that can be had here, one at a time, in turns.

    Args:
        quick: Small sizes; the ratios then say nothing about the targets.
    """
    skipped: dict[str, str] = {}
    samples: dict[str, dict[int, Samples]] = {}
    for number, kind in enumerate(JOBS):
        samples[kind] = {}
        for size in (QUICK_SIZES if quick else SIZES)[kind]:
            peers = [peer for peer in PEERS if size <= peer.sizes[number]]
            samples[kind][size] = _race(kind, size, peers, skipped, quick=quick)
    exact = {peer.name for peer in PEERS if peer.exact_money}
    everybody = {peer.name for peer in PEERS}
    chosen = max(QUICK_SIZES["one_match"]) if quick else 1_000
    several = max(QUICK_SIZES["all_match"]) if quick else 1_000
    one = _fastest(samples["one_match"][chosen], everybody)
    every = _fastest(samples["all_match"][several], exact)
    compiled = {
        "peer_one_match": _fastest(samples["one_match"][chosen], everybody, OURS_COMPILED),
        "peer_all_match": _fastest(samples["all_match"][several], exact, OURS_COMPILED),
    }
    anybody = _fastest(samples["all_match"][several], everybody)
    fastest = {"one_match": one, "all_match": every, "all_match, any": anybody}
    return {
        "figures": {
            **{f"us_{kind}": _medians(by_size) for kind, by_size in samples.items()},
            "fastest": {
                kind: {"engine": found[0], "ratio": round(found[1], 3)}
                for kind, found in fastest.items()
                if found
            },
            "engines": {peer.name: peer.label for peer in PEERS},
            "exact_money": sorted(exact),
            "skipped": skipped,
        },
        "ratios": {
            name: found[1]
            for name, found in (("peer_one_match", one), ("peer_all_match", every))
            if found
        },
        "ratios_compiled": {name: found[1] for name, found in compiled.items() if found},
        "missing": {
            name: f"no such peer here: {skipped}"
            for name, found in (("peer_one_match", one), ("peer_all_match", every))
            if not found
        },
    }


def _race(
    kind: str, size: int, peers: list[Peer], skipped: dict[str, str], *, quick: bool
) -> Samples:
    """Start every engine with the job, compare their totals, and time them in turns."""
    print(f"  {kind}, {size} promotions", file=sys.stderr, flush=True)
    task = job(kind, size)
    with ExitStack() as running:
        engines = []
        if (compiled := core.find()) is not None:
            engines.append(running.enter_context(Engine(None, task, compiled)))
            engines[0].begin()
        for peer in [None, *peers]:
            if peer and peer.name in skipped:
                continue
            try:
                engine = running.enter_context(Engine(peer, task))
                engine.begin()
                engines.append(engine)
            except (MissingPeerError, WrongTotalsError, RuntimeError) as error:
                if peer is None:
                    raise
                skipped[peer.name] = str(error)
                print(f"  skipped {peer.name}: {error}", file=sys.stderr, flush=True)
        return _in_turns(engines, quick=quick)


def _in_turns(engines: list[Engine], *, quick: bool) -> Samples:
    stretch = QUICK_STRETCH_MS if quick else STRETCH_MS
    # The first stretch warms compilers and caches, and tells who is slow.
    first = {engine.name: engine.microseconds(stretch) for engine in engines}
    slow = {name for name, us in first.items() if us > SLOW_US and name not in MINE}
    samples = {name: [us] if name in slow else [] for name, us in first.items()}
    for _ in range(QUICK_ROUNDS if quick else ROUNDS):
        for engine in engines:
            if engine.name not in slow:
                samples[engine.name].append(engine.microseconds(stretch))
    return samples


def _fastest(samples: Samples, names: set[str], mine: str = OURS) -> tuple[str, float] | None:
    """Return the peer whose time over ours is the least, with that ratio."""
    if mine not in samples:
        return None
    ours = samples[mine]
    ratios = {
        name: paired(found, ours[: len(found)]) for name, found in samples.items() if name in names
    }
    if not ratios:
        return None
    best = min(ratios, key=ratios.__getitem__)
    return best, ratios[best]


def _medians(by_size: dict[int, Samples]) -> dict[str, dict[str, float]]:
    """Return microseconds by engine and then by size."""
    names = {name for found in by_size.values() for name in found}
    return {
        name: {str(size): round(median(s[name]), 1) for size, s in by_size.items() if name in s}
        for name in sorted(names)
    }
