"""Line discounts on whole items: however many at once, each is what it is alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pricing.goods import Product
from pricing.item import Item
from pricing.line_discounts import item_discount, item_discounts, line_discount
from pricing.rewards import AmountOff, FixedPrice, LineReward, PercentOff
from pricing.shop import RoundWhere
from pricing.units import units_at
from tests.builders import EVERYTHING, SHOP, promotion

REWARDS = st.one_of(
    st.builds(AmountOff, st.just(EVERYTHING), st.sampled_from([1, 50, 199, 9_999])),
    st.builds(PercentOff, st.just(EVERYTHING), st.sampled_from([1, 3_333, 10_000])),
    st.builds(FixedPrice, st.just(EVERYTHING), st.sampled_from([100, 49_900])),
)


@st.composite
def goods(draw: st.DrawFn) -> list[Item]:
    items = []
    for number in range(draw(st.integers(0, 5))):
        count = draw(st.integers(1, 4))
        item = Item(number, Product(f"s{number}"), draw(st.integers(0, 1_000)) * 100)
        item.open(item.price_e4 // 100 * count, count, draw(st.integers(0, 30)))
        if item.room:
            item.lower(draw(st.integers(0, item.room)))
        items.append(item)
    return items


@given(REWARDS, goods(), st.sampled_from(RoundWhere), st.booleans())
def test_several_items_at_once_are_lowered_as_each_alone(
    reward: LineReward, items: list[Item], where: RoundWhere, base_list: bool
):
    shop = replace(SHOP, round_where=where)
    offer = promotion("p", "line", reward, base_list=base_list)
    amounts, taken = item_discounts(offer, shop, items)
    alone = {item.number: item_discount(offer, shop, item) for item in items}
    assert amounts == {number: off for number, off in alone.items() if off}
    assert [item.number for item in taken] == list(amounts)
    of_units = {
        item.number: line_discount(
            reward, shop, units_at(item, range(item.count), base_list=base_list)
        )
        for item in items
    }
    assert alone == of_units
