"""Compiles the core when a wheel is built with ``GROSZ_COMPILE=1``; does nothing otherwise.

The wheel then holds a native module beside every compiled source file. Nothing is written into the
checkout: C, objects and libraries lie in a temporary folder until the wheel has taken them in.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SWITCH = "GROSZ_COMPILE"
# The library that all native modules share; a top-level name, so it carries ours.
LIBRARY = "grosz_core"
COMPILER_NEEDED = (
    "no C compiler that finds Python.h: install one (Debian: apt install gcc python3-dev), "
    f"or build without {SWITCH}; the result prices the same"
)
TOOLS_NEEDED = "mypy and setuptools are needed to compile the core: run `make setup`, or install "
TOOLS_NEEDED += "both and build without isolation"


def is_compiled(source: Path) -> bool:
    """Tell whether a module of the core is compiled.

    Records on the wire and their codecs stay interpreted: msgspec builds native classes of its own
    for them. A package's ``__init__`` runs once.
    """
    made_by_msgspec = re.search(r"msgspec\.(Struct|json)\b", source.read_text(encoding="utf-8"))
    return source.stem != "__init__" and made_by_msgspec is None


class CompiledCore(BuildHookInterface[Any]):
    """Puts native modules into a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and tell the builder which files to add and that they fit one machine only."""
        if os.environ.get(SWITCH, "0") in {"", "0"} or self.target_name != "wheel":
            return
        if version == "editable":
            self.app.abort(f"an editable installation runs the sources: leave out {SWITCH}")
        self.scratch = tempfile.TemporaryDirectory(prefix="grosz-")
        folder = Path(self.scratch.name)
        for built in self._compile(folder):
            inside = built.relative_to(folder / "lib").as_posix()
            build_data["force_include"][str(built)] = inside
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled: the wheel has it."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()

    def _compile(self, folder: Path) -> list[Path]:
        try:
            from mypyc.build import mypycify
            from setuptools import Extension
        except ImportError:
            self.app.abort(TOOLS_NEEDED)
        probe = folder / "probe.c"
        probe.write_text("#include <Python.h>\n")
        try:
            self._build([Extension("probe", [str(probe)])], folder / "probe")
        except Exception:  # noqa: BLE001 (each platform's compiler fails in its own way)
            self.app.abort(COMPILER_NEEDED)
        # Relative, so that no traceback names the folder of the build.
        core = filter(is_compiled, sorted(Path("pricing").glob("*.py")))
        options = ["--strict", "--config-file=", f"--cache-dir={folder / 'types'}"]
        extensions = mypycify(
            [*options, *map(str, core)],
            opt_level="3",
            debug_level="0",
            target_dir=str(folder / "c"),
            group_name=LIBRARY,
        )
        self._build(extensions, folder / "lib")
        return sorted(file for file in (folder / "lib").rglob("*") if file.is_file())

    def _build(self, extensions: list[Any], into: Path) -> None:
        """Compile C; what the compiler says is shown only where it was asked for by -v."""
        from setuptools import Distribution
        from setuptools.command.build_ext import build_ext

        command = build_ext(Distribution({"name": "grosz", "ext_modules": extensions}))
        command.build_lib, command.build_temp = str(into), str(into.with_suffix(".objects"))
        command.ensure_finalized()
        command.run()


if __name__ == "__main__":
    sys.exit("this is a part of the build: run `make fast`")
