"""The benchmark of a real day measures what it says."""

import pytest

from benchmarks import real_day
from catalogue.facts import facts_for
from pricing.engine import price


def test_without_the_data_it_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(real_day, "PROMOTIONS", tmp_path)
    found = real_day.measure()
    assert found["ratios"] == {}
    assert set(found["missing"]) == {"real_day_p50", "real_day_p99"}


def test_percentiles_are_of_the_sorted_samples():
    assert real_day.percentiles(list(range(200, 0, -1))) == {
        "p50": 101, "p95": 191, "p99": 199, "max": 200,
    }  # fmt: skip


@pytest.mark.slow
def test_real_baskets_are_proved_best(published, shared_data, monkeypatch):
    monkeypatch.setattr(real_day, "PROMOTIONS", published)
    monkeypatch.setattr(
        real_day, "RECEIPTS", shared_data("completejourney") / "transactions.parquet"
    )
    shop = real_day.load_shop()
    assert len(shop.program.promotions) > 1_900
    receipts = real_day.read_receipts(300)
    assert len(receipts) == 300
    for mix in real_day.MIXES:
        applied = 0
        for cart in real_day.carts_of(shop, receipts, mix):
            known = facts_for(cart, shop.catalogue, shop.at, "Asia/Jerusalem")
            quote = price(cart, shop.program, known, shop.at)
            applied += len(quote.applied)
            assert quote.optimal
        assert applied > 300
