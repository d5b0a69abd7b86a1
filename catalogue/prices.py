"""Reads the price file.

Of the prices in force for a channel and a store the most specific wins: channel and zone, then
channel, then zone, then the plain one; among equals the one that began last. So a leaflet price for
one week needs no gap in the price it interrupts.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from catalogue.cells import RowReader
from catalogue.findings import Findings, did_you_mean, quoted
from catalogue.records import Moment, PriceRecord, wall_clock
from catalogue.tables import Columns, Table
from pricing.goods import ListPrice, Product
from pricing.money import PRICE_DECIMALS

PRICE_COLUMNS: Final = Columns(
    required=("sku", "price"),
    optional=("zone", "channel", "valid_from", "valid_until", "reduced"),
)


def read_prices(
    table: Table,
    products: Mapping[str, Product],
    zones: Collection[str],
    findings: Findings,
) -> tuple[PriceRecord, ...]:
    """Return the prices of a file; wrong rows are left out and recorded.

    Args:
        table: The file, its header checked.
        products: Every product there is, by SKU.
        zones: Every price zone a store belongs to.
        findings: Receives every mistake.
    """
    rows: dict[tuple[object, ...], int] = {}
    records = []
    for row in table.rows:
        reader = RowReader(table.file, row, findings)
        record = _record(reader, products, zones)
        if record is None:
            continue
        scope = (record.sku, record.channel, record.zone, wall_clock(record.valid_from))
        first = rows.setdefault(scope, reader.number)
        if first == reader.number:
            records.append(record)
        else:
            reader.fault(
                "valid_from",
                f"the price of {quoted(record.sku)} overlaps the one in row {first}, which is for "
                "the same channel and zone from the same moment",
                "leave one of the two out, or let one begin later: it then wins",
            )
    return tuple(records)


def _record(
    reader: RowReader, products: Mapping[str, Product], zones: Collection[str]
) -> PriceRecord | None:
    sku = reader.required("sku")
    if sku and sku not in products:
        reader.fault(
            "sku", f"SKU {quoted(sku)} is not among the products", did_you_mean(sku, products)
        )
    reader.required("price")
    price_e4 = reader.amount("price", PRICE_DECIMALS)
    valid_from, valid_until = reader.moment("valid_from"), reader.moment("valid_until")
    if valid_from is not None and valid_until is not None and _ends_before(valid_until, valid_from):
        reader.fault("valid_until", "the price is over before it begins")
    record = PriceRecord(
        sku=sku,
        price=ListPrice(price_e4 or 0, reader.yes_no("reduced", otherwise=False)),
        channel=reader.optional("channel"),
        zone=_zone(reader, zones),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return record if reader.is_sound else None


def _zone(reader: RowReader, zones: Collection[str]) -> str | None:
    zone = reader.optional("zone")
    if zone is not None and zone not in zones:
        hint = did_you_mean(zone, zones) or "zones are named in stores.csv"
        reader.fault("zone", f"no store is in zone {quoted(zone)}", hint)
    return zone


def _ends_before(until: Moment, begin: Moment) -> bool:
    """Tell whether a period is empty; an instant is over when it comes, a day when it ends."""
    if isinstance(until, datetime):
        if isinstance(begin, datetime):
            return until <= begin
        return until.replace(tzinfo=None) <= wall_clock(begin).replace(tzinfo=None)
    first_day: date = begin.date() if isinstance(begin, datetime) else begin
    return until < first_day
