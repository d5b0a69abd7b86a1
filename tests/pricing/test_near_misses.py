"""Near misses: what is proposed really unlocks the promotion, and brings exactly what is said."""

import msgspec
import pytest

from pricing.basket import Basket
from pricing.cart import Cart, CartLine, Customer, Delivery, Payment
from pricing.explanation import NearMiss
from pricing.goods import Facts, ListPrice, Product
from pricing.program import ConditionResult, Coupon, Promotion
from pricing.quote import Quote
from pricing.rewards import (
    Amount,
    Bundle,
    GroupOf,
    Percent,
    PercentOff,
    PriceScale,
    Slot,
    Step,
    Target,
    TotalOff,
)
from tests.builders import EVERYTHING, cart, line, promotion, quote, skus

BREAD = Target("bread", lambda item: item.sku == "bread", 1, articles=("bread",))
TEA = Target("tea", lambda item: item.sku == "tea", 2, articles=("green", "tea"))
HAM = skus(4, "ham")
TEA_FACTS = Facts(
    products={"tea": Product("tea", "Herbata", vat="A")}, prices={"tea": ListPrice(80_000)}
)


def near(basket: Cart, *promotions: Promotion, **options: object) -> tuple[Quote, list[NearMiss]]:
    priced = quote(basket, *promotions, explain=True, **options)
    assert priced.explanation is not None
    return priced, list(priced.explanation.near_misses)


def failing(reason: str, **traits: object) -> dict[str, object]:
    return {
        "holds": lambda basket: False,
        "reports": lambda basket: (ConditionResult("x", holds=False, reason=reason),),
        **traits,
    }


PAIR = promotion("pair", "multibuy", Bundle((Slot(1, BREAD), Slot(1, TEA)), Amount(300)))


def test_goods_that_the_rules_name_are_proposed_with_their_own_price():
    before, (miss,) = near(cart(line("bread", "5.00")), PAIR, facts=TEA_FACTS)
    (need,) = miss.needs
    assert (need.set, need.missing, need.of) == ("tea", "1", "pieces")
    (addition,) = miss.additions
    assert (addition.sku, addition.name, addition.quantity) == ("tea", "Herbata", 1)
    assert (miss.saves, miss.costs, miss.benefit) == ("3.00", "8.00", "-5.00")
    after = quote(cart(line("bread", "5.00"), CartLine("2", "tea", 1)), PAIR, facts=TEA_FACTS)
    assert after.totals.due == miss.due == "10.00"
    assert before.totals.due == "5.00"


def test_articles_are_looked_up_where_the_facts_can_do_that():
    asked = []

    def find(key: str) -> tuple[Product, ListPrice] | None:
        asked.append(key)
        return (Product("tea", vat="A"), ListPrice(80_000)) if key == "tea" else None

    _, (miss,) = near(cart(line("bread", "5.00")), PAIR, facts=Facts(find=find))
    assert (miss.add, miss.due) == ("tea", "10.00")
    assert set(asked) == {"green", "tea"}


def test_no_price_is_made_up():
    _, (miss,) = near(cart(line("bread", "5.00")), PAIR)
    assert (miss.additions, miss.saves, miss.costs, miss.due) == ((), None, None, None)
    assert miss.needs[0].set == "tea"
    assert miss.message == "1 piece of tea away from “Pair”"


@pytest.mark.parametrize(
    ("count", "said"), [(2, "brakuje 1 sztuki"), (1, "brakuje 2 sztuk"), (3, "brakuje 5 sztuk")]
)
def test_pieces_are_counted_as_poles_do(count, said):
    size = {2: 3, 1: 3, 3: 8}[count]
    rule = promotion("many", "multibuy", GroupOf(EVERYTHING, size, 1, Percent(10_000)))
    _, (miss,) = near(cart(line("a", "1.00", count)), rule, language="pl")
    assert said in miss.message


@pytest.mark.parametrize("unit", ["kg", "l"])
def test_a_weight_has_the_unit_of_its_goods(unit):
    facts = Facts(products={"ham": Product("ham", "Szynka", vat="A", unit=unit, weighed=True)})
    scale = PriceScale(HAM, (Step(3_000, 100_000),), per=unit)
    row = CartLine("1", "ham", measure="2.250", price="20.00")
    before, (miss,) = near(cart(row), promotion("much", "price", scale), facts=facts)
    assert (miss.missing, miss.of, miss.needs[0].unit) == ("0.750", "weight", unit)
    assert f"0.750 {unit} Szynka for 15.00 PLN" in miss.message
    more = msgspec.structs.replace(row, id="2", measure="0.750")
    after = quote(cart(row, more), promotion("much", "price", scale), facts=facts)
    assert (miss.due, miss.saves, before.totals.due) == (after.totals.due, "30.00", "45.00")


def test_a_coupon_the_card_and_a_payment_are_tried():
    rules = [
        promotion("code", "coupon", TotalOff(EVERYTHING, Amount(100)), coupon="c",
                  holds=lambda b: "c" in b.coupons,
                  reports=lambda b: (ConditionResult("coupon", "c" in b.coupons, "unknown"),)),
        promotion("club", "line", PercentOff(EVERYTHING, 2_000), holds=lambda b: b.member,
                  reports=lambda b: (ConditionResult("members", b.member, "sign-in"),)),
        promotion("blik", "tender", PercentOff(EVERYTHING, 500), tender=frozenset({"blik"}),
                  holds=lambda b: "blik" in b.payment_methods,
                  reports=lambda b: (
                      ConditionResult("payment", "blik" in b.payment_methods, "payment"),)),
    ]  # fmt: skip
    coupons = (Coupon("c", "Bon", "SECRET"),)
    _, misses = near(cart(line("a", "10.00")), *rules, coupons=coupons)
    assert [(m.kind, m.with_, m.saves, m.benefit) for m in misses] == [
        ("card", None, "2.00", "2.00"),
        ("coupon", "Bon", "1.00", "1.00"),
        ("payment", "blik", "0.50", "0.50"),
    ]
    # A code is not told to who does not have it.
    assert all("SECRET" not in m.message for m in misses)
    card = quote(cart(line("a", "10.00"), customer=Customer(member=True)), *rules, coupons=coupons)
    blik = quote(cart(line("a", "10.00"), payments=(Payment("blik"),)), *rules, coupons=coupons)
    code = quote(cart(line("a", "10.00"), codes=("secret",)), *rules, coupons=coupons)
    assert [m.due for m in misses] == [p.totals.due for p in (card, code, blik)]


def test_what_is_wrong_besides_is_no_near_miss():
    expired = promotion("old", "line", PercentOff(EVERYTHING, 2_000), **failing("expired"))
    assert near(cart(line("a", "10.00")), expired)[1] == []


def test_the_largest_benefit_comes_first_and_saving_and_cost_are_apart():
    def from_total(minor: int) -> dict[str, object]:
        def reports(basket: Basket) -> tuple[ConditionResult, ...]:
            total = basket.total_of(EVERYTHING)
            return (
                ConditionResult("t", total >= minor, "below-minimum", None, None,
                                max(0, minor - total) or None, "amount", EVERYTHING),
            )  # fmt: skip

        return {"holds": lambda b: b.total_of(EVERYTHING) >= minor, "reports": reports}

    _, misses = near(
        cart(line("a", "10.00", 3), line("b", "3.00")),
        promotion("far", "basket", TotalOff(EVERYTHING, Amount(1_500)), **from_total(5_000)),
        promotion("near", "coupon", TotalOff(EVERYTHING, Amount(300)), **from_total(3_500)),
    )
    assert [(m.promotion, m.add, m.add_quantity) for m in misses] == [
        ("near", "b", 1), ("far", "b", 6),
    ]  # fmt: skip
    assert [(m.saves, m.costs, m.benefit) for m in misses] == [
        ("3.00", "3.00", "0.00"), ("18.00", "18.00", "0.00"),
    ]  # fmt: skip


def _from_total(minor: int) -> dict[str, object]:
    def reports(basket: Basket) -> tuple[ConditionResult, ...]:
        missing = minor - basket.total_of(EVERYTHING)
        return (
            ConditionResult("t", missing <= 0, "below-minimum", missing=max(0, missing) or None),
        )

    return {"holds": lambda b: b.total_of(EVERYTHING) >= minor, "reports": reports}


def test_an_absurd_number_of_pieces_is_no_advice():
    far = promotion("far", "basket", TotalOff(EVERYTHING, Amount(1_500)), **_from_total(40_000))
    _, (miss,) = near(cart(line("roll", "1.00", 20)), far)
    assert (miss.missing, miss.additions, miss.saves) == ("380.00", (), None)
    # Few dear pieces still are, and so are many that cost less than what the cart has.
    _, (miss,) = near(cart(line("tv", "199.00")), far)
    assert (miss.add, miss.add_quantity) == ("tv", 2)
    _, (miss,) = near(cart(line("roll", "1.00", 300)), far)
    assert (miss.add, miss.add_quantity) == ("roll", 100)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“Locker” needs the delivery: parcel-locker"),
        ("pl", "„Locker” wymaga dostawy: automat paczkowy"),
    ],
)
def test_another_way_of_delivery_is_named_without_a_price(language, said):
    def reports(basket: Basket) -> tuple[ConditionResult, ...]:
        there = basket.delivery_method == "parcel-locker"
        return (ConditionResult("d", there, "delivery", needed="parcel-locker"),)

    rule = promotion(
        "locker", "basket", TotalOff(EVERYTHING, Amount(100)),
        holds=lambda b: b.delivery_method == "parcel-locker", reports=reports,
    )  # fmt: skip
    delivered = cart(line("a", "10.00"), delivery=Delivery("courier", "9.99"))
    _, (miss,) = near(delivered, rule, language=language)
    assert (miss.kind, miss.with_, miss.due, miss.message) == (
        "delivery", "parcel-locker", None, said,
    )  # fmt: skip
    # At a till nobody asks for a delivery.
    assert near(cart(line("a", "10.00")), rule, language=language)[1] == []
