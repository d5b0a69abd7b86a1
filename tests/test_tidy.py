"""The house rules that no linter knows: sizes, names, fences, and that nothing lies about unused.

Each test collects every violation, so that one run shows all of them.
"""

import ast
import importlib
import re
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from rules.bundle import compile_folder

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = tuple(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
FIXTURES = ROOT / "tests" / "fixtures"
DIAGNOSTIC_PAGES = ROOT / "docs" / "reference" / "diagnostics"

COLUMNS_MAX = 100
FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 50
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
# Where a library may be imported; everything else reaches it through that package.
FENCES = {
    "lark": {"grammar"},
    "fastapi": {"api"},
    "starlette": {"api"},
    "pydantic": {"api"},
    "uvicorn": {"api"},
    "typer": {"cli"},
    "rich": {"cli"},
    "pyarrow": {"catalogue"},
    "apsw": {"ledger"},
}
# The domain reads no clock, no file, no chance: all of it is passed in.
AMBIENT_MODULES = {
    "io", "locale", "os", "pathlib", "random", "secrets", "socket", "subprocess", "tempfile",
    "threading", "time", "uuid",
}  # fmt: skip
AMBIENT_CALLS = {"now", "utcnow", "today", "getcontext"}
AMBIENT_NAMES = {"float", "open", "input", "print", "eval", "exec"}


def _files(*suffixes: str, folders: tuple[str, ...] = ()) -> list[Path]:
    """List our own files, without fixtures: some of those are wrong on purpose."""
    found: list[Path] = []
    for folder in folders or (*PACKAGES, "tests", "docs", "examples", "benchmarks"):
        found += [
            file
            for file in sorted((ROOT / folder).rglob("*"))
            if file.suffix in suffixes and file.is_file() and FIXTURES not in file.parents
        ]
    return found


def _where(file: Path, line: int = 0) -> str:
    name = file.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def _none(found: Collection[str], what: str = "violations") -> None:
    assert not found, f"{what}:\n" + "\n".join(sorted(found))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in _files(".py", folders=folders):
        yield file, ast.parse(_text(file), filename=str(file))


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every dotted name a module imports, also below functions and TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def test_lines_fit_in_one_hundred_columns():
    wide = [
        _where(file, number)
        for file in _files(".py", ".promo", ".lark", ".toml")
        for number, line in enumerate(_text(file).splitlines(), 1)
        if len(line) > COLUMNS_MAX
    ]
    _none(wide)


def test_files_stay_under_the_hard_limit():
    long = [
        f"{_where(file)} has {count} lines"
        for file in _files(".py", ".lark")
        if (count := len(_text(file).splitlines())) > FILE_LINES_MAX
    ]
    _none(long)


def test_functions_stay_under_the_limit():
    """Statements count; a docstring and a long list of documented parameters do not."""
    long = []
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                count = node.end_lineno - body[0].lineno + 1 if body else 0
                if count > FUNCTION_LINES_MAX:
                    long.append(f"{_where(file, node.lineno)} {node.name} has {count} lines")
    _none(long)


def test_no_module_has_a_vague_name():
    vague = [_where(file) for file in _files(".py") if file.stem.strip("_") in VAGUE_NAMES]
    _none(vague)


def test_packages_say_what_they_are_for():
    silent = []
    for package in PACKAGES:
        if not (ROOT / package / "py.typed").is_file():
            silent.append(f"{package}/py.typed is missing")
        for file in sorted((ROOT / package).rglob("__init__.py")):
            tree = ast.parse(_text(file))
            if ast.get_docstring(tree) is None:
                silent.append(f"{_where(file)} has no docstring")
            if not any(
                isinstance(target, ast.Name) and target.id == "__all__"
                for node in tree.body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            ):
                silent.append(f"{_where(file)} has no __all__")
    _none(silent)


def test_every_python_folder_of_a_package_is_a_package():
    bare = {
        _where(file.parent)
        for file in _files(".py", folders=PACKAGES)
        if not (file.parent / "__init__.py").is_file()
    }
    _none(bare)


def test_the_domain_uses_no_float_and_no_true_division():
    found = []
    for file, tree in _trees("pricing"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
                found.append(f"{_where(file, node.lineno)} float literal {node.value!r}")
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
                found.append(f"{_where(file, node.lineno)} true division")
    _none(found)


def test_emitted_code_can_hold_no_float_and_no_true_division():
    emitters = [file for file in (ROOT / "rules").rglob("*.py") if "emit" in file.stem]
    assert emitters, "the emitter has moved: name it here"
    found = []
    for file in [*emitters, *(ROOT / "rules").glob("runtime*.py")]:
        for node in ast.walk(ast.parse(_text(file))):
            if isinstance(node, ast.Attribute) and node.attr == "Div":
                found.append(f"{_where(file, node.lineno)} emits a true division")
            if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
                found.append(f"{_where(file, node.lineno)} float literal")
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                found.append(f"{_where(file, node.lineno)} true division")
    _none(found)


def test_the_code_emitted_for_the_example_shop_holds_none_either():
    modules = compile_folder(ROOT / "examples" / "sklep" / "rules").modules
    nodes = [(one.source, node) for one in modules for node in ast.walk(one.tree)]
    assert len(nodes) > len(modules) > 0
    found = [
        f"{source}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"
        for source, node in nodes
        if isinstance(node, ast.Div)
        or (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Name) and node.id in AMBIENT_NAMES)
    ]
    _none(found)


def test_the_domain_reads_nothing_ambient():
    found = []
    for file, tree in _trees("pricing"):
        found += [
            f"{_where(file, line)} imports {name}"
            for name, line in _imports(tree)
            if name.split(".")[0] in AMBIENT_MODULES
        ]
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in AMBIENT_CALLS:
                found.append(f"{_where(file, node.lineno)} .{node.attr}")
            if isinstance(node, ast.Name) and node.id in AMBIENT_NAMES:
                found.append(f"{_where(file, node.lineno)} {node.id}")
    _none(found)


def test_libraries_stay_behind_their_fences():
    found = [
        f"{_where(file, line)} imports {name}"
        for file, tree in _trees(*PACKAGES)
        for name, line in _imports(tree)
        if (allowed := FENCES.get(name.split(".")[0])) is not None
        and file.relative_to(ROOT).parts[0] not in allowed
    ]
    _none(found)


def test_nothing_imports_tests_docs_or_benchmarks():
    found = [
        f"{_where(file, line)} imports {name}"
        for file, tree in _trees(*PACKAGES)
        for name, line in _imports(tree)
        if name.split(".")[0] in {"tests", "docs", "benchmarks"}
    ]
    _none(found)


def test_every_todo_names_an_issue():
    # The words are put together here so that this file does not find itself.
    marker = re.compile(
        r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK"]) + r")\b(?!.*#\d+)"
    )
    found = [
        _where(file, number)
        for file in [
            *_files(".py", ".promo", ".lark", ".md"),
            *ROOT.glob("*.md"),
            ROOT / "Makefile",
        ]
        for number, line in enumerate(_text(file).splitlines(), 1)
        if marker.search(line)
    ]
    _none(found)


def test_no_file_names_somebodys_machine():
    places = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/")
    found = [
        _where(file, number)
        for file in [*_files(".py", ".promo", ".md", ".toml", ".json", ".yaml"), *ROOT.glob("*.*")]
        if file.is_file() and file != Path(__file__)
        for number, line in enumerate(_text(file).splitlines(), 1)
        if places.search(line)
    ]
    _none(found)


def _registered_codes() -> set[str]:
    for folder in ("grammar", "rules"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if any(part.startswith("messages") for part in parts):
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    registry = importlib.import_module("grammar.diagnostics").REGISTRY
    assert registry, "no diagnostic is registered"
    return {str(code) for code in registry}


def test_every_diagnostic_has_a_fixture_and_no_fixture_lacks_one():
    folders = {file.parent.name for file in (FIXTURES / "diagnostics").rglob("*.promo")}
    codes = _registered_codes()
    _none(sorted(codes - folders), "codes without tests/fixtures/diagnostics/CODE/*.promo")
    _none(sorted(folders - codes), "fixtures of codes that are gone")


def test_every_diagnostic_has_a_page_and_no_page_lacks_one():
    pages = {file.stem for file in DIAGNOSTIC_PAGES.glob("PR*.md")}
    codes = _registered_codes()
    _none(sorted(codes - pages), "run `make docs`")
    _none(sorted(pages - codes), "pages of codes that are gone")


def test_every_diagnostic_fixture_has_its_rendering():
    folder = FIXTURES / "diagnostics"
    sources = {file.with_suffix("") for file in folder.rglob("*.promo")}
    rendered = {file.with_suffix("") for file in folder.rglob("*.txt")}
    _none(sorted(_where(file) for file in rendered - sources), "a rendering of nothing")
    _none(sorted(_where(file) for file in sources - rendered), "run `make golden`")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_is_tested(package: str):
    """A module has a test of its name, or a test imports it, or a module so tested works with it.

    What is left is code that no test of its package ever reaches: dead, or forgotten.
    """
    wanted = {name for _, tree in _trees("tests") for name, _ in _imports(tree)}
    tests = {file.stem for file in (ROOT / "tests").rglob("test_*.py")}
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): tree
        for file, tree in _trees(package)
    }
    reached = {
        name for name in modules if name in wanted or f"test_{name.rpartition('.')[2]}" in tests
    }
    waiting = list(reached)
    while waiting:
        new = {name for name, _ in _imports(modules[waiting.pop()])} & set(modules) - reached
        reached |= new
        waiting += new
    _none(set(modules) - reached - {package})


def test_no_fixture_is_dead():
    """Every folder of fixtures is named by a test, or each of its files is."""
    if not FIXTURES.is_dir():
        return
    tests = "\n".join(_text(file) for file in _files(".py", folders=("tests",)))
    dead = [
        _where(file)
        for file in sorted(FIXTURES.rglob("*"))
        if file.is_file()
        and file.relative_to(FIXTURES).parts[0] not in tests
        and file.name not in tests
    ]
    _none(dead)
