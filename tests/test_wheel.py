"""The wheel holds our packages and nothing else, and works away from the checkout."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel with what the lock installed; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("grosz-*.whl")
    return zipfile.ZipFile(built)


def test_only_our_packages_are_inside(wheel: zipfile.ZipFile):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_every_module_and_data_file_is_inside(wheel: zipfile.ZipFile):
    ours = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert sorted(ours - set(wheel.namelist())) == []


def test_the_example_shop_is_inside(wheel: zipfile.ZipFile):
    shop = {
        "cli/" + file.relative_to(ROOT).as_posix()
        for file in (ROOT / "examples" / "sklep").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert shop, "examples/sklep has moved"
    assert sorted(shop - set(wheel.namelist())) == []


def test_the_example_shop_passes_its_tests_from_the_wheel(wheel: zipfile.ZipFile, tmp_path: Path):
    wheel.extractall(tmp_path)
    shop = tmp_path / "cli" / "examples" / "sklep"
    # The unpacked wheel comes first on the path, so none of this is read from the checkout.
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "test", str(shop / "rules"),
         "--catalogue", str(shop / "catalogue")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
