from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.allocation import Allocation, allocate

METHODS = st.sampled_from(Allocation)
PARTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=12)


@given(st.integers(0, 200_000), PARTS, METHODS)
def test_shares_sum_to_what_fits_and_none_exceeds_its_cap(
    total: int, parts: list[tuple[int, int]], method: Allocation
) -> None:
    weights = [weight for weight, _ in parts]
    caps = [cap for _, cap in parts]
    shares = allocate(total, weights, caps, method)
    assert sum(shares) == min(total, sum(caps))
    assert all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True))


@given(st.integers(0, 5_000), st.lists(st.integers(1, 10_000), min_size=1, max_size=10))
def test_largest_remainder_is_within_one_of_the_exact_share(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights, [total] * len(weights), Allocation.LARGEST_REMAINDER)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@given(
    st.integers(0, 5_000),
    st.lists(st.integers(1, 500), min_size=2, max_size=8),
    st.randoms(use_true_random=False),
)
def test_largest_remainder_follows_ranks_not_positions(total, weights, random) -> None:
    parts = list(enumerate(weights))
    random.shuffle(parts)
    there = allocate(
        total, weights, [total] * len(weights), Allocation.LARGEST_REMAINDER,
        lambda part: (weights[part], "", part),
    )  # fmt: skip
    here = allocate(
        total, [w for _, w in parts], [total] * len(parts), Allocation.LARGEST_REMAINDER,
        lambda part: (parts[part][1], "", parts[part][0]),
    )  # fmt: skip
    assert {i: share for (i, _), share in zip(parts, here, strict=True)} == dict(enumerate(there))


@given(st.integers(1, 5_000), st.lists(st.integers(1, 9), min_size=2), st.integers(1, 5))
def test_largest_remainder_is_the_sort_that_defines_it(
    total: int, weights: list[int], kinds: int
) -> None:
    ranks = [(-i % kinds, "", i) for i in range(len(weights))]
    whole = sum(weights)
    expected = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), ranks[i]))
    for i in order[: total - sum(expected)]:
        expected[i] += 1
    caps = [total] * len(weights)
    found = allocate(total, weights, caps, Allocation.LARGEST_REMAINDER, ranks.__getitem__)
    assert found == expected


# Printed by real tills: Biedronka's group discounts, Lidl's voucher over seven lines.
@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (899, [899, 999, 1399], [245, 273, 381]),
        (329, [329, 329, 329], [110, 109, 110]),
        (229, [229] * 4, [57, 58, 57, 57]),
        (1899, [1899] * 2, [950, 949]),
    ],
)
def test_running_total_prints_what_biedronka_printed(total, weights, expected) -> None:
    assert allocate(total, weights, weights, Allocation.RUNNING_TOTAL) == expected


def test_rest_on_last_prints_what_lidl_printed() -> None:
    weights = [1199, 1996, 1377, 1348, 599, 349, 899]
    expected = [46, 77, 53, 52, 23, 13, 36]
    assert allocate(300, weights, weights, Allocation.REST_ON_LAST) == expected


def test_what_a_full_part_cannot_take_goes_to_the_others_in_proportion() -> None:
    shares = allocate(100, [50, 30, 20], [10, 100, 100], Allocation.LARGEST_REMAINDER)
    assert shares == [10, 54, 36]


def test_a_part_without_weight_takes_only_when_the_others_are_full() -> None:
    assert allocate(5, [1, 0], [3, 9], Allocation.LARGEST_REMAINDER) == [3, 2]


def test_nothing_to_split_is_no_error() -> None:
    assert allocate(5, [], [], Allocation.RUNNING_TOTAL) == []
    assert allocate(0, [1, 2], [9, 9], Allocation.REST_ON_LAST) == [0, 0]
