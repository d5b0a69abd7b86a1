"""Processor time of the server for a request, with one worker and with two.

Throughput would mislead where the client needs one of two cores; what a second worker costs in
processor time does not depend on who else is running. It is read from the system's own accounts.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.carts import cart_bytes
from benchmarks.load import drive, request_bytes
from benchmarks.servers import Server, grosz, serving, write_shop
from benchmarks.timing import paired

PROMOTIONS, QUICK_PROMOTIONS = 1_000, 50
ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS, QUICK_SECONDS = 2.0, 0.5
COUNTS: Final = (1, 2)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Drive a server with one worker and one with two, in turns."""
    if not Path("/proc/self/stat").is_file():
        return {"figures": {}, "ratios": {}, "missing": {"workers_2": "this system has no /proc"}}
    request = request_bytes("/v1/quotes", cart_bytes())
    seconds = QUICK_SECONDS if quick else SECONDS
    cost: dict[int, list[float]] = {count: [] for count in COUNTS}
    rate: dict[int, list[float]] = {count: [] for count in COUNTS}
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        write_shop(shop, QUICK_PROMOTIONS if quick else PROMOTIONS)
        with serving(grosz(shop, 1)) as one, serving(grosz(shop, 2)) as two:
            servers = dict(zip(COUNTS, (one, two), strict=True))
            for server in servers.values():
                drive(server.port, request, seconds / 2)
            for number in range(QUICK_ROUNDS if quick else ROUNDS):
                print(f"  round {number + 1}", file=sys.stderr, flush=True)
                for count, server in servers.items():
                    us, per_second = _cost(server, request, seconds)
                    cost[count].append(us)
                    rate[count].append(per_second)
    return {
        "figures": {
            "cpu_us_per_request": {str(n): round(median(found), 1) for n, found in cost.items()},
            "requests_per_second": {str(n): round(median(found)) for n, found in rate.items()},
        },
        "ratios": {"workers_2": paired(cost[2], cost[1])},
    }


def _cost(server: Server, request: bytes, seconds: float) -> tuple[float, float]:
    """Return processor microseconds a request, and requests per second."""
    before = server.cpu_seconds()
    found = drive(server.port, request, seconds)
    spent = server.cpu_seconds() - before
    # The first exchange of a run is not in its count.
    return spent * 1e6 / (found["requests"] + 1), found["requests_per_second"]
