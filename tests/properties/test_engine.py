"""Laws of the engine on random carts, promotions and shops (docs/explanation/testing)."""

import random
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pricing.allocation import Allocation
from pricing.cart import Cart, CartLine, Customer, Delivery
from pricing.money import parse_scaled
from pricing.program import Limits, Promotion
from pricing.quote import Quote
from pricing.rewards import (
    Amount,
    AmountOff,
    Bundle,
    BuyGet,
    CheapestOf,
    DeliveryOff,
    FixedPrice,
    GroupOf,
    ListedPrices,
    Percent,
    PercentOff,
    PointsOff,
    Price,
    PriceScale,
    Slot,
    Step,
    Target,
    Tier,
    TotalOff,
    TotalSteps,
    TotalTiers,
)
from pricing.rounding import Rounding
from pricing.shop import RoundWhere
from pricing.wire import encode_quote
from tests.builders import SHOP, cart, line, promotion, quote

NAMES = "abcdef"
PRICES = {"a": "4.99", "b": "3.33", "c": "10.00", "d": "0.75", "e": "129.90", "f": "5.01"}


def covering(members: frozenset[str], **traits: bool) -> Target:
    number = sum(1 << NAMES.index(name) for name in members)
    return Target(str(sorted(members)), lambda item: item.sku in members, number, **traits)


LIMITS = st.sampled_from([Limits(), Limits(), Limits(times=1), Limits(units=2)])
MEMBERS = st.frozensets(st.sampled_from(NAMES), min_size=1)
RATES = st.sampled_from([1, 500, 1_500, 3_333, 5_000, 10_000])
NOT_UNITS = TotalOff | TotalTiers | TotalSteps | PointsOff | DeliveryOff | CheapestOf
AMOUNTS = st.sampled_from([1, 50, 199, 2_000])


@st.composite
def rewards(draw: st.DrawFn) -> tuple[str, object]:
    target = covering(draw(MEMBERS), identical=draw(st.booleans()))
    other = covering(draw(MEMBERS))
    plain = replace(target, identical=False)
    effect = draw(st.one_of(RATES.map(Percent), AMOUNTS.map(Amount), AMOUNTS.map(Price)))
    reduction = draw(st.one_of(RATES.map(Percent), AMOUNTS.map(Amount)))
    size = draw(st.integers(2, 4))
    options: list[tuple[str, object]] = [
        ("line", PercentOff(target, draw(RATES), draw(st.integers(1, 3)))),
        ("line", AmountOff(target, draw(AMOUNTS), draw(st.integers(1, 2)))),
        ("price", FixedPrice(plain, draw(st.sampled_from([9_900, 29_950, 1])))),
        ("price", PriceScale(target, (Step(2, 30_000), Step(4, 20_000)))),
        ("multibuy", GroupOf(target, size, draw(st.integers(1, size)), effect)),
        ("multibuy", CheapestOf(plain, size, effect)),
        ("multibuy", Bundle((Slot(1, plain), Slot(draw(st.integers(1, 2)), other)), effect)),
        ("multibuy", BuyGet(Slot(draw(st.integers(1, 2)), plain), Slot(1, other), effect)),
        ("basket", TotalOff(plain, reduction, draw(st.none() | AMOUNTS))),
        ("basket", TotalTiers(plain, (Tier(500, reduction), Tier(2_000, reduction)))),
        ("coupon", TotalSteps(plain, draw(AMOUNTS), 700)),
        ("delivery", DeliveryOff(effect)),
        ("price", ListedPrices(plain, {"a": 39_900, "e": 1_000_000})),
        ("points", PointsOff(plain, 10, 25, draw(st.sampled_from([3_000, 10_000])))),
        ("tender", PercentOff(target, draw(RATES), share=(1, 3))),
    ]
    return draw(st.sampled_from(options))


@st.composite
def promotions(draw: st.DrawFn) -> list[Promotion]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        stage, reward = draw(rewards())
        found.append(
            promotion(
                f"p{number}", stage, reward,
                priority=draw(st.sampled_from([0, 0, 0, 5])),
                stacks=draw(st.sampled_from([False, False, True])),
                group=draw(st.sampled_from([None, None, None, "g", ""])),
                final=draw(st.sampled_from([False, False, True])),
                base_list=draw(st.sampled_from([False, False, True])),
                spread_reward=draw(st.booleans()),
                limits=draw(st.sampled_from([Limits(), Limits(), Limits(times=1),
                Limits(units=2)])),
            )
        )  # fmt: skip
    return found


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    rows = []
    for number in range(draw(st.integers(1, 5))):
        sku = draw(st.sampled_from(NAMES))
        if sku == "f":  # sold by weight
            rows.append(line(sku, PRICES[sku], measure=draw(st.sampled_from(["0.250", "1.5"]))))
        else:
            rows.append(line(sku, PRICES[sku], draw(st.integers(1, 4))))
        rows[-1] = replace_id(rows[-1], str(number))
    customer = Customer(ref="c-1") if draw(st.booleans()) else None
    return cart(
        *rows, delivery=Delivery("courier", "14.99"), customer=customer,
        points=draw(st.sampled_from([0, 95, 1_000])),
    )  # fmt: skip


def replace_id(row: CartLine, identifier: str) -> CartLine:
    return msgspec.structs.replace(row, id=identifier)


SHOPS = st.builds(
    replace,
    st.just(SHOP),
    allocation=st.sampled_from(Allocation),
    rounding=st.sampled_from(Rounding),
    round_where=st.sampled_from(RoundWhere),
    floor_minor=st.sampled_from([0, 1]),
)


def minor(text: str) -> int:
    value = parse_scaled(text, 2)
    assert value is not None
    return value


def totals(priced: Quote) -> tuple[str, ...]:
    sums = priced.totals
    return sums.gross, sums.discount, sums.delivery, sums.due


def by_sku(priced: Quote) -> dict[str, int]:
    """Net of each SKU, however it was scanned."""
    found: dict[str, int] = {}
    for row in priced.lines:
        found[row.sku] = found.get(row.sku, 0) + minor(row.net)
    return found


@given(carts(), promotions(), SHOPS)
def test_shares_sum_to_their_promotion_and_floors_hold(basket, offered, shop) -> None:
    priced = quote(basket, *offered, shop=shop)
    for applied in priced.applied:
        if applied.stage == "delivery":
            continue
        shared = [
            minor(discount.amount)
            for row in priced.lines
            for discount in row.discounts
            if discount.promotion == applied.promotion
        ]
        assert sum(shared) == minor(applied.amount) > 0
        assert all(share > 0 for share in shared)
    for row in priced.lines:
        units = row.quantity or 1
        assert minor(row.net) >= min(minor(row.gross), shop.floor_minor * units)
        assert minor(row.net) == minor(row.gross) - sum(minor(d.amount) for d in row.discounts)
    sums = priced.totals
    assert minor(sums.goods) == sum(minor(row.net) for row in priced.lines)
    assert minor(sums.payable) == minor(sums.goods) + minor(sums.deposits) + minor(sums.delivery)
    assert sum(minor(row.gross) for row in priced.vat) == minor(sums.goods)


@given(carts(), promotions(), SHOPS, st.integers(0, 1 << 30))
def test_the_order_of_lines_and_promotions_changes_no_total(basket, offered, shop, seed) -> None:
    shuffled = random.Random(seed)
    rows, reordered = list(basket.lines), list(offered)
    shuffled.shuffle(rows)
    shuffled.shuffle(reordered)
    there = quote(basket, *offered, shop=shop)
    here = quote(msgspec.structs.replace(basket, lines=tuple(rows)), *reordered, shop=shop)
    if not (there.optimal and here.optimal):
        return
    if shop.allocation is Allocation.LARGEST_REMAINDER:
        assert totals(here) == totals(there)
        assert by_sku(here) == by_sku(there)
    else:
        # These follow the order of scanning, so later stages may start from other groszy.
        assert abs(minor(here.totals.due) - minor(there.totals.due)) <= 2 * len(offered) + 2


@given(carts(), promotions(), SHOPS)
def test_one_line_of_three_units_is_three_lines_of_one(basket, offered, shop) -> None:
    rows = []
    for row in basket.lines:
        for copy in range(row.quantity or 1):
            one = {} if row.quantity is None else {"quantity": 1}
            rows.append(msgspec.structs.replace(row, id=f"{row.id}-{copy}", **one))
    there = quote(basket, *offered, shop=shop)
    here = quote(msgspec.structs.replace(basket, lines=tuple(rows)), *offered, shop=shop)
    assert totals(here) == totals(there)
    assert by_sku(here) == by_sku(there)


@given(carts(), promotions(), SHOPS)
def test_removing_a_refused_promotion_changes_nothing(basket, offered, shop) -> None:
    there = quote(basket, *offered, shop=shop)
    names = {applied.promotion for applied in there.applied}
    here = quote(basket, *[p for p in offered if p.id in names], shop=shop)
    if there.optimal and here.optimal:
        assert here.lines == there.lines
        assert here.applied == there.applied


@given(carts(), promotions(), SHOPS)
def test_a_deposit_changes_deposits_and_nothing_else(basket, offered, shop) -> None:
    bottle = line("pet", "0.50", 3, id="deposit", kind="deposit", vat=None)
    there = quote(basket, *offered, shop=shop)
    here = quote(
        msgspec.structs.replace(basket, lines=(*basket.lines, bottle)), *offered, shop=shop
    )
    assert here.lines == there.lines
    assert here.totals.deposits == "1.50"
    assert minor(here.totals.due) == minor(there.totals.due) + 150


@given(carts(), promotions(), SHOPS)
def test_pricing_twice_gives_the_same_bytes(basket, offered, shop) -> None:
    assert encode_quote(quote(basket, *offered, shop=shop)) == encode_quote(
        quote(basket, *offered, shop=shop)
    )


@given(carts(), promotions(), SHOPS)
def test_explaining_changes_nothing(basket, offered, shop) -> None:
    plain = quote(basket, *offered, shop=shop)
    told = quote(basket, *offered, shop=shop, explain=True)
    assert told.evidence == plain.evidence
    assert told.explanation is not None
    assert {row.promotion for row in told.explanation.promotions} == {p.id for p in offered}
    applied = {row.promotion for row in plain.applied}
    for row in told.explanation.promotions:
        assert (row.outcome == "applied") == (row.promotion in applied)


@given(carts(), promotions())
def test_a_competitor_of_equal_priority_never_lowers_what_its_stage_saves(basket, offered) -> None:
    units = [
        replace(p, priority=0, stacks=False, group=None, final=False, stage=0, stage_name="price")
        for p in offered
        if not isinstance(p.reward, NOT_UNITS)
    ]
    with_all = quote(basket, *units)
    for left_out in units:
        without = quote(basket, *[p for p in units if p.id != left_out.id])
        if with_all.optimal:
            assert minor(with_all.totals.discount) >= minor(without.totals.discount)


@given(carts(), promotions(), SHOPS)
def test_goods_given_back_never_feed_a_promotion(basket, offered, shop) -> None:
    back = line("c", "10.00", -2, id="back")
    there = quote(basket, *offered, shop=shop)
    here = quote(msgspec.structs.replace(basket, lines=(*basket.lines, back)), *offered, shop=shop)
    assert [row for row in here.lines if row.id != "back"] == list(there.lines)
    assert here.applied == there.applied
    assert minor(here.totals.payable) == minor(there.totals.payable)
    assert here.totals.returns == "-20.00"
