"""Parquet and CSV of the same content are the same catalogue."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalogue import CatalogueErrors, load_catalogue

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def write(folder: Path, kind: str, columns: dict[str, list[object]]) -> None:
    pq.write_table(pa.table(columns), folder / f"{kind}.parquet")


PRODUCTS: dict[str, list[object]] = {
    "sku": ["KAWA", "SZYNKA"],
    "gtin": [5901234123457, None],
    "name": ["Kawa", "Szynka"],
    "tags": [["jesien", "nowosc"], []],
    "vat": ["A", "C"],
    "unit": ["szt", "kg"],
    "weighed": [False, True],
    "pojemnosc": [250, None],
}
PRICES: dict[str, list[object]] = {
    "sku": ["KAWA", "SZYNKA"],
    "price": [Decimal("19.9900"), Decimal("34.9000")],
    "valid_from": [date(2026, 11, 1), None],
    "reduced": [True, None],
}


def test_typed_columns_read_as_their_text_would(tmp_path: Path) -> None:
    parquet, plain = tmp_path / "parquet", tmp_path / "csv"
    parquet.mkdir()
    plain.mkdir()
    write(parquet, "products", PRODUCTS)
    write(parquet, "prices", PRICES)
    (plain / "products.csv").write_text(
        "sku,gtin,name,tags,vat,unit,weighed,pojemnosc\n"
        "SZYNKA,,Szynka,,C,kg,yes,\nKAWA,05901234123457,Kawa,nowosc;jesien,A,,,250\n"
    )
    (plain / "prices.csv").write_text(
        "sku,price,valid_from,reduced\nKAWA,19.99,2026-11-01,yes\nSZYNKA,34.9,,\n"
    )
    assert load_catalogue(parquet).digest == load_catalogue(plain).digest


def test_instants_keep_their_offset(tmp_path: Path) -> None:
    write(tmp_path, "products", PRODUCTS)
    begin = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
    write(tmp_path, "prices", {"sku": ["KAWA"], "price": ["1.00"], "valid_from": [begin]})
    catalogue = load_catalogue(tmp_path)
    assert catalogue.price("KAWA", "pos", None, begin) is not None
    assert catalogue.price("KAWA", "pos", None, begin.replace(hour=4, minute=59)) is None


def test_a_floating_point_price_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "products", PRODUCTS)
    write(tmp_path, "prices", {"sku": ["KAWA"], "price": [19.99]})
    with pytest.raises(CatalogueErrors, match="floating point"):
        load_catalogue(tmp_path)


def test_rows_are_counted_from_one(tmp_path: Path) -> None:
    write(tmp_path, "products", PRODUCTS | {"vat": ["A", "c"]})
    write(tmp_path, "prices", PRICES)
    with pytest.raises(CatalogueErrors) as caught:
        load_catalogue(tmp_path)
    assert [(e.file, e.row, e.column) for e in caught.value.errors] == [
        ("products.parquet", 2, "vat")
    ]


def test_what_is_no_parquet_is_told(tmp_path: Path) -> None:
    (tmp_path / "products.parquet").write_bytes(b"PK\x03\x04 not at all")
    with pytest.raises(CatalogueErrors, match="cannot be read as Parquet"):
        load_catalogue(tmp_path)
