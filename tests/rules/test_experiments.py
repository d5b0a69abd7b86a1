"""Experiments: stable assignment by a hash, the first variant for strangers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.runtime import bucket
from tests.rules.programs import basket, compiled

RULES = """
promotion a "A" {{ until 2026-12-31 give 5% off basket }}
promotion b "B" {{ until 2026-12-31 give 9% off basket }}
promotion c "C" {{ until 2026-12-31 give 1% off basket }}
experiment depth on customer {{ one {one}%: a, c  two {two}%: b, c }}
"""


def running(program, ref, channel="pos"):
    found = basket(customer_ref=ref, known_customer=ref is not None, day=739_921, channel=channel)
    return {p.id for p in program.promotions if p.holds(found)}


@pytest.mark.parametrize("options", [{}, {"reference": True}])
def test_one_variant_for_each_customer_and_the_first_for_strangers(options) -> None:
    program = compiled(RULES.format(one=50, two=50), **options).program
    assert running(program, None) == {"a", "c"}
    seen = set()
    for number in range(50):
        variants = running(program, f"c-{number}")
        assert variants in ({"a", "c"}, {"b", "c"})
        assert variants == running(program, f"c-{number}", channel="web")
        assert ("a" in variants) == (bucket("depth", f"c-{number}") < 5_000)
        seen |= variants
    assert seen == {"a", "b", "c"}


def test_a_bucket_never_moves() -> None:
    # Written down once: another hash would move customers in the middle of an experiment.
    assert [bucket("autumn-depth", ref) for ref in ("c-81f2", "c-1", "")] == [3644, 7371, 1502]


def test_shares_come_out_and_two_experiments_are_independent() -> None:
    customers = [f"customer-{number}" for number in range(20_000)]
    first = [bucket("one", ref) < 2_000 for ref in customers]
    second = [bucket("two", ref) < 5_000 for ref in customers]
    # Five standard deviations of 20 000 draws are 1.4 and 1.8 percent.
    assert abs(sum(first) / 20_000 - 0.20) < 0.015
    assert abs(sum(second) / 20_000 - 0.50) < 0.018
    both = sum(one and two for one, two in zip(first, second, strict=True))
    assert abs(both / 20_000 - 0.10) < 0.011


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_bucket_is_one_of_ten_thousand(experiment: str, customer: str) -> None:
    assert 0 <= bucket(experiment, customer) < 10_000


def test_the_reason_is_that_it_is_not_for_you() -> None:
    program = compiled(RULES.format(one=100, two=0)).program
    stranger = basket(known_customer=False, day=739_921)
    (told,) = [
        report
        for p in program.promotions
        if p.id == "b"
        for report in p.reports(stranger)
        if not report.holds
    ]
    assert (told.text, told.reason) == ("experiment depth: variant two", "not-for-you")
