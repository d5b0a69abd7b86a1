"""Golden files and shared data behave as their fixtures promise, in a project of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
# Plugins of the environment would only slow these runs down.
ALONE = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
TESTS = """
def test_golden(golden):
    golden("kind/name.txt", "zażółć\\n")

def test_shared(shared_data):
    assert shared_data("pl_receipts").name == "pl_receipts"

def test_domain(shared_domain):
    assert shared_domain.name == "domain"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a checkout with our conftest, one golden test, and nothing shared beside it."""
    tests = tmp_path / "checkout" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(CONFTEST, tests)
    (tests / "test_it.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "checkout" / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path / "checkout"


def _run(project: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        command, cwd=project, env=ALONE, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_a_missing_golden_file_fails_and_is_not_written(project: Path):
    said = _run(project)
    assert "no golden file tests/fixtures/kind/name.txt" in said
    assert "1 failed, 2 skipped" in said
    assert not (project / "tests" / "fixtures").exists()


def test_updating_writes_what_the_next_run_compares_with(project: Path):
    assert "1 passed" in _run(project, "--update-golden")
    file = project / "tests" / "fixtures" / "kind" / "name.txt"
    assert file.read_bytes() == "zażółć\n".encode()
    assert "1 passed" in _run(project)
    file.write_text("zazolc\n", encoding="utf-8")
    assert "1 failed" in _run(project)
    assert "1 passed" in _run(project, "--update-golden")
    assert file.read_bytes() == "zażółć\n".encode()


def test_shared_data_is_given_where_it_is_and_skipped_with_a_reason_where_not(project: Path):
    said = _run(project, "--update-golden")
    assert "../shared/data/pl_receipts is not beside this checkout" in said
    shared = project.parent / "shared"
    (shared / "data" / "pl_receipts").mkdir(parents=True)
    (shared / "domain").mkdir()
    assert "3 passed" in _run(project)
