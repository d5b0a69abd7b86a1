from datetime import date, time

import pytest

from grammar.moments import read_date, read_time
from grammar.source import NOWHERE


@pytest.mark.parametrize("text", ["2026-11-30", "30.11.2026", "30-11-2026", "2026/11/30"])
def test_dates_in_any_order(text: str):
    node, message = read_date(text, NOWHERE)
    assert node.value == date(2026, 11, 30)
    assert (message is None) == (text == "2026-11-30")


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01", "2026-01-00"])
def test_days_that_do_not_exist(text: str):
    _, message = read_date(text, NOWHERE)
    assert message is not None
    assert type(message).code == "PR109"


def test_times():
    assert read_time("08:30", NOWHERE)[0].value == time(8, 30)
    assert read_time("24:00", NOWHERE) == (read_time("00:00", NOWHERE)[0], None)
    for text in ("24:01", "25:00", "08:60", "8:30", "08:30:15"):
        assert read_time(text, NOWHERE)[1] is not None
