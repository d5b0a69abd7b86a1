"""Mistakes are told together, and not without end."""

from catalogue.findings import CatalogueError, did_you_mean, quoted
from catalogue.limits import ERRORS_MAX, SUGGESTED_AMONG_MAX


def test_mistakes_of_all_files_are_told_at_once(folder) -> None:
    folder.write(
        products=folder.PRODUCTS + "X,,x,,,,a,,,,,,,\n",
        prices=folder.PRICES + "NIC,1.00\n",
        stores=folder.STORES + "WAW-01,,,\n",
    )
    assert [fault[0] for fault in folder.faults()] == ["products.csv", "stores.csv", "prices.csv"]


def test_reading_stops_after_fifty_mistakes(folder) -> None:
    def prices(wrong: int) -> str:
        return folder.PRICES + "".join(f"NIC{i},1.00\n" for i in range(wrong))

    some = folder.write(prices=prices(ERRORS_MAX - 1)).errors()
    assert (len(some.errors), some.is_complete) == (ERRORS_MAX - 1, True)
    many = folder.write(prices=prices(ERRORS_MAX + 20)).errors()
    assert (len(many.errors), many.is_complete) == (ERRORS_MAX, False)
    assert "stopped after 50 errors" in str(many)


def test_an_error_prints_its_place_its_column_and_its_hint() -> None:
    whole = CatalogueError("prices.csv", "the file is empty")
    cell = CatalogueError("prices.csv", "`x` is no amount", 12, "price", "write 1.00")
    assert whole.render() == "prices.csv: the file is empty"
    assert cell.render() == "prices.csv:12: column price: `x` is no amount\n  hint: write 1.00"


def test_quoted_text_is_one_short_line() -> None:
    assert quoted("a" * 40) == f"`{'a' * 40}`"
    assert quoted("a" * 41) == f"`{'a' * 39}…`"
    assert quoted("a\nb\x00") == "`a�b�`"


def test_a_name_is_suggested_only_where_one_is_near_and_few_are_known() -> None:
    assert did_you_mean("prize", ["price", "sku"]) == "did you mean `price`?"
    assert did_you_mean("zone", ["price", "sku"]) == ""
    names = ["price", *map(str, range(SUGGESTED_AMONG_MAX - 1))]
    assert did_you_mean("prize", names) == "did you mean `price`?"
    assert did_you_mean("prize", [*names, "one more"]) == ""
