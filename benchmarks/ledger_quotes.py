"""What a quote costs when it reads counters: none, in a file, on a Valkey.

The cart, the rules and the customer are those of ``benchmarks.http``; one more promotion matches,
once without a limit and once limited for each customer, so that only reading the counter differs.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.carts import cart_bytes
from benchmarks.ledger_stores import UnavailableError, valkey_server
from benchmarks.load import drive, request_bytes
from benchmarks.servers import Server, grosz, serving, write_shop
from benchmarks.timing import paired

PROMOTIONS, QUICK_PROMOTIONS = 1_000, 50
ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS, QUICK_SECONDS = 1.5, 0.3
_EXTRA: Final = '\npromotion counted "Policzona" {{\n  give 0.10 PLN off each kawa\n{limit}}}\n'
_LIMIT: Final = "  limit 1 000 000 per customer\n"


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Drive a server without counters and those with, in turns."""
    request = request_bytes("/v1/quotes", cart_bytes())
    seconds = QUICK_SECONDS if quick else SECONDS
    figures: dict[str, Any] = {}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        places = {"none": "", "sqlite": _made(folder / "sqlite")}
        try:
            places["valkey"] = held.enter_context(valkey_server(Path(_made(folder / "valkey"))))
        except UnavailableError as why:
            figures["valkey"] = {"not measured": str(why)}
        servers = {
            name: held.enter_context(serving(_command(folder / name, name, place, quick=quick)))
            for name, place in places.items()
        }
        samples = _drive(servers, request, seconds, QUICK_ROUNDS if quick else ROUNDS)
    rates = {name: [one["requests_per_second"] for one in found] for name, found in samples.items()}
    for name, found in samples.items():
        figures[name] = {
            field: round(median(one[field] for one in found))
            for field in ("requests_per_second", "p50_us", "p99_us")
        }
    return {
        "figures": figures,
        "ratios": {
            f"quotes_counted_in_{name}": paired(found, rates["none"])
            for name, found in rates.items()
            if name != "none"
        },
    }


def _drive(
    servers: Mapping[str, Server], request: bytes, seconds: float, rounds: int
) -> dict[str, list[dict[str, Any]]]:
    samples: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
    for server in servers.values():
        drive(server.port, request, seconds / 2)
    for number in range(rounds):
        print(f"  round {number + 1}", file=sys.stderr, flush=True)
        for name, server in servers.items():
            samples[name].append(drive(server.port, request, seconds))
    return samples


def _made(folder: Path) -> str:
    folder.mkdir()
    return os.fspath(folder)


def _command(folder: Path, name: str, place: str, *, quick: bool) -> list[str]:
    shop = folder / "shop"
    write_shop(shop, QUICK_PROMOTIONS if quick else PROMOTIONS)
    text = _EXTRA.format(limit=_LIMIT if place else "")
    (shop / "rules" / "counted.promo").write_text(text, encoding="utf-8")
    return [*grosz(shop), *(["--ledger", place] if place else [])]
