"""How published fields become sentences: made-up days, so that it runs without the data."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from benchmarks.israeli import words
from benchmarks.israeli.conversion import convert_day, report
from benchmarks.israeli.dialect import dialect_of, percent_bp
from benchmarks.israeli.mechanics import Cause
from benchmarks.israeli.published import Article, ChainDay, Line, Published
from benchmarks.israeli.writing import give, rules_text, shop, write_day
from catalogue.load import load_catalogue
from grammar.source import Source
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import Facts
from rules.bundle import compile_folder
from rules.compiler import compile_sources


def line(reward, quantity, price=None, rate=None, barcode="1"):
    return Line(barcode, reward, quantity, price, rate)


def published(*lines, number="7", text="מבצע", club=False, coupon=False):
    return Published(number, text, "2026-08-09", "2026-12-31", club, coupon, lines)


def day(*promotions, articles=()):
    known = {one.barcode: one for one in articles}
    return ChainDay("chain", "2026-08-10", ("1",), ("1",), promotions, known)


def article(barcode="1", price=1_000, *, weighed=False):
    return Article(barcode, f"מוצר {barcode}", weighed, price)


def said(promotion, *articles):
    return [give(rule) for rule in convert_day(day(promotion, articles=articles)).rules]


@pytest.mark.parametrize(
    ("reward", "quantity", "price", "rate", "sentence"),
    [
        (1, 1_000, 990, None, "s-7 for 9.90 ILS each"),
        (3, 1_000, 990, 1_000, "s-7 for 9.90 ILS each"),
        (1, 3_000, 1_000, None, "3 of s-7 for 10.00 ILS"),
        (10, 2_000, 1_234, 900, "2 of s-7 for 12.34 ILS"),
        (2, 1_000, None, 2_000, "20% off s-7"),
        (2, 1_000, 747, 1_250, "12.5% off s-7"),
        (1, 2_000, None, 2_000, "20% off s-7 from 2"),
        (9, 3_000, 0, 0, "3 for 2 on s-7"),
        (9, 2_000, None, 5_000, "every 2nd s-7 50% off"),
        (8, 2_000, None, 10_000, "2 for 1 on identical s-7"),
        (0, 1_000, 990, 10_000, "2 for 1 on s-7"),
        (0, 2_000, 990, 10_000, "3 for 2 on s-7"),
        (0, 1_000, 495, 5_000, "every 2nd s-7 50% off"),
        (3, 1_000, None, 3_500, "35.00 ILS off each s-7"),
    ],
)
def test_each_code_has_its_sentence(reward, quantity, price, rate, sentence):
    assert said(published(line(reward, quantity, price, rate))) == [sentence]


@pytest.mark.parametrize(
    ("quantity", "price", "sentence"),
    [
        (10, 1_690, "s-7 for 16.90 ILS per kg"),
        (1_850, 12_025, "s-7 from 1.85 kg at 65.00 ILS per kg"),
        (2_850, 2_374, "s-7 from 2.85 kg at 8.33 ILS per kg"),
        (300, 2_200, "s-7 from 0.3 kg at 73.33 ILS per kg"),
        (3_000, 2_000, "s-7 from 3 kg at 6.6667 ILS per kg"),
        (24_000, 2_000, "s-7 from 24 kg at 0.8333 ILS per kg"),
    ],
)
def test_a_weight_is_priced_by_the_kilogram_to_the_agora(quantity, price, sentence):
    found = said(published(line(3, quantity, price)), article(price=9_900, weighed=True))
    assert found[0].startswith(sentence.split(" at ")[0])
    assert found == [sentence]


def test_hundredths_of_a_percent_are_told_from_percents_by_the_whole_chain():
    half = published(line(2, 1_000, None, 500_000), number="1")
    third = published(line(9, 2_000, None, 300_000), number="2")
    assert [give(rule) for rule in convert_day(day(half, third)).rules] == [
        "50% off s-1", "every 2nd s-2 30% off",
    ]  # fmt: skip


def test_members_limits_cards_and_coupons_are_clauses():
    promotion = published(
        line(1, 1_000, 990), club=True, coupon=True, text='שמפו "רך" למשלמים באשראי מוגבל 3'
    )
    text = "\n".join(rules_text(convert_day(day(promotion)).rules))
    assert 'coupon k-7 "שמפו ״רך״ למשלמים באשראי מוגבל 3" {\n  code  "7"\n}' in text
    for clause in ("for    members", "when   payment is card", "needs  coupon k-7",
                   "limit  3 units per basket", "until  2026-12-31"):  # fmt: skip
        assert f"  {clause}\n" in text


def test_a_limit_on_a_group_counts_groups():
    promotion = published(line(10, 2_000, 1_000), text="2 ב 10 מוג 2")
    (rule,) = convert_day(day(promotion)).rules
    assert rule.limit == (2, "times")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("רביולי 12.90 מוגבל 4", (4, "units")), ("עוף 9.90 מוג3", (3, "units")),
        ("דג 16.90 מו4", (4, "units")), ("בשר מוגבל 3 קג'", (3, "kg")),
        ("משקה מוגז 1.5 ליטר", None), ('קרם מו750 מ"ל', None), ("שמו1.33", None),
    ],
)  # fmt: skip
def test_the_words_name_a_limit_or_a_size(text, limit):
    assert words.limit(text) == limit


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("טונה 2 ב 46", (2, 4_600)), ("2ב15טורטייה 450 גר'", (2, 1_500)),
        ("גומי 2 יח' ב-15.90 ש\"ח", (2, 1_590)), ("רפאלו ב-15.90", None),
    ],
)  # fmt: skip
def test_the_words_name_a_deal(text, deal):
    assert words.deal(text) == deal


def test_a_deposit_that_only_the_percent_tells_of_is_an_article_of_its_own(tmp_path):
    # 11.00 for two bottles at 6.20 is 11.29 %; at 6.20 and 0.30 of deposit it is 15.38 %.
    bottles = published(line(10, 2_000, 1_100, 1_538), line(10, 2_000, 1_040, 1_034, "2"))
    whole = day(bottles, articles=(article("1", 620), article("2", 580)))
    conversion = convert_day(whole)
    assert conversion.dialect.deposits == {"1": 30}
    assert [give(rule) for rule in conversion.rules] == ["2 of s-7 for 10.40 ILS"]
    written = write_day(tmp_path, whole, conversion.dialect, conversion.converted)
    assert load_catalogue(written.catalogue, "ILS").product("1").deposit == "PIKADON-30"
    assert compile_folder(written.rules).diagnostics == ()


def test_a_deposit_that_the_words_leave_out_is_found():
    drink = published(line(1, 2_000, 3_500), text="2 ב-34.40 פקדון")
    assert dialect_of(day(drink, articles=(article(price=1_890),))).deposits == {"1": 30}


def test_the_chain_that_takes_a_group_for_a_unit():
    assert percent_bp(2_180, 1_690) == 2_248
    assert percent_bp(2_180, 1_690, milli=2_000) == 1_266


def test_a_coupon_for_some_of_each_group_is_a_bundle():
    promotion = published(
        line(10, 2_000, 0, 10_000, "1"), line(10, 1_000, 0, 10_000, "2"), coupon=True
    )
    assert said(promotion) == ["bundle 1 s-7-a + 2 s-7-b free"]


def test_the_coupon_among_the_goods_is_a_condition():
    promotion = published(line(0, 1_000, 11_000, 1_525, "9"), line(0, 2_000, 11_000, 1_525, "1"))
    (rule,) = convert_day(day(promotion)).rules
    assert (give(rule), rule.coupon) == ("2 of s-7 for 110.00 ILS", "k-7")


@pytest.mark.parametrize(
    ("one", "text", "cause"),
    [
        (line(6, 3_000, 5_990), "", Cause.GIFT_UNMARKED),
        (line(0, 1_000, 2_590), "קנה", Cause.GIFT_UNMARKED),
        (line(2, 1_000, 0, 10_000), "קנה קמח קבל תערובת", Cause.GIFT_UNMARKED),
        (line(3, 10_000_000, 0, 10_000), "", Cause.TOO_MANY),
        (line(2, 1_000), "", Cause.NO_VALUE),
        (line(11, 1_000, 990), "", Cause.BY_HAND),
    ],
)
def test_what_cannot_be_said_has_a_cause(one, text, cause):
    conversion = convert_day(day(published(one, text=text)))
    assert [each.cause for each in conversion.unsaid] == [cause]
    assert conversion.rules == ()
    assert cause.value in report([conversion])


def test_a_price_above_the_list_price_is_garbage_and_still_a_rule():
    conversion = convert_day(day(published(line(1, 1_000, 1_100)), articles=(article(),)))
    assert list(conversion.garbage) == ["7"]
    assert len(conversion.rules) == 1


def test_the_shop_is_lawful_in_israel_and_taxes_at_eighteen_percent():
    whole = day(published(line(1, 2_000, 1_180)))
    text = shop(whole) + "\n".join(rules_text(convert_day(whole).rules))
    result = compile_sources([Source("all.promo", text)])
    assert result.diagnostics == ()
    cart = Cart(
        channel="pos",
        at="2026-08-10T12:00:00+03:00",
        currency="ILS",
        lines=(CartLine(id="1", sku="1", quantity=2, price="10.00", vat="A"),),
    )
    at = datetime(2026, 8, 10, 9, tzinfo=UTC)
    quote = price(cart, result.program, Facts(), at)
    assert (quote.totals.due, quote.vat[0].tax) == ("11.80", "1.80")


def test_a_folder_without_the_files_is_refused_in_one_sentence(tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.israeli", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 2
    assert found.stderr.endswith("does not hold the four Parquet files\n")
