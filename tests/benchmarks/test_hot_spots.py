"""The profile by bytecodes is the same on every run and adds up."""

from benchmarks.hot_spots import main, spent


def _inner(times: int) -> int:
    return sum(number * number for number in range(times))


def _work() -> int:
    return _inner(3) + _inner(5)


def test_it_counts_calls_and_repeats_itself():
    first, calls = spent(_work)
    again, _ = spent(_work)
    assert first == again
    assert calls["test_hot_spots.py", "_inner"] == 2
    assert first["test_hot_spots.py", "<genexpr>"] > first["test_hot_spots.py", "_work"] > 0


def test_an_unknown_name_is_told_what_there_is(capsys):
    assert main(["nothing"]) == 2
    assert "quote_20_lines_of_1000" in capsys.readouterr().err
