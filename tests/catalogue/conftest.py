"""A catalogue folder that tests write wrong in one place."""

from pathlib import Path

import pytest

from catalogue import CatalogueErrors, MemoryCatalogue, load_catalogue


class CatalogueFolder:
    """Writes the three files and tells what loading them says.

    Attributes:
        path: The folder itself.
        PRODUCTS, PRICES, STORES: Sound contents, the header in row 1.
    """

    PRODUCTS = (
        "sku,gtin,name,category,brand,tags,vat,unit,weighed,discountable,class,deposit,"
        "minimum_price,kolor\n"
        "KAWA,5901234123457,Kawa 250 g,Napoje/Kawa/Kawa mielona,Rano,jesien;nowosc,A,,,,,,12.50,"
        "brąz\n"
        "WODA,,Woda 1.5 l,Napoje/Woda,,,A,szt,no,yes,,KAUCJA,,\n"
        "KAUCJA,,Kaucja butelka,Kaucje,,,,szt,,,,,,\n"
        "SZYNKA,2000001000007,Szynka,Wędliny,,,C,kg,,,,,,\n"
        "PAPIEROSY,,Papierosy,Tytoń,,,A,szt,no,no,tobacco,,,\n"
    )
    PRICES = "sku,price\nKAWA,19.99\nWODA,1.99\nKAUCJA,0.50\nSZYNKA,34.90\nPAPIEROSY,18.50\n"
    STORES = "store,name,zone,regions\nWAW-01,Warszawa,centrum,north;big\nKRK-01,Kraków,,south\n"

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(
        self,
        products: str | bytes | None = PRODUCTS,
        prices: str | bytes | None = PRICES,
        stores: str | bytes | None = None,
    ) -> "CatalogueFolder":
        """Write the files that are not ``None``."""
        for kind, content in (("products", products), ("prices", prices), ("stores", stores)):
            if content is not None:
                raw = content.encode() if isinstance(content, str) else content
                (self.path / f"{kind}.csv").write_bytes(raw)
        return self

    def load(self) -> MemoryCatalogue:
        return load_catalogue(self.path)

    def errors(self) -> CatalogueErrors:
        with pytest.raises(CatalogueErrors) as caught:
            self.load()
        return caught.value

    def faults(self) -> list[tuple[str, int | None, str | None, str]]:
        """Return the mistakes as file, row, column and message."""
        return [(e.file, e.row, e.column, e.message) for e in self.errors().errors]

    def only_fault(self) -> tuple[str, int | None, str | None, str]:
        found = self.faults()
        assert len(found) == 1, found
        return found[0]

    def text(self) -> str:
        return str(self.errors())


@pytest.fixture
def folder(tmp_path: Path) -> CatalogueFolder:
    """An empty catalogue folder."""
    return CatalogueFolder(tmp_path)
