"""Counts are the same each time, and a regression fails the comparison."""

from benchmarks import counts
from benchmarks.__main__ import main

SAVED = {
    "python": "3.11",
    "interpreter": "I",
    "tool": "perf",
    "bytecodes": {"quote": 1_000, "gone": 5},
    "instructions": {"quote": 100_000},
}


def _now(**changes):
    return SAVED | {"bytecodes": {"quote": 1_000}} | changes


def _loop(rounds: int):
    def work() -> int:
        total = 0
        for number in range(rounds):
            total += number
        return total

    return work


def test_bytecodes_are_counted_exactly():
    ten, twenty, thirty = (counts.bytecodes(_loop(rounds)) for rounds in (10, 20, 30))
    assert ten == counts.bytecodes(_loop(10))
    assert 0 < ten < twenty
    assert thirty - twenty == twenty - ten


def test_a_quote_takes_the_same_number_in_two_processes():
    first, second = (counts._one("quote_20_lines_of_100", 0) for _ in range(2))
    assert int(first) == int(second) > 1_000


def test_a_regression_of_more_than_a_tenth_fails(capsys):
    assert counts.compare(SAVED, _now(bytecodes={"quote": 1_100})) == 0
    assert counts.compare(SAVED, _now(bytecodes={"quote": 1_101})) == 1
    assert "WORSE" in capsys.readouterr().out


def test_a_regression_inside_c_code_fails_too(capsys):
    assert counts.compare(SAVED, _now(instructions={"quote": 111_000})) == 1
    assert "instructions" in capsys.readouterr().out


def test_less_work_and_new_work_pass(capsys):
    now = _now(bytecodes={"quote": 10, "new": 7})
    assert counts.compare(SAVED, now) == 0
    told = capsys.readouterr().out
    assert "new" in told
    assert "gone" in told


def test_another_interpreter_compares_bytecodes_only(capsys):
    now = _now(interpreter="J", instructions={"quote": 900_000})
    assert counts.compare(SAVED, now) == 0
    assert "are not compared" in capsys.readouterr().out
    assert counts.compare(SAVED, now | {"bytecodes": {"quote": 2_000}}) == 1


def test_nothing_to_compare_with_is_no_success(capsys):
    assert counts.compare({}, _now()) == 1
    assert counts.compare(SAVED | {"python": "3.12"}, _now()) == 1
    assert "make bench" in capsys.readouterr().out


def test_counts_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(counts, "SAVED", tmp_path / "results" / "counts.json")
    assert counts.load() == {}
    counts.save(SAVED)
    assert counts.load() == SAVED


def test_the_command_ends_with_what_the_comparison_says(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(counts, "SAVED", tmp_path / "counts.json")
    monkeypatch.setattr(counts, "count_all", lambda **_: _now(bytecodes={"quote": 2_000}))
    counts.save(SAVED)
    assert main(["--compare"]) == 1
    counts.save(SAVED | {"bytecodes": {"quote": 2_000}})
    assert main(["--compare"]) == 0
    assert capsys.readouterr().out.count("WORSE") == 1
