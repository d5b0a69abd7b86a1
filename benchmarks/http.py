"""Requests per second of ``/v1/quotes``, beside an echo of the same validated body."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.carts import LINES, cart_bytes, write_catalogue
from benchmarks.load import CONNECTIONS, drive, request_bytes
from benchmarks.report import paired
from benchmarks.rulesets import ruleset

ROOT: Final = Path(__file__).resolve().parent.parent
PROMOTIONS: Final = 1_000
ROUNDS: Final = 7
SECONDS: Final = 2.0
WARM_UP_SECONDS: Final = 1.0
STOP_SECONDS: Final = 20


def measure() -> dict[str, Any]:
    """Drive both servers in turn, one at a time, with the same client."""
    body = cart_bytes()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(_grosz(Path(folder))) as quotes_port,
        serving([sys.executable, "-m", "benchmarks.echo"]) as echo_port,
    ):
        peers = {
            "quotes": (quotes_port, request_bytes("/v1/quotes", body)),
            "echo": (echo_port, request_bytes("/echo", body)),
        }
        for port, request in peers.values():
            drive(port, request, WARM_UP_SECONDS)
        samples: dict[str, list[dict[str, Any]]] = {name: [] for name in peers}
        for _ in range(ROUNDS):
            for name, (port, request) in peers.items():
                samples[name].append(drive(port, request, SECONDS))
    return _summary(samples, len(body))


def _summary(samples: dict[str, list[dict[str, Any]]], body_bytes: int) -> dict[str, Any]:
    def middle(name: str, field: str) -> float:
        return median(sample[field] for sample in samples[name])

    figures = {
        name: {
            "requests_per_second": round(middle(name, "requests_per_second")),
            "p50_us": round(middle(name, "p50_us")),
            "p99_us": round(middle(name, "p99_us")),
            "answer_bytes": samples[name][0]["answer_bytes"],
            "client_core_share": round(middle(name, "client_core_share"), 2),
        }
        for name in samples
    }
    ratio = paired(
        [sample["requests_per_second"] for sample in samples["quotes"]],
        [sample["requests_per_second"] for sample in samples["echo"]],
    )
    return {
        "figures": {
            **figures,
            "cart_lines": LINES,
            "promotions": PROMOTIONS,
            "body_bytes": body_bytes,
            "connections": CONNECTIONS,
        },
        "ratios": {
            "quotes_to_echo": round(ratio, 3),
            "p99_to_p50": round(middle("quotes", "p99_us") / middle("quotes", "p50_us"), 2),
        },
    }


def _grosz(folder: Path) -> list[str]:
    """Write rules and catalogue, and return the command that serves them on a free port."""
    rules, catalogue = folder / "rules", folder / "catalogue"
    rules.mkdir()
    catalogue.mkdir()
    for source in ruleset(PROMOTIONS):
        (rules / source.name).write_text(source.text, encoding="utf-8")
    write_catalogue(catalogue)
    grosz = str(Path(sys.executable).with_name("grosz"))
    return [grosz, "serve", str(rules), "--catalogue", str(catalogue), "--port", "0"]


@contextmanager
def serving(command: list[str]) -> Iterator[int]:
    """Start a server, wait for the line that names its port, and stop it in the end."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                yield int(found[1])
                return
        raise RuntimeError(f"{command[:3]} ended with {process.wait()} before it served anything")
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
        if process.stdout is not None:
            process.stdout.close()
