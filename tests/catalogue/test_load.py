"""A good folder loads whole; a wrong one tells every mistake with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue import CatalogueErrors, load_catalogue
from catalogue.limits import CELL_CHARS_MAX, ERRORS_MAX

PRODUCTS = (
    "sku,gtin,name,category,brand,tags,vat,unit,weighed,discountable,class,deposit,minimum_price,"
    "kolor\n"
    "KAWA,5901234123457,Kawa 250 g,Napoje/Kawa/Kawa mielona,Rano,jesien;nowosc,A,,,,,,12.50,brąz\n"
    "WODA,,Woda 1.5 l,Napoje/Woda,,,A,szt,no,yes,,KAUCJA,,\n"
    "KAUCJA,,Kaucja butelka,Kaucje,,,,szt,,,,,,\n"
    "SZYNKA,2000001000007,Szynka,Wędliny,,,C,kg,,,,,,\n"
    "PAPIEROSY,,Papierosy,Tytoń,,,A,szt,no,no,tobacco,,,\n"
)
PRICES = "sku,price\nKAWA,19.99\nWODA,1.99\nKAUCJA,0.50\nSZYNKA,34.90\nPAPIEROSY,18.50\n"
STORES = "store,name,zone,regions\nWAW-01,Warszawa,centrum,north;big\nKRK-01,Kraków,,south\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a catalogue folder; what is ``None`` is left out."""

    def _write(
        products: str | bytes | None = PRODUCTS,
        prices: str | bytes | None = PRICES,
        stores: str | bytes | None = None,
    ) -> Path:
        for kind, content in (("products", products), ("prices", prices), ("stores", stores)):
            if content is not None:
                raw = content.encode() if isinstance(content, str) else content
                (tmp_path / f"{kind}.csv").write_bytes(raw)
        return tmp_path

    return _write


def faults(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    """Return the mistakes of a folder as file, row, column and message."""
    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(folder)
    return [(e.file, e.row, e.column, e.message) for e in caught.value.errors]


def only_fault(folder: Path) -> tuple[str, int | None, str | None, str]:
    found = faults(folder)
    assert len(found) == 1, found
    return found[0]


def text_of(folder: Path) -> str:
    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(folder)
    return str(caught.value)


# --- what loads --------------------------------------------------------------------------------


def test_every_column_is_read(write: Write) -> None:
    catalogue = load_catalogue(write(stores=STORES))
    coffee = catalogue.product("KAWA")
    assert coffee is not None
    assert coffee.gtin == "05901234123457"
    assert coffee.name == "Kawa 250 g"
    assert coffee.category == ("Napoje", "Kawa", "Kawa mielona")
    assert coffee.brand == "Rano"
    assert coffee.tags == {"jesien", "nowosc"}
    assert (coffee.vat, coffee.unit, coffee.weighed, coffee.discountable) == (
        "A",
        "szt",
        False,
        True,
    )
    assert coffee.minimum_price_minor == 1250
    assert dict(coffee.attributes) == {"kolor": "brąz"}
    assert catalogue.attribute_names == ("kolor",)
    assert len(catalogue) == 5
    assert [product.sku for product in catalogue] == [
        "KAUCJA",
        "KAWA",
        "PAPIEROSY",
        "SZYNKA",
        "WODA",
    ]


def test_special_goods_are_read(write: Write) -> None:
    catalogue = load_catalogue(write())
    ham, water = catalogue.product("SZYNKA"), catalogue.product("WODA")
    deposit, cigarettes = catalogue.product("KAUCJA"), catalogue.product("PAPIEROSY")
    assert ham is not None
    assert (ham.unit, ham.weighed) == ("kg", True)
    assert water is not None
    assert water.deposit == "KAUCJA"
    assert deposit is not None
    assert deposit.vat is None
    assert cigarettes is not None
    assert (cigarettes.legal_class, cigarettes.discountable) == ("tobacco", False)


def test_stores_have_zones_and_regions(write: Write) -> None:
    catalogue = load_catalogue(write(stores=STORES))
    warsaw, cracow = catalogue.store("WAW-01"), catalogue.store("KRK-01")
    assert warsaw is not None
    assert (warsaw.name, warsaw.zone, warsaw.regions) == ("Warszawa", "centrum", {"north", "big"})
    assert cracow is not None
    assert cracow.zone is None
    assert catalogue.store("GDA-99") is None


@pytest.mark.parametrize("key", ["KAWA", "5901234123457", "05901234123457"])
def test_a_product_answers_to_its_sku_and_every_form_of_its_gtin(write: Write, key: str) -> None:
    product = load_catalogue(write()).product(key)
    assert product is not None
    assert product.sku == "KAWA"


@pytest.mark.parametrize("key", ["kawa", "590123412345", "5901234123450", "", "nic"])
def test_what_is_unknown_is_none(write: Write, key: str) -> None:
    assert load_catalogue(write()).product(key) is None


def test_polish_excel_is_read_as_it_is(write: Write) -> None:
    plain = load_catalogue(write()).digest
    rows = [line.split(",") for line in PRODUCTS.splitlines()]
    polish = "\r\n".join(
        ";".join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows
    )
    folder = write(
        products=b"\xef\xbb\xbf" + (polish + "\r\n\r\n").encode(), prices=PRICES.replace(",", ";")
    )
    assert load_catalogue(folder).digest == plain


def test_header_case_and_column_order_do_not_matter(write: Write) -> None:
    plain = load_catalogue(write()).digest
    turned = "\n".join(",".join(line.split(",")[::-1]) for line in PRICES.splitlines())
    assert load_catalogue(write(prices=turned.replace("sku", "SKU"))).digest == plain


# --- files -------------------------------------------------------------------------------------


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "there is no folder" in text_of(tmp_path / "nic")


@pytest.mark.parametrize("kind", ["products", "prices"])
def test_a_missing_file_is_told(write: Write, kind: str) -> None:
    file, row, _, message = only_fault(write(**{kind: None}))
    assert (file, row) == (f"{kind}.csv", None)
    assert message.startswith("there is no such file")


def test_two_product_files_are_a_guess(write: Write) -> None:
    folder = write()
    (folder / "products.parquet").write_bytes(b"")
    assert "products.parquet is there too" in text_of(folder)


@pytest.mark.parametrize("content", ["", "\n\n", b"\xef\xbb\xbf", "   \n", ",", ";;\n"])
def test_an_empty_file_is_told(write: Write, content: str | bytes) -> None:
    assert only_fault(write(products=content))[3] == "the file is empty"


def test_a_file_that_is_not_utf8_is_told_with_its_line(write: Write) -> None:
    raw = b"sku,name,vat\nA,A,A\n" + "B,Żur,A\n".encode("cp1250")
    message = only_fault(write(products=raw))[3]
    assert message == "the file is not UTF-8: byte 0xaf in line 3"


def test_utf16_is_told_by_name(write: Write) -> None:
    assert "UTF-16" in only_fault(write(products=PRODUCTS.encode("utf-16")))[3]


def test_a_folder_in_place_of_a_file_is_told(write: Write) -> None:
    folder = write(products=None)
    (folder / "products.csv").mkdir()
    assert "cannot be read" in only_fault(folder)[3]


def test_an_unclosed_quotation_mark_is_told_with_the_line_it_begins_in(write: Write) -> None:
    assert "begins in line 7" in only_fault(write(products=PRODUCTS + 'X,,"Kawa\nY,,Z\n'))[3]


# --- headers -----------------------------------------------------------------------------------


def test_a_missing_column_is_told_with_the_one_that_was_meant(write: Write) -> None:
    text = text_of(write(prices="sku,prize\nKAWA,1.00\n"))
    assert "there is no column `price`" in text
    assert "is it `prize`?" in text


def test_every_missing_column_is_told(write: Write) -> None:
    messages = [fault[3] for fault in faults(write(products="gtin\n1\n"))]
    assert messages == [f"there is no column `{name}`" for name in ("sku", "name", "vat")]


def test_an_attribute_that_looks_like_a_slip_is_refused(write: Write) -> None:
    text = text_of(write(products="sku,name,vat,categry\nA,A,A,\n"))
    assert "column `categry` is not known" in text
    assert "did you mean `category`?" in text


def test_prices_have_no_attributes(write: Write) -> None:
    assert only_fault(write(prices="sku,price,kolor\nKAWA,1.00,x\n"))[1:] == (
        1, None, "column `kolor` is not known",
    )  # fmt: skip


def test_a_column_twice_and_one_without_a_name_are_told(write: Write) -> None:
    messages = [fault[3] for fault in faults(write(prices="sku,price,price,\nKAWA,1,1,\n"))]
    assert messages == ["column `price` is there twice", "column 4 has no name"]


def test_a_row_of_another_length_is_told(write: Write) -> None:
    found = only_fault(write(prices=PRICES + "KAWA,19,99\n"))
    assert found == ("prices.csv", 7, None, "the row has 3 cells where the header has 2")


def test_a_cell_may_be_long_and_not_longer(write: Write) -> None:
    def products(chars: int) -> str:
        return f"sku,name,vat,opis\nKAWA,K,A,{'x' * chars}\n"

    assert len(load_catalogue(write(products=products(CELL_CHARS_MAX), prices="sku,price\n"))) == 1
    found = only_fault(write(products=products(CELL_CHARS_MAX + 1), prices="sku,price\n"))
    assert found[3] == f"a cell has more than {CELL_CHARS_MAX} characters"


# --- product rows ------------------------------------------------------------------------------


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
    write: Write, row: str, column: str, message: str
) -> None:
    found = only_fault(write(products=PRODUCTS + row + "\n"))
    assert found[:3] == ("products.csv", 7, column)
    assert message in found[3]


def test_hints_say_what_to_write(write: Write) -> None:
    rows = "X,5901234123456,x,,,,23%,,tak,,tabacco,KAUCIA,,\n"
    text = text_of(write(products=PRODUCTS + rows))
    for hint in ("it would be 7", "such as `A` for 23%", "write `yes`", "`tobacco`", "`KAUCJA`"):
        assert hint in text


def test_a_line_end_inside_a_cell_does_not_break_a_message(write: Write) -> None:
    message = only_fault(write(products=PRODUCTS + '"X\nY",,x,,,,A,,,,,,,\n'))[3]
    assert message == "SKU `X�Y` has a character that cannot be printed"


def test_a_row_after_a_cell_of_two_lines_keeps_its_line_number(write: Write) -> None:
    products = PRODUCTS + 'X,,"dwie\nlinie",,,,A,,,,,,,\nY,,y,,,,?,,,,,,,\n'
    assert only_fault(write(products=products))[1] == 9


# --- price rows --------------------------------------------------------------------------------


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
    write: Write, row: str, column: str, message: str
) -> None:
    header, _, rest = PRICES.partition("\n")
    prices = f"{header},zone,channel,valid_from,valid_until,reduced\n" + "".join(
        f"{line},,,,,\n" for line in rest.splitlines()
    )
    found = only_fault(write(prices=prices + row + "\n", stores=STORES))
    assert found[:3] == ("prices.csv", 7, column)
    assert message in found[3]


def test_a_day_and_an_instant_at_the_same_midnight_overlap(write: Write) -> None:
    prices = (
        "sku,price,valid_from\nKAWA,1.00,2026-11-01\nKAWA,2.00,2026-11-01T00:00:00+01:00\n"
        "KAWA,3.00,2026-11-02\n"
    )
    assert only_fault(write(prices=prices))[1:3] == (3, "valid_from")


def test_a_wrong_product_does_not_make_its_price_wrong(write: Write) -> None:
    assert (
        only_fault(write(products=PRODUCTS.replace("KAWA,5901234123457", "KAWA,12")))[2] == "gtin"
    )


# --- stores ------------------------------------------------------------------------------------


def test_a_store_twice_is_told(write: Write) -> None:
    found = only_fault(write(stores=STORES + "WAW-01,,,\n"))
    assert found == ("stores.csv", 4, "store", "store `WAW-01` is already in row 2")


def test_an_unknown_zone_is_told_with_the_one_that_was_meant(write: Write) -> None:
    text = text_of(write(prices="sku,price,zone\nKAWA,1.00,centum\n", stores=STORES))
    assert "no store is in zone `centum`" in text
    assert "did you mean `centrum`?" in text


# --- many mistakes -----------------------------------------------------------------------------


def test_mistakes_of_all_files_are_told_at_once(write: Write) -> None:
    folder = write(
        products=PRODUCTS + "X,,x,,,,a,,,,,,,\n",
        prices=PRICES + "NIC,1.00\n",
        stores=STORES + "WAW-01,,,\n",
    )
    assert [fault[0] for fault in faults(folder)] == ["products.csv", "stores.csv", "prices.csv"]


def test_reading_stops_after_fifty_mistakes(write: Write) -> None:
    def prices(wrong: int) -> str:
        return PRICES + "".join(f"NIC{i},1.00\n" for i in range(wrong))

    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(write(prices=prices(ERRORS_MAX - 1)))
    assert (len(caught.value.errors), caught.value.is_complete) == (ERRORS_MAX - 1, True)
    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(write(prices=prices(ERRORS_MAX + 20)))
    assert (len(caught.value.errors), caught.value.is_complete) == (ERRORS_MAX, False)
    assert "stopped after 50 errors" in str(caught.value)
