"""What would have been: beaten, capped, and cliffs; each number against the engine itself."""

from dataclasses import replace

from pricing.basket import Basket
from pricing.cart import Cart, Customer, Delivery
from pricing.explanation import Considered
from pricing.goods import Facts
from pricing.money import parse_scaled
from pricing.program import Allowance, ConditionResult, Limits, Promotion
from pricing.rewards import (
    Amount,
    DeliveryOff,
    GroupOf,
    Percent,
    PercentOff,
    PointsOff,
    Tier,
    TotalOff,
    TotalTiers,
)
from tests.builders import EVERYTHING, SHOP, cart, line, promotion, quote, skus

A = skus(1, "a")
FRESH = skus(3, "a", regular_priced=True)


def from_total(minor: int) -> dict[str, object]:
    def reports(basket: Basket) -> tuple[ConditionResult, ...]:
        total = basket.total_of(EVERYTHING)
        missing = max(0, minor - total) or None
        return (
            ConditionResult(
                "basket total", total >= minor, "below-minimum", str(total), str(minor),
                missing, "amount", EVERYTHING,
            ),
        )  # fmt: skip

    return {"holds": lambda b: b.total_of(EVERYTHING) >= minor, "reports": reports}


def told(basket: Cart, *promotions: Promotion, **options: object) -> dict[str, Considered]:
    priced = quote(basket, *promotions, explain=True, **options)
    assert priced.explanation is not None
    return {seen.promotion: seen for seen in priced.explanation.promotions}


def minor(text: str) -> int:
    value = parse_scaled(text, 2)
    assert value is not None
    return value


# --- beaten ---------------------------------------------------------------------------------------


def test_a_beaten_promotion_says_by_how_much():
    seen = told(
        cart(line("a", "10.00")),
        promotion("big", "line", PercentOff(A, 2_000)),
        promotion("small", "line", PercentOff(A, 1_000)),
    )["small"]
    assert seen.instead is not None
    assert (seen.instead.saves, seen.instead.stage_less) == ("1.00", "1.00")
    assert (seen.instead.due, seen.instead.due_more) == ("9.00", "1.00")
    assert [(t.promotion, t.amount) for t in seen.instead.changes] == [("big", "-2.00")]
    assert seen.instead.message == (
        "with it instead it takes off 1.00 PLN; its stage saves 1.00 PLN less; "
        "the cart costs 1.00 PLN more"
    )


def test_what_is_beaten_by_priority_alone_says_so():
    seen = told(
        cart(line("a", "10.00")),
        promotion("big", "line", PercentOff(A, 2_000)),
        promotion("first", "line", PercentOff(A, 1_000), priority=3),
    )["big"]
    assert seen.instead is not None
    assert (seen.instead.stage_less, seen.instead.due_more) == ("-1.00", "-1.00")
    assert "but what won comes first" in seen.instead.message


def test_a_combination_is_named_whole():
    seen = told(
        cart(line("a", "10.00"), line("b", "10.00")),
        promotion("a-30", "line", PercentOff(A, 3_000)),
        promotion("b-30", "line", PercentOff(skus(2, "b"), 3_000)),
        promotion("pair", "line", GroupOf(EVERYTHING, 2, 2, Percent(2_000))),
    )["pair"]
    assert seen.beaten_by == ("a-30", "b-30")
    assert seen.instead is not None
    assert (seen.instead.saves, seen.instead.due_more) == ("4.00", "2.00")
    assert {t.promotion for t in seen.instead.changes} == {"a-30", "b-30"}


def test_a_member_of_a_group_says_what_its_world_costs():
    seen = told(
        cart(line("a", "10.00")),
        promotion("lines", "line", PercentOff(A, 3_000), group="g"),
        promotion("total", "basket", TotalOff(EVERYTHING, Amount(100)), group="g"),
    )["total"]
    assert (seen.reason, seen.beaten_by) == ("not-combinable", ("lines",))
    assert seen.instead is not None
    assert (seen.instead.saves, seen.instead.due_more) == ("1.00", "2.00")


def test_a_lone_exclusive_left_out_for_the_delivery_is_no_promotion_without_saving():
    basket = cart(line("a", "10.00"), delivery=Delivery("courier", "14.99"))
    seen = told(
        basket,
        promotion("alone", "line", PercentOff(A, 5_000), group=""),
        promotion("carriage", "delivery", DeliveryOff(Percent(10_000)), **from_total(1_000)),
    )["alone"]
    assert (seen.reason, seen.beaten_by) == ("better-deal", ())
    assert seen.instead is not None
    assert (seen.instead.saves, seen.instead.due_more) == ("5.00", "9.99")
    assert seen.message == "the customer is better off without it"


def test_goods_that_a_final_promotion_holds_are_freed_first():
    seen = told(
        cart(line("a", "10.00")),
        promotion("kept", "line", PercentOff(A, 1_000), final=True),
        promotion("later", "multibuy", GroupOf(A, 1, 1, Percent(5_000))),
    )["later"]
    assert (seen.reason, seen.beaten_by) == ("better-deal", ("kept",))
    assert seen.instead is not None
    assert (seen.instead.without, seen.instead.due_more) == (("kept",), "-4.00")


# --- capped ---------------------------------------------------------------------------------------


def test_each_limit_says_what_the_promotion_gives_without_it():
    seen = told(
        cart(line("a", "10.00", 6)),
        promotion("three", "multibuy", GroupOf(A, 3, 1, Percent(10_000)), limits=Limits(times=1)),
    )["three"]
    (cap,) = seen.caps
    # Two groups of three: each of the free units costs 10.00, shared over all three.
    assert (cap.limit, cap.most, cap.saves, cap.without) == ("times", "1", "10.00", "20.00")
    assert cap.message.startswith("capped: once at most")


def test_limits_that_bind_together_are_told_together():
    seen = told(
        cart(line("a", "10.00", 6)),
        promotion(
            "three", "multibuy", GroupOf(A, 3, 1, Percent(5_000)), limits=Limits(times=1, units=1)
        ),
    )["three"]
    assert [(c.limit, c.with_others, c.without) for c in seen.caps] == [
        ("times", True, "10.00"), ("units", True, "10.00"),
    ]  # fmt: skip


def test_a_used_up_counter_says_its_numbers():
    seen = told(
        cart(line("a", "10.00"), customer=Customer(ref="c-1")),
        promotion("p", "line", PercentOff(A, 1_000), limits=Limits(customer_units=2)),
        facts=Facts(used={"p": 2}),
    )["p"]
    (cap,) = seen.caps
    assert (seen.reason, cap.limit, cap.most, cap.used) == ("used-up", "customer-units", "2", "2")
    assert (cap.saves, cap.without) == ("0.00", "1.00")


def test_a_budget_and_an_amount_at_most_are_limits_too():
    budget = Allowance("p amount in total", "amount", 150)
    capped = TotalOff(EVERYTHING, Percent(5_000), cap_minor=200)
    seen = told(
        cart(line("a", "10.00")),
        promotion("p", "line", PercentOff(A, 2_000), limits=Limits(allowances=(budget,))),
        promotion("q", "basket", capped),
        facts=Facts(used={"p amount in total": 50}),
    )
    (cap,) = seen["p"].caps
    assert (cap.limit, cap.most, cap.used) == ("budget", "1.50", "0.50")
    assert (cap.saves, cap.without) == ("1.00", "2.00")
    (cap,) = seen["q"].caps
    assert (cap.limit, cap.most, cap.saves, cap.without) == ("up-to", "2.00", "2.00", "4.50")


def test_the_floor_of_the_shop_is_a_limit():
    shop = replace(SHOP, floor_minor=500)
    seen = told(cart(line("a", "10.00")), promotion("p", "line", PercentOff(A, 9_000)), shop=shop)
    (cap,) = seen["p"].caps
    assert (cap.limit, cap.most, cap.saves, cap.without) == ("floor", "5.00", "5.00", "9.00")


def test_points_are_capped_by_their_share_and_by_the_balance():
    basket = cart(line("a", "10.00"), customer=Customer(ref="c"), points=1_000)
    reward = PointsOff(EVERYTHING, 10, 10, 5_000)
    seen = told(basket, promotion("p", "points", reward), facts=Facts(points_balance=2_000))["p"]
    (cap,) = seen.caps
    assert (cap.limit, cap.most, cap.saves, cap.without) == (
        "points-share", "50.00", "5.00", "9.90",
    )  # fmt: skip


# --- cliffs ---------------------------------------------------------------------------------------


def _cliff(seen: Considered) -> tuple[str, str, str, str]:
    assert seen.cliff is not None
    (by,) = seen.cliff.lowered_by
    return by.promotion, seen.cliff.lowered, seen.cliff.saves, seen.cliff.due_more


def test_a_threshold_lost_to_an_earlier_stage_is_a_cliff():
    seen = told(
        cart(line("a", "100.00")),
        promotion("six", "line", PercentOff(A, 600)),
        promotion("ten", "basket", TotalOff(EVERYTHING, Amount(1_000)), **from_total(10_000)),
    )["ten"]
    assert _cliff(seen) == ("six", "6.00", "10.00", "-4.00")
    assert "six 6.00 PLN" in seen.cliff.message


def test_a_lower_step_and_a_regular_price_lost_are_cliffs():
    tiers = TotalTiers(EVERYTHING, (Tier(1_000, Percent(500)), Tier(10_000, Percent(2_000))))
    seen = told(
        cart(line("a", "100.00")),
        promotion("one", "line", PercentOff(A, 100)),
        promotion("steps", "basket", tiers),
    )["steps"]
    assert _cliff(seen) == ("one", "1.00", "20.00", "-14.05")
    seen = told(
        cart(line("a", "100.00")),
        promotion("one", "line", PercentOff(A, 100)),
        promotion("fresh", "multibuy", GroupOf(FRESH, 1, 1, Percent(5_000))),
    )["fresh"]
    assert _cliff(seen) == ("one", "1.00", "50.00", "-49.00")


def test_what_is_too_small_anyway_is_no_cliff():
    seen = told(
        cart(line("a", "100.00")),
        promotion("six", "line", PercentOff(A, 600)),
        promotion("ten", "basket", TotalOff(EVERYTHING, Amount(1_000)), **from_total(10_001)),
    )["ten"]
    assert seen.cliff is None


def test_beyond_the_limit_numbers_are_left_out_and_counted():
    many = [promotion(f"p{n:02}", "line", PercentOff(A, 1_000 + n)) for n in range(70)]
    priced = quote(cart(line("a", "100.00")), *many, explain=True)
    assert priced.explanation is not None
    without = [
        s for s in priced.explanation.promotions if s.outcome == "refused" and s.instead is None
    ]
    assert priced.explanation.unpriced == len(without) == 5
