"""Durable order confirms, beside a bare loop of equally durable writes on the same disk.

Every order is reserved beforehand; what is timed is its confirm, from the call to the answer that
says it is on the disk. The bare loop appends as many bytes as a confirm's record has and syncs, one
after another: what the disk can do for somebody who waits each time. Loop and ledger take turns.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.ledger_stores import STORES, Opening, UnavailableError
from benchmarks.load import summary
from benchmarks.timing import paired
from ledger import Confirm, Debit, Plan, Points, Refusal, Reserve, Store, Terms, keys
from ledger.limits import NEVER_MS
from ledger.sale import Paid, Sale, SoldLine

CLIENTS: Final = (1, 16, 64)
ROUNDS, QUICK_ROUNDS = 5, 1
# Confirms of one client in a round; with more of them it does as many in all as these.
ORDERS: Final = {1: 300, 16: 1_500, 64: 3_000}
QUICK_SHARE: Final = 10
RECORD: Final = b"." * 700
HOLD_MS: Final = 3_600_000
QUOTE: Final = b"{" + b" " * 1_500 + b"}"
LINES: Final = 10
SALE: Final = Sale(
    currency="PLN",
    lines=tuple(
        SoldLine(str(n), "goods", units=1, measured=False, net=999, vat="A") for n in range(LINES)
    ),
    payments=(Paid("card", 999 * LINES),),
)
Counts = dict[int, int]


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Confirm orders on every store that can be started here, and fight for one hot coupon."""
    orders = {n: max(many // QUICK_SHARE, n) if quick else many for n, many in ORDERS.items()}
    rounds = QUICK_ROUNDS if quick else ROUNDS
    figures: dict[str, Any] = {}
    ratios: dict[str, float] = {}
    for name, opening in STORES.items():
        try:
            print(f"  {name}", file=sys.stderr, flush=True)
            found = asyncio.run(_on(opening, rounds, orders))
        except UnavailableError as why:
            figures[name] = {"not measured": str(why)}
            continue
        figures[name] = found.pop("figures")
        ratios |= {f"{name}_{key}": value for key, value in found.items()}
    return {"figures": figures, "ratios": ratios}


async def _on(opening: Opening, rounds: int, orders: Counts) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        async with opening(Path(folder)) as store:
            return await _rounds(store, Path(folder), rounds, orders)


async def _rounds(store: Store, folder: Path, rounds: int, orders: Counts) -> dict[str, Any]:
    rates: dict[int, list[float]] = {count: [] for count in CLIENTS}
    seen: dict[int, list[int]] = {count: [] for count in CLIENTS}
    bare: list[float] = []
    hot: dict[str, list[float]] = {"none": [], "own": [], "hot": []}
    for number in range(rounds):
        bare.append(_bare(folder / "bare", orders[1]))
        for count in CLIENTS:
            names = [f"{number}-{count}-{n}" for n in range(orders[count])]
            await _all(store, names, count, _reserve("own"))
            took, latencies = await _all(store, names, count, _confirm)
            rates[count].append(len(names) / took)
            seen[count] += latencies
        for kind, found in hot.items():
            names = [f"{number}-{kind}-{n}" for n in range(orders[64])]
            found.append(len(names) / (await _all(store, names, 64, _reserve(kind)))[0])
    return {
        **{f"confirms_{count}": paired(rates[count], bare) for count in CLIENTS},
        "hot_coupon": paired(hot["own"], hot["hot"]),
        "unlimited_coupon": paired(hot["own"], hot["none"]),
        "figures": {
            "bare_syncs_per_second": round(median(bare)),
            **{f"confirms_of_{count}": _told(rates[count], seen[count]) for count in CLIENTS},
            "reserves_per_second": {kind: round(median(found)) for kind, found in hot.items()},
        },
    }


def _told(rates: list[float], latencies_ns: list[int]) -> dict[str, float]:
    told = summary(latencies_ns, 1)
    return {
        "per_second": round(median(rates)),
        "p50_us": round(told["p50_us"]),
        "p99_us": round(told["p99_us"]),
    }


def _bare(path: Path, times: int) -> float:
    """Return appends a second, each synced before the next."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        start = time.perf_counter()
        for _ in range(times):
            os.write(file, RECORD)
            os.fdatasync(file)
        return times / (time.perf_counter() - start)
    finally:
        os.close(file)


Doing = Callable[[Store, str], Awaitable[object]]


async def _all(store: Store, names: list[str], clients: int, do: Doing) -> tuple[float, list[int]]:
    """Do one thing to every order, so many at a time; return seconds, and nanoseconds of each."""
    waiting: Iterator[str] = iter(names)
    latencies: list[int] = []

    async def client() -> None:
        for name in waiting:
            begun = time.perf_counter_ns()
            outcome = await do(store, name)
            latencies.append(time.perf_counter_ns() - begun)
            if isinstance(outcome, Refusal):
                raise RuntimeError(f"the ledger refused order {name}: {outcome.code}")

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return time.perf_counter() - start, latencies


def _reserve(kind: str) -> Doing:
    """Reserve with one limited account: the order's ``own``, one ``hot`` for all, or ``none``."""

    def debits(order: str) -> tuple[Debit, ...]:
        if kind == "none":
            return ()
        series = "hot" if kind == "hot" else order
        return (Debit(keys.total(series), 1, 1_000_000_000),)

    async def reserve(store: Store, order: str) -> object:
        customer = f"c{order}"
        plan = Plan(
            quote=QUOTE,
            debits=debits(order),
            earn=Points(keys.points(customer, "club"), 15),
            sale=SALE,
        )
        asked = Reserve(client="bench", order=order, customer=customer, plan=plan, ttl_ms=HOLD_MS)
        return await store.reserve(asked)

    return reserve


async def _confirm(store: Store, order: str) -> object:
    terms = Terms(0, NEVER_MS)
    return await store.confirm(Confirm(client="bench", order=order, revision=1, terms=terms))
