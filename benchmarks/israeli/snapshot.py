"""Reads the daily snapshots: four Parquet files with runs of days, one row a change.

The same four files of any other chain can be read; nothing here knows a chain by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from benchmarks.israeli.causes import is_barcode
from benchmarks.israeli.columns import Row, read_rows
from benchmarks.israeli.published import Article, ChainDay, Line, Published

FILES: Final = ("promos", "promo_lines", "prices_log", "items")


def is_snapshot(folder: Path) -> bool:
    """Tell whether the four files are there."""
    return all((folder / f"{name}.parquet").is_file() for name in FILES)


def chain_days(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return every chain and ISO day on which it published promotions, in order.

    Raises:
        SnapshotError: A file cannot be read.
    """
    found: set[tuple[str, str]] = set()
    days = _days(folder)
    for row in _rows(folder, "promos"):
        found.update((row["chain"], day) for day in days if _is_seen(row, day))
    return tuple(sorted(found))


def read_day(folder: Path, chain: str, day: str) -> ChainDay:
    """Return what a chain published for a day.

    Raises:
        ValueError: It published nothing then.
    """
    promotions = [row for row in _of(folder, "promos", chain) if _is_seen(row, day)]
    if not promotions:
        raise ValueError(f"{chain} published no promotions for {day}")
    shops = tuple(sorted({row["store_id"] for row in promotions}))
    prices = [row for row in _of(folder, "prices_log", chain) if _is_seen(row, day)]
    lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for row in _of(folder, "promo_lines", chain):
        if _is_seen(row, day):
            lines[row["store_id"], row["promo_id"]].append(_line(row))
    published = sorted(
        (
            _published(
                row,
                lines[row["store_id"], row["promo_id"]],
                row["store_id"] if len(shops) > 1 else "",
            )
            for row in promotions
        ),
        key=lambda one: one.number,
    )
    return ChainDay(
        chain=chain,
        day=day,
        shops=shops,
        price_shops=tuple(sorted({row["store_id"] for row in prices})),
        promotions=tuple(_named(published)),
        articles={one.barcode: one for one in _articles(_of(folder, "items", chain), prices)},
    )


def _named(published: Iterable[Published]) -> Iterator[Published]:
    """Give a name to those whose number is no name, or was taken before."""
    taken: set[str] = set()
    for place, one in enumerate(published, start=1):
        is_own = one.number.isascii() and one.number.isdigit() and one.number not in taken
        taken.add(one.number)
        yield one if is_own else replace(one, alias=f"x{place}")


def _published(row: Row, lines: list[Line], shop: str) -> Published:
    return Published(
        number=row["promo_id"],
        words=row["description"],
        first_day=row["first_seen"],
        last_day=row["end_date"],
        club=row["club"],
        coupon=row["is_coupon"],
        lines=tuple(sorted(lines, key=lambda line: line.barcode)),
        shop=shop,
    )


def _line(row: Row) -> Line:
    price, rate = row["price_agorot"], row["discount_rate"]
    return Line(
        barcode=row["barcode"],
        reward=row["reward_type"],
        quantity_milli=row["min_qty_milli"],
        price_minor=None if price is None else round(price),
        rate=None if rate is None else round(rate * 100),
    )


def _articles(items: Iterable[Row], prices: Iterable[Row]) -> Iterator[Article]:
    """Join names and prices; a product may have only one of the two."""
    listed = {row["barcode"]: row for row in sorted(prices, key=lambda row: row["first_seen"])}
    named = {row["barcode"]: row for row in items}
    for barcode in filter(is_barcode, sorted(listed.keys() | named.keys())):
        price, item = listed.get(barcode), named.get(barcode)
        yield Article(
            barcode=barcode,
            name=(item and item["item_name"]) or barcode,
            weighed=item is not None and item["is_weighted"],
            price_minor=None if price is None else price["price_agorot"],
            discountable=price is None or price["allow_discount"],
        )


def _is_seen(row: Row, day: str) -> bool:
    """Tell whether a run holds a day; one without an end goes on."""
    return bool(row["first_seen"] <= day <= (row["last_seen"] or day))


def _days(folder: Path) -> tuple[str, ...]:
    """Return the days on which a run begins or ends; the others are like the day before."""
    rows = _rows(folder, "promos")
    return tuple(sorted({row[end] for row in rows for end in ("first_seen", "last_seen")} - {""}))


def _of(folder: Path, name: str, chain: str) -> list[Row]:
    return [row for row in _rows(folder, name) if row["chain"] == chain]


@lru_cache(maxsize=8)
def _rows(folder: Path, name: str) -> list[Row]:
    return read_rows(folder, name)
