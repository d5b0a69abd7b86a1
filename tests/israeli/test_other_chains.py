"""Files of chains that nobody has seen: what does not read is told by its cause, never a crash."""

from datetime import date

import pytest

from benchmarks.israeli.__main__ import main
from benchmarks.israeli.conversion import convert_day, report
from benchmarks.israeli.snapshot import chain_days, read_day
from benchmarks.israeli.writing import give, write_day
from catalogue.load import load_catalogue
from rules.bundle import compile_folder

pa = pytest.importorskip("pyarrow", reason="the published promotions are Parquet files")
pq = pytest.importorskip("pyarrow.parquet")

RUN = {"chain": "x", "store_id": "1", "first_seen": "2026-08-20", "last_seen": "2026-08-21"}
PROMO = RUN | {"promo_id": "7", "description": "d", "end_date": "2026-12-31", "club": False,
               "is_coupon": False}  # fmt: skip
LINE = RUN | {"promo_id": "7", "barcode": "111", "reward_type": 1, "min_qty_milli": 2_000,
              "price_agorot": 1_000.0, "discount_rate": None}  # fmt: skip
PRICE = RUN | {"barcode": "111", "price_agorot": 700, "allow_discount": True}
ITEM = {"chain": "x", "barcode": "111", "item_name": "n", "is_weighted": False}
NAN = float("nan")


def save(folder, *, promos=None, lines=None, prices=None, items=None):
    files = {
        "promos": promos or [PROMO],
        "promo_lines": lines or [LINE],
        "prices_log": prices or [PRICE],
        "items": items or [ITEM],
    }
    for name, rows in files.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def converted(folder):
    """Convert the last day, write it, compile and load what was written."""
    chain, day = chain_days(folder)[-1]
    conversion = convert_day(read_day(folder, chain, day))
    assert report([conversion])
    written = write_day(folder, conversion.day, conversion.dialect, conversion.converted)
    result = compile_folder(written.rules)
    assert result.program is not None, [one.message for one in result.diagnostics]
    load_catalogue(written.catalogue, "ILS")
    return conversion


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"reward_type": 12}, "UNKNOWN_CODE"), ({"reward_type": None}, "UNKNOWN_CODE"),
        ({"reward_type": -1}, "UNKNOWN_CODE"), ({"reward_type": 4}, "NO_SUM"),
        ({"reward_type": 11}, "BY_HAND"), ({"reward_type": 6}, "GIFT_UNMARKED"),
        ({"min_qty_milli": None}, "NO_QUANTITY"), ({"min_qty_milli": -1_000}, "NO_QUANTITY"),
        ({"min_qty_milli": 2**40}, "TOO_MANY"),
        ({"price_agorot": -5.0}, "OUT_OF_RANGE"), ({"price_agorot": 1e12}, "OUT_OF_RANGE"),
        ({"price_agorot": NAN}, "NO_VALUE"), ({"price_agorot": float("inf")}, "NO_VALUE"),
        ({"reward_type": 9, "discount_rate": -10.0}, "OUT_OF_RANGE"),
        ({"barcode": None}, "NO_GOODS"), ({"barcode": 'a"b'}, "NO_GOODS"),
        ({"barcode": ""}, "NO_GOODS"), ({"promo_id": "8"}, "NO_LINES"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_read_has_a_cause(tmp_path, change, cause):
    conversion = converted(save(tmp_path, lines=[LINE | change]))
    assert [one.cause.name for one in conversion.unsaid] == [cause]
    assert conversion.rules == ()


@pytest.mark.parametrize("end", [None, "", "2026-13-45", "2026-08-01", "31/12/2026"])
def test_a_promotion_without_a_last_day_has_a_cause(tmp_path, end):
    conversion = converted(save(tmp_path, promos=[PROMO | {"end_date": end}, PROMO]))
    assert [one.cause.name for one in conversion.unsaid] == ["NO_DAYS"]


@pytest.mark.parametrize(
    "change",
    [
        {"end_date": "2026-12-31T23:59"}, {"end_date": date(2026, 12, 31)}, {"description": None},
        {"description": '"a" {b} # c\n\x00'}, {"description": "מוגבל 0"}, {"last_seen": None},
        {"club": None, "is_coupon": None},
    ],
)  # fmt: skip
def test_a_promotion_in_another_spelling_is_said(tmp_path, change):
    conversion = converted(save(tmp_path, promos=[PROMO | change]))
    assert [give(rule) for rule in conversion.rules] == ["2 of s-7 for 10.00 ILS"]


@pytest.mark.parametrize("number", ["A/B", "a b", 'x"y', "-7", "7-1", "זהב", "7\n8", "O1", ""])
def test_a_number_that_is_no_name_gets_one(tmp_path, number):
    named = {"promo_id": number}
    conversion = converted(
        save(tmp_path, promos=[PROMO | named | {"is_coupon": True}], lines=[LINE | named])
    )
    assert [(rule.name, rule.coupon) for rule in conversion.rules] == [("p-x1", "k-x1")]


def test_several_shops_publish_each_for_itself(tmp_path):
    other = {"store_id": "2"}
    folder = save(tmp_path, promos=[PROMO, PROMO | other], lines=[LINE, LINE | other])
    conversion = converted(folder)
    assert [(rule.name, rule.published.shop) for rule in conversion.rules] == [
        ("p-7", "1"), ("p-x2", "2"),
    ]  # fmt: skip
    assert 'stores "2"' in (folder / "rules" / "promotions-001.promo").read_text(encoding="utf-8")


def test_a_club_price_is_for_members(tmp_path):
    folder = save(tmp_path, lines=[LINE | {"reward_type": 5, "min_qty_milli": 1_000}])
    assert [give(rule) for rule in converted(folder).rules] == ["s-7 for 10.00 ILS each"]
    text = (folder / "rules" / "promotions-001.promo").read_text(encoding="utf-8")
    assert "for    members" in text


def test_products_in_another_spelling(tmp_path):
    prices = [PRICE | {"price_agorot": -5}, PRICE | {"barcode": None, "allow_discount": None}]
    items = [ITEM | {"item_name": None, "is_weighted": None}]
    assert len(converted(save(tmp_path, prices=prices, items=items)).rules) == 1


def test_a_bundle_of_thirty_groups(tmp_path):
    groups = [
        LINE | {"barcode": str(n), "reward_type": 10, "min_qty_milli": n * 1_000,
                "price_agorot": 0.0, "discount_rate": 10_000.0}
        for n in range(30)
    ]  # fmt: skip
    conversion = converted(save(tmp_path, promos=[PROMO | {"is_coupon": True}], lines=groups))
    assert len(conversion.rules[0].goods) == 30


def test_columns_in_any_case_and_without_what_nothing_hangs_on(tmp_path):
    bare = {name: LINE[name] for name in LINE if name != "discount_rate"}
    promo = {name.upper(): PROMO[name] for name in PROMO if name not in ("club", "description")}
    assert len(converted(save(tmp_path, promos=[promo], lines=[bare])).rules) == 1


def test_what_cannot_be_read_at_all_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["israeli", str(save(tmp_path))])
    assert main() == 0
    capsys.readouterr()
    other = tmp_path / "other"
    other.mkdir()
    save(other, lines=[{name: LINE[name] for name in LINE if name != "barcode"}])
    monkeypatch.setattr("sys.argv", ["israeli", str(other)])
    assert main() == 2
    assert capsys.readouterr().err == "promo_lines.parquet has no column `barcode`\n"
    (other / "promo_lines.parquet").write_bytes(b"chain;store\n")
    monkeypatch.setattr("sys.argv", ["israeli", str(other / ".")])
    from benchmarks.israeli import snapshot

    snapshot._rows.cache_clear()
    assert main() == 2
    assert capsys.readouterr().err.startswith("promo_lines.parquet is no Parquet file")
