"""Files that are no tables, and headers that are wrong, are told."""

import pytest

from catalogue.limits import CELL_CHARS_MAX


@pytest.mark.parametrize("content", ["", "\n\n", b"\xef\xbb\xbf", "   \n", ",", ";;\n"])
def test_an_empty_file_is_told(folder, content: str | bytes) -> None:
    assert folder.write(products=content).only_fault()[3] == "the file is empty"


def test_a_file_that_is_not_utf8_is_told_with_its_line(folder) -> None:
    raw = b"sku,name,vat\nA,A,A\n" + "B,Żur,A\n".encode("cp1250")
    message = folder.write(products=raw).only_fault()[3]
    assert message == "the file is not UTF-8: byte 0xaf in line 3"


def test_utf16_is_told_by_name(folder) -> None:
    assert "UTF-16" in folder.write(products=folder.PRODUCTS.encode("utf-16")).only_fault()[3]


def test_a_folder_in_place_of_a_file_is_told(folder) -> None:
    folder.write(products=None)
    (folder.path / "products.csv").mkdir()
    assert "cannot be read" in folder.only_fault()[3]


def test_an_unclosed_quotation_mark_is_told_with_the_line_it_begins_in(folder) -> None:
    assert (
        "begins in line 7"
        in folder.write(products=folder.PRODUCTS + 'X,,"Kawa\nY,,Z\n').only_fault()[3]
    )


def test_a_missing_column_is_told_with_the_one_that_was_meant(folder) -> None:
    text = folder.write(prices="sku,prize\nKAWA,1.00\n").text()
    assert "there is no column `price`" in text
    assert "is it `prize`?" in text


def test_every_missing_column_is_told(folder) -> None:
    messages = [fault[3] for fault in folder.write(products="gtin\n1\n").faults()]
    assert messages == [f"there is no column `{name}`" for name in ("sku", "name", "vat")]


def test_an_attribute_that_looks_like_a_slip_is_refused(folder) -> None:
    text = folder.write(products="sku,name,vat,categry\nA,A,A,\n").text()
    assert "column `categry` is not known" in text
    assert "did you mean `category`?" in text


def test_prices_have_no_attributes(folder) -> None:
    assert folder.write(prices="sku,price,kolor\nKAWA,1.00,x\n").only_fault()[1:] == (
        1, None, "column `kolor` is not known",
    )  # fmt: skip


def test_a_column_twice_and_one_without_a_name_are_told(folder) -> None:
    messages = [fault[3] for fault in folder.write(prices="sku,price,price,\nKAWA,1,1,\n").faults()]
    assert messages == ["column `price` is there twice", "column 4 has no name"]


def test_a_row_of_another_length_is_told(folder) -> None:
    found = folder.write(prices=folder.PRICES + "KAWA,19,99\n").only_fault()
    assert found == ("prices.csv", 7, None, "the row has 3 cells where the header has 2")


def test_a_cell_may_be_long_and_not_longer(folder) -> None:
    def products(chars: int) -> str:
        return f"sku,name,vat,opis\nKAWA,K,A,{'x' * chars}\n"

    assert len(folder.write(products=products(CELL_CHARS_MAX), prices="sku,price\n").load()) == 1
    found = folder.write(products=products(CELL_CHARS_MAX + 1), prices="sku,price\n").only_fault()
    assert found[3] == f"a cell has more than {CELL_CHARS_MAX} characters"
