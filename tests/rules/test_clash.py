"""The bounded search for parts that exclude each other."""

import pytest

from rules.clash import STEPS_MAX, AllParts, AnyPart, find_clash
from rules.comparison import Comparison, exclude
from tests.rules.programs import codes


def _open(part):
    return part if isinstance(part, AllParts | AnyPart) else None


def _clash(whole):
    """Look for a number and its negative; zero excludes itself."""
    return find_clash(whole, _open, lambda one, other: one + other == 0)


def test_two_parts_that_exclude_each_other_are_named():
    clash = _clash(AllParts([1, AllParts([2, 3]), -2]))
    assert (clash.first, clash.second, clash.is_only) == (2, -2, True)


def test_every_alternative_must_clash():
    assert _clash(AllParts([1, AnyPart([-1, 2])])) is None
    clash = _clash(AllParts([1, 2, AnyPart([-1, -2])]))
    assert (clash.first, clash.second, clash.is_only) == (1, -1, False)


def test_one_part_may_exclude_itself():
    clash = _clash(AllParts([0, 1]))
    assert (clash.first, clash.second) == (0, 0)


def test_nothing_is_said_where_the_search_would_be_long():
    assert _clash(AllParts([*range(1, 50), -1])) is not None
    assert _clash(AllParts([*range(1, STEPS_MAX), -1])) is None
    alternatives = [AnyPart([1, 2]) for _ in range(40)]
    assert _clash(AllParts([*alternatives, 0])) is None


@pytest.mark.parametrize("first", Comparison)
@pytest.mark.parametrize("second", Comparison)
def test_comparisons_exclude_each_other_where_no_number_meets_both(first, second):
    for number in range(5):
        for other in range(5):
            both = any(
                first.compares(one, number) and second.compares(one, other) for one in range(-3, 9)
            )
            assert exclude(first, number, second, other) is not both


@pytest.mark.parametrize(
    "expression",
    [
        'category "Kawa" and category "Herbata"',
        'tag "a" and tag "b"',
        'brand "A", "B" and brand "B"',
        'sku "1", "2" and sku "2"',
        'sku "1", "2" and not sku "1"',
        "list price >= 5 PLN and list price <= 5 PLN",
        'kolor "a" and not kolor "b"',
        'not brand "A" and not brand "B"',
        'marked "a" and not marked "b"',
        'gtin "5901234123457" and sku "A"',
    ],
)
def test_a_set_that_may_hold_something_is_let_through(expression):
    found = codes(f'set s = {expression}\npromotion p "P" {{ until 2027-01-01 give 5% off s }}')
    assert not {"PR423"} & set(found)


@pytest.mark.parametrize(
    "clauses",
    [
        "when total of s >= 10 PLN and total of regular-priced s < 10 PLN",
        "when quantity of s < 3 and quantity of everything >= 3",
        "when basket total >= 10 PLN and basket list total < 10 PLN",
        "when payment is blik and payment is card",
        "when not payment is blik and not payment is card",
        "when customer first order in app and customer order number = 3",
        'in app because "x" when customer first order in app',
        'stores region "a" and region "b"',
        'stores region "a" and not "X"',
        'when delivery is click-and-collect and not delivery is click-and-collect at store "X"',
        "from 2026-11-02 until 2026-11-04 on tue",
        "from 2026-11-02 until 2026-11-08 on sun",
        "from 2026-11-02 until 2026-11-04 on 10:00-12:00",
        "when weight of s >= 3 kg and weight of s < 1 l",
        "when quantity of identical s < 3 and quantity of s >= 3",
        "when weight of s >= 3 kg and quantity of s < 3",
    ],
)
def test_conditions_that_may_hold_together_are_let_through(clauses):
    found = codes(f'set s = tag "a"\npromotion p "P" {{ give 5% off s\n{clauses} }}')
    assert not {"PR416", "PR424", "PR1"} & set(found)
    assert not [code for code in found if code < "PR500"]
