"""Time windows across midnight and on the two nights on which clocks are changed.

The clock on the shop's wall decides. In spring it goes from 02:00 to 03:00 (2026-03-29), in autumn
from 03:00 back to 02:00 (2026-10-25), so that hour is passed twice.
"""

import pytest

from grammar.source import Source
from rules.compiler import compile_sources
from rules.scenario import run_tests
from tests.mechanics.carts import SHOP, line, priced

ROLL = line("ROLL", "10.00")


def is_open(clauses: str, at: str) -> bool:
    until = "" if "until" in clauses else "until 2027-12-31"
    rules = f'promotion night "Noc" {{ {clauses} give 10% off everything {until} }}'
    return priced(rules, ROLL, at=at).totals.payable == "9.00"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-29T01:29:59+01:00", False),
        ("2026-03-29T01:30:00+01:00", True),
        ("2026-03-29T01:59:59+01:00", True),
        ("2026-03-29T03:00:00+02:00", False),  # the next second: half of the window never was
        ("2026-03-29T02:15:00+01:00", False),  # 03:15 by the new time
    ],
)
def test_spring_swallows_the_part_that_never_was(at: str, expected: bool) -> None:
    assert is_open("on 01:30-02:30", at) is expected


def test_a_window_inside_the_hour_that_never_was_is_never_open() -> None:
    moments = ["2026-03-29T01:59:59+01:00", "2026-03-29T03:00:00+02:00"]
    assert [is_open("on 02:00-03:00", at) for at in moments] == [False, False]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-25T02:29:59+02:00", True),
        ("2026-10-25T02:30:00+02:00", False),  # summer time
        ("2026-10-25T02:29:59+01:00", True),  # an hour later, by the same clock
        ("2026-10-25T02:30:00+01:00", False),
        ("2026-10-25T01:30:00Z", False),
    ],
)
def test_autumn_passes_an_hour_twice(at: str, expected: bool) -> None:
    assert is_open("on 02:00-02:30", at) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-24T21:59:59+02:00", False),
        ("2026-10-24T22:00:00+02:00", True),
        ("2026-10-25T02:59:59+02:00", True),
        ("2026-10-25T02:00:00+01:00", True),
        ("2026-10-25T03:59:59+01:00", True),
        ("2026-10-25T04:00:00+01:00", False),
        ("2026-10-25T22:00:00+01:00", False),  # a Sunday
    ],
)
def test_a_saturday_night_is_an_hour_longer_in_autumn(at: str, expected: bool) -> None:
    assert is_open("on sat 22:00-04:00", at) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-28T22:59:59Z", False),  # 23:59:59 of the 28th
        ("2026-03-28T23:00:00Z", True),  # midnight of a day of 23 hours
        ("2026-03-29T21:59:59Z", True),
        ("2026-03-29T22:00:00Z", False),
    ],
)
def test_a_day_begins_and_ends_by_the_clock_of_the_shop(at: str, expected: bool) -> None:
    assert is_open("from 2026-03-29 until 2026-03-29", at) is expected


@pytest.mark.parametrize(
    ("day", "clock", "passes"),
    [
        ("2026-03-29", "02:30", False),  # the clock shows 03:30 then
        ("2026-03-28", "02:30", True),
        ("2026-10-25", "02:30", True),
    ],
)
def test_a_test_block_may_stand_in_those_nights(day: str, clock: str, passes: bool) -> None:
    rules = f"""
    promotion night "Noc" {{ on 02:00-03:00 give 10% off everything until 2027-12-31 }}
    test "t" {{ at {day} {clock} cart 1 x "ROLL" at 10.00 PLN expect total 9.00 PLN }}
    """
    result = compile_sources([Source("shop.promo", SHOP), Source("rules.promo", rules)])
    (outcome,) = run_tests(result)
    assert outcome.passed is passes
