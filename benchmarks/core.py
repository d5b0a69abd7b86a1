"""The compiled core for the benchmark: built under ``.bench/``, beside nothing that is installed.

It is made once, and again when a source of it changes. Where that fails, because there is no C
compiler or the tools are missing, the reason is told and the compiled core is not measured.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from typing import Final

from benchmarks.machine import ROOT

FOLDER: Final = ROOT / ".bench" / "compiled"
BUILD_SECONDS: Final = 300
_SOURCES: Final = ("pricing", "hatch_build.py", "pyproject.toml", "requirements.lock")
_KEPT: Final = ("pricing/", "grosz_core")


class NoCompiledCoreError(Exception):
    """There is no compiled core on this machine; the text says why."""


def find() -> dict[str, str] | None:
    """Return the environment variables with which a process imports it, ``None`` where none is."""
    mark = FOLDER / ".digest"
    if not mark.is_file() or mark.read_text(encoding="ascii") != _digest():
        return None
    return {
        **os.environ,
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": f"{FOLDER / 'lib'}{os.pathsep}{ROOT}",
    }


def make() -> dict[str, str]:
    """Build it where it is not there or older than its sources; return what ``find`` does.

    Raises:
        NoCompiledCoreError: It cannot be built.
    """
    found = find()
    if found is not None:
        return found
    print("  compiling the core ...", file=sys.stderr, flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    wheels = FOLDER / "dist"
    words = [sys.executable, "-W", "ignore", "-m", "hatchling", "build", "-t", "wheel"]
    try:
        done = subprocess.run(
            [*words, "-d", str(wheels)],
            cwd=ROOT,
            env=os.environ | {"GROSZ_COMPILE": "1"},
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoCompiledCoreError(f"it does not compile in {BUILD_SECONDS} seconds") from None
    built = list(wheels.glob("grosz-*-cp*.whl"))
    if done.returncode or not built:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise NoCompiledCoreError(said[-1] if said else "it does not compile")
    with zipfile.ZipFile(built[0]) as wheel:
        wheel.extractall(FOLDER / "lib", [n for n in wheel.namelist() if n.startswith(_KEPT)])
    (FOLDER / ".digest").write_text(_digest(), encoding="ascii")
    found = find()
    assert found is not None, "it was built a moment ago"
    return found


def _digest() -> str:
    """Return what changes when it must be built again: the sources, the tools and the Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _SOURCES:
        path = ROOT / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
