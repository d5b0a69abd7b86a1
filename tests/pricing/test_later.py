"""Coupons for a later purchase, unique codes, and gifts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.codes import fits_pattern, normalise
from pricing.goods import Facts, ListPrice
from pricing.issuing import last_day
from pricing.program import ConditionResult, Coupon, Limits
from pricing.quote import GiftOffer, Issued
from pricing.rewards import Amount, FixedPrice, GroupOf, IssuedCoupon, Percent, Price, TotalOff
from tests.builders import EVERYTHING, cart, line, nets, promotion, quote, replace, shares, skus

VOUCHER = Coupon("voucher", "Voucher", pattern="V-####", expires_count=7)


def unlocked(name="v-10", **traits):
    def reports(basket):
        there = "voucher" in basket.coupons
        return (
            ConditionResult("needs coupon voucher", there, "unknown"),
            ConditionResult("basket total >= 20 PLN", holds=True, reason="below-minimum"),
        )

    return promotion(
        name, "coupon", TotalOff(EVERYTHING, Amount(1_000)), coupon="voucher",
        holds=lambda b: "voucher" in b.coupons, reports=reports, **traits,
    )  # fmt: skip


# --- coupons for later ----------------------------------------------------------------------------


def test_a_coupon_for_later_carries_the_terms_of_what_it_unlocks() -> None:
    give = promotion("give", "end", IssuedCoupon("voucher"), receipt="VOUCHER")
    priced = quote(cart(line("a", "25.98")), give, unlocked(), coupons=(VOUCHER,))
    assert priced.totals.payable == "25.98"
    assert priced.issued == (
        Issued("voucher", "Voucher", "give", ("V-10",), ("basket total >= 20 PLN",), "2026-05-11"),
    )
    (applied,) = priced.applied
    assert (applied.amount, applied.receipt) == ("0.00", "VOUCHER")


@pytest.mark.parametrize(
    ("count", "unit", "day", "last"),
    [
        (7, "day", date(2026, 12, 30), date(2027, 1, 6)),
        (2, "week", date(2026, 2, 20), date(2026, 3, 6)),
        (1, "month", date(2026, 1, 31), date(2026, 2, 28)),
        (1, "month", date(2028, 1, 31), date(2028, 2, 29)),
        (13, "month", date(2026, 12, 5), date(2028, 1, 5)),
        (1, "year", date(2028, 2, 29), date(2029, 2, 28)),
        (9_000, "year", date(2026, 1, 1), None),
        (None, "day", date(2026, 1, 1), None),
    ],
)
def test_the_last_day_of_a_coupon(count, unit, day, last) -> None:
    assert last_day(Coupon("c", "C", expires_count=count, expires_unit=unit), day) == last


# --- unique codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        ("good", None),
        ("used", ("used-up", "voucher")),
        ("expired", ("expired", "voucher")),
        ("blocked", ("unknown", None)),
        (None, ("unknown", None)),
    ],
)
def test_the_ledger_says_what_a_unique_code_is_worth(status, refused) -> None:
    facts = Facts(codes={} if status is None else {"V8842": status})
    basket = cart(line("a", "25.98"), codes=("v-88 42",))
    priced = quote(basket, unlocked(), coupons=(VOUCHER,), facts=facts)
    assert [(r.reason, r.coupon) for r in priced.rejected] == ([refused] if refused else [])
    assert [a.promotions for a in priced.accepted] == ([] if refused else [("v-10",)])
    assert priced.totals.payable == ("25.98" if refused else "15.98")


def test_a_used_code_leaves_room_for_a_good_one() -> None:
    facts = Facts(codes={"V8842": "used", "V1111": "good", "V2222": "good"})
    basket = cart(line("a", "25.98"), codes=("V-8842", "V-1111", "V-2222"))
    priced = quote(basket, unlocked(), coupons=(VOUCHER,), facts=facts)
    assert [a.code for a in priced.accepted] == ["V-1111"]
    assert [(r.code, r.reason) for r in priced.rejected] == [
        ("V-8842", "used-up"),
        ("V-2222", "already-in-cart"),
    ]


def test_a_public_code_may_be_used_up_too() -> None:
    public = replace(VOUCHER, pattern=None, code="PUBLIC")
    facts = Facts(codes={normalise("PUBLIC"): "used"})
    public = replace(public, code=normalise("PUBLIC"))
    basket = cart(line("a", "25.98"), codes=("public",))
    priced = quote(basket, unlocked(), coupons=(public,), facts=facts)
    assert [r.reason for r in priced.rejected] == ["used-up"]


@given(st.text("ABCXYZ0189", min_size=4, max_size=4))
def test_every_filling_of_a_pattern_fits_it(filling: str) -> None:
    pattern = "WEL-####"
    assert fits_pattern(normalise(f"wel {filling}"), pattern)
    assert not fits_pattern(normalise(f"wel {filling}0"), pattern)
    assert not fits_pattern(normalise(f"wxl {filling}"), pattern)
    assert not fits_pattern(normalise(f"wel {filling[:3]}#"), pattern)


# --- gifts ----------------------------------------------------------------------------------------

MUG = GroupOf(skus(1, "MUG-1"), 1, 1, Price(1))


def mug(threshold: int = 10_000, reward: GroupOf = MUG, **traits):
    return promotion(
        "mug", "gift", reward, gift="MUG-1", limits=Limits(times=1),
        holds=lambda b: b.total_of(EVERYTHING) >= threshold,
        reports=lambda b: (
            ConditionResult(
                "basket total", b.total_of(EVERYTHING) >= threshold, "below-minimum",
                actual=str(b.total_of(EVERYTHING)),
            ),
        ),
        **traits,
    )  # fmt: skip


def test_one_unit_in_the_cart_costs_a_grosz() -> None:
    priced = quote(cart(line("a", "100.00"), line("MUG-1", "20.00", 3)), mug())
    assert shares(priced) == {"a": [], "MUG-1": ["19.99"]}
    assert priced.gifts == ()


@pytest.mark.parametrize(
    ("other", "mugs", "given"),
    [("80.00", 1, False), ("99.99", 1, False), ("100.00", 1, True), ("80.00", 2, True)],
)
def test_a_gift_never_counts_towards_its_own_condition(other, mugs, given) -> None:
    priced = quote(cart(line("a", other), line("MUG-1", "20.00", mugs)), mug(), explain=True)
    assert bool(priced.applied) == given
    assert priced.explanation is not None
    (told,) = priced.explanation.promotions
    counted = int(other.replace(".", "")) + 2_000 * (mugs - 1)
    assert told.conditions[0].actual == str(counted)
    assert told.reason == (None if given else "below-minimum")


def test_a_gift_of_its_own_never_pays_for_another_of_the_set() -> None:
    alone = quote(cart(line("MUG-1", "150.00")), mug())
    assert alone.applied == ()
    assert quote(cart(line("MUG-1", "150.00", 2)), mug()).totals.payable == "150.01"


@pytest.mark.parametrize(
    ("effect", "facts", "price"),
    [
        (Price(1), Facts(), "0.01"),
        (Price(499), Facts(), "4.99"),
        (Percent(10_000), Facts(), "0.01"),
        (Percent(5_000), Facts(), None),
        (Percent(5_000), Facts(prices={"MUG-1": ListPrice(200_000)}), "10.00"),
        (Amount(2_500), Facts(prices={"MUG-1": ListPrice(200_000)}), "0.01"),
    ],
)
def test_a_gift_that_does_not_lie_in_the_cart_is_offered(effect, facts, price) -> None:
    promo = mug(reward=replace(MUG, effect=effect))
    priced = quote(cart(line("a", "100.00")), promo, facts=facts)
    assert priced.gifts == (GiftOffer("mug", "Mug", "MUG-1", price),)
    assert priced.applied == ()
    assert quote(cart(line("a", "99.99")), promo).gifts == ()


def test_no_gift_is_offered_where_an_exclusive_promotion_won() -> None:
    rival = promotion("big", "basket", TotalOff(EVERYTHING, Percent(5_000)), group="g")
    priced = quote(cart(line("a", "100.00")), mug(group="g"), rival)
    assert [applied.promotion for applied in priced.applied] == ["big"]
    assert priced.gifts == ()


@given(
    st.integers(1, 4),
    st.integers(1, 12_000),
    st.integers(0, 12_000),
    st.sampled_from([Price(1), Percent(5_000), Amount(300), Percent(10_000)]),
    st.booleans(),
)
def test_laws_of_gifts(count, mug_price, other, effect, cheaper) -> None:
    """Whether a gift is given depends on everything but one unit of it; at most one is lowered."""
    rows = [line("MUG-1", f"{mug_price // 100}.{mug_price % 100:02}", count)]
    if other:
        rows.append(line("a", f"{other // 100}.{other % 100:02}"))
    lower = promotion("lower", "price", FixedPrice(skus(1, "MUG-1"), mug_price * 50))
    promos = [mug(5_000, replace(MUG, effect=effect)), *([lower] if cheaper else [])]
    before = quote(cart(*rows), *promos[1:])
    unit = int(nets(before)["MUG-1"].replace(".", ""))
    each = -(-unit // count)
    counted = int(before.totals.goods.replace(".", "")) - each
    priced = quote(cart(*rows), *promos)
    names = [applied.promotion for applied in priced.applied]
    if counted >= 5_000 and each > 1:
        assert "mug" in names
        off = int(nets(before)["MUG-1"].replace(".", "")) - int(
            nets(priced)["MUG-1"].replace(".", "")
        )
        assert 0 < off < each + 1
    elif counted < 5_000:
        assert "mug" not in names
