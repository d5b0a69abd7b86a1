"""The digest of a catalogue: the same content gives the same digest, from whatever file it came."""

import json
from collections.abc import Iterable
from hashlib import sha256

from catalogue.records import Moment, PriceRecord, Store
from pricing.goods import Product

# Part of what is digested: a change of the form changes every digest, knowingly.
_FORM = "grosz catalogue 1"


def digest_of(
    products: Iterable[Product], prices: Iterable[PriceRecord], stores: Iterable[Store]
) -> str:
    """Return ``sha256:`` and 64 hexadecimal digits over normalised content.

    The order of rows and columns, the separator and the kind of file leave no trace in it.
    """
    running = sha256(_FORM.encode())
    rows = (
        sorted(_line("product", *_of_product(product)) for product in products),
        sorted(_line("price", *_of_price(price)) for price in prices),
        sorted(_line("store", s.id, s.name, s.zone, sorted(s.regions)) for s in stores),
    )
    for lines in rows:
        for line in lines:
            running.update(line)
    return f"sha256:{running.hexdigest()}"


def _line(*cells: object) -> bytes:
    """Write one record unambiguously; JSON escapes every line end inside a cell."""
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _of_product(product: Product) -> tuple[object, ...]:
    return (
        product.sku, product.name, product.gtin, product.category, product.brand,
        sorted(product.tags), product.vat, product.unit, product.weighed, product.discountable,
        product.legal_class, product.deposit, product.minimum_price_minor,
        sorted(product.attributes.items()),
    )  # fmt: skip


def _of_price(record: PriceRecord) -> tuple[object, ...]:
    return (
        record.sku, record.price.price_e4, record.price.reduced, record.channel, record.zone,
        _text(record.valid_from), _text(record.valid_until),
    )  # fmt: skip


def _text(moment: Moment | None) -> str | None:
    return None if moment is None else moment.isoformat()
