"""A good folder loads whole; files that are not there are told."""

from pathlib import Path

import pytest

from catalogue import CatalogueErrors, load_catalogue


def test_every_column_is_read(folder) -> None:
    catalogue = folder.write(stores=folder.STORES).load()
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


def test_special_goods_are_read(folder) -> None:
    catalogue = folder.write().load()
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


def test_stores_have_zones_and_regions(folder) -> None:
    catalogue = folder.write(stores=folder.STORES).load()
    warsaw, cracow = catalogue.store("WAW-01"), catalogue.store("KRK-01")
    assert warsaw is not None
    assert (warsaw.name, warsaw.zone, warsaw.regions) == ("Warszawa", "centrum", {"north", "big"})
    assert cracow is not None
    assert cracow.zone is None
    assert catalogue.store("GDA-99") is None


@pytest.mark.parametrize("key", ["KAWA", "5901234123457", "05901234123457"])
def test_a_product_answers_to_its_sku_and_every_form_of_its_gtin(folder, key: str) -> None:
    product = folder.write().load().product(key)
    assert product is not None
    assert product.sku == "KAWA"


@pytest.mark.parametrize("key", ["kawa", "590123412345", "5901234123450", "", "nic"])
def test_what_is_unknown_is_none(folder, key: str) -> None:
    assert folder.write().load().product(key) is None


def test_polish_excel_is_read_as_it_is(folder) -> None:
    plain = folder.write().load().digest
    rows = [line.split(",") for line in folder.PRODUCTS.splitlines()]
    polish = "\r\n".join(
        ";".join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows
    )
    folder.write(
        products=b"\xef\xbb\xbf" + (polish + "\r\n\r\n").encode(),
        prices=folder.PRICES.replace(",", ";"),
    )
    assert folder.load().digest == plain


def test_header_case_and_column_order_do_not_matter(folder) -> None:
    plain = folder.write().load().digest
    turned = "\n".join(",".join(line.split(",")[::-1]) for line in folder.PRICES.splitlines())
    assert folder.write(prices=turned.replace("sku", "SKU")).load().digest == plain


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueErrors, match="there is no folder"):
        load_catalogue(tmp_path / "nic")


@pytest.mark.parametrize("kind", ["products", "prices"])
def test_a_missing_file_is_told(folder, kind: str) -> None:
    file, row, _, message = folder.write(**{kind: None}).only_fault()
    assert (file, row) == (f"{kind}.csv", None)
    assert message.startswith("there is no such file")


def test_two_product_files_are_a_guess(folder) -> None:
    folder.write()
    (folder.path / "products.parquet").write_bytes(b"")
    assert "products.parquet is there too" in folder.text()
