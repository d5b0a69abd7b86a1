"""A wrong price is told with its row and column."""

import pytest


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("KAWY,1.00,,,,,", "sku", "SKU `KAWY` is not among the products"),
        (",1.00,,,,,", "sku", "the cell is empty"),
        ("KAWA,,,,2027-01-01,,", "price", "the cell is empty"),
        ("KAWA,dwa,,,2027-01-01,,", "price", "`dwa` is no amount"),
        ('KAWA,"19,99",,,2027-01-01,,', "price", "`19,99` has a decimal comma"),
        ('KAWA,"1 019,99 zł",,,2027-01-01,,', "price", "has a decimal comma"),
        ("KAWA,-1.00,,,2027-01-01,,", "price", "`-1.00` is negative"),
        ("KAWA,1.00001,,,2027-01-01,,", "price", "`1.00001` has more than 4 decimals"),
        ("KAWA,500000000,,,2027-01-01,,", "price", "is more than"),
        ("KAWA,1.00,poludnie,,,,", "zone", "no store is in zone `poludnie`"),
        ("KAWA,1.00,,,01.11.2026,,", "valid_from", "`01.11.2026` is no date"),
        ("KAWA,1.00,,,2026-02-30,,", "valid_from", "`2026-02-30` is no date"),
        ("KAWA,1.00,,,2026-11-01T06:00:00,,", "valid_from", "has no offset from UTC"),
        ("KAWA,1.00,,,2026-11-02,2026-11-01,", "valid_until", "over before it begins"),
        (
            "KAWA,1.00,,,2026-11-02,2026-11-02T00:00:00+01:00,",
            "valid_until",
            "over before it begins",
        ),
        ("KAWA,1.00,,,2026-11-02T10:00:00Z,2026-11-02T10:00:00Z,", "valid_until", "over before"),
        (
            "KAWA,1.00,,,2026-11-02T10:00:00+01:00,2026-11-01,",
            "valid_until",
            "over before it begins",
        ),
        ("KAWA,1.00,,,2027-01-01,,moze", "reduced", "`moze` is neither `yes` nor `no`"),
        ("KAWA,1.00,,,,,", "valid_from", "overlaps the one in row 2"),
        ("KAWA,1.00,,,,2026-12-01,", "valid_from", "overlaps the one in row 2"),
    ],
)
def test_a_wrong_price_is_told_with_row_and_column(
    folder, row: str, column: str, message: str
) -> None:
    header, _, rest = folder.PRICES.partition("\n")
    prices = f"{header},zone,channel,valid_from,valid_until,reduced\n" + "".join(
        f"{line},,,,,\n" for line in rest.splitlines()
    )
    found = folder.write(prices=prices + row + "\n", stores=folder.STORES).only_fault()
    assert found[:3] == ("prices.csv", 7, column)
    assert message in found[3]


def test_a_day_and_an_instant_at_the_same_midnight_overlap(folder) -> None:
    prices = (
        "sku,price,valid_from\nKAWA,1.00,2026-11-01\nKAWA,2.00,2026-11-01T00:00:00+01:00\n"
        "KAWA,3.00,2026-11-02\n"
    )
    assert folder.write(prices=prices).only_fault()[1:3] == (3, "valid_from")


def test_a_wrong_product_does_not_make_its_price_wrong(folder) -> None:
    assert (
        folder.write(
            products=folder.PRODUCTS.replace("KAWA,5901234123457", "KAWA,12")
        ).only_fault()[2]
        == "gtin"
    )
