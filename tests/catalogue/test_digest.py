"""The digest of a catalogue sees every difference and nothing else."""

from datetime import date

from catalogue import MemoryCatalogue, PriceRecord, Store
from pricing.goods import ListPrice, Product

DIFFERENT = [
    MemoryCatalogue([Product("A")]),
    MemoryCatalogue([Product("A", name="x")]),
    MemoryCatalogue([Product("A", vat="A")]),
    MemoryCatalogue([Product("A", discountable=False)]),
    MemoryCatalogue([Product("A", category=("x", "y"))]),
    MemoryCatalogue([Product("A", category=("x/y",))]),
    MemoryCatalogue([Product("A", tags=frozenset({"x", "y"}))]),
    MemoryCatalogue([Product("A", attributes={"x": "y"})]),
    MemoryCatalogue([Product("A"), Product("B")]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1))]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1, reduced=True))]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1), channel="x")]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1), zone="x")]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1), valid_from=date(2026, 1, 1))]),
    MemoryCatalogue([Product("A")], [PriceRecord("A", ListPrice(1), valid_until=date(2026, 1, 1))]),
    MemoryCatalogue([Product("A")], (), [Store("S")]),
    MemoryCatalogue([Product("A")], (), [Store("S", zone="z")]),
    MemoryCatalogue([Product("A")], (), [Store("S", regions=frozenset({"r"}))]),
]


def test_every_difference_shows_in_the_digest() -> None:
    digests = [catalogue.digest for catalogue in DIFFERENT]
    assert len(set(digests)) == len(DIFFERENT)
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in digests)
