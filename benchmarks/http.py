"""Requests per second and latency of ``/v1/quotes``, beside an echo of the same validated body."""

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.carts import LINES, cart_bytes
from benchmarks.load import CONNECTIONS, drive, request_bytes
from benchmarks.open_load import OpenLoad
from benchmarks.servers import ECHO, Server, grosz, serving, write_shop
from benchmarks.timing import paired

PROMOTIONS, QUICK_PROMOTIONS = 1_000, 50
ROUNDS, BRIEF_ROUNDS, QUICK_ROUNDS = 7, 5, 1
_COMPARED: Final = ("quotes", "echo")
SECONDS, QUICK_SECONDS = 1.5, 0.2
WARM_UP_SECONDS: Final = 1.0
# The rates of the open model, in shares of what the closed one reached.
OPEN_SHARES: Final = (0.3, 0.6, 0.8)
OPEN_SECONDS, QUICK_OPEN_SECONDS = 4.0, 0.3

Sample = dict[str, Any]


def measure(*, quick: bool = False, brief: bool = False) -> dict[str, Any]:
    """Drive both servers in turn, one at a time, with the same client.

    Args:
        quick: Few promotions and short stretches.
        brief: Only the closed model with kept connections, which the ratios are of.
    """
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        write_shop(shop, QUICK_PROMOTIONS if quick else PROMOTIONS)
        with serving(grosz(shop)) as ours, serving(ECHO) as echo:
            closed = _closed(ours, echo, quick=quick, brief=brief)
            rate = median(one["requests_per_second"] for one in closed["quotes"])
            opened = {
                f"{share:.0%} of it": _opened(ours, rate * share, quick=quick)
                for share in (() if brief else OPEN_SHARES)
            }
    quotes = closed["quotes"]
    p50, p99 = _middle(quotes, "p50_us"), _middle(quotes, "p99_us")
    return {
        "figures": {
            "closed": {name: _figures(found) for name, found in closed.items()},
            "open": opened,
            "cart_lines": LINES,
            "promotions": QUICK_PROMOTIONS if quick else PROMOTIONS,
            "body_bytes": len(cart_bytes()),
            "connections": CONNECTIONS,
            "histogram_us": histogram([us for one in quotes for us in one["latencies_us"]]),
        },
        "ratios": {
            "http_vs_echo": paired(
                [one["requests_per_second"] for one in quotes],
                [one["requests_per_second"] for one in closed["echo"]],
            ),
            "http_p99_p50": p99 / p50,
        },
    }


def _closed(ours: Server, echo: Server, *, quick: bool, brief: bool) -> dict[str, list[Sample]]:
    """Drive every way of asking in turn: kept and new connections, with and without explanation."""
    body = cart_bytes()
    ways: dict[str, tuple[Server, bytes, bool]] = {
        "quotes": (ours, request_bytes("/v1/quotes", body), False),
        "echo": (echo, request_bytes("/echo", body), False),
        "quotes, explained": (ours, request_bytes("/v1/quotes?explain=true", body), False),
        "quotes, new connections": (ours, request_bytes("/v1/quotes", body, fresh=True), True),
        "echo, new connections": (echo, request_bytes("/echo", body, fresh=True), True),
    }
    if brief:
        ways = {name: way for name, way in ways.items() if name in _COMPARED}
    seconds = QUICK_SECONDS if quick else SECONDS
    for server, request, fresh in ways.values():
        drive(server.port, request, min(seconds, WARM_UP_SECONDS), fresh=fresh)
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    for number in range(QUICK_ROUNDS if quick else BRIEF_ROUNDS if brief else ROUNDS):
        print(f"  closed model, round {number + 1}", file=sys.stderr, flush=True)
        for name, (server, request, fresh) in ways.items():
            # What is not in a ratio is asked in every other round.
            if name in _COMPARED or number % 2 == 0:
                samples[name].append(drive(server.port, request, seconds, fresh=fresh))
    return samples


def _opened(ours: Server, rate: float, *, quick: bool) -> dict[str, float]:
    print(f"  open model, {rate:.0f} requests per second", file=sys.stderr, flush=True)
    with OpenLoad(ours.port, request_bytes("/v1/quotes", cart_bytes()), rate) as load:
        found = load.run(QUICK_OPEN_SECONDS if quick else OPEN_SECONDS)
    return {
        "asked_per_second": round(rate),
        "requests_per_second": round(found["requests_per_second"]),
        "p50_us": round(found["p50_us"]),
        "p99_us": round(found["p99_us"]),
        "failures": load.failures,
    }


def _figures(samples: list[Sample]) -> dict[str, float]:
    return {
        "requests_per_second": round(_middle(samples, "requests_per_second")),
        "p50_us": round(_middle(samples, "p50_us")),
        "p99_us": round(_middle(samples, "p99_us")),
        "answer_bytes": samples[0]["answer_bytes"],
        "client_core_share": round(_middle(samples, "client_core_share"), 2),
    }


def _middle(samples: list[Sample], field: str) -> float:
    return float(median(sample[field] for sample in samples))


def histogram(latencies_us: list[int], bars: int = 60) -> dict[str, list[int]]:
    """Return bars of equal width up to p99.9, the last with all that is slower.

    Returns:
        ``upto``, the right edge of each bar in microseconds, and ``count``.
    """
    ordered = sorted(latencies_us)
    top = max(1, ordered[min(len(ordered) - 1, len(ordered) * 999 // 1000)])
    count = [0] * bars
    for one in ordered:
        count[min(bars - 1, one * bars // top)] += 1
    return {"upto": [top * (bar + 1) // bars for bar in range(bars)], "count": count}
