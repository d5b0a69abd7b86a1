"""The compiled core is the interpreted one, faster: `make fast`, `make test-fast`."""

import importlib
import os
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from hatch_build import is_compiled
from pricing.version import IS_COMPILED

ROOT = Path(__file__).resolve().parents[2]
# Where `make test-fast` unpacks the compiled core.
UNPACKED = ROOT / "build" / "fast"
SOURCES = sorted((ROOT / "pricing").glob("*.py"))
# The worked cases may be missing; random baskets of seven families never are.
QUOTES_MIN = 400


def _is_native(file: Path) -> bool:
    return file.name.endswith(tuple(EXTENSION_SUFFIXES))


def test_the_core_under_test_is_the_one_that_was_asked_for():
    """All of it, or none of it: half a core would prove nothing about the other half."""
    asked = os.environ.get("GROSZ_CORE", "interpreted")
    assert asked == ("compiled" if IS_COMPILED else "interpreted")
    folder = UNPACKED if IS_COMPILED else ROOT
    wrong = []
    for source in SOURCES:
        name = "pricing" if source.stem == "__init__" else f"pricing.{source.stem}"
        loaded = Path(str(importlib.import_module(name).__file__))
        if loaded.parent != folder / "pricing":
            wrong.append(f"{name} comes from {loaded.parent}")
        if _is_native(loaded) != (IS_COMPILED and is_compiled(source)):
            wrong.append(f"{name} is {loaded.name}")
    assert wrong == []


def test_no_native_module_lies_beside_the_sources():
    """Python would prefer it to the source, and price with yesterday's code."""
    beside = [*ROOT.glob("*"), *(ROOT / "pricing").rglob("*")]
    assert [file.name for file in beside if _is_native(file)] == []


def _texts(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "pricing").glob("*.py")}


def _quotes(*path: Path) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "tests.compiled.quotes"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_both_cores_give_the_same_bytes():
    if not any(map(_is_native, UNPACKED.glob("pricing/*"))):
        pytest.skip("no compiled core in build/fast: run `make test-fast`")
    if _texts(UNPACKED) != _texts(ROOT):
        pytest.skip("build/fast was compiled from other sources: run `make test-fast`")
    plain, fast = _quotes(ROOT), _quotes(UNPACKED, ROOT)
    assert (plain[0], fast[0]) == ("interpreted", "compiled")
    assert len(plain) > QUOTES_MIN
    assert [pair for pair in zip(plain[1:], fast[1:], strict=True) if pair[0] != pair[1]] == []
