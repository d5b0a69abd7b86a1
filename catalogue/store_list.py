"""Reads the list of stores."""

from typing import Final

from catalogue.cells import RowReader
from catalogue.findings import Findings, quoted
from catalogue.records import Store
from catalogue.tables import Columns, Table

STORE_COLUMNS: Final = Columns(required=("store",), optional=("name", "zone", "regions"))


def read_stores(table: Table, findings: Findings) -> tuple[Store, ...]:
    """Return the stores of a file; wrong rows are left out and recorded."""
    rows: dict[str, int] = {}
    stores = []
    for row in table.rows:
        reader = RowReader(table.file, row, findings)
        store = Store(
            id=reader.required("store"),
            name=reader.text("name"),
            zone=reader.optional("zone"),
            regions=reader.parts("regions"),
        )
        if store.id in rows:
            reader.fault("store", f"store {quoted(store.id)} is already in row {rows[store.id]}")
        if reader.is_sound:
            rows[store.id] = reader.number
            stores.append(store)
    return tuple(stores)
