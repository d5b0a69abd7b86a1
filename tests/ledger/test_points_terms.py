"""From when and until when points count, by local days; the clock changes twice a year."""

from datetime import UTC, date, datetime

import pytest

from ledger.limits import NEVER_MS
from ledger.local_days import day_of, earlier, later, start_after, start_of
from ledger.points_terms import earned_terms, given_back_until
from pricing.earning import Programme, Span

WARSAW = "Europe/Warsaw"


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def _club(pending: Span | None = None, expire: Span | None = None) -> Programme:
    return Programme("club", "Klub", pending, expire)


def test_points_wait_through_the_window_of_returns():
    """Y07 of the worked cases: sold on the 1st, 14 days, confirmed from the 16th."""
    sold = _ms("2026-03-01T18:00:00+01:00")
    found = earned_terms(_club(Span(14, "day")), WARSAW, sold, sold)
    assert found.available_at_ms == _ms("2026-03-16T00:00:00+01:00")
    assert found.expires_at_ms == NEVER_MS


@pytest.mark.parametrize(
    ("sold", "available"),
    [
        ("2026-03-20T23:59:59+01:00", "2026-04-03 22:00"),  # summer time began on 29 March
        ("2026-03-21T00:00:00+01:00", "2026-04-04 22:00"),
        ("2026-10-20T23:59:59+02:00", "2026-11-03 23:00"),  # and ended on 25 October
        ("2026-10-11T12:00:00+02:00", "2026-10-25 23:00"),  # on the day of the change itself
        ("2026-03-15T12:00:00+01:00", "2026-03-29 22:00"),
    ],
)
def test_a_window_ends_at_local_midnight_on_either_side_of_the_change(sold, available):
    at_ms = _ms(sold)
    found = earned_terms(_club(Span(14, "day")), WARSAW, at_ms, at_ms)
    assert _utc(found.available_at_ms) == available


def test_points_count_from_the_delivery_and_end_by_the_sale():
    club = _club(Span(14, "day"), Span(12, "month"))
    sold, delivered = _ms("2026-01-31T12:00:00+01:00"), _ms("2026-02-10T12:00:00+01:00")
    found = earned_terms(club, WARSAW, sold, delivered)
    assert found.available_at_ms == _ms("2026-02-25T00:00:00+01:00")
    assert found.expires_at_ms == _ms("2027-02-01T00:00:00+01:00")


def test_the_last_day_is_good_to_its_end():
    """Y05: points that expire on 30 June are gone on 1 July and not before."""
    sold = _ms("2025-06-30T10:00:00+02:00")
    found = earned_terms(_club(expire=Span(12, "month")), WARSAW, sold, sold)
    assert found.available_at_ms == sold, "nothing is said of waiting"
    assert found.expires_at_ms == _ms("2026-07-01T00:00:00+02:00")


def test_a_month_after_the_last_day_is_the_last_day():
    sold = _ms("2026-01-31T10:00:00+01:00")
    found = earned_terms(_club(expire=Span(1, "month")), WARSAW, sold, sold)
    assert found.expires_at_ms == _ms("2026-03-01T00:00:00+01:00")


def test_points_that_would_end_while_they_wait_count_for_one_day():
    club = _club(Span(30, "day"), Span(7, "day"))
    sold = _ms("2026-05-01T10:00:00+02:00")
    found = earned_terms(club, WARSAW, sold, sold)
    assert found.available_at_ms == _ms("2026-06-01T00:00:00+02:00")
    assert found.expires_at_ms == _ms("2026-06-02T00:00:00+02:00")


def test_without_a_programme_points_count_at_once_for_ever():
    assert earned_terms(None, WARSAW, 5, 7).available_at_ms == 7


def test_a_programme_longer_than_the_calendar_never_ends():
    sold = _ms("2026-05-01T10:00:00+02:00")
    found = earned_terms(_club(Span(9_000, "year"), Span(9_000, "year")), WARSAW, sold, sold)
    assert (found.available_at_ms, found.expires_at_ms) == (NEVER_MS - 1, NEVER_MS)


def test_points_given_back_to_a_lot_that_has_expired():
    now_ms = _ms("2026-10-20T12:00:00+02:00")
    assert given_back_until(WARSAW, now_ms, None) is None
    assert given_back_until(WARSAW, now_ms, 30) == _ms("2026-11-20T00:00:00+01:00")


def test_a_midnight_that_the_clock_skips_is_when_it_goes_on():
    """In Santiago the clock goes from 24:00 to 01:00 in September."""
    skipped = date(2026, 9, 6)
    assert _utc(start_of(skipped, "America/Santiago")) == "2026-09-06 04:00"
    assert day_of(start_of(skipped, "America/Santiago"), "America/Santiago") == skipped


def test_of_a_midnight_that_the_clock_shows_twice_the_first_is_meant():
    """In Havana the clock goes back from 01:00 to 00:00 in November."""
    assert _utc(start_of(date(2026, 11, 1), "America/Havana")) == "2026-11-01 04:00"


def test_days_end_with_the_calendar():
    assert start_after(date.max, WARSAW) == NEVER_MS
    assert later(date.max, Span(1, "day")) == date.max
    assert earlier(date.min, Span(1, "month")) == date.min
