import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar.suggest import distance, nearest


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [("", "", 0), ("kawa", "kawa", 0), ("kawa", "kwaa", 1), ("kawa", "kaw", 1), ("on", "onn", 1),
     ("receipt", "recipt", 1), ("ab", "cd", 2)],
)  # fmt: skip
def test_edits_are_counted(left: str, right: str, edits: int):
    assert distance(left, right, 3) == edits


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_symmetric_and_capped(left: str, right: str):
    assert distance(left, right, 2) == distance(right, left, 2) <= 3
    assert (distance(left, right, 9) == 0) == (left == right)


def test_the_nearest_name_is_found():
    assert nearest("cofee", ["coffee", "tea"]) == "coffee"
    assert nearest("Dark_Coffee", ["dark-coffee"]) == "dark-coffee"
    assert nearest("colour", ["receipt", "stores"]) is None
    assert nearest("b", ["a", "c"]) is None


def test_ties_go_to_the_smaller_name():
    assert nearest("teb", ["tea", "tec"]) == "tea"
