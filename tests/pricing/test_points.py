"""Points spent as a discount, and points earned."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.cart import Customer, Delivery
from pricing.earning import Earning, Rate
from pricing.engine import price
from pricing.goods import Facts
from pricing.rewards import (
    BP,
    ExtraPoints,
    MultipliedPoints,
    Percent,
    PercentOff,
    PointsOff,
    TotalOff,
)
from pricing.wire import parse_instant
from tests.builders import (
    EVERYTHING,
    SHOP,
    cart,
    line,
    program,
    promotion,
    quote,
    replace,
    shares,
    skus,
)

ONE_A_ZLOTY = Earning((Rate(1, 100, EVERYTHING),))
MEMBER = Customer(ref="c-1", member=True)


def redeem(count=100, worth=100, most_bp=BP):
    return promotion("club", "points", PointsOff(EVERYTHING, count, worth, most_bp))


def earned(basket, *promotions, earning=ONE_A_ZLOTY, shop=SHOP):
    rules = replace(program(*promotions, shop=shop), earning=earning)
    return price(basket, rules, Facts(), parse_instant(basket.at)).points.earned


def later(name, reward, **traits):
    return promotion(name, "end", reward, **traits)


# --- spent ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wished", "balance", "most_bp", "spent", "saved"),
    [
        (500, None, BP, 500, "5.00"),
        (550, None, BP, 500, "5.00"),  # whole steps of a hundred
        (99, None, BP, 0, None),
        (500, 320, BP, 300, "3.00"),
        (500, 0, BP, 0, None),
        (5_000, None, 5_000, 1_000, "10.00"),  # half of 20.48 is 10.24
        (5_000, None, BP, 2_000, "20.00"),  # the floor leaves 20.46
    ],
)
def test_a_wish_above_what_is_allowed_is_cut_to_it(wished, balance, most_bp, spent, saved) -> None:
    basket = cart(line("a", "12.99"), line("b", "7.49"), customer=MEMBER, points=wished)
    priced = quote(basket, redeem(most_bp=most_bp), facts=Facts(points_balance=balance))
    assert priced.points.spent == spent
    assert [applied.amount for applied in priced.applied] == ([saved] if saved else [])


def test_points_take_whole_steps_of_what_they_are_worth() -> None:
    basket = cart(line("a", "12.99"), customer=MEMBER, points=7)
    priced = quote(basket, redeem(count=3, worth=25))
    assert (priced.points.spent, priced.totals.discount) == (6, "0.50")


def test_points_pay_for_goods_that_a_final_promotion_took() -> None:
    final = promotion("final", "line", PercentOff(skus(1, "a"), 5_000), final=True)
    basket = cart(line("a", "20.00"), customer=MEMBER, points=500)
    assert shares(quote(basket, final, redeem())) == {"a": ["10.00", "5.00"]}


def test_points_stand_beside_a_lone_exclusive() -> None:
    alone = promotion("alone", "basket", TotalOff(EVERYTHING, Percent(1_000)), group="")
    basket = cart(line("a", "20.00"), customer=MEMBER, points=500)
    assert shares(quote(basket, alone, redeem())) == {"a": ["2.00", "5.00"]}


def test_points_spent_do_not_count_as_a_saving_between_exclusive_promotions() -> None:
    # Without `big`, twice as many points could be spent; that leaves nobody better off.
    big = promotion("big", "basket", TotalOff(EVERYTHING, Percent(3_000)), group="g")
    small = promotion("small", "basket", TotalOff(EVERYTHING, Percent(100)), group="g")
    basket = cart(line("a", "100.00"), customer=MEMBER, points=10_000)
    names = [applied.promotion for applied in quote(basket, big, small, redeem()).applied]
    assert names == ["big", "club"]


# --- earned ---------------------------------------------------------------------------------------


def test_points_are_rounded_down_once_for_the_order() -> None:
    # Y01: 4.99 + 7.60 + 2.49 is 15.08; line by line it would be 13.
    basket = cart(line("a", "4.99"), line("b", "7.60"), line("c", "2.49"))
    assert earned(basket) == 15


def test_the_base_leaves_out_what_may_not_be_promoted_and_what_points_paid_for() -> None:
    # Y02: 50.00 of goods of which points pay 5.00, a deposit, a gift card, tobacco.
    basket = cart(
        line("goods", "50.00"),
        line("pet", "0.50", 6, kind="deposit", vat=None),
        line("card", "100.00", class_="gift-card", vat=None),
        line("smokes", "18.50", class_="tobacco"),
        line("bag", "0.25", kind="fee"),
        customer=MEMBER,
        points=500,
        delivery=Delivery("courier", "14.99"),
    )
    assert earned(basket, redeem()) == 45


def test_a_tier_multiplies_what_a_whole_order_earns() -> None:
    earning = replace(ONE_A_ZLOTY, tiers={"silver": Fraction(3, 2), "gold": Fraction(2)})
    silver, gold = Customer(ref="c", tier="silver"), Customer(ref="c", tier="gold")
    assert earned(cart(line("a", "3.99"), customer=silver), earning=earning) == 5  # 5.985
    assert earned(cart(line("a", "3.99"), customer=gold), earning=earning) == 7  # 7.98
    assert earned(cart(line("a", "3.99")), earning=earning) == 3


def test_multipliers_count_exactly_and_the_largest_of_two_counts() -> None:
    threefold = later("three", MultipliedPoints(skus(1, "fruit"), Fraction(3)))
    double = later("two", MultipliedPoints(EVERYTHING, Fraction(2)))
    basket = cart(line("fruit", "3.33"), line("soap", "3.33"))
    assert earned(basket, threefold) == 13  # 9.99 + 3.33
    assert earned(basket, threefold, double) == 16  # 9.99 + 6.66


def test_a_tier_multiplies_multiplied_points_too() -> None:
    earning = replace(ONE_A_ZLOTY, tiers={"silver": Fraction(3, 2)})
    basket = cart(line("fruit", "3.33"), customer=Customer(ref="c", tier="silver"))
    threefold = later("three", MultipliedPoints(EVERYTHING, Fraction(3)))
    assert earned(basket, threefold, earning=earning) == 14  # 14.985


def test_extra_points_come_on_top_and_take_nothing_off() -> None:
    extra = later("extra", ExtraPoints(200))
    rules = replace(program(extra), earning=ONE_A_ZLOTY)
    basket = cart(line("a", "9.99"))
    priced = price(basket, rules, Facts(), parse_instant(basket.at))
    assert priced.points.earned == 209
    assert priced.totals.payable == "9.99"
    (applied,) = priced.applied
    assert (applied.promotion, applied.stage, applied.amount) == ("extra", "end", "0.00")


def test_what_is_given_for_later_reads_the_basket_after_every_stage() -> None:
    off = promotion("off", "delivery", PercentOff(EVERYTHING, 5_000))
    extra = later("extra", ExtraPoints(200), holds=lambda b: b.total_of(EVERYTHING) >= 1_000)
    assert earned(cart(line("a", "19.99")), off, extra) == 10 - 1
    assert earned(cart(line("a", "20.00")), off, extra) == 10 + 200


def test_multiplied_points_without_their_goods_do_not_apply() -> None:
    threefold = later("three", MultipliedPoints(skus(1, "fruit"), Fraction(3)))
    priced = quote(cart(line("soap", "3.33")), threefold, explain=True)
    assert priced.applied == ()
    assert priced.explanation is not None
    assert [row.reason for row in priced.explanation.promotions] == ["no-goods"]


AMOUNTS = st.integers(1, 5_000)


@given(
    st.lists(AMOUNTS, min_size=1, max_size=6),
    st.integers(0, 12_000),
    st.none() | st.integers(0, 12_000),
    st.sampled_from([1_000, 5_000, BP]),
    st.randoms(use_true_random=False),
)
def test_laws_of_points(prices, wished, balance, most_bp, order) -> None:
    lines = [line(f"s{n}", f"{p // 100}.{p % 100:02}") for n, p in enumerate(prices)]
    rules = replace(program(redeem(most_bp=most_bp)), earning=ONE_A_ZLOTY)

    def priced(rows, points):
        basket = cart(*rows, customer=MEMBER, points=points)
        facts = Facts(points_balance=balance)
        return price(basket, rules, facts, parse_instant(basket.at))

    there = priced(lines, wished)
    spent = there.points.spent
    paid = sum(prices) - spent  # 100 points are 100 groszy
    # Never more than was wished for, is there, or is allowed; always whole steps.
    assert spent % 100 == 0
    assert spent <= min(wished, wished if balance is None else balance)
    assert spent * BP <= sum(prices) * most_bp
    assert paid >= len(prices)
    # What points paid for earns none, and earning adds up to whole zlotys once.
    assert there.points.earned == paid // 100
    # A larger wish never spends fewer; the order of lines changes nothing.
    assert priced(lines, wished + 100).points.spent >= spent
    shuffled = list(lines)
    order.shuffle(shuffled)
    assert priced(shuffled, wished).points == there.points
