"""How promotions combine: stages, stacks, final, exclusive, totals, delivery, limits."""

from dataclasses import replace

import pytest

from pricing.allocation import Allocation
from pricing.cart import Customer, Delivery, Payment
from pricing.goods import Facts, Product
from pricing.program import Limits
from pricing.rewards import (
    Amount,
    AmountOff,
    DeliveryOff,
    FixedPrice,
    GroupOf,
    Percent,
    PercentOff,
    Price,
    PriceScale,
    Step,
    Tier,
    TotalOff,
    TotalSteps,
    TotalTiers,
)
from pricing.shop import RoundWhere
from tests.builders import EVERYTHING, SHOP, cart, line, nets, promotion, quote, shares, skus

ALL = EVERYTHING
A = skus(1, "a")
FREE = Percent(10_000)


def applied(priced) -> list[tuple[str, str]]:
    return [(row.promotion, row.amount) for row in priced.applied]


# --- lines ----------------------------------------------------------------------------------------


def test_a_percentage_is_rounded_once_per_line_or_once_per_unit() -> None:
    per_unit = replace(SHOP, round_where=RoundWhere.PER_UNIT)
    basket = cart(line("a", "1.49", 5))
    tenth = promotion("p", "line", PercentOff(A, 1_500))
    assert nets(quote(basket, tenth)) == {"a": "6.33"}
    assert nets(quote(basket, tenth, shop=per_unit)) == {"a": "6.35"}


def test_an_amount_never_goes_below_the_floor_and_gives_no_change() -> None:
    basket = cart(line("a", "3.49"))
    five = promotion("p", "line", AmountOff(A, 500))
    assert nets(quote(basket, five)) == {"a": "0.01"}
    assert nets(quote(basket, five, shop=replace(SHOP, floor_minor=0))) == {"a": "0.00"}


def test_a_promotional_price_never_raises_a_price() -> None:
    price = promotion("p", "price", FixedPrice(A, 49_900))
    assert nets(quote(cart(line("a", "6.49", 3)), price)) == {"a": "14.97"}
    assert applied(quote(cart(line("a", "3.99", 3)), price)) == []


def test_a_price_per_kg_rounds_what_is_left_to_pay() -> None:
    price = promotion("p", "price", FixedPrice(A, 29_900, "kg"))
    priced = quote(cart(line("a", "9.99", measure="0.635")), price)
    assert (priced.lines[0].gross, nets(priced)) == ("6.34", {"a": "1.90"})


def test_a_price_per_kg_scales_a_printed_label() -> None:
    price = promotion("p", "price", FixedPrice(A, 200_000, "kg"))
    priced = quote(cart(line("a", "40.00", measure="0.250", label="10.04")), price)
    assert nets(priced) == {"a": "5.02"}


@pytest.mark.parametrize(
    ("count", "whole", "by_step"),
    [(5, "12.45", "12.45"), (7, "16.03", "17.03"), (12, "23.88", "28.18")],
)
def test_a_scale_prices_every_unit_or_each_step_its_part(count, whole, by_step) -> None:
    steps = (Step(1, 24_900), Step(6, 22_900), Step(12, 19_900))
    basket = cart(line("a", "2.49", count))
    assert nets(quote(basket, promotion("p", "price", PriceScale(A, steps)))) == {"a": whole}
    scale = PriceScale(A, steps, each_step=True)
    assert nets(quote(basket, promotion("p", "price", scale))) == {"a": by_step}


def test_a_scale_by_weight_counts_the_whole_set() -> None:
    steps = (Step(1_000, 59_900),)
    scale = promotion("p", "price", PriceScale(skus(1, "a", "b"), steps, "kg"))
    light = cart(line("a", "7.99", measure="0.600"))
    heavy = cart(line("a", "7.99", measure="0.600"), line("b", "7.99", measure="0.400"))
    assert applied(quote(light, scale)) == []
    assert nets(quote(heavy, scale)) == {"a": "3.59", "b": "2.40"}


def test_a_scale_of_kilograms_counts_no_litres() -> None:
    litre = Product("b", vat="C", unit="l", weighed=True)
    scale = promotion("p", "price", PriceScale(skus(1, "a", "b"), (Step(1_000, 59_900),), "kg"))
    basket = cart(line("a", "7.99", measure="0.600"), line("b", "7.99", measure="0.400"))
    assert applied(quote(basket, scale, facts=Facts(products={"b": litre}))) == []


@pytest.mark.parametrize(
    ("kg", "label", "paid"),
    [("1.000", None, "10.00"), ("1.500", None, "13.00"), ("3.000", None, "20.98"),
     ("3.000", "30.30", "21.19")],
)  # fmt: skip
def test_each_step_prices_its_own_part_of_a_weighed_line(kg, label, paid) -> None:
    scale = PriceScale(A, (Step(1_000, 59_900), Step(2_000, 49_900)), "kg", each_step=True)
    stated = {"label": label} if label else {}
    priced = quote(cart(line("a", "10.00", measure=kg, **stated)), promotion("p", "price", scale))
    assert nets(priced) == {"a": paid}


def test_from_three_identical_counts_each_product_by_itself() -> None:
    both = skus(1, "a", "b", identical=True)
    tenth = promotion("p", "line", PercentOff(both, 1_000, minimum=3))
    basket = cart(line("a", "10.00", 3), line("b", "10.00", 2))
    assert shares(quote(basket, tenth)) == {"a": ["3.00"], "b": []}


def test_regular_priced_leaves_what_an_earlier_stage_lowered() -> None:
    regular = skus(2, "a", "b", regular_priced=True)
    priced = quote(
        cart(line("a", "10.00"), line("b", "10.00")),
        promotion("price", "price", FixedPrice(A, 90_000)),
        promotion("tenth", "line", PercentOff(regular, 1_000)),
    )
    assert shares(priced) == {"a": ["1.00"], "b": ["1.00"]}
    assert applied(priced) == [("price", "1.00"), ("tenth", "1.00")]


def test_base_list_price_counts_from_the_list() -> None:
    priced = quote(
        cart(line("a", "10.00")),
        promotion("first", "price", FixedPrice(A, 80_000)),
        promotion("tenth", "line", PercentOff(A, 1_000), base_list=True),
    )
    assert applied(priced) == [("first", "2.00"), ("tenth", "1.00")]


# --- limits ---------------------------------------------------------------------------------------


def test_a_limit_on_units_keeps_the_largest_savings() -> None:
    both = skus(1, "a", "b")
    limited = promotion("p", "line", PercentOff(both, 5_000), limits=Limits(units=2))
    basket = cart(line("a", "4.00", 2), line("b", "10.00", 1))
    assert shares(quote(basket, limited)) == {"a": ["2.00"], "b": ["5.00"]}


def test_a_limit_on_times_counts_groups() -> None:
    limited = promotion("p", "multibuy", GroupOf(A, 2, 1, FREE), limits=Limits(times=2))
    priced = quote(cart(line("a", "3.00", 9)), limited)
    assert (applied(priced), priced.applied[0].times) == ([("p", "6.00")], 2)


def test_a_limit_per_customer_uses_what_the_ledger_counted_and_needs_a_name() -> None:
    limited = promotion("p", "price", FixedPrice(A, 19_900), limits=Limits(customer_units=4))
    basket = cart(line("a", "2.99", 3), customer=Customer(ref="c-1"))
    assert applied(quote(basket, limited)) == [("p", "3.00")]
    assert applied(quote(basket, limited, facts=Facts(used={"p": 3}))) == [("p", "1.00")]
    assert applied(quote(basket, limited, facts=Facts(used={"p": 4}))) == []
    stranger = cart(line("a", "2.99", 3))
    told = quote(stranger, limited, explain=True).explanation
    assert told is not None
    assert told.promotions[0].reason == "sign-in"


# --- totals ---------------------------------------------------------------------------------------


def test_of_two_basket_discounts_the_larger_applies_once() -> None:
    basket = cart(line("a", "60.00"), line("b", "40.00"))
    priced = quote(
        basket,
        promotion("amount", "basket", TotalOff(ALL, Amount(900))),
        promotion("percent", "basket", TotalOff(ALL, Percent(1_000))),
    )
    assert applied(priced) == [("percent", "10.00")]


def test_totals_that_share_no_unit_both_apply() -> None:
    basket = cart(line("a", "60.00"), line("b", "40.00"))
    priced = quote(
        basket,
        promotion("on-a", "basket", TotalOff(A, Amount(900))),
        promotion("on-b", "basket", TotalOff(skus(2, "b"), Percent(1_000))),
        promotion("on-both", "basket", TotalOff(skus(3, "a", "b"), Amount(1_200))),
    )
    assert applied(priced) == [("on-a", "9.00"), ("on-b", "4.00")]


@pytest.mark.parametrize(
    ("total", "whole", "each"),
    [("99.99", "0.00", "0.00"), ("100.00", "5.00", "0.00"), ("230.00", "23.00", "8.00")],
)
def test_tiers_apply_to_all_or_to_each_part(total: str, whole: str, each: str) -> None:
    tiers = (Tier(10_000, Percent(500)), Tier(20_000, Percent(1_000)))
    for each_step, expected in ((False, whole), (True, each)):
        reward = TotalTiers(ALL, tiers, each_step=each_step)
        priced = quote(cart(line("a", total)), promotion("p", "basket", reward))
        assert priced.totals.discount == expected


def test_steps_count_full_ones_up_to_a_cap() -> None:
    basket = cart(line("a", "174.99"))
    steps = promotion("p", "basket", TotalSteps(ALL, 500, 5_000))
    capped = promotion("p", "basket", TotalSteps(ALL, 500, 5_000, 1_000))
    assert applied(quote(basket, steps)) == [("p", "15.00")]
    assert quote(basket, steps).applied[0].times == 3
    assert applied(quote(basket, capped)) == [("p", "10.00")]


def test_a_total_reads_what_the_units_of_its_stage_left() -> None:
    threshold = promotion(
        "off", "coupon", TotalOff(ALL, Amount(500)), holds=lambda b: b.total_of(ALL) >= 10_000
    )
    tenth = promotion("tenth", "coupon", PercentOff(A, 1_000))
    assert applied(quote(cart(line("a", "105.00")), tenth, threshold)) == [("tenth", "10.50")]


def test_gift_cards_fees_and_tobacco_are_in_no_total() -> None:
    basket = cart(
        line("a", "5.99"),
        line("cigarettes", "18.50", 2, class_="tobacco"),
        line("card", "100.00", class_="gift-card", vat=None),
        line("bag", "0.25", kind="fee"),
    )
    priced = quote(
        basket,
        promotion(
            "p", "basket", TotalOff(ALL, Percent(1_000)), holds=lambda b: b.total_of(ALL) >= 599
        ),
        promotion(
            "q", "points", TotalOff(ALL, Amount(100)), holds=lambda b: b.total_of(ALL) >= 600
        ),
    )
    assert shares(priced) == {"a": ["0.60"], "cigarettes": [], "card": [], "bag": []}
    assert [v.letter for v in priced.vat] == ["A"]


# --- sharing --------------------------------------------------------------------------------------


def test_a_group_discount_is_spread_over_the_deal_or_stays_on_the_reward() -> None:
    target = skus(1, "dress", "belt")
    basket = cart(line("dress", "40.00"), line("belt", "25.00"))
    half = promotion("p", "multibuy", GroupOf(target, 2, 1, Percent(5_000)))
    assert shares(quote(basket, half)) == {"dress": ["7.69"], "belt": ["4.81"]}
    kept = replace(half, spread_reward=True)
    assert shares(quote(basket, kept)) == {"dress": [], "belt": ["12.50"]}


def test_under_running_total_the_last_scanned_of_equals_is_rewarded() -> None:
    target = skus(1, "x", "y")
    shop = replace(SHOP, allocation=Allocation.RUNNING_TOTAL)
    deal = promotion("p", "multibuy", GroupOf(target, 2, 1, Price(1)), spread_reward=True)
    first = quote(cart(line("x", "4.15"), line("y", "4.15")), deal, shop=shop)
    second = quote(cart(line("y", "4.15"), line("x", "4.15")), deal, shop=shop)
    assert shares(first) == {"x": [], "y": ["4.14"]}
    assert shares(second) == {"x": ["4.14"], "y": []}


# --- stacks, final, exclusive ---------------------------------------------------------------------


def test_what_stacks_runs_after_its_stage_by_priority_then_identifier() -> None:
    priced = quote(
        cart(line("a", "100.00")),
        promotion("plain", "line", PercentOff(A, 1_000)),
        promotion("b", "line", PercentOff(A, 1_000), stacks=True),
        promotion("c", "line", PercentOff(A, 1_000), stacks=True, priority=5),
    )
    assert applied(priced) == [("plain", "10.00"), ("c", "9.00"), ("b", "8.10")]


def test_a_final_promotion_closes_its_units_but_they_still_count() -> None:
    priced = quote(
        cart(line("a", "60.00"), line("b", "50.00")),
        promotion("last", "line", PercentOff(A, 1_000), final=True),
        promotion(
            "off",
            "basket",
            TotalOff(ALL, Percent(1_000)),
            holds=lambda b: b.total_of(ALL) >= 10_000,
        ),
    )
    assert shares(priced) == {"a": ["6.00"], "b": ["5.00"]}


def test_final_units_still_reach_a_tier() -> None:
    tiers = TotalTiers(ALL, (Tier(10_000, Percent(1_000)),))
    priced = quote(
        cart(line("a", "60.00"), line("b", "50.00")),
        promotion("last", "line", PercentOff(A, 1_000), final=True),
        promotion("tiers", "basket", tiers),
    )
    assert shares(priced) == {"a": ["6.00"], "b": ["5.00"]}


def test_one_of_an_exclusive_group_applies_across_stages() -> None:
    target = skus(1, "x")
    basket = cart(line("x", "10.00", 3), line("y", "7.00"))
    percent = promotion("p1", "line", PercentOff(target, 3_000), group="best")
    multi = promotion("p2", "multibuy", GroupOf(target, 3, 1, FREE), group="best")
    assert applied(quote(basket, percent, multi)) == [("p2", "10.00")]
    assert applied(quote(basket, replace(percent, priority=1), multi)) == [("p1", "9.00")]


def test_a_lone_exclusive_stands_alone_on_goods_but_beside_the_delivery() -> None:
    basket = cart(line("a", "100.00"), line("b", "100.00"), delivery=Delivery("courier", "15.00"))
    lone = promotion("lone", "basket", TotalOff(ALL, Amount(3_000)), group="")
    small = promotion("small", "line", PercentOff(A, 1_000))
    free = promotion("free", "delivery", DeliveryOff(FREE))
    assert applied(quote(basket, lone, small, free)) == [("lone", "30.00"), ("free", "15.00")]
    large = replace(small, reward=PercentOff(A, 5_000))
    assert applied(quote(basket, lone, large, free)) == [("small", "50.00"), ("free", "15.00")]


# --- delivery and payment -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "net"), [(FREE, "0.00"), (Percent(5_000), "7.49"), (Price(499), "4.99")]
)
def test_the_delivery_may_become_free(effect, net: str) -> None:
    basket = cart(line("a", "10.00"), delivery=Delivery("courier", "14.99"))
    priced = quote(basket, promotion("p", "delivery", DeliveryOff(effect)))
    assert priced.delivery is not None
    assert (priced.delivery.net, priced.totals.delivery) == (net, net)
    assert priced.totals.discount == "0.00"


def test_payments_pay_in_order_and_the_open_one_pays_the_rest() -> None:
    basket = cart(
        line("a", "80.00"),
        payments=(Payment("gift-card", "50.00"), Payment("card"), Payment("cash", "10.00")),
    )
    paid = [(row.method, row.amount) for row in quote(basket).payments]
    assert paid == [("gift-card", "50.00"), ("card", "20.00"), ("cash", "10.00")]


def test_a_gift_card_pays_no_more_than_is_due() -> None:
    basket = cart(line("a", "30.00"), payments=(Payment("gift-card", "50.00"),))
    assert quote(basket).payments[0].amount == "30.00"
