"""The fixtures of PR001 to PR199: one mistake is one diagnostic, and its fix mends it."""

from pathlib import Path

import pytest

from grammar.diagnostics import REGISTRY, Diagnostic, Safety
from grammar.messages import blocks, literals, quantities, reading, sentences, spelling
from grammar.parser import parse
from grammar.source import Source

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "diagnostics"
FIXTURES = sorted([*FOLDER.glob("PR0*/*.promo"), *FOLDER.glob("PR1*/*.promo")])
CODES = sorted(code for code in REGISTRY if code < "PR200")

# What lies under the carets, quoted.
UNDERLINED = {
    "PR101/receipt": '"KAWA -20%',
    "PR102/receipt": "„KAWA -20%”",
    "PR105/price": "19,99 PLN",
    "PR106/percent": "20 %",
    "PR107/zloty": "4.99 zł",
    "PR108/dots": "30.11.2026",
    "PR109/february": "2026-02-30",
    "PR110/hour_25": "25:00",
    "PR111/price": "4.99",
    "PR112/line": "20",
    "PR113/brand": "Lavazza",
    "PR115/order_number": "==",
    "PR121/polish_letters": "żółty-ser",
    "PR123/set": "basket",
    "PR125/on": "onn",
    "PR130/promotoin": "promotoin",
    "PR131/recipt": "recipt",
    "PR134/last": 'promotion coffee-20 "Kawa -20%"',
    "PR141/give": "give",
    "PR151/on": "on",
    "PR155/two": "2",
}


def read(file: Path) -> Source:
    return Source(file.name, file.read_bytes().decode("utf-8", errors="replace"))


def mended(source: Source, found: Diagnostic) -> Source:
    """Apply the fix of a diagnostic."""
    assert found.fix is not None
    text = source.text
    for edit in sorted(found.fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return Source(source.name, text)


HOMES = [
    (reading, ("PR001-PR099",)),
    (literals, ("PR101-PR114",)),
    (spelling, ("PR115-PR129",)),
    (blocks, ("PR130-PR149",)),
    (sentences, ("PR150-PR154", "PR160-PR163", "PR165-PR199")),
    (quantities, ("PR155-PR159", "PR164-PR164")),
]


def test_there_are_as_many_as_there_are_mistakes():
    assert len(CODES) >= 55


@pytest.mark.parametrize(("home", "families"), HOMES)
def test_a_family_lives_in_one_module(home, families: tuple[str, ...]):
    found = {code for code in CODES if REGISTRY[code].__module__ == home.__name__}
    bounds = [family.split("-") for family in families]
    assert found == {code for code in CODES if any(a <= code <= b for a, b in bounds)}
    assert found


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_one_mistake_is_one_diagnostic(file: Path):
    found = parse(read(file)).diagnostics
    if file.parent.name == "PR005":
        assert found[-1].code == "PR005"
    else:
        assert [one.code for one in found] == [file.parent.name]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_fix_mends_its_mistake(file: Path):
    source = read(file)
    for found in parse(source).diagnostics:
        if found.fix is None:
            continue
        after = parse(mended(source, found)).diagnostics
        assert found not in after
        if found.fix.safety is Safety.SAFE and file.parent.name != "PR005":
            assert len(after) < len(parse(source).diagnostics)


@pytest.mark.parametrize("name", UNDERLINED)
def test_spans_are_exact(name: str):
    source = read(FOLDER / f"{name}.promo")
    (found,) = parse(source).diagnostics
    assert source.quote(found.primary.span) == UNDERLINED[name]


@pytest.mark.parametrize("code", CODES)
def test_every_code_tells_what_to_do(code: str):
    for file in FOLDER.glob(f"{code}/*.promo"):
        for found in parse(read(file)).diagnostics:
            assert found.hint
