"""A wrong product is told with its row and column."""

import pytest


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("KAWA,,x,,,,A,,,,,,,", "sku", "SKU `KAWA` is already in row 2"),
        (",,x,,,,A,,,,,,,", "sku", "the cell is empty"),
        (f"{'X' * 65},,x,,,,A,,,,,,,", "sku", "more than 64 characters"),
        ("X,,,,,,A,,,,,,,", "name", "the cell is empty"),
        (f"X,,{'x' * 201},,,,A,,,,,,,", "name", "more than 200 characters"),
        ("X,5901234123457,x,,,,A,,,,,,,", "gtin", "is that of SKU `KAWA` in row 2 too"),
        ("X,05901234123457,x,,,,A,,,,,,,", "gtin", "is that of SKU `KAWA` in row 2 too"),
        (
            "X,5901234123456,x,,,,A,,,,,,,",
            "gtin",
            "the check digit of GTIN `5901234123456` is wrong",
        ),
        ("X,901234123457,x,,,,A,,,,,,,", "gtin", "check digit"),
        ("X,1234567,x,,,,A,,,,,,,", "gtin", "has 7 digits, not 8, 12, 13 or 14"),
        ("X,59012X4123457,x,,,,A,,,,,,,", "gtin", "something else than digits"),
        ("X,5.90123E+12,x,,,,A,,,,,,,", "gtin", "was rounded by a spreadsheet"),
        ("5901234123457,,x,,,,A,,,,,,,", "sku", "is the GTIN of SKU `KAWA` in row 2"),
        ("X,,x,Napoje//Kawa,,,A,,,,,,,", "category", "has an empty name"),
        (f"X,,x,{'/'.join('a' * 11)},,,A,,,,,,,", "category", "deeper than 10"),
        ("X,,x,,,,a,,,,,,,", "vat", "`a` is no VAT letter"),
        ("X,,x,,,,23%,,,,,,,", "vat", "`23%` is no VAT letter"),
        ("X,,x,,,,H,,,,,,,", "vat", "`H` is no VAT letter"),
        ("X,,x,,,,A,sztuka,,,,,,", "unit", "`sztuka` is no unit"),
        ("X,,x,,,,A,szt,yes,,,,,", "weighed", "weighed goods are not sold by the piece"),
        ("X,,x,,,,A,kg,no,,,,,", "weighed", "goods sold by `kg` are weighed"),
        ("X,,x,,,,A,kg,tak,,,,,", "weighed", "`tak` is neither `yes` nor `no`"),
        ("X,,x,,,,A,,,maybe,,,,", "discountable", "`maybe` is neither `yes` nor `no`"),
        ("X,,x,,,,A,,,,tabacco,,,", "class", "`tabacco` is no class of goods"),
        ("X,,x,,,,A,,,,,KAUCIA,,", "deposit", "deposit article `KAUCIA` is not among the products"),
        ("X,,x,,,,A,,,,,WODA,,", "deposit", "deposit article `WODA` has a deposit of its own"),
        ('X,,x,,,,A,,,,,,"1,50",', "minimum_price", "`1,50` has a decimal comma"),
        ("X,,x,,,,A,,,,,,1.505,", "minimum_price", "`1.505` has more than 2 decimals"),
    ],
)
def test_a_wrong_product_is_told_with_row_and_column(
    folder, row: str, column: str, message: str
) -> None:
    found = folder.write(products=folder.PRODUCTS + row + "\n").only_fault()
    assert found[:3] == ("products.csv", 7, column)
    assert message in found[3]


def test_hints_say_what_to_write(folder) -> None:
    rows = "X,5901234123456,x,,,,23%,,tak,,tabacco,KAUCIA,,\n"
    text = folder.write(products=folder.PRODUCTS + rows).text()
    for hint in ("it would be 7", "such as `A` for 23%", "write `yes`", "`tobacco`", "`KAUCJA`"):
        assert hint in text


def test_a_line_end_inside_a_cell_does_not_break_a_message(folder) -> None:
    message = folder.write(products=folder.PRODUCTS + '"X\nY",,x,,,,A,,,,,,,\n').only_fault()[3]
    assert message == "SKU `X�Y` has a character that cannot be printed"


def test_a_row_after_a_cell_of_two_lines_keeps_its_line_number(folder) -> None:
    products = folder.PRODUCTS + 'X,,"dwie\nlinie",,,,A,,,,,,,\nY,,y,,,,?,,,,,,,\n'
    assert folder.write(products=products).only_fault()[1] == 9
