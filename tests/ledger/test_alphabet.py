"""The check character: every single typing mistake is found, proved by trying them all."""

import itertools
import random

import pytest

from ledger.alphabet import ALPHABET, WEIGHTS, check_character, is_right, times
from ledger.limits import CODE_PLACES_MAX
from pricing.codes import normalise


def test_no_character_is_read_as_another():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert normalise(ALPHABET) == ALPHABET
    assert normalise(ALPHABET.lower()) == ALPHABET


def test_the_field_is_a_field():
    elements = range(32)
    for left, right in itertools.product(elements, elements):
        product = times(left, right)
        assert product in elements
        assert product == times(right, left)
        assert (product == 0) == (left == 0 or right == 0)  # no mistake of one place hides
        for third in (1, 2, 3, 17, 31):
            assert times(left, right ^ third) == product ^ times(left, third)
    assert sorted(WEIGHTS) == list(range(1, 32))


def test_every_mistake_is_found_at_every_place():
    """The sum is linear: a mistake passes only where difference times weight is zero.

    So it is enough to try every difference at every place, and for a swap every difference at every
    pair of places.
    """
    places = range(CODE_PLACES_MAX)
    differences = range(1, 32)
    for place, difference in itertools.product(places, differences):
        assert times(WEIGHTS[place], difference) != 0
    for first, second in itertools.combinations(places, 2):
        for difference in differences:
            assert times(WEIGHTS[first], difference) != times(WEIGHTS[second], difference)


@pytest.mark.parametrize("drawn", [1, 2, 7, 11, 30])
def test_real_codes_with_one_mistake_are_refused(drawn: int):
    rng = random.Random(drawn)
    for _ in range(30):
        signs = "".join(rng.choices(ALPHABET, k=drawn))
        code = signs + check_character(signs)
        assert is_right(code)
        for place, sign in itertools.product(range(len(code)), ALPHABET):
            changed = code[:place] + sign + code[place + 1 :]
            assert is_right(changed) == (changed == code)
        for first, second in itertools.combinations(range(len(code)), 2):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_right("".join(swapped)) == (code[first] == code[second])


def test_one_random_code_in_thirty_two_is_right():
    right = sum(is_right(f"{a}{b}{c}") for a, b, c in itertools.product(ALPHABET, repeat=3))
    assert right == 32**2


def test_signs_outside_the_alphabet_are_never_right():
    assert not is_right("0U")
    assert not is_right("0-0")
