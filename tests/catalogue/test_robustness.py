"""No file, however broken, gives anything but a catalogue or a list of mistakes."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from catalogue import CatalogueErrors, MemoryCatalogue, load_catalogue
from catalogue.limits import ERRORS_MAX

GOOD = {
    "products.csv": b"sku,gtin,name,category,vat,unit,weighed,deposit,minimum_price\n"
    b"KAWA,5901234123457,Kawa,Napoje/Kawa,A,szt,no,,12.50\nHAM,,Szynka,W,C,kg,yes,,\n",
    "prices.csv": b"sku,price,zone,channel,valid_from,valid_until,reduced\n"
    b"KAWA,19.99,,pos,2026-11-01,2026-11-30,no\nHAM,34.90,centrum,,,,yes\n",
    "stores.csv": b"store,name,zone,regions\nWAW-01,Warszawa,centrum,north;big\n",
}
# What people, spreadsheets and attackers put into cells.
PIECES = st.one_of(
    st.sampled_from([
        b",", b";", b"\n", b"\r", b'"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"-", b"1e9", b"NaN",
        b"Infinity", b"9999-12-31", b"0001-01-01", b"0001-01-01T00:00:00+14:00", "١٢".encode(),
        "𝟙".encode(), b"2026-W01-1", b"9999-12-31T23:59:59-23:59", b"1" * 5000,
    ]),
    st.binary(max_size=6),
)  # fmt: skip


def load(files: dict[str, bytes]) -> MemoryCatalogue | CatalogueErrors:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            return load_catalogue(Path(folder))
        except CatalogueErrors as errors:
            return errors


def test_the_good_files_are_good() -> None:
    assert isinstance(load(GOOD), MemoryCatalogue)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_file_with_anything_put_in_anywhere(name: str, data: st.DataObject) -> None:
    content = GOOD[name]
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(begin, min(len(content), begin + 12)))
        content = content[:begin] + data.draw(PIECES) + content[end:]
    check(load(GOOD | {name: content}))


@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200))
def test_a_file_of_anything(name: str, content: bytes) -> None:
    check(load(GOOD | {name: content}))


def check(loaded: MemoryCatalogue | CatalogueErrors) -> None:
    if isinstance(loaded, CatalogueErrors):
        assert 1 <= len(loaded.errors) <= ERRORS_MAX
        for error in loaded.errors:
            assert error.message
            assert error.file in GOOD
            assert "\n" not in error.message
    else:
        assert loaded.digest.startswith("sha256:")
