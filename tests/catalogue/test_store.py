"""Which price is in force, and what the digest sees."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue import MemoryCatalogue, PriceRecord, Store
from catalogue.records import Moment
from pricing.goods import ListPrice, Product

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=WARSAW)
STORES = (Store("WAW-01", zone="centrum"), Store("KRK-01"))


def record(
    price: int,
    channel: str | None = None,
    zone: str | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
) -> PriceRecord:
    return PriceRecord("KAWA", ListPrice(price), channel, zone, since, until)


def price_of(
    *records: PriceRecord, channel: str = "pos", store: str | None = "WAW-01", at: datetime = NOON
) -> int | None:
    found = MemoryCatalogue([Product("KAWA")], records, STORES).price("KAWA", channel, store, at)
    return None if found is None else found.price_e4


LADDER = (
    record(4),
    record(3, zone="centrum"),
    record(2, channel="pos"),
    record(1, "pos", "centrum"),
)


@pytest.mark.parametrize("known", range(1, 5))
def test_the_most_specific_price_wins(known: int) -> None:
    assert price_of(*LADDER[:known]) == 5 - known
    assert price_of(*reversed(LADDER[:known])) == 5 - known


def test_a_price_of_another_channel_or_zone_does_not_count() -> None:
    assert price_of(*LADDER, channel="web") == 3
    assert price_of(*LADDER, store="KRK-01") == 2
    assert price_of(*LADDER, store="GDA-99", channel="web") == 4
    assert price_of(*LADDER, store=None, channel="web") == 4
    assert price_of(record(1, zone="centrum"), store=None) is None


def test_of_equally_specific_prices_the_latest_wins_while_it_lasts() -> None:
    plain = record(1999)
    leaflet = record(1499, since=date(2026, 11, 1), until=date(2026, 11, 7))
    assert price_of(plain, leaflet) == 1499
    assert price_of(leaflet, plain, at=NOON + timedelta(days=3)) == 1999


def test_a_specific_price_beats_a_later_plain_one() -> None:
    assert price_of(record(1, since=date(2026, 11, 5)), record(2, channel="pos")) == 2


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=WARSAW), None),
        (datetime(2026, 11, 1, 0, 0, tzinfo=WARSAW), 1),
        (datetime(2026, 11, 7, 23, 59, 59, tzinfo=WARSAW), 1),
        (datetime(2026, 11, 8, 0, 0, tzinfo=WARSAW), None),
    ],
)
def test_days_are_whole_and_included_at_both_ends(at: datetime, expected: int | None) -> None:
    assert price_of(record(1, since=date(2026, 11, 1), until=date(2026, 11, 7)), at=at) == expected


def test_an_instant_is_included_as_a_start_and_not_as_an_end() -> None:
    begin = datetime(2026, 11, 5, 6, 0, tzinfo=UTC)
    end = begin + timedelta(hours=2)
    happy_hours = record(1, since=begin, until=end)
    assert price_of(happy_hours, at=begin) == 1
    assert price_of(happy_hours, at=begin.astimezone(WARSAW)) == 1
    assert price_of(happy_hours, at=begin - timedelta(microseconds=1)) is None
    assert price_of(happy_hours, at=end - timedelta(microseconds=1)) == 1
    assert price_of(happy_hours, at=end) is None


def test_what_has_no_price_is_none() -> None:
    assert price_of() is None
    assert MemoryCatalogue([], LADDER).price("NIC", "pos", None, NOON) is None


def test_a_sku_wins_over_a_gtin() -> None:
    catalogue = MemoryCatalogue([Product("96385074"), Product("INNY", gtin="00000096385074")])
    found = catalogue.product("96385074")
    assert found is not None
    assert found.sku == "96385074"
    other = catalogue.product("00000096385074")
    assert other is not None
    assert other.sku == "INNY"


MOMENTS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
RECORDS = st.builds(
    record,
    st.integers(1, 10**6),
    st.sampled_from([None, "pos", "web"]),
    st.sampled_from([None, "centrum", "poludnie"]),
    MOMENTS,
    MOMENTS,
)
PRICE_LISTS = st.lists(RECORDS, max_size=8, unique_by=lambda r: (*r.precedence, r.channel, r.zone))


@given(PRICE_LISTS, st.data())
def test_the_order_of_rows_changes_neither_prices_nor_digest(
    records: list[PriceRecord], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(records))
    one = MemoryCatalogue([Product("KAWA"), Product("CUKIER")], records, STORES)
    two = MemoryCatalogue([Product("CUKIER"), Product("KAWA")], shuffled, STORES[::-1])
    assert one.digest == two.digest
    for channel in ("pos", "web"):
        for store in (None, "WAW-01", "KRK-01"):
            expected = one.price("KAWA", channel, store, NOON)
            assert two.price("KAWA", channel, store, NOON) == expected


@given(PRICE_LISTS)
def test_the_price_is_that_of_a_plain_search(records: list[PriceRecord]) -> None:
    """The definition: of all rows that match, the greatest by scope, then by first day."""
    day = NOON.date()
    matching = [
        (2 * (r.channel is not None) + (r.zone is not None), r.valid_from or date.min, r.price)
        for r in records
        if r.channel in (None, "pos") and r.zone in (None, "centrum")
        and (r.valid_from or date.min) <= day <= (r.valid_until or date.max)
    ]  # fmt: skip
    winner = max(matching, key=lambda m: m[:2], default=None)
    assert price_of(*records) == (None if winner is None else winner[2].price_e4)
