"""Codes: what they unlock, and one reason from a closed list where they do not."""

from pricing.codes import normalise
from pricing.program import ConditionResult, Coupon
from pricing.reasons import REASONS
from pricing.refusal_texts import refusal
from pricing.rewards import Amount, GroupOf, Percent, PercentOff, TotalOff
from tests.builders import EVERYTHING, cart, line, promotion, quote, skus

AUTUMN = Coupon("autumn", "Jesień", normalise("JESIEN26"))
A = skus(1, "a")


def threshold(minor: int):
    def reports(basket):
        total = basket.total_of(EVERYTHING)
        return (
            ConditionResult(
                "basket total", total >= minor, "below-minimum",
                missing=max(0, minor - total) or None, target=EVERYTHING,
            ),
        )  # fmt: skip

    return {"holds": lambda b: b.total_of(EVERYTHING) >= minor, "reports": reports}


def twenty(**traits):
    return promotion("p", "coupon", TotalOff(EVERYTHING, Amount(2_000)), coupon="autumn", **traits)


def gated(promo):
    """Add what the compiler adds to every promotion that needs a coupon."""
    from dataclasses import replace

    return replace(promo, holds=lambda b, inner=promo.holds: "autumn" in b.coupons and inner(b))


def outcome(basket, *promotions):
    priced = quote(basket, *[gated(p) for p in promotions], coupons=(AUTUMN,))
    return [(a.code, a.promotions) for a in priced.accepted], [
        (r.code, r.reason, r.missing) for r in priced.rejected
    ]


def test_a_code_unlocks_its_promotion_however_it_is_typed() -> None:
    basket = cart(line("a", "60.00"), codes=("jesień 26",))
    assert outcome(basket, twenty()) == ([("jesień 26", ("p",))], [])


def test_without_the_code_the_promotion_waits() -> None:
    assert outcome(cart(line("a", "60.00")), twenty()) == ([], [])


def test_a_second_code_of_the_coupon_and_an_unknown_code_say_so() -> None:
    basket = cart(line("a", "60.00"), codes=("JESIEN26", "jesien-26", "NOPE"))
    assert outcome(basket, twenty()) == (
        [("JESIEN26", ("p",))],
        [("jesien-26", "already-in-cart", None), ("NOPE", "unknown", None)],
    )


def test_below_the_threshold_the_missing_amount_is_told() -> None:
    basket = cart(line("a", "82.60"), codes=("JESIEN26",))
    assert outcome(basket, twenty(**threshold(10_000))) == (
        [],
        [("JESIEN26", "below-minimum", "17.40")],
    )


def test_a_group_short_of_pieces_says_how_many() -> None:
    three = promotion("p", "coupon", GroupOf(A, 3, 1, Percent(10_000)), coupon="autumn")
    basket = cart(line("a", "5.00"), codes=("JESIEN26",))
    assert outcome(basket, three)[1] == [("JESIEN26", "below-minimum", "2")]


def test_nothing_covered_a_better_deal_and_no_saving_are_told_apart() -> None:
    on_b = promotion("p", "coupon", PercentOff(skus(2, "b"), 1_000), coupon="autumn")
    basket = cart(line("a", "5.00"), codes=("JESIEN26",))
    assert outcome(basket, on_b)[1] == [("JESIEN26", "no-goods", None)]
    mine = promotion("p", "line", PercentOff(A, 1_000), coupon="autumn")
    rival_priced = quote(
        basket, gated(mine), promotion("q", "line", PercentOff(A, 2_000)), coupons=(AUTUMN,)
    )
    assert rival_priced.rejected[0].reason == "better-deal"
    worthless = promotion("p", "coupon", PercentOff(A, 1), coupon="autumn")
    assert outcome(basket, worthless)[1] == [("JESIEN26", "no-saving", None)]


def test_an_exclusive_rival_makes_it_not_combinable() -> None:
    basket = cart(line("a", "100.00"), codes=("JESIEN26",))
    rival = promotion("q", "line", PercentOff(A, 5_000), group="one")
    priced = quote(basket, gated(twenty(group="one")), rival, coupons=(AUTUMN,))
    assert [a.promotion for a in priced.applied] == ["q"]
    assert priced.rejected[0].reason == "not-combinable"


def test_the_reason_told_is_the_first_of_the_list_and_the_nearest_promotion_speaks() -> None:
    expired = (ConditionResult("until", False, "expired"), ConditionResult("in", False, "channel"))
    far = twenty(holds=lambda b: False, reports=lambda b: expired)
    near = promotion(
        "z", "coupon", TotalOff(EVERYTHING, Amount(1)), coupon="autumn", **threshold(99_999)
    )
    basket = cart(line("a", "5.00"), codes=("JESIEN26",))
    assert outcome(basket, far)[1][0][1] == "expired"
    assert outcome(basket, far, near)[1][0][1] == "below-minimum"


def test_every_reason_has_a_sentence() -> None:
    assert len(REASONS) == len(set(REASONS)) == 18
    sentences = {refusal(reason, None, "amount", "PLN") for reason in REASONS}
    assert len(sentences) == len(REASONS)
    assert refusal("below-minimum", "17.40", "amount", "PLN") == "17.40 PLN below the threshold"
    assert refusal("below-minimum", "2", "pieces", "PLN") == "2 pieces below the threshold"
