"""Lists of products in CSV."""

import pytest

from rules.product_lists import read_product_list


def test_a_list():
    read = read_product_list("\ufeffName, SKU \nCola,A\n\nWoda, B \n")
    assert (read.skus, read.problem) == (("A", "B"), None)


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", 1, "there is no column `sku`"),
        ("name\nCola\n", 1, "there is no column `sku`"),
        ("sku,name\nA,Cola\n,Woda\n", 3, "it has no number"),
        ("name,sku\nCola\n", 2, "it has no number"),
    ],
)
def test_what_is_wrong_with_a_list(text, row, problem):
    read = read_product_list(text)
    assert (read.row, read.problem) == (row, problem)


def test_a_field_that_never_ends():
    assert "cannot be read" in (read_product_list("sku\n" + "x" * 200_000).problem or "")
