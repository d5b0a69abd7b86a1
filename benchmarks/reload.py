"""What callers feel while a server loads a new ruleset: p99 during the swap, and before it.

The load is an open model at a steady rate, so a pause is charged to every request that fell into
it. "During" lasts from the signal to the first answer by the new rules, and a second longer.
"""

import os
import re
import signal
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from benchmarks.carts import cart_bytes
from benchmarks.load import drive, request_bytes
from benchmarks.open_load import OpenLoad
from benchmarks.servers import Server, grosz, serving, write_shop

PROMOTIONS, QUICK_PROMOTIONS = 10_000, 200
ROUNDS, QUICK_ROUNDS = 3, 1
# Of what the closed model reaches; a till's server is not run near its limit.
LOAD_SHARE: Final = 0.3
BEFORE_SECONDS, QUICK_BEFORE_SECONDS = 5.0, 1.0
AFTER_SECONDS, QUICK_AFTER_SECONDS = 1.0, 0.2
SWAP_SECONDS_MAX: Final = 60.0


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Reload several times under load; no ratio where a request failed or the rules were late."""
    promotions = QUICK_PROMOTIONS if quick else PROMOTIONS
    request = request_bytes("/v1/quotes", cart_bytes())
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        write_shop(shop, promotions)
        with serving(grosz(shop)) as server:
            drive(server.port, request, 1.0)
            rate = drive(server.port, request, 1.0)["requests_per_second"] * LOAD_SHARE
            swaps = []
            for number in range(QUICK_ROUNDS if quick else ROUNDS):
                print(f"  swap {number + 1}, {rate:.0f} requests/s", file=sys.stderr, flush=True)
                swaps.append(_swap(server, shop, request, rate, quick=quick))
                if swaps[-1]["seconds_to_swap"] is None:
                    break
    failures = sum(swap["failures"] for swap in swaps)
    found: dict[str, Any] = {
        "figures": {
            "promotions": promotions,
            "asked_per_second": round(rate),
            "swaps": swaps,
            "failures": failures,
        },
        "ratios": {},
    }
    if swaps[-1]["seconds_to_swap"] is None:
        why = f"no answer by the new rules within {SWAP_SECONDS_MAX:g} seconds"
        found["missing"] = {"reload_p99": why}
    elif failures:
        found["missing"] = {"reload_p99": f"{failures} requests failed during the swaps"}
    else:
        ratio = median(swap["p99_us_during"] / swap["p99_us_before"] for swap in swaps)
        found["ratios"] = {"reload_p99": ratio}
    return found


def _swap(
    server: Server, shop: Path, request: bytes, rate: float, *, quick: bool
) -> dict[str, Any]:
    """Measure before, change one file, tell the server, and measure until the new rules answer."""
    with OpenLoad(server.port, request, rate) as load:
        before = load.run(QUICK_BEFORE_SECONDS if quick else BEFORE_SECONDS)
        old = load.ruleset
        _change(shop)
        start = perf_counter()
        os.kill(server.pid, signal.SIGHUP)
        swapped: list[float] = []

        def is_over(load: OpenLoad) -> bool:
            if not swapped and load.ruleset != old:
                swapped.append(perf_counter())
            after = QUICK_AFTER_SECONDS if quick else AFTER_SECONDS
            return bool(swapped) and perf_counter() > swapped[0] + after

        during = load.run(SWAP_SECONDS_MAX, is_over)
    return {
        "seconds_to_swap": round(swapped[0] - start, 2) if swapped else None,
        "p50_us_before": round(before["p50_us"]),
        "p99_us_before": round(before["p99_us"]),
        "p50_us_during": round(during["p50_us"]),
        "p99_us_during": round(during["p99_us"]),
        "requests_during": during["requests"],
        "failures": load.failures,
    }


def _change(shop: Path) -> None:
    """Change one percent in the last file, there and back."""
    last = max((shop / "rules").iterdir())
    text = last.read_text(encoding="utf-8")
    other = "51% off" if "52% off" in text else "52% off"
    last.write_text(re.sub(r"\d+% off", other, text, count=1), encoding="utf-8")
