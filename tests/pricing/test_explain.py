"""Explanations: why, why not, and what little would unlock more."""

from pricing.cart import Delivery
from pricing.program import ConditionResult
from pricing.rewards import Amount, DeliveryOff, GroupOf, Percent, PercentOff, TotalOff
from tests.builders import EVERYTHING, cart, line, promotion, quote, skus

A = skus(1, "a")


def from_total(minor: int):
    def reports(basket):
        total = basket.total_of(EVERYTHING)
        return (
            ConditionResult(
                "basket total >= x", total >= minor, "below-minimum", str(total), str(minor),
                max(0, minor - total) or None, "amount", EVERYTHING,
            ),
        )  # fmt: skip

    return {"holds": lambda b: b.total_of(EVERYTHING) >= minor, "reports": reports}


def test_the_quote_is_the_same_with_and_without_an_explanation() -> None:
    basket = cart(line("a", "10.00", 2))
    promotions = [
        promotion("p", "line", PercentOff(A, 1_000)),
        promotion("q", "basket", TotalOff(EVERYTHING, Amount(500)), **from_total(5_000)),
    ]
    plain, told = quote(basket, *promotions), quote(basket, *promotions, explain=True)
    assert plain.evidence.quote == told.evidence.quote
    assert plain.explanation is None
    assert told.explanation is not None


def test_every_promotion_is_considered_with_its_conditions_and_rivals() -> None:
    priced = quote(
        cart(line("a", "10.00")),
        promotion("big", "line", PercentOff(A, 2_000)),
        promotion("small", "line", PercentOff(A, 1_000)),
        promotion("off", "basket", TotalOff(EVERYTHING, Amount(500)), **from_total(5_000)),
        explain=True,
    )
    assert priced.explanation is not None
    by_id = {row.promotion: row for row in priced.explanation.promotions}
    assert (by_id["big"].outcome, by_id["big"].saved) == ("applied", "2.00")
    small = by_id["small"]
    assert (small.reason, small.alone, small.beaten_by) == ("better-deal", "1.00", ("big",))
    off = by_id["off"]
    assert (off.reason, off.conditions[0].missing) == ("below-minimum", "42.00")


def test_a_near_miss_is_priced_with_what_it_displaces() -> None:
    priced = quote(
        cart(line("a", "10.00", 2)),
        promotion("tenth", "multibuy", GroupOf(A, 2, 2, Percent(1_000))),
        promotion("three", "multibuy", GroupOf(A, 3, 1, Percent(10_000))),
        explain=True,
    )
    assert priced.explanation is not None
    (miss,) = priced.explanation.near_misses
    assert (miss.promotion, miss.missing, miss.of) == ("three", "1", "pieces")
    # Today 2.00 is saved; with a third piece 10.00 is, and 20.00 is paid.
    assert (miss.add, miss.add_quantity, miss.saves, miss.due) == ("a", 1, "8.00", "20.00")


def test_a_near_miss_of_the_free_delivery_says_how_much_is_missing() -> None:
    priced = quote(
        cart(line("a", "37.50", 5), delivery=Delivery("courier", "14.99")),
        promotion("free", "delivery", DeliveryOff(Percent(10_000)), **from_total(20_000)),
        explain=True,
    )
    assert priced.explanation is not None
    (miss,) = priced.explanation.near_misses
    assert (miss.missing, miss.message) == (
        "12.50",
        "12.50 PLN away from “Free”: add 1 × a for 37.50 PLN, save 14.99 PLN more, pay 225.00 PLN",
    )
    assert (miss.add_quantity, miss.saves, miss.due) == (1, "14.99", "225.00")


def test_what_an_addition_does_not_unlock_is_no_near_miss() -> None:
    priced = quote(
        cart(line("a", "10.00", 2)),
        promotion("better", "multibuy", GroupOf(A, 1, 1, Percent(9_000))),
        promotion("three", "multibuy", GroupOf(A, 3, 1, Percent(10_000))),
        explain=True,
    )
    assert priced.explanation is not None
    assert priced.explanation.near_misses == ()
