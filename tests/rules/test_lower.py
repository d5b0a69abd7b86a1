"""What each sentence becomes: rewards, stages, options, coupons, policies."""

import pytest

from grammar.source import Source
from pricing import rewards
from pricing.allocation import Allocation
from pricing.program import Limits
from pricing.rounding import Rounding
from pricing.shop import STAGES_DEFAULT, RoundWhere
from rules.compiler import compile_sources
from tests.rules.programs import compiled, promotion

SETS = 'set coffee = category "Kawa"\nset tea = category "Herbata"\n'
FREE = rewards.Percent(10_000)


def reward(sentence):
    return promotion(f"give {sentence}", SETS).reward


def test_line_rewards():
    off = reward("20% off coffee")
    assert (off.rate_bp, off.minimum, off.target.name) == (2_000, 1, "coffee")
    assert reward("12.34% off identical coffee from 3").rate_bp == 1_234
    assert reward("10% off identical coffee from 3").target.identical
    assert reward("10% off identical coffee from 3").minimum == 3
    assert reward("1.50 PLN off each coffee").amount_minor == 150
    assert reward("10% off regular-priced coffee").target.regular_priced


def test_prices():
    each, per_kg = reward("coffee for 4.99 PLN each"), reward("tea for 29.9999 PLN per kg")
    assert (each.price_e4, each.per) == (49_900, "each")
    assert (per_kg.price_e4, per_kg.per) == (299_999, "kg")


def test_scales():
    scale = reward("coffee at 2.49 PLN, from 6 at 2.29 PLN, from 12 at 1.99 PLN each step")
    assert [(step.start, step.price_e4) for step in scale.steps] == [
        (0, 24_900),
        (6, 22_900),
        (12, 19_900),
    ]
    assert (scale.per, scale.each_step) == ("each", True)
    weighed = reward("tea from 500 g at 5.99 PLN per kg")
    assert (weighed.per, weighed.steps[0].start) == ("kg", 500)


def test_groups():
    three = reward("3 for 2 on coffee")
    assert (three.size, three.rewarded, three.effect) == (3, 1, FREE)
    second = reward("every 2nd coffee 50% off")
    assert (second.size, second.rewarded, second.effect) == (2, 1, rewards.Percent(5_000))
    some = reward("3 of coffee for 10.00 PLN")
    assert (some.size, some.rewarded, some.effect) == (3, 3, rewards.Price(1_000))
    cheapest = reward("cheapest of 3 coffee 1.50 PLN off")
    assert (cheapest.minimum, cheapest.effect) == (3, rewards.Amount(150))


def test_bundles():
    bundle = reward("bundle 1 coffee + 2 tea for 15.00 PLN")
    assert [(slot.count, slot.target.name) for slot in bundle.slots] == [(1, "coffee"), (2, "tea")]
    get = reward("buy 2 coffee get 1 tea free")
    assert (get.buy.count, get.get.target.name, get.effect) == (2, "tea", FREE)


def test_totals():
    capped = reward("15% off basket up to 30.00 PLN")
    assert (capped.effect, capped.cap_minor) == (rewards.Percent(1_500), 3_000)
    assert capped.target.name == "basket"
    assert reward("10.00 PLN off total of coffee").effect == rewards.Amount(1_000)
    tiers = reward("off basket: 5% from 100 PLN, 10% from 200 PLN")
    assert [(tier.from_minor, tier.effect.rate_bp) for tier in tiers.tiers] == [
        (10_000, 500),
        (20_000, 1_000),
    ]
    steps = reward("5.00 PLN off basket every 50.00 PLN")
    assert (steps.amount_minor, steps.every_minor, steps.cap_minor) == (500, 5_000, None)


def test_delivery():
    assert reward("free delivery").effect == FREE
    assert reward("50% off delivery").effect == rewards.Percent(5_000)
    assert reward("delivery for 4.99 PLN").effect == rewards.Price(499)


@pytest.mark.parametrize(
    ("clauses", "stage"),
    [
        ("give coffee for 4.99 PLN each", "price"),
        ("give 5% off coffee", "line"),
        ("give 3 for 2 on coffee", "multibuy"),
        ("give 5% off basket", "basket"),
        ("give free delivery", "delivery"),
        ("give 5% off coffee needs coupon c0", "coupon"),
        ("give 5% off coffee when payment is blik", "tender"),
        ("give 5% off coffee when not (payment is blik) needs coupon c0", "tender"),
        ("give free delivery needs coupon c0", "delivery"),
        ("give 5% off basket stage line", "line"),
        ("give free delivery stage price", "price"),
    ],
)
def test_a_promotion_runs_in_the_last_stage_a_clause_asks_for(clauses, stage):
    made = promotion(clauses, SETS)
    assert made.stage_name == stage
    assert STAGES_DEFAULT[made.stage] == stage


def test_merged_and_own_stages():
    shop = Source(
        "shop.promo",
        'shop "S" { currency EUR timezone Europe/Berlin country DE channels pos, web\n'
        "stages price, line + multibuy, clearance, basket\n"
        "rounding half even, per unit allocation rest on last line\n"
        "floor 0.05 EUR per unit, minimum-price }",
    )
    rules = Source(
        "rules.promo",
        'set a = tag "a"\n'
        'promotion one "1" { give 5% off a }\npromotion two "2" { give 3 for 2 on a }\n'
        'promotion three "3" { give 5% off a stage clearance }\n',
    )
    program = compile_sources([shop, rules]).program
    assert [(one.id, one.stage, one.stage_name) for one in program.promotions] == [
        ("one", 1, "line"),
        ("three", 2, "clearance"),
        ("two", 1, "multibuy"),
    ]
    made = program.shop
    assert made.stages == (("price",), ("line", "multibuy"), ("clearance",), ("basket",))
    assert (made.currency.code, made.timezone, made.country) == ("EUR", "Europe/Berlin", "DE")
    assert (made.rounding, made.round_where) == (Rounding.HALF_EVEN, RoundWhere.PER_UNIT)
    assert made.allocation is Allocation.REST_ON_LAST
    assert (made.floor_minor, made.floor_minimum_price) == (5, True)


def test_what_a_shop_leaves_out_has_a_default_and_a_warning():
    result = compile_sources([Source("s", 'shop "S" { channels pos }')])
    shop = result.program.shop
    assert (shop.currency.code, shop.timezone, shop.country) == ("PLN", "Europe/Warsaw", "PL")
    assert (shop.floor_minor, shop.allocation) == (1, Allocation.LARGEST_REMAINDER)
    assert [one.code for one in result.diagnostics] == ["PR506"]


def test_options():
    made = promotion(
        "give 5% off coffee priority 10 stacks exclusive group best final base list price\n"
        'spread over reward receipt "KAWA" in app because "bo tak"',
        SETS,
    )
    assert (made.priority, made.stacks, made.group, made.final) == (10, True, "best", True)
    assert (made.base_list, made.spread_reward, made.receipt) == (True, True, "KAWA")
    assert made.because == "bo tak"
    assert promotion("exclusive").group == ""
    assert promotion("").group is None


def test_limits():
    made = promotion(
        "limit 2 times per basket limit 5 units per basket limit 1.5 kg per basket\n"
        "limit 4 units per customer limit 3 times per basket"
    )
    assert made.limits == Limits(times=2, units=5, measure_milli=1_500, customer_units=4)


def test_coupons():
    result = compiled(
        'coupon autumn "Jesień" { code "jesień-26" }\ncoupon personal { codes unique "V-####" }\n'
        'promotion p "P" { needs coupon autumn give 5% off basket }\n'
        'promotion q "Q" { needs coupon personal give 5% off basket }\n'
    )
    program = result.program
    assert program.codes["JES1EN26"] == "autumn"
    assert program.coupons["autumn"].title == "Jesień"
    assert (program.coupons["personal"].code, program.coupons["personal"].pattern) == (
        None,
        "V-####",
    )
    assert program.promotions[0].coupon == "autumn"


def test_the_same_goods_have_one_number_whatever_they_are_called():
    result = compiled(
        'set a = sku "1", "2"\nset b = sku "2" or sku "1"\nset c = not (not a)\n'
        'promotion p "P" { give 5% off a when quantity of b >= 1 }\n'
        'promotion q "Q" { give 5% off c when total of regular-priced a >= 1 PLN }\n'
    )
    assert len(result.ruleset.sets) == 1
    first, second = result.program.promotions
    assert first.reward.target.number == second.reward.target.number == 0


def test_limits_of_a_coupon_and_what_counts_orders():
    program = compiled(
        'coupon c "C" { code "C" limit 2 per customer per week limit 9 in total series "again" }\n'
        'promotion p "P" { needs coupon c give 5% off basket }\n'
        'promotion q "Q" { give 1% off basket series "other"\n'
        "  when customer first order in app or customer order number >= 3 }\n"
    ).program
    coupon = program.coupons["c"]
    assert coupon.series == "again"
    assert [(one.counter, one.most, one.of_customer, one.window) for one in coupon.limits] == [
        ("coupon:c baskets per customer per week", 2, True, "week"),
        ("coupon:c baskets in total", 9, False, None),
    ]
    p, q = program.promotions
    assert (p.orders_in, p.series) == ((), "")
    assert (q.orders_in, q.series) == (("", "app"), "other")
