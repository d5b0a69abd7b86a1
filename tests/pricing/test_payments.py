"""Percents that hold for a means of payment, and split payments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.cart import Delivery, Payment
from pricing.payments import paid_amounts
from pricing.rewards import Amount, Percent, PercentOff, Tier, TotalOff, TotalTiers
from tests.builders import EVERYTHING, cart, line, promotion, quote, replace, shares, skus

BLIK = frozenset({"blik"})


def tender(reward, **traits):
    return promotion(
        "blik", "tender", reward, tender=BLIK,
        holds=lambda b: "blik" in b.payment_methods, **traits,
    )  # fmt: skip


TWO = tender(TotalOff(EVERYTHING, Percent(200)))


def off(*payments: Payment, reward=None, rows=None, **fields) -> str:
    promo = TWO if reward is None else tender(reward)
    basket = cart(*(rows or [line("a", "100.00")]), payments=payments, **fields)
    return quote(basket, promo).totals.discount


@pytest.mark.parametrize(
    ("payments", "taken"),
    [
        ((Payment("blik"),), "2.00"),
        ((Payment("blik", "100.00"),), "2.00"),
        ((Payment("gift-card", "40.00"), Payment("blik")), "1.20"),
        ((Payment("blik"), Payment("gift-card", "40.00")), "1.20"),
        ((Payment("blik", "40.00"), Payment("card")), "0.80"),
        ((Payment("gift-card", "100.00"), Payment("blik")), "0.00"),
        ((Payment("blik", "500.00"), Payment("card")), "2.00"),
        ((Payment("blik", "30.00"), Payment("blik", "20.00"), Payment("card")), "1.00"),
        ((Payment("card"),), "0.00"),
    ],
)
def test_a_percent_holds_for_what_its_payment_pays(payments, taken) -> None:
    assert off(*payments) == taken


def test_an_amount_is_given_whole() -> None:
    split = (Payment("gift-card", "40.00"), Payment("blik"))
    assert off(*split, reward=TotalOff(EVERYTHING, Amount(500))) == "5.00"


def test_percents_off_lines_and_tiers_are_shared_too() -> None:
    split = (Payment("gift-card", "50.00"), Payment("blik"))
    assert off(*split, reward=PercentOff(EVERYTHING, 1_000)) == "5.00"
    tiers = TotalTiers(EVERYTHING, (Tier(5_000, Percent(1_000)),))
    assert off(*split, reward=tiers) == "5.00"


def test_of_a_set_the_percent_is_of_all_that_the_payment_can_cover() -> None:
    rows = [line("fruit", "20.00"), line("soap", "80.00")]
    split = (Payment("gift-card", "50.00"), Payment("blik"))
    reward = TotalOff(skus(1, "fruit"), Percent(1_000))
    assert off(*split, reward=reward, rows=rows) == "2.00"


def test_what_a_payment_pays_includes_deposits_and_delivery() -> None:
    rows = [line("a", "80.00"), line("pet", "0.50", 10, kind="deposit", vat=None)]
    taken = off(
        Payment("gift-card", "50.00"), Payment("blik"), rows=rows,
        delivery=Delivery("courier", "15.00"),
    )  # fmt: skip
    assert taken == "1.00"  # blik pays 50.00 of the 100.00 due


def test_what_is_due_is_what_earlier_stages_left() -> None:
    half = promotion("half", "line", PercentOff(EVERYTHING, 5_000))
    basket = cart(line("a", "100.00"), payments=(Payment("gift-card", "25.00"), Payment("blik")))
    assert shares(quote(basket, half, TWO)) == {"a": ["50.00", "0.50"]}


@given(st.lists(st.none() | st.integers(0, 9_999), max_size=5), st.integers(-500, 20_000))
def test_payments_pay_what_is_due_and_no_more(amounts, due) -> None:
    seen_open = False
    payments = []
    for number, amount in enumerate(amounts):
        stated = 7 if amount is None and seen_open else amount
        seen_open = seen_open or stated is None
        payments.append((str(number), stated))
    taken = paid_amounts(payments, due)
    assert all(share >= 0 for share in taken)
    assert sum(taken) <= max(0, due)
    if seen_open:
        assert sum(taken) == max(0, due)


@given(st.integers(0, 12_000), st.integers(1, 10_000), st.integers(100, 12_000))
def test_more_on_the_payment_never_takes_less_off(first, rate, price) -> None:
    promo = replace(TWO, reward=TotalOff(EVERYTHING, Percent(rate)))

    def taken(amount: int) -> int:
        written = f"{amount // 100}.{amount % 100:02}"
        row = line("a", f"{price // 100}.{price % 100:02}")
        basket = cart(row, payments=(Payment("blik", written), Payment("card")))
        return int(quote(basket, promo).totals.discount.replace(".", ""))

    whole = taken(price)
    assert taken(first) <= taken(first + 1) <= whole
    assert taken(first) <= min(first, price)
