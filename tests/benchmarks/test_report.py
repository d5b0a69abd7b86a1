"""What is written: every ratio with its target, pictures that are pictures, and what is missing."""

import json
import sys
from xml.etree import ElementTree

import pytest

from benchmarks import compiled, core, report
from benchmarks.__main__ import PARTS, main
from benchmarks.charts import bars, curves
from benchmarks.machine import machine
from benchmarks.targets import TARGETS
from benchmarks.timing import in_turns, paired

KEYS = {
    "growth_100k", "vs_handwritten", "peer_one_match", "peer_all_match", "real_day_p50",
    "real_day_p99", "http_vs_echo", "http_p99_p50", "workers_2", "lines_200", "lines_1114",
    "compile_cold", "compile_one_file", "reload_p99", "bytes_per_promotion",
}  # fmt: skip
MACHINE = {
    "processor": "P", "cores": 2, "memory_gib": 8.0, "system": "S", "python": "CPython 3.11",
    "engine": "1", "commit": "abc",
}  # fmt: skip
MEASURED = {
    "engine": {
        "figures": {"us_per_cart": {"10": 50.0, "1000": 60.0}},
        "ratios": {"growth_100k": 1.123456, "vs_handwritten": 4.0},
    },
    "peers": {
        "figures": {
            "us_one_match": {"grosz": {"10": 5.0}, "a peer": {"10": 50.0}},
            "us_all_match": {"a peer": {"10": 50.0}, "grosz": {"10": 5.0}},
        },
        "ratios": {"peer_one_match": 60.0},
        "missing": {"peer_all_match": "there is no Node on this machine"},
    },
    "http": {
        "figures": {"quotes": {"p50_us": 7}, "histogram_us": {"upto": [10, 20], "count": [3, 1]}},
        "ratios": {"http_vs_echo": 0.6},
    },
    "compiled": {"figures": {}, "ratios": {}, "ratios_compiled": {"vs_handwritten": 2.5}},
    "startup": {"figures": {}, "ratios": {"help_to_bare_python": 14.0}},
}


def test_the_ratios_are_exactly_those_that_were_promised():
    found = report.document(MEASURED, MACHINE)
    assert set(found["ratios"]) == set(TARGETS) == KEYS
    assert found["ratios"]["growth_100k"] == 1.1235
    assert found["also"] == {"help_to_bare_python": 14.0}
    assert found["machine"] == MACHINE


def test_what_has_no_value_has_a_reason():
    found = report.document(MEASURED, MACHINE)
    assert found["ratios"]["peer_all_match"] is None
    assert found["missing"]["peer_all_match"] == "there is no Node on this machine"
    assert {key for key, value in found["ratios"].items() if value is None} == set(found["missing"])


def test_a_part_that_did_not_run_keeps_its_figures_and_their_commit():
    first = report.document(MEASURED, MACHINE)
    again = {"engine": {"figures": {}, "ratios": {"growth_100k": 1.0}}}
    found = report.document(again, MACHINE | {"commit": "def"}, first)
    assert found["ratios"]["growth_100k"] == 1.0
    assert found["ratios"]["vs_handwritten"] == 4.0
    assert found["measured"] == {
        "engine": "def", "peers": "abc", "http": "abc", "compiled": "abc", "startup": "abc",
    }  # fmt: skip
    assert found["ratios_compiled"]["vs_handwritten"] == 2.5
    assert found["missing"]["peer_all_match"] == "there is no Node on this machine"


def test_the_compiled_core_stands_beside_or_there_is_a_reason():
    found = report.document(MEASURED, MACHINE)
    assert set(found["ratios_compiled"]) == KEYS
    assert found["ratios_compiled"]["vs_handwritten"] == 2.5
    assert found["ratios_compiled"]["compile_cold"] is None
    gone = report.document({"compiled": compiled.absent("no C compiler")}, MACHINE, found)
    assert set(gone["ratios_compiled"].values()) == {None}
    assert gone["ratios"] == found["ratios"]
    assert gone["missing"]["ratios_compiled"] == "no C compiler"
    assert "- `ratios_compiled` was not measured: no C compiler." in report.table(gone, [])
    back = report.document(MEASURED, MACHINE, gone)
    assert "ratios_compiled" not in back["missing"]


def builder(monkeypatch, tmp_path, text):
    """Put a program in the place of the one that builds; return where it would put the core."""
    program = tmp_path / "build"
    program.write_text(f"#!{sys.executable}\n{text}")
    program.chmod(0o755)
    monkeypatch.setattr("benchmarks.core.sys.executable", str(program))
    monkeypatch.setattr("benchmarks.core.FOLDER", tmp_path / "compiled")
    return tmp_path / "compiled"


def test_without_a_compiler_the_reason_is_told(monkeypatch, tmp_path):
    builder(monkeypatch, tmp_path, "import sys; sys.exit('no C compiler that finds Python.h')")
    assert core.find() is None
    with pytest.raises(core.NoCompiledCoreError, match=r"^no C compiler that finds Python\.h$"):
        core.make()
    found = compiled.measure(quick=True)
    assert found["missing_compiled"] == "no C compiler that finds Python.h"
    assert found["ratios_compiled"] == {}


BUILDS = """
import os, pathlib, sys, zipfile
assert os.environ["GROSZ_COMPILE"] == "1"
folder = pathlib.Path(sys.argv[sys.argv.index("-d") + 1])
folder.mkdir(parents=True)
with zipfile.ZipFile(folder / "grosz-1-cp311-any.whl", "w") as wheel:
    for name in ("pricing/engine.so", "grosz_core.so", "cli/main.py"):
        wheel.writestr(name, "")
"""


def test_the_core_is_built_once_and_again_when_a_source_changes(monkeypatch, tmp_path):
    folder = builder(monkeypatch, tmp_path, BUILDS)
    environment = core.make()
    assert environment["PYTHONPATH"].split(":")[0] == str(folder / "lib")
    built = {str(file.relative_to(folder / "lib")) for file in (folder / "lib").rglob("*.*")}
    assert built == {"pricing/engine.so", "grosz_core.so"}
    (tmp_path / "build").unlink()
    assert core.make() == environment  # nothing is run
    (folder / ".digest").write_text("of other sources")
    assert core.find() is None


def test_everything_is_written_and_can_be_read_again(tmp_path, capsys):
    report.save(report.document(MEASURED, MACHINE), tmp_path)
    assert report.load(tmp_path)["ratios"]["http_vs_echo"] == 0.6
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {
        "latest.json", "latest.md", "promotions.svg", "peers_one_match.svg", "peers_all_match.svg",
        "latency.svg",
    }  # fmt: skip
    for name in names:
        if name.endswith(".svg"):
            assert ElementTree.parse(tmp_path / name).getroot().tag.endswith("}svg")
    page = (tmp_path / "latest.md").read_text("utf-8")
    assert page in capsys.readouterr().out
    assert "![promotions](promotions.svg)" in page


def test_the_table_says_what_is_met_missed_and_missing():
    page = report.table(report.document(MEASURED, MACHINE), [])
    targets = page.split("## Other ratios")[0]
    rows = {line.split("`")[1]: line for line in targets.splitlines() if line.startswith("| `")}
    assert set(rows) == KEYS
    assert rows["growth_100k"].endswith("| ≤ 1.2 | 1.12 | met |  |  |")
    assert rows["vs_handwritten"].endswith("| ≤ 3 | 4 | **missed** | 2.5 | met |")
    assert rows["http_vs_echo"].endswith("| ≥ 0.5 | 0.6 | met |  |  |")
    assert "not measured" in rows["peer_all_match"]
    assert "- `peer_all_match` was not measured: there is no Node on this machine." in page
    assert "P, 2 cores, 8.0 GiB, S, CPython 3.11, engine 1, commit abc." in page
    assert "| http | quotes, p50 us | 7 |" in page
    assert "Small sizes" not in page
    assert "Small sizes" in report.table(report.document({}, MACHINE, quick=True), [])


def test_the_machine_is_told_without_its_name():
    found = machine()
    assert set(MACHINE) <= set(found)
    assert found["cores"] >= 1
    assert json.loads(json.dumps(found)) == found


def test_a_curve_lies_where_its_points_are():
    text = curves("A & B", "n", "µs", {"ours": [(10, 1), (1_000, 1)], "theirs": [(10, 100)]})
    root = ElementTree.fromstring(text)
    spaces = {"s": "http://www.w3.org/2000/svg"}
    ours = root.find("s:polyline", spaces).attrib["points"].split()
    assert [point.split(",")[1] for point in ours] == [ours[0].split(",")[1]] * 2
    circles = [float(one.attrib["cy"]) for one in root.findall("s:circle", spaces)]
    assert circles[2] < circles[0]  # a hundred lies above one
    assert {"A & B", "ours", "theirs"} <= {one.text for one in root.findall("s:text", spaces)}


def test_bars_are_as_high_as_their_counts():
    root = ElementTree.fromstring(bars("T", "µs", "n", [10, 20, 30], [1, 4, 2]))
    spaces = {"s": "http://www.w3.org/2000/svg"}
    drawn = [one for one in root.findall("s:rect", spaces) if "class" not in one.attrib]
    heights = [float(one.attrib["height"]) for one in drawn]
    assert heights == pytest.approx([heights[1] / 4, heights[1], heights[1] / 2], abs=0.11)


def test_a_ratio_is_the_median_of_the_rounds():
    assert paired([2.0, 300.0, 6.0], [1.0, 100.0, 2.0]) == 3.0


def test_works_are_timed_in_turns():
    seen = []
    works = {"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}
    found = in_turns(works, 3, 0)
    assert {name: len(us) for name, us in found.items()} == {"a": 3, "b": 3}
    # Once each to warm up, then three rounds.
    assert "".join(seen) == "ab" * 4


def test_a_part_nobody_knows_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["engines"])
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert "there is no part `engines`" in told
    assert all(name in told for name in PARTS)
