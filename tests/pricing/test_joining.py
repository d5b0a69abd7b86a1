"""Joining the options of offers, against trying every combination of them."""

from itertools import product
from random import Random

import pytest

from pricing.joining import Joining
from pricing.options import Option
from pricing.relaxed_groups import SCALE

ENOUGH = 10**6


def random_tables(seed: int) -> tuple[list[list[Option]], list[int], list[int]]:
    """Return options of some offers over a few classes, their sizes, and prices of units."""
    drawn = Random(seed)
    sizes = [drawn.randint(1, 3) for _ in range(drawn.randint(2, 7))]
    tables = []
    for offer in range(drawn.randint(2, 6)):
        mine = drawn.sample(range(len(sizes)), drawn.randint(1, min(3, len(sizes))))
        taken = {()} | {
            tuple((c, n) for c in sorted(mine) if (n := drawn.randint(0, sizes[c])))
            for _ in range(5)
        }
        tables.append(
            [
                Option(drawn.randint(0, 200) * len(counts) * SCALE, counts, ((offer, counts),))
                for counts in sorted(taken)
            ]
        )
    prices = [drawn.randint(0, 120) * SCALE for _ in sizes]
    return tables, sizes, prices


def value_of(options, sizes: list[int]) -> int:
    """Return what options save together in minor units; below zero where units do not suffice."""
    used = [0] * len(sizes)
    for option in options:
        for c, n in option.counts:
            used[c] += n
    if any(n > size for n, size in zip(used, sizes, strict=True)):
        return -1
    return sum(option.value for option in options) // SCALE


def found_value(tables, parts, sizes: list[int]) -> int:
    """Return what the parts of a joined combination save; they must be options of their offers."""
    assert sorted(offer for offer, _ in parts) == list(range(len(tables)))
    chosen = [next(o for o in tables[offer] if o.counts == counts) for offer, counts in parts]
    value = value_of(chosen, sizes)
    assert value >= 0, "a unit is in two options"
    return value


@pytest.mark.parametrize("seed", range(300))
def test_the_best_combination_is_found_wherever_it_beats_the_floor(seed) -> None:
    tables, sizes, prices = random_tables(seed)
    best = max(value_of(options, sizes) for options in product(*tables))
    found = Joining(tables, sizes, prices, best - 1).run(ENOUGH, ENOUGH)
    assert found.finished
    assert found.ceiling == 0
    assert found_value(tables, found.parts, sizes) == best
    assert not Joining(tables, sizes, prices, best).run(ENOUGH, ENOUGH).parts


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("seed", range(100))
def test_what_a_narrow_table_drops_is_never_above_its_ceiling(seed, width) -> None:
    tables, sizes, prices = random_tables(seed)
    best = max(value_of(options, sizes) for options in product(*tables))
    found = Joining(tables, sizes, prices, 0).run(width, ENOUGH)
    reached = found_value(tables, found.parts, sizes) if found.parts else 0
    assert best <= max(reached, found.ceiling // SCALE)


@pytest.mark.parametrize("looks", [0, 50, 400])
def test_without_looks_left_the_ceiling_is_above_every_combination(looks) -> None:
    for seed in range(60):
        tables, sizes, prices = random_tables(seed)
        best = max(value_of(options, sizes) for options in product(*tables))
        found = Joining(tables, sizes, prices, 0).run(ENOUGH, looks)
        if not found.finished:
            assert not found.parts
            assert best <= found.ceiling // SCALE
