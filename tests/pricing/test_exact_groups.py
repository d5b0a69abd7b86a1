"""Where falling prices do not cut the best groups, and how ties end in a search."""

from pricing.program import Limits
from pricing.rewards import (
    Amount,
    BuyGet,
    CheapestOf,
    GroupOf,
    Percent,
    PercentOff,
    Price,
    PriceScale,
    Slot,
    Step,
)
from tests.builders import cart, line, nets, promotion, quote, skus


def test_a_percentage_of_several_units_is_cut_where_rounding_gains_most() -> None:
    # Falling prices give 10 % of 0.10 and of 0.04, 0.01 in all; 0.07 and 0.07 give 0.01 each.
    target = skus(1, "a", "b", "c", "d")
    priced = quote(
        cart(line("a", "0.06"), line("b", "0.04"), line("c", "0.03"), line("d", "0.01")),
        promotion("tenth", "multibuy", GroupOf(target, 2, 2, Percent(1_000))),
    )
    assert [(a.promotion, a.amount, a.times) for a in priced.applied] == [("tenth", "0.02", 2)]
    assert priced.optimal


def test_an_amount_is_put_where_it_can_be_borne() -> None:
    target = skus(1, "a", "b", "c", "d")
    priced = quote(
        cart(line("a", "9.00"), line("b", "8.00"), line("c", "1.00"), line("d", "1.00")),
        promotion("five", "multibuy", GroupOf(target, 2, 2, Amount(500))),
    )
    assert [(a.promotion, a.amount) for a in priced.applied] == [("five", "10.00")]


def test_where_sets_overlap_the_bought_units_are_those_that_cannot_be_given() -> None:
    buy, get = skus(1, "bread", "butter"), skus(2, "butter", "jam")
    priced = quote(
        cart(line("bread", "4.00"), line("butter", "8.00"), line("jam", "5.00")),
        promotion("half", "multibuy", BuyGet(Slot(1, buy), Slot(1, get), Percent(5_000))),
    )
    assert [(a.promotion, a.amount) for a in priced.applied] == [("half", "4.00")]


def test_a_unit_that_helps_to_reach_a_step_is_in_no_other_deal() -> None:
    target = skus(1, "a", "b")
    priced = quote(
        cart(line("a", "9.00"), line("b", "1.00")),
        promotion("scale", "line", PriceScale(target, (Step(2, 50_000),))),
        promotion("tenth", "line", PercentOff(skus(2, "b"), 1_000)),
    )
    assert [(a.promotion, a.amount) for a in priced.applied] == [("scale", "4.00")]


def test_a_limited_step_is_rounded_as_the_price_it_is() -> None:
    # Two units at 2.005 cost 4.01; one of them alone costs 2.01.
    target = skus(1, "a", "b")
    priced = quote(
        cart(line("a", "7.99", 2), line("b", "0.99")),
        promotion("scale", "line", PriceScale(target, (Step(3, 20_050),)), limits=Limits(units=1)),
    )
    assert [(a.promotion, a.amount) for a in priced.applied] == [("scale", "5.98")]


def test_in_a_search_too_a_tie_goes_to_the_earlier_identifier() -> None:
    names = [f"n{i}" for i in range(9)]
    lines = [line(name, "5.00", 2) for name in names]
    rewards = {
        "zeta": GroupOf(skus(1, *names), 3, 1, Percent(10_000)),
        "alpha": GroupOf(skus(1, *names), 3, 3, Price(1_000)),
    }
    priced = quote(cart(*lines), *[promotion(n, "multibuy", r) for n, r in rewards.items()])
    assert [(a.promotion, a.amount) for a in priced.applied] == [("alpha", "30.00")]
    assert priced.optimal


def test_in_a_search_too_the_cheaper_units_take_part() -> None:
    target = skus(1, "dear", "x", "y", "z")
    priced = quote(
        cart(line("dear", "10.00"), line("x", "5.00"), line("y", "5.00"), line("z", "5.00")),
        promotion("three", "multibuy", GroupOf(target, 3, 1, Percent(10_000))),
        promotion("tiny", "multibuy", GroupOf(target, 2, 1, Amount(1))),
    )
    assert nets(priced) == {"dear": "10.00", "x": "3.33", "y": "3.33", "z": "3.34"}


def test_leaving_units_to_nobody_is_weighed_against_the_cheapest_of_all() -> None:
    # The bread could trigger as well, but then a dear roll would stay among the toys' company.
    rolls, goods = skus(1, "roll", "bread"), skus(2, "roll")
    priced = quote(
        cart(line("roll", "2.49", 3), line("bread", "1.99"), line("toy", "5.01", 2)),
        promotion("give", "multibuy", BuyGet(Slot(1, rolls), Slot(2, goods), Percent(1_000))),
        promotion("one", "multibuy", CheapestOf(skus(3, "roll", "toy"), 2, Percent(10_000))),
    )
    assert [(a.promotion, a.amount) for a in priced.applied] == [("give", "0.50"), ("one", "5.01")]
