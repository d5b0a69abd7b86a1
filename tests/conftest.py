"""What every test may use: golden files, Hypothesis profiles, and the shared real-world data.

Golden files: ``golden(path, text)`` compares; ``--update-golden`` rewrites; a missing one fails.
Profiles: ``HYPOTHESIS_PROFILE=quick|ci|deep``; ``quick`` when it is not set.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pricing.version import IS_COMPILED
from tests.ledger.server_fixtures import (  # noqa: F401 - fixtures for every test
    _shared_cluster,
    _shared_node,
    own_cluster,
    own_node,
    own_pair,
    redis_binary,
    redis_cluster,
    redis_node,
)

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
# Real receipts and worked cases are shared between projects and lie beside this checkout.
SHARED = ROOT.parent / "shared"

# Two cores and a loaded machine make deadlines a coin toss; slowness is for the benchmarks to tell.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=25, derandomize=True, **_COMMON)
settings.register_profile("ci", max_examples=300, derandomize=True, print_blob=True, **_COMMON)
settings.register_profile("deep", max_examples=20_000, print_blob=True, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden files; read the git diff after"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs an interpreted core where it is compiled."""
    if IS_COMPILED and item.get_closest_marker("interpreted"):
        pytest.skip("a compiled core calls its own parts directly; nothing can be put in between")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Callable[[Path | str, str], None]:
    """Compare a text with a golden file; a relative path starts at ``tests/fixtures``."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(path: Path | str, actual: str) -> None:
        file = FIXTURES / path
        if update:
            if not file.exists() or file.read_bytes() != actual.encode():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(actual.encode())
            return
        if not file.exists():
            pytest.fail(
                f"no golden file {file.relative_to(ROOT)}: run `make golden`, read the diff"
            )
        assert actual == file.read_bytes().decode(), f"{file}: run `make golden` if this is right"

    return compare


def _shared_folder(path: Path) -> Path:
    if not path.is_dir():
        pytest.skip(
            f"the shared folder ../{path.relative_to(ROOT.parent)} is not beside this checkout"
        )
    return path


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Give a folder of real data by name (``shared_data("pl_receipts")``), or skip the test."""
    return lambda name: _shared_folder(SHARED / "data" / name)


@pytest.fixture(scope="session")
def shared_domain() -> Path:
    """Give the folder of the worked cases (``scenarios.yaml``), or skip the test."""
    return _shared_folder(SHARED / "domain")
