"""Other receipts of the same chains, made up: what comes out is worked out here by hand.

The two formulas are the ones that the real receipts prove: a running total rounded half up, and
shares rounded half up with the rest on the last line.
"""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.cart import Customer
from pricing.goods import Product
from tests.receipts.till import bought, grosze, off, sell

MEMBER = Customer(member=True)
CENTS = st.integers(min_value=20, max_value=9_999)


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def running_total(amount: int, weights: list[int]) -> list[int]:
    upto = [half_up(amount * seen, sum(weights)) for seen in accumulate(weights)]
    return [now - before for before, now in zip([0, *upto], upto, strict=False)]


def rest_on_last(amount: int, weights: list[int]) -> list[int]:
    shares: list[int] = []
    for weight in weights[:-1]:
        # Many shares rounded up may use the amount up before the last line.
        shares.append(min(amount - sum(shares), half_up(amount * weight, sum(weights))))
    return [*shares, amount - sum(shares)]


# --- Biedronka ------------------------------------------------------------------------------------

BAKALIE = ("mieszankaprotbak150", "mieszankanerz200g", "mieszankaorzebak200", "mieszankatopbaka200")


def test_of_four_mixes_the_dearest_three_make_the_group():
    scanned = [1399, 899, 699, 999]
    lines = [bought(sku, amount) for sku, amount in zip(BAKALIE, scanned, strict=True)]
    first, second, fourth = running_total(899, [1399, 899, 999])
    assert off(sell("biedronka", *lines)) == [first, second, 0, fourth] == [381, 246, 0, 272]


def test_two_groups_of_one_promotion_are_shared_out_together():
    scanned = [699, 1399, 999, 899]
    lines = [bought(sku, amount, 1) for sku, amount in zip(BAKALIE, scanned, strict=True)]
    lines[1:2] = [bought(BAKALIE[1], 1399, 2)]
    lines += [bought(BAKALIE[0], 699)]
    # 13.99, 13.99, 9.99 and 8.99, 6.99, 6.99; the second piece at 6.99 came last.
    free = 999 + 699
    by_product = running_total(free, [2 * 699, 2 * 1399, 999, 899])
    shares = off(sell("biedronka", *lines))
    assert [shares[0] + shares[4], *shares[1:4]] == by_product
    assert [shares[0], shares[4]] == running_total(by_product[0], [699, 699])


def test_one_product_scanned_in_between_is_one_line():
    pulp, milk = bought("pulpapomnasspiz400", 329), bought("mleko", 349)
    four = sell("biedronka", pulp, milk, pulp, milk, pulp, pulp)
    assert off(four) == [110, 0, 109, 0, 110, 0]
    six = sell("biedronka", pulp, milk, bought("pulpapomnasspiz400", 329, 4), milk, pulp)
    first, *four_of_them, last = running_total(2 * 329, [329] * 6)
    assert off(six) == [first, 0, sum(four_of_them), 0, last]


@pytest.mark.parametrize(
    ("sku", "price", "count", "shares"),
    [
        ("serek-wiejski-200g", 229, 3, [0, 0, 0]),
        ("serek-wiejski-200g", 229, 5, [57, 58, 57, 57, 0]),
        ("serek-wiejski-200g", 229, 8, [57, 58, 57, 57, 57, 58, 57, 57]),
        ("krem-nutella-350g", 1899, 1, [0]),
        ("krem-nutella-350g", 1899, 3, [950, 949, 0]),
        ("szynkkrolkrakmix120g", 799, 4, [400, 399, 400, 399]),
        ("boczslupmorl130g", 678, 1, [0]),
        ("boczslupmorl130g", 678, 3, [279, 279, 279]),
        ("bulkakajzerka55g", 39, 5, [0, 0, 0, 0, 0]),
        ("bulkakajzerka55g", 39, 7, [6] * 7),
    ],
)
def test_more_and_fewer_pieces(sku: str, price: int, count: int, shares: list[int]):
    assert off(sell("biedronka", *[bought(sku, price)] * count)) == shares
    assert off(sell("biedronka", bought(sku, price, count))) == [sum(shares)]


@pytest.mark.parametrize("grams", [5, 214, 999, 1000, 1337, 20_005])
def test_weighed_goods_at_a_promotional_price(grams: int):
    bananas = bought("banan-luz", 699, f"{grams // 1000}.{grams % 1000:03d}")
    oranges = bought("pomarancze-des-luz", 549, "0.535")
    quote = sell("biedronka", bananas, oranges, bananas)
    saved = half_up(699 * grams, 1000) - half_up(329 * grams, 1000)
    # What would leave less than a grosz is not given.
    assert off(quote) == [saved, half_up(549 * 535, 1000) - 160, saved]


def test_a_promotional_price_never_raises_a_price():
    quote = sell(
        "biedronka",
        bought("banan-luz", 299, "1.200"),
        bought("boczslupmorl130g", 349, 2),
        bought("sernikpistacjpok450g", 1690),
    )
    assert off(quote) == [0, 0, 0]
    assert quote.applied == ()


@given(prices=st.lists(CENTS, min_size=1, max_size=12))
def test_any_mix_of_three_for_two_gives_the_third_dearest_of_each_three(prices: list[int]):
    lines = [bought(BAKALIE[n % 4], amount) for n, amount in enumerate(prices)]
    quote = sell("biedronka", *lines)
    assert grosze(quote.totals.discount) == sum(sorted(prices, reverse=True)[2::3])


@given(price=CENTS, count=st.integers(min_value=1, max_value=20))
def test_any_number_of_one_product_in_three_for_two(price: int, count: int):
    groups = count // 3
    quote = sell("biedronka", *[bought("pulpapomnasspiz400", price)] * count)
    shares = running_total(groups * price, [price] * 3 * groups) if groups else []
    assert off(quote) == [*shares, *[0] * (count - 3 * groups)]


# --- Lidl -----------------------------------------------------------------------------------------

BAR = "czekolada-b-z-or"


@pytest.mark.parametrize(("count", "saved"), [(1, 0), (2, 0), (3, 690), (4, 690), (6, 1380)])
def test_every_third_bar_is_booked_as_three_thirds(count: int, saved: int):
    assert off(sell("lidl", bought(BAR, 689, count, vat="A"))) == [saved]
    apart = sell("lidl", *[bought(BAR, 689, vat="A")] * count)
    assert sum(off(apart)) == saved


@pytest.mark.parametrize(("count", "saved"), [(3, 0), (4, 24), (5, 30), (8, 48)])
def test_rolls_from_four(count: int, saved: int):
    assert off(sell("lidl", bought("bulka-kajzerka", 35, count))) == [saved]


@given(price=CENTS, count=st.integers(min_value=1, max_value=6))
def test_a_sticker_rounds_on_each_piece(price: int, count: int):
    marked = bought("ser", price, count, marks=("sticker-50",))
    fresh = bought("ser", price, 2)
    assert off(sell("lidl", fresh, marked, fresh)) == [0, count * half_up(price, 2), 0]


def test_a_sticker_comes_after_the_price_for_members():
    bacon = bought("boczek-piec", 3390, "0.381", marks=("sticker-50",))
    quote = sell("lidl", bacon, customer=MEMBER)
    assert [(d.promotion, d.amount) for d in quote.lines[0].discounts] == [
        ("baked-bacon-plus", "3.89"),
        ("half-price-sticker", "4.52"),  # half of 9.03
    ]
    assert off(sell("lidl", bacon)) == [half_up(1292, 2)]


@pytest.mark.parametrize(("count", "saved"), [(1, 75), (2, 150), (3, 150), (7, 150)])
def test_a_coupon_for_at_most_two_pieces(count: int, saved: int):
    gyoza = bought("pierozki-gyoza", 749, count)
    quote = sell("lidl", gyoza, customer=MEMBER, codes=("gyoza 10",))
    assert off(quote) == [saved]
    assert quote.accepted[0].promotions == ("gyoza-coupon",)


@given(prices=st.lists(CENTS, min_size=1, max_size=12))
def test_a_voucher_is_taken_off_every_line_with_the_rest_on_the_last(prices: list[int]):
    lines = [bought(f"towar-{n}", amount) for n, amount in enumerate(prices)]
    quote = sell("lidl", *lines, customer=MEMBER, codes=("VOUCHER-3",))
    if sum(prices) < 3000:
        assert off(quote) == [0] * len(prices)
        assert quote.rejected[0].reason == "below-minimum"
        assert grosze(quote.rejected[0].missing or "") == 3000 - sum(prices)
    else:
        assert off(quote) == rest_on_last(300, prices)


@pytest.mark.parametrize(("filler", "shares"), [(1501, [150, 150]), (1500, [0, 0])])
def test_the_threshold_of_a_voucher_is_tested_after_other_coupons(filler: int, shares: list[int]):
    # Two packs at 7.49 less 1.50 are 13.48; with 16.52 that is 30.00.
    gyoza, other = bought("pierozki-gyoza", 749, 2), bought("towar", filler + 151)
    quote = sell("lidl", gyoza, other, customer=MEMBER, codes=("GYOZA-10", "VOUCHER-3"))
    voucher = rest_on_last(300, [1348, filler + 151]) if any(shares) else [0, 0]
    assert off(quote) == [150 + voucher[0], voucher[1]]


def test_alcohol_and_any_beer_are_outside_a_voucher():
    beer = Product("piwo-bez", "Piwo bezalkoholowe", category=("Napoje", "Piwo"), vat="A")
    lines = [
        bought("wino", 1899, vat="A", class_="alcohol"),
        bought("maslo", 799),
        bought("piwo-bez", 2200, vat="A"),
        bought("ser", 2201),
    ]
    quote = sell("lidl", *lines, products=[beer], customer=MEMBER, codes=("VOUCHER-3",))
    butter, cheese = rest_on_last(300, [799, 2201])
    assert off(quote) == [0, butter, 0, cheese]
    lines[3] = bought("ser", 2200)
    refused = sell("lidl", *lines, products=[beer], customer=MEMBER, codes=("VOUCHER-3",))
    assert off(refused) == [0, 0, 0, 0]
    assert (refused.rejected[0].reason, refused.rejected[0].missing) == ("below-minimum", "0.01")


@pytest.mark.parametrize(
    ("day", "customer", "reason"),
    [
        ("2025-10-29", MEMBER, "not-started"),
        ("2025-10-30", MEMBER, None),
        ("2025-11-06", MEMBER, None),
        ("2025-11-07", MEMBER, "expired"),
        ("2025-11-06", None, "sign-in"),
    ],
)
def test_a_voucher_holds_on_its_days_for_members(
    day: str, customer: Customer | None, reason: str | None
):
    quote = sell("lidl", bought("ser", 4000), day=day, customer=customer, codes=("VOUCHER-3",))
    assert [rejected.reason for rejected in quote.rejected] == ([reason] if reason else [])
    assert off(quote) == [0 if reason else 300]


YOGHURT = """
set yoghurts = sku "jogurt"
promotion yoghurts-for-2 "Jogurt: taniej za 2" {
  give      10% off identical yoghurts from 2
  receipt   "Taniej za 2"
}
"""


def test_a_sticker_halves_what_cheaper_for_two_left():
    # Two at 3.29: 10% is 0.33 on each piece, and half of the 2.96 that each then costs is 1.48.
    fresh, marked = bought("jogurt", 329, 1), bought("jogurt", 329, 1, marks=("sticker-50",))
    quote = sell("lidl", marked, marked, more=YOGHURT)
    assert [[(d.promotion, d.amount) for d in line.discounts] for line in quote.lines] == 2 * [
        [("yoghurts-for-2", "0.33"), ("half-price-sticker", "1.48")]
    ]
    assert off(sell("lidl", fresh, marked, more=YOGHURT)) == [33, 33 + 148]
    assert off(sell("lidl", marked, more=YOGHURT)) == [half_up(329, 2)]


@pytest.mark.parametrize(
    ("percent", "price", "count", "saved"), [(30, 289, 2, 174), (50, 65, 2, 66), (50, 99, 2, 100)]
)
def test_a_percentage_is_rounded_on_each_piece(percent: int, price: int, count: int, saved: int):
    more = f"""
set packs = sku "paczka"
promotion packs-off "Taniej" {{
  give      {percent}% off packs
  receipt   "Taniej"
}}
"""
    assert off(sell("lidl", bought("paczka", price, count), more=more)) == [saved]


GYOZA_COUPONS = """
coupon gyoza-each {
  code      "GYOZA-1"
}
promotion gyoza-one "Pierożki 1,20 zł taniej, 1 szt." {
  needs     coupon gyoza-each
  give      1.20 PLN off each gyoza
  limit     1 units per basket
  exclusive group gyoza-coupons
  receipt   "Lidl Plus kupon"
}
promotion gyoza-half "Pierożki 12% taniej, max 2 szt." {
  needs     coupon gyoza-each
  give      12% off gyoza
  limit     2 units per basket
  exclusive group gyoza-coupons
  receipt   "Lidl Plus kupon"
}
"""


@pytest.mark.parametrize(("count", "won", "saved"), [(1, "gyoza-one", 120), (2, "gyoza-half", 180)])
def test_of_two_coupons_on_one_product_the_better_in_all_is_used(count: int, won: str, saved: int):
    gyoza = bought("pierozki-gyoza", 749, count)
    quote = sell("lidl", gyoza, customer=MEMBER, codes=("GYOZA-1",), more=GYOZA_COUPONS)
    assert [applied.promotion for applied in quote.applied] == [won]
    assert off(quote) == [saved]


# --- deposits and vouchers ------------------------------------------------------------------------


def test_a_deposit_is_paid_beside_the_fiscal_total():
    bottles = bought("kaucja-butelka", 50, 7, kind="deposit", vat=None)
    quote = sell("biedronka", bought("zakupy", 15217), bottles)
    totals = quote.totals
    assert (totals.goods, totals.deposits, totals.payable) == ("152.17", "3.50", "155.67")
    assert [(row.letter, row.gross) for row in quote.vat] == [("C", "152.17")]


def test_tax_is_computed_on_what_a_voucher_left():
    more = """
promotion voucher "Bon" {
  give      5.33 PLN off basket
  receipt   "Bon"
}
"""
    quote = sell("auchan", bought("towar", 8650, vat="A"), more=more)
    assert [(row.letter, row.gross, row.tax) for row in quote.vat] == [("A", "81.17", "15.18")]


# --- Auchan ---------------------------------------------------------------------------------------


def test_the_second_of_each_two_costs_a_grosz():
    first, second = bought("smoothie-j-359548", 415), bought("smoothie-j-359553", 415)
    milk = bought("mleko", 329)
    assert off(sell("auchan", first)) == [0]
    assert off(sell("auchan", first, milk, second)) == [0, 0, 414]
    assert off(sell("auchan", second, first, second)) == [0, 414, 0]
    assert off(sell("auchan", first, first, second, second)) == [0, 414, 0, 414]


def test_of_two_prices_the_cheaper_one_costs_a_grosz():
    dear, cheap = bought("slonecznik-w-4203", 399), bought("orzeszki-w-426472", 329)
    assert off(sell("auchan", cheap, dear)) == [328, 0]
    assert off(sell("auchan", dear, cheap)) == [0, 328]


def test_two_groups_never_mix():
    smoothie, seeds = bought("smoothie-j-359548", 415), bought("slonecznik-w-4203", 329)
    assert off(sell("auchan", smoothie, seeds)) == [0, 0]


@pytest.mark.parametrize(("count", "saved"), [(1, 0), (2, 156), (3, 234)])
def test_wafers_from_two(count: int, saved: int):
    assert off(sell("auchan", bought("wafelek-pr-222136", 228, count))) == [saved]


def test_a_recycling_fee_is_taxed_and_never_lowered():
    fee = bought("rewtymoplrec-oplata-recyklingowa", 75, 2, kind="fee", vat="A")
    quote = sell("auchan", fee, bought("napoj-gaz-388083", 1756, 2, vat="A"))
    assert off(quote) == [0, 514]
    sales = 150 + 2 * 1499
    assert [(row.letter, grosze(row.gross), grosze(row.tax)) for row in quote.vat] == [
        ("A", sales, half_up(sales * 23, 123))
    ]


# --- every chain ----------------------------------------------------------------------------------

SOLD = {
    "auchan": [
        ("smoothie-j-359548", 415), ("smoothie-j-359553", 399), ("slonecznik-w-4203", 329),
        ("orzeszki-w-426472", 329), ("wafelek-pr-222136", 228), ("napoj-gaz-388083", 1756),
    ],
    "biedronka": [
        *[(sku, 699 + 100 * n) for n, sku in enumerate(BAKALIE)],
        ("pulpapomnasspiz400", 329), ("serek-wiejski-200g", 229), ("boczslupmorl130g", 678),
    ],
    "lidl": [(BAR, 689), ("bulka-kajzerka", 35), ("pierozki-gyoza", 749), ("ser", 1999)],
}  # fmt: skip


@pytest.mark.parametrize("chain", sorted(SOLD))
@given(data=st.data())
def test_the_order_of_scanning_never_changes_what_is_paid(chain: str, data: st.DataObject):
    scanned = data.draw(st.lists(st.sampled_from(SOLD[chain]), min_size=1, max_size=14))
    again = data.draw(st.permutations(scanned))
    card = {"customer": MEMBER, "codes": ("GYOZA-10", "VOUCHER-3")} if chain == "lidl" else {}
    first = sell(chain, *[bought(*piece) for piece in scanned], **card)
    second = sell(chain, *[bought(*piece) for piece in again], **card)
    assert second.totals == first.totals
    assert second.applied == first.applied


@pytest.mark.parametrize("chain", sorted(SOLD))
@given(data=st.data())
def test_a_line_of_three_is_three_lines_of_one(chain: str, data: st.DataObject):
    scanned = data.draw(
        st.lists(
            st.tuples(st.sampled_from(SOLD[chain]), st.integers(min_value=1, max_value=5)),
            min_size=1,
            max_size=7,
        )
    )
    together = sell(chain, *[bought(*piece, count) for piece, count in scanned])
    apart = sell(chain, *[bought(*piece) for piece, count in scanned for _ in range(count)])
    assert apart.totals == together.totals
    assert apart.vat == together.vat
    shares = iter(off(apart))
    assert off(together) == [sum(next(shares) for _ in range(count)) for _, count in scanned]


# --- Kaufland -------------------------------------------------------------------------------------


@given(prices=st.lists(CENTS, min_size=1, max_size=12))
def test_without_rules_a_receipt_is_the_sum_of_its_lines(prices: list[int]):
    quote = sell("kaufland", *[bought(f"towar-{n}", amount) for n, amount in enumerate(prices)])
    assert quote.applied == ()
    assert grosze(quote.totals.payable) == sum(prices)
    assert [grosze(row.tax) for row in quote.vat] == [half_up(sum(prices) * 5, 105)]
