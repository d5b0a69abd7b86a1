"""What a cashier entered: prices and discounts of single lines, reasons, limits, approvals."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.cart import Entered
from pricing.errors import CartError
from pricing.quote import Quote
from pricing.rewards import (
    Amount,
    EnteredDiscount,
    EnteredPrice,
    FixedPrice,
    Percent,
    PercentOff,
)
from pricing.shop import RoundWhere
from tests.builders import EVERYTHING, SHOP, cart, line, nets, promotion, quote, replace, shares

ENTERED = replace(EVERYTHING, selects=lambda item: bool(item.entries), number=1)
LABEL = promotion("label", "price", EnteredPrice(ENTERED))
MANUAL = promotion("manual", "line", EnteredDiscount(ENTERED, Percent(1_500)))


def lamp(discount: str, **fields: object) -> Entered:
    return Entered(discount=discount, reason="DAMAGED_PACK", **fields)  # type: ignore[arg-type]


def why(priced: Quote, name: str) -> str | None:
    assert priced.explanation is not None
    return {p.promotion: p.reason for p in priced.explanation.promotions}[name]


def test_an_entered_price_lowers_every_piece_of_its_line() -> None:
    bread = line("bread", "5.99", 3, entered=Entered(price="5.49"))
    priced = quote(cart(bread, line("milk", "3.99")), LABEL)
    assert shares(priced) == {"bread": ["1.50"], "milk": []}
    assert priced.lines[0].gross == "17.97"


def test_an_entered_price_never_raises_one() -> None:
    bread = line("bread", "5.99", entered=Entered(price="6.49"))
    assert quote(cart(bread), LABEL).applied == ()


def test_the_customer_gets_the_better_of_an_entered_and_a_promotional_price() -> None:
    cheaper = promotion("promo", "price", FixedPrice(EVERYTHING, 52_900))
    dearer = promotion("promo", "price", FixedPrice(EVERYTHING, 57_900))
    bread = cart(line("bread", "5.99", entered=Entered(price="5.49")))
    assert nets(quote(bread, LABEL, cheaper)) == {"bread": "5.29"}
    assert nets(quote(bread, LABEL, dearer)) == {"bread": "5.49"}


def test_an_entered_price_per_kg_scales_a_printed_label() -> None:
    ham = line("ham", "35.00", measure="0.250", label="8.75", entered=Entered(price="28.00"))
    assert nets(quote(cart(ham), LABEL)) == {"ham": "7.00"}


@pytest.mark.parametrize(
    ("discount", "approved", "taken", "reason"),
    [
        ("13.48", None, ["13.48"], None),  # 15% of 89.90 is 13.485
        ("13.49", None, [], "needs-approval"),
        ("13.49", "boss", ["13.49"], None),
        ("95.00", "boss", ["89.89"], None),  # the floor still holds
        ("0.00", None, [], "no-saving"),
    ],
)
def test_above_the_limit_somebody_has_to_approve(
    discount: str, approved: str | None, taken: list[str], reason: str | None
) -> None:
    row = line("lamp", "89.90", entered=lamp(discount, approved_by=approved))
    priced = quote(cart(row), MANUAL, explain=True)
    assert shares(priced) == {"lamp": taken}
    assert why(priced, "manual") == reason


def test_a_limit_may_be_an_amount() -> None:
    five = promotion("manual", "line", EnteredDiscount(ENTERED, Amount(500)))
    rows = [line("a", "20.00", entered=lamp("5.00")), line("b", "20.00", entered=lamp("5.01"))]
    assert shares(quote(cart(*rows), five)) == {"a": ["5.00"], "b": []}


def test_a_discount_is_that_of_its_line_whatever_else_is_scanned() -> None:
    rows = [
        line("lamp", "89.90", id="1", entered=lamp("10.00")),
        line("lamp", "89.90", id="2"),
        line("lamp", "89.90", id="3", entered=lamp("10.00")),
        line("lamp", "89.90", 2, id="4", entered=lamp("10.00")),
    ]
    expected = {"1": ["10.00"], "2": [], "3": ["10.00"], "4": ["10.00"]}
    assert shares(quote(cart(*rows), MANUAL)) == expected
    per_unit = replace(SHOP, round_where=RoundWhere.PER_UNIT)
    assert shares(quote(cart(*rows), MANUAL, shop=per_unit)) == expected


def test_a_line_is_not_split_between_the_cashier_and_a_promotion() -> None:
    third = promotion("third", "line", PercentOff(EVERYTHING, 1_000))
    two = line("lamp", "100.00", 2, entered=lamp("15.00"))
    assert shares(quote(cart(two), MANUAL, third)) == {"lamp": ["20.00"]}
    two = msgspec.structs.replace(two, entered=lamp("25.00"))
    assert shares(quote(cart(two), MANUAL, third)) == {"lamp": ["25.00"]}


@pytest.mark.parametrize(
    ("entered", "pointer"),
    [
        (Entered(), "/lines/0/entered"),
        (Entered(price="1.00", discount="1.00"), "/lines/0/entered"),
        (Entered(price="-1.00"), "/lines/0/entered/price"),
        (Entered(price="1.00001"), "/lines/0/entered/price"),
        (Entered(discount="1.001"), "/lines/0/entered/discount"),
        (Entered(discount="ten"), "/lines/0/entered/discount"),
        (Entered(discount="1.00", reason=""), "/lines/0/entered/reason"),
        (Entered(discount="1.00", approved_by="x" * 201), "/lines/0/entered/approved_by"),
    ],
)
def test_nonsense_entered_is_pointed_at(entered: Entered, pointer: str) -> None:
    with pytest.raises(CartError) as refused:
        quote(cart(line("lamp", "89.90", entered=entered)))
    assert refused.value.pointer == pointer


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.none() | st.integers(0, 9_000)),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_each_line_gets_what_was_entered_on_it_in_any_order(rows, order) -> None:
    lines = [
        line(
            sku, "20.00", count, id=str(number),
            entered=None if entered is None else lamp(f"{entered // 100}.{entered % 100:02}"),
        )
        for number, (sku, count, entered) in enumerate(rows)
    ]  # fmt: skip
    expected = {
        str(number): entered or 0
        if entered is not None and entered * 10_000 <= 2_000 * count * 1_500
        else 0
        for number, (_, count, entered) in enumerate(rows)
    }
    order.shuffle(lines)
    priced = quote(cart(*lines), MANUAL)
    found = {
        row.id: sum(int(d.amount.replace(".", "")) for d in row.discounts) for row in priced.lines
    }
    assert found == expected
