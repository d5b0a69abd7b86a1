"""Makes the environment of each peer under ``.bench/``, from pinned names, versions and hashes.

An environment is made once and again when its lock changes. Where that fails (no network, no Node),
the peer is skipped and the reason is told; nothing else of the benchmark needs it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
BENCH: Final = ROOT / ".bench"
LOCKS: Final = HERE / "locks"
JAVASCRIPT: Final = HERE / "javascript"
INSTALL_SECONDS: Final = 300


class MissingPeerError(Exception):
    """A peer cannot be measured on this machine; the text says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One other engine.

    Attributes:
        name: As its users call it.
        environment: Which environment of ``.bench/`` it lives in.
        adapter: The file that runs it.
        label: What it does of the job, in a few words for the table.
        exact_money: Whether it applies each promotion to what the ones before left, and hands
            amounts out as decimals, integers or big numbers.
        sizes: Up to how many promotions it is measured in each job; more would take minutes.
    """

    name: str
    environment: str
    adapter: Path
    label: str
    exact_money: bool
    sizes: tuple[int, int]


PEERS: Final = (
    Peer(
        "zen-engine",
        "zen",
        HERE / "zen_adapter.py",
        "Rust decision table; amounts of single rows, handed out as JSON numbers, no stacking",
        False,
        (10_000, 1_000),
    ),
    Peer(
        "json-rules-engine",
        "javascript",
        JAVASCRIPT / "json_rules.js",
        "decides eligibility only; the harness adds the money up",
        False,
        (10_000, 1_000),
    ),
    Peer(
        "medusa",
        "javascript",
        JAVASCRIPT / "medusa.js",
        "computation step of @medusajs/promotion; big decimals, each on what is left",
        True,
        (10_000, 1_000),
    ),
    Peer(
        "django-oscar",
        "oscar",
        HERE / "oscar_adapter.py",
        "offer applicator; decimals, each on what is left; asks its database",
        True,
        (1_000, 10),
    ),
)


def command(peer: Peer) -> list[str]:
    """Return what starts a peer's adapter, once its environment is there.

    Raises:
        MissingPeerError: It cannot be made.
    """
    if peer.environment == "javascript":
        return [_node(), str(peer.adapter)]
    return [str(_python(peer.environment)), str(peer.adapter)]


def variables() -> dict[str, str]:
    """Return the environment variables of an adapter."""
    modules = BENCH / "javascript" / "node_modules"
    return os.environ | {"NODE_PATH": str(modules), "PYTHONDONTWRITEBYTECODE": "1"}


def _python(name: str) -> Path:
    lock = LOCKS / f"{name}.txt"
    folder = BENCH / name
    python = folder / "bin" / "python"
    if _is_fresh(folder, lock):
        return python
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)], f"cannot install an environment for {name}")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--retries", "1", "--timeout", "15"]
    _run([*install, "--require-hashes", "-r", str(lock)], f"cannot install {name}")
    _mark_fresh(folder, lock)
    return python


def _node() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise MissingPeerError("there is no Node on this machine")
    lock = JAVASCRIPT / "package-lock.json"
    folder = BENCH / "javascript"
    if not _is_fresh(folder, lock):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(JAVASCRIPT / name, folder / name)
        _run([npm, "ci", "--silent", "--prefix", str(folder)], "cannot install from npm", folder)
        _mark_fresh(folder, lock)
    return node


def _run(words: Sequence[str], what: str, cwd: Path = ROOT) -> None:
    print(f"  {what.replace('cannot install', 'installing')} ...", file=sys.stderr, flush=True)
    try:
        done = subprocess.run(
            words, cwd=cwd, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise MissingPeerError(f"{what} in {INSTALL_SECONDS} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise MissingPeerError(f"{what}: {said[-1] if said else done.returncode}")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _is_fresh(folder: Path, lock: Path) -> bool:
    mark = folder / ".lock-digest"
    return mark.is_file() and mark.read_text(encoding="ascii") == _digest(lock)


def _mark_fresh(folder: Path, lock: Path) -> None:
    (folder / ".lock-digest").write_text(_digest(lock), encoding="ascii")
