"""What the pages say is true: generated pages are fresh, links lead somewhere, examples run.

The ``promo`` blocks of a page are one ruleset: they compile together and their ``test`` blocks
pass. ``promo PR104`` must give that diagnostic. ``console run`` runs its ``$ grosz`` lines and
compares what is printed; a line ``…`` stands for any lines. ``python run`` runs, ``json cart`` is a
cart that is accepted.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from docs.generate import REFERENCE, pages
from grammar.source import Source
from pricing.wire import decode_cart
from rules.compiler import compile_sources
from rules.scenario import run_tests

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks/README.md"])
SHOP = Source(
    "shop.promo",
    """\
shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos, web, app
}
""",
)
_FENCE = re.compile(r"^```(\w+)?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, its line, the words of its fence, and its text."""

    page: Path
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def _blocks(language: str, *marks: str) -> Iterator[Block]:
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for found in _FENCE.finditer(content):
            block = Block(
                page,
                content.count("\n", 0, found.start()) + 1,
                found[1] or "",
                tuple(found[2].split()),
                found[3],
            )
            if block.language == language and set(marks) <= set(block.marks):
                yield block


def _rulesets() -> dict[Path, list[Block]]:
    made: dict[Path, list[Block]] = {}
    for block in _blocks("promo"):
        if not block.marks:
            made.setdefault(block.page, []).append(block)
    return made


def test_generated_pages_are_fresh():
    wanted = pages()
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    gone = [
        path.relative_to(ROOT).as_posix()
        for path in (REFERENCE / "diagnostics").glob("*.md")
        if path not in wanted
    ]
    assert stale == [], "run `make docs`"
    assert gone == [], "pages of codes that are gone: run `make docs`"


def test_links_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in PAGES
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_written_page_can_be_reached_from_the_index():
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = _LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [page.parent / target for target in targets if "://" not in target]
    lost = {page for page in PAGES if (ROOT / "docs") in page.parents} - seen
    assert sorted(page.relative_to(ROOT).as_posix() for page in lost) == []


@pytest.mark.parametrize(
    "blocks", _rulesets().values(), ids=lambda blocks: str(blocks[0].page.stem)
)
def test_rules_on_a_page_compile_and_their_tests_pass(blocks: list[Block]):
    sources = [Source(f"{block}.promo", block.text) for block in blocks]
    if not any(re.search(r"^shop ", source.text, re.MULTILINE) for source in sources):
        sources.append(SHOP)
    result = compile_sources(sources)
    errors = [(d.primary.span.file, d.code, d.message) for d in result.diagnostics if d.is_error]
    assert errors == []
    failed = [outcome for outcome in run_tests(result) if not outcome.passed]
    assert failed == []


@pytest.mark.parametrize("block", [b for b in _blocks("promo") if b.marks], ids=str)
def test_wrong_rules_on_a_page_are_refused_as_it_says(block: Block):
    sources = [Source("example.promo", block.text)]
    if not re.search(r"^shop ", block.text, re.MULTILINE):
        sources.append(SHOP)
    found = {diagnostic.code for diagnostic in compile_sources(sources).diagnostics}
    assert set(block.marks) <= found


@pytest.mark.parametrize("block", list(_blocks("json", "cart")), ids=str)
def test_carts_on_a_page_are_accepted(block: Block):
    assert decode_cart(block.text.encode()).lines


@pytest.mark.parametrize("block", list(_blocks("python", "run")), ids=str)
def test_python_on_a_page_runs(block: Block):
    done = subprocess.run(
        [sys.executable, "-c", block.text], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", list(_blocks("console", "run")), ids=str)
def test_commands_on_a_page_print_what_it_says(block: Block):
    for command, expected in _commands(block.text):
        words = shlex.split(command)
        assert words[0] == "grosz", f"{block}: only grosz commands are run"
        grosz = str(Path(sys.executable).with_name("grosz"))
        done = subprocess.run(
            [grosz, *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        printed = done.stdout + done.stderr
        assert _matches(expected, printed.rstrip("\n")), printed


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected.rstrip("\n")


def _matches(expected: str, printed: str) -> bool:
    """Compare, where a line ``…`` stands for any number of lines and trailing spaces for none."""
    parts = re.split(r"^…$", "\n".join(map(str.rstrip, expected.splitlines())), flags=re.MULTILINE)
    pattern = r"[\s\S]*".join(re.escape(part.strip("\n")) + r"\n?" for part in parts)
    return (
        re.fullmatch(pattern, "\n".join(map(str.rstrip, printed.splitlines())) + "\n") is not None
    )
